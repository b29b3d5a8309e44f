"""Signs of a next page in a response that is not a list, and what would follow them."""

from collections.abc import Iterator
from typing import Any

from heroics_py.http.link_header import parse_link_header
from heroics_py.model.api import Link
from heroics_py.model.paging import Paging

__all__ = ["SIGNS", "sign_of"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLACES = _words(
    "links _links meta metadata pagination paging page pageInfo page_info cursors response_metadata _metadata info"
)
_MORE = _words("has_more hasMore has_next hasNext hasNextPage has_next_page more IsTruncated isTruncated is_truncated")
_NEXT = _words(
    """
    next next_cursor nextCursor nextPageToken next_page_token next_token nextToken NextToken nextPageCursor nextMarker
    next_marker NextMarker next_page nextPage next_page_url next_url nextUrl nextLink @odata.nextLink next_link
    odata.nextLink next_page_uri nextRecordsUrl continuationToken continuation_token endCursor next_offset nextOffset
    """
)
SIGNS = _NEXT | _MORE | _PLACES
"""Names of fields that may show a next page, and of the places of such fields."""

_URLS = ("http://", "https://", "/", "?")
_CONTINUES = "continue"
_USUAL = frozenset({"data", "items", "results", "value", "values", "records", "entries"})


def sign_of(link: Link, data: dict[str, Any], link_header: str | None) -> Paging | None:
    """Return what would follow the next page of an object with a list; None if nothing shows one.

    Args:
        link: that was called.
        data: the object in its response.
        link_header: the header ``Link`` of the response, if any.
    """
    if link_header is None and SIGNS.isdisjoint(data.keys()):  # nearly every record
        return None
    items = _items(data)
    if not items:
        return None
    for path, name, value in _values(data):
        if (paging := _paging(link, path, name, value, items)) is not None:
            return paging
    if any("next" in each.rels and "anchor" not in each.parameters for each in parse_link_header(link_header)):
        return Paging.headers(items=items)
    return None


def _paging(link: Link, path: str, name: str, value: object, items: str) -> Paging | None:
    if name in _MORE:
        return Paging.pages(items=items, more=path) if value is True else None
    if isinstance(value, dict):
        href = dict.get(value, "href")
        return Paging.link(f"{path}.href", items=items) if isinstance(href, str) and href and name == "next" else None
    if not isinstance(value, str) or not value.strip():
        return None
    if value.startswith(_URLS):
        return Paging.link(path, items=items)
    return (
        None
        if name in {"next", "next_page"} and "." not in path
        else Paging.cursor(path, _parameter(link), items=items)
    )


def _parameter(link: Link) -> str:
    from heroics_py.paging.shapes import parameters_of
    from heroics_py.paging.words import CURSOR_PARAMETERS

    names = {each.word: each.path for each in reversed(parameters_of(link))}
    return next((names[word] for word in CURSOR_PARAMETERS if word in names), "cursor")


def _values(data: dict[str, Any]) -> Iterator[tuple[str, str, object]]:
    """Yield the values with the name of a sign: their paths, names and values."""
    for name in [each for each in data if each in SIGNS]:
        value = dict.get(data, name)  # past a record's lookup, which makes records of objects
        if name not in _PLACES:
            yield name, name, value
        elif isinstance(value, dict):
            for inner in [each for each in value if each in SIGNS or (each == _CONTINUES and name == "metadata")]:
                yield f"{name}.{inner}", inner, dict.get(value, inner)


def _items(data: dict[str, Any]) -> str:
    """Return the name of the first list in an object, one with a usual name if there is any; empty without one."""
    pairs: list[tuple[str, object]] = list(dict.items(data))
    lists = [name for name, value in pairs if isinstance(value, list) and name not in _PLACES]
    return next((name for name in lists if name in _USUAL), lists[0] if lists else "")
