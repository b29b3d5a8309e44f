"""Representations of values and lists, with the header fields that describe them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from heroics_py.http.etags import matches_etag
from heroics_py.http.headers import Headers
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.paging.recognition import paging_of
from heroics_py.server.catalog import READS
from heroics_py.server.conformity import Conformer
from heroics_py.server.documented import Documented, documented_status, documented_success
from heroics_py.server.encodings import encoded
from heroics_py.server.http_rules import etag_of
from heroics_py.server.operations import LinkRequest, Result
from heroics_py.server.paging import paged
from heroics_py.server.ranges import Page, page_of, read_range
from heroics_py.server.responses import SandboxResponse
from heroics_py.server.schema_lookup import header_text
from heroics_py.server.streams import sample_items
from heroics_py.server.styles import StyledPage, is_styled, styled_page
from heroics_py.support.json_types import Json

__all__ = ["Presentation", "if_modified", "represent", "represent_result", "without_body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """How results are presented.

    Attributes:
        page_size: the items on one page by default.
        now: returns the time.
        conformer: fits values into the schemas of responses.
    """

    page_size: int
    now: Callable[[], datetime]
    conformer: Conformer
    _paging: dict[str, Paging] = field(default_factory=dict)

    def paging(self, link: Link) -> Paging:
        """Return how the list of a link continues: as it is stated, or recognised once."""
        key = link.pointer or f"{link.method} {link.href}"
        if key not in self._paging:
            self._paging[key] = paging_of(link)
        return self._paging[key]


def represent_result(result: Result, request: LinkRequest, headers: Headers, how: Presentation) -> SandboxResponse:
    """Return the response for the result of an operation, as the document of the API describes it.

    Args:
        result: the result.
        request: the request that it is for.
        headers: the header fields of the request.
        how: how it is presented.

    Raises:
        HttpError: 406 if the request accepts no media type of the response, 416 for an invalid range.
    """
    if request.link.replies:
        return _represent_documented(result, request, headers, how)
    styled = _styled(_matching(result.items, request), request, how) if result.items is not None else None
    if styled is not None:
        value = styled.envelope(request.link.target_schema, list[Json](styled.items), how.conformer)
        return represent(200, value, request.link, now=how.now(), headers=styled.headers)
    if result.items is not None and request.link.method == "GET":
        return _represent_page(result.items, request, headers, how)
    if result.items is None and result.status in {202, 204}:
        return SandboxResponse(status=result.status)
    value = result.value if result.items is None else list[Json](result.items)
    return represent(result.status, value, request.link, now=how.now())


def _represent_documented(result: Result, request: LinkRequest, headers: Headers, how: Presentation) -> SandboxResponse:
    """Return the success that the document describes, with a body that follows its schema."""
    link = request.link
    status, value, further = result.status, result.value, dict[str, str]()
    items = _matching(result.items, request) if result.items is not None else []
    styled = _styled(items, request, how) if result.items is not None else None
    if styled is not None:
        value, further = list[Json](styled.items), styled.headers
    elif result.items is not None:
        status, value, further = _represent_items(items, request, headers, how)
    documented = documented_success(link, status, headers.get("Accept")) or Documented(status=status)
    further = {**_required_headers(documented, further), **further}
    if not documented.media_type:
        return SandboxResponse(status=documented.status, headers=further)
    page, schema = value, documented.schema
    if documented.items is not None and result.items is None:
        value = list[Json](sample_items(documented.items, documented.media_type))
    if schema is not None:
        value = how.conformer.conform(schema, value)
    if schema is not None and result.items is not None and isinstance(page, list):
        is_last = not items or (bool(page) and page[-1] is items[-1])
        value = how.conformer.with_counts(schema, value, len(items), is_last=is_last)
    if styled is not None:
        value = styled.envelope(schema, value, how.conformer)
    return represent(documented.status, value, link, now=how.now(), headers=further, media_type=documented.media_type)


def _styled(items: list[dict[str, Json]], request: LinkRequest, how: Presentation) -> StyledPage | None:
    """Return the page that a request asks for, if its list has a style of its own."""
    paging = how.paging(request.link)
    if not is_styled(request.link, paging):
        return None
    return styled_page(items, request.link, paging, request.target, page_size=how.page_size, origin=request.origin)


def _represent_items(
    items: list[dict[str, Json]], request: LinkRequest, headers: Headers, how: Presentation
) -> tuple[int, Json, dict[str, str]]:
    """Return the status, value and headers of a list: a range of it, if the document describes such responses."""
    link = request.link
    if link.method not in READS:
        return 200, list[Json](items), {}
    if documented_status(link.replies, 206) == 206:
        page = _page_of(items, request, headers, how.page_size)
        return (200 if page.is_whole else 206), page.items, _page_headers(page, request)
    return 200, list[Json](paged(items, link, request.fields)), {}


def _required_headers(documented: Documented, headers: Mapping[str, str]) -> dict[str, str]:
    """Return a sample of each required header that is not among ``headers``."""
    present = Headers(headers)
    return {
        parameter.name: header_text(parameter)
        for parameter in documented.headers
        if parameter.required and parameter.name not in present
    }


def represent(  # noqa: PLR0913 - each has its own name
    status: int,
    value: Json,
    link: Link,
    *,
    now: datetime,
    headers: Mapping[str, str] | None = None,
    media_type: str = "",
) -> SandboxResponse:
    """Return a response with a value.

    Args:
        status: the HTTP status code.
        value: the value.
        link: the link that the response is for.
        now: the time.
        headers: further header fields.
        media_type: the media type; empty for that of the link.
    """
    further = headers or {}
    media_type = media_type or link.media_type or "application/json"
    body = encoded(value, media_type)
    fields = {
        "Content-Type": media_type,
        "ETag": etag_of(body, further.get("Content-Range", "")),
        **further,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Authorization, Range",
    }
    updated_at = value.get("updated_at") if isinstance(value, dict) else None
    if isinstance(updated_at, str):
        with suppress(ValueError):
            # Never later than the response itself (RFC 9110, 8.8.2.1).
            moment = min(datetime.fromisoformat(updated_at).astimezone(UTC), now.astimezone(UTC))
            fields["Last-Modified"] = format_datetime(moment, usegmt=True)
    return SandboxResponse(status=status, headers=fields, body=body)


def _represent_page(
    items: list[dict[str, Json]], request: LinkRequest, headers: Headers, how: Presentation
) -> SandboxResponse:
    page = _page_of(_matching(items, request), request, headers, how.page_size)
    status = 200 if page.is_whole else 206
    return represent(status, page.items, request.link, now=how.now(), headers=_page_headers(page, request))


def _page_of(items: list[dict[str, Json]], request: LinkRequest, headers: Headers, page_size: int) -> Page:
    return page_of(items, read_range(headers.get("Range"), _range_fields(request), page_size))


def _range_fields(request: LinkRequest) -> tuple[str, ...]:
    resource_type = request.resource_type
    return request.link.ranges or resource_type.identity or tuple(resource_type.properties)[:1] or ("id",)


def _page_headers(page: Page, request: LinkRequest) -> dict[str, str]:
    further = {"Accept-Ranges": ", ".join(_range_fields(request)), "Content-Range": page.content_range}
    if page.next_range is not None:
        further["Next-Range"] = page.next_range
    return further


def _matching(items: list[dict[str, Json]], request: LinkRequest) -> list[dict[str, Json]]:
    """Return the items that match the fields of the query that are attributes of them."""
    filters = {name: value for name, value in request.fields.items() if name in request.resource_type.properties}
    return [item for item in items if all(_matches(item.get(name), value) for name, value in filters.items())]


def _matches(value: Json, wanted: Json) -> bool:
    """Return whether a value is what a filter names, one of several, or a list that has all of them."""
    if isinstance(wanted, list) and not isinstance(value, list):
        return not wanted or value in wanted
    if isinstance(value, list):
        return all(each in value for each in (wanted if isinstance(wanted, list) else [wanted]))
    if isinstance(value, dict) and not isinstance(wanted, dict):
        return any(inner == wanted for inner in value.values())
    return value == wanted


def if_modified(response: SandboxResponse, headers: Headers) -> SandboxResponse:
    """Return ``response``, or 304 if the If-None-Match of the request matches it (RFC 9110, 13.1.2)."""
    condition = headers.get("If-None-Match")
    if condition is None or not matches_etag(condition, response.headers.get("ETag")):
        return response
    fields = {name: value for name, value in response.headers.items() if name != "Content-Type"}
    return SandboxResponse(status=304, headers=fields)


def without_body(response: SandboxResponse) -> SandboxResponse:
    """Return the response to HEAD: the header fields alone, with the length that GET would have."""
    return replace(response, headers={**response.headers, "Content-Length": str(len(response.body))}, body=b"")
