"""Representations of values and lists, with the header fields that describe them."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

from heroics_py.http.etags import matches_etag
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import is_json
from heroics_py.model.api import Link
from heroics_py.server.http_rules import etag_of
from heroics_py.server.operations import LinkRequest, Result
from heroics_py.server.ranges import page_of, read_range
from heroics_py.server.responses import SandboxResponse, json_bytes
from heroics_py.support.json_types import Json

__all__ = ["if_modified", "represent", "represent_result", "without_body"]


def represent_result(
    result: Result, request: LinkRequest, headers: Headers, *, page_size: int, now: datetime
) -> SandboxResponse:
    """Return the response for the result of an operation.

    Args:
        result: the result.
        request: the request that it is for.
        headers: the header fields of the request.
        page_size: the items on one page by default.
        now: the time.

    Raises:
        HttpError: 416 for an invalid range.
    """
    if result.items is not None and request.link.method == "GET":
        return _represent_page(result.items, request, headers, page_size=page_size, now=now)
    if result.items is None and result.status in {202, 204}:
        return SandboxResponse(status=result.status)
    value = result.value if result.items is None else list[Json](result.items)
    return represent(result.status, value, request.link, now=now)


def represent(
    status: int, value: Json, link: Link, *, now: datetime, headers: Mapping[str, str] | None = None
) -> SandboxResponse:
    """Return a response with a value.

    Args:
        status: the HTTP status code.
        value: the value.
        link: the link that the response is for.
        now: the time.
        headers: further header fields.
    """
    further = headers or {}
    media_type = link.media_type or "application/json"
    body = value.encode() if isinstance(value, str) and not is_json(media_type) else json_bytes(value)
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
    items: list[dict[str, Json]], request: LinkRequest, headers: Headers, *, page_size: int, now: datetime
) -> SandboxResponse:
    resource_type = request.resource_type
    fields = request.link.ranges or resource_type.identity or tuple(resource_type.properties)[:1] or ("id",)
    page = page_of(_matching(items, request), read_range(headers.get("Range"), fields, page_size))
    further = {"Accept-Ranges": ", ".join(fields), "Content-Range": page.content_range}
    if page.next_range is not None:
        further["Next-Range"] = page.next_range
    return represent(200 if page.is_whole else 206, page.items, request.link, now=now, headers=further)


def _matching(items: list[dict[str, Json]], request: LinkRequest) -> list[dict[str, Json]]:
    """Return the items that match the fields of the query that are attributes of them."""
    filters = {name: value for name, value in request.fields.items() if name in request.resource_type.properties}
    return [item for item in items if all(item.get(name) == value for name, value in filters.items())]


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
