"""What a response says of its list: the items, what brings the next page, and the rest of the envelope.

Each style of paging is a function that returns what brings the next page; `_STYLES` is the table of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from heroics_py.display.terminal import escaped
from heroics_py.errors import DecodeError, PagingError
from heroics_py.http.link_header import parse_link_header
from heroics_py.http.messages import Response
from heroics_py.http.origins import origin_of, resolve_url
from heroics_py.model.paging import Paging
from heroics_py.paging.counting import Position
from heroics_py.paging.paths import items_at, value_at_path, without_path
from heroics_py.paging.urls import changes_query, query_field, with_query_field

__all__ = ["WEB", "PageContent", "content_of", "settled"]

WEB = ("http://", "https://")

_LONGEST_NUMBER = 19
_LONGEST_CURSOR = 8192
_FLAGS = {"true": True, "false": False}
_ERRORS = ("error", "errors")
_HREFS = ("href", "url", "uri", "link")
_RELS = ("rel", "relation")
_PAGING_RELS = frozenset({"next", "prev", "previous", "first", "last"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """The content of one page.

    Attributes:
        items: in the order of the server.
        next: what brings the next page: an absolute URL or a Range; None on the last one. With a ``position``, the URL
            of a page that may follow.
        meta: the response without the items.
        total: how many items the list has, if the response says so.
        position: where the page is, if the list is counted.
        is_first: whether it is the first page of the whole list, as far as its URL and that of the next page show.
    """

    items: Sequence[Any]
    next: str | None
    meta: dict[str, Any]
    total: int | None
    position: Position | None
    is_first: bool


def settled(response: Response, paging: Paging) -> Paging:
    """Return how a list continues after its first response: as its headers say, if they say so or that it does not.

    What leads to the next page, as ``paging`` states, comes before headers.
    """
    if paging.style == "headers" or not _has_paging_headers(response) or _leads_on(response, paging):
        return paging
    return Paging.headers(items=paging.items, total=paging.total)


def _leads_on(response: Response, paging: Paging) -> bool:
    """Return whether a response has the link or the cursor that ``paging`` states."""
    if paging.style == "header":
        return bool((response.headers.get(paging.next) or "").strip())
    return paging.style in {"link", "cursor"} and not _is_end(_href(value_at_path(response.data, paging.next)))


def content_of(response: Response, paging: Paging) -> PageContent:
    """Return the content of a page.

    Raises:
        DecodeError: the response is not a list.
        PagingError: the response is not such a page, or its next page can't be followed.
    """
    answer = _Answer(response, paging, _items(response, paging))
    data, following, total = response.data, _STYLES[paging.style](answer), answer.total
    position = answer.position if paging.style in _COUNTED else None
    return PageContent(
        items=answer.items,
        next=following,
        meta=without_path(data, paging.items) if isinstance(data, dict) else {},
        total=total,
        position=position,
        is_first=total is None or _is_first(answer, following, position),
    )


def _is_first(answer: "_Answer", following: str | None, position: Position | None) -> bool:
    """Return whether the request for a page began with the first item: its query says where it began, if anything."""
    if position is not None:
        return position.number == 0
    url, parameter = answer.response.url, answer.paging.parameter
    if parameter:
        return (query_field(url, parameter) or "0") == "0"
    return following is None or not following.startswith(WEB) or not changes_query(url, following)


def _items(response: Response, paging: Paging) -> Sequence[Any]:
    data = response.data
    if isinstance(data, list) and (not paging.items or paging.style in _COUNTED):
        return data
    if not isinstance(data, dict) or not paging.items:
        raise DecodeError(f"expected a list as the next page, got {type(data).__name__}", response=response)
    is_there, items = items_at(data, paging.items)
    if items is None and _may_leave_out(data, paging, is_there=is_there):
        return []
    if isinstance(items, list):
        return items
    found = f"{type(items).__name__} there" if is_there else f"only {', '.join(map(repr, list(data)[:8])) or 'nothing'}"
    raise PagingError(
        f"expected a list in {paging.items!r} of the response, got {escaped(found)}; "
        "connect(paging=...) states how a list continues, and Paging.none() that the call returns a record"
    )


def _may_leave_out(data: dict[str, Any], paging: Paging, *, is_there: bool) -> bool:
    """Return whether a page without items is an empty one: some servers leave out what is empty.

    One that tells of an error is not.
    """
    if any(dict.get(data, name) for name in _ERRORS):
        return False
    paths = (paging.next, paging.more, paging.total.removeprefix("pages:"))
    return is_there or not data or paging.selector != "" or any(path and items_at(data, path)[0] for path in paths)


class _Answer:
    """A response, read as a page of a list."""

    def __init__(self, response: Response, paging: Paging, items: Sequence[Any]) -> None:
        self.response = response
        self.paging = paging
        self.items = items

    @property
    def more(self) -> bool | None:
        """Whether there are further pages, if the response says so."""
        value = value_at_path(self.response.data, self.paging.more) if self.paging.more else None
        if isinstance(value, str):
            value = _FLAGS.get(value.strip().lower())
        return value if isinstance(value, bool) else None

    @property
    def total(self) -> int | None:
        """How many items the list has, if the response says so."""
        path = self.paging.total
        return None if path.startswith("pages:") else self._count_at(path)

    @property
    def number(self) -> int:
        """The number of the page, or its offset, as the request spells it."""
        text = query_field(self.response.url, self.paging.parameter)
        number = self.paging.first if text is None else _integer(text)
        if number is None:
            raise PagingError(
                f"{self.paging.parameter}={text!r}: expected a number of a page, from which the next one follows"
            )
        return number

    @property
    def position(self) -> Position:
        """Where the page is in the list."""
        paging, number = self.paging, self.number
        return Position(
            parameter=paging.parameter,
            spelled=number,
            number=max(number - paging.first, 0),
            by_page=paging.style == "pages",
            total=self.total,
            pages=self._count_at(paging.total.removeprefix("pages:")) if paging.total.startswith("pages:") else None,
            more=self.more,
        )

    def with_field(self, value: object) -> str:
        """Return the URL of the page with another value of the parameter."""
        return with_query_field(self.response.url, self.paging.parameter, str(value))

    def resolved(self, href: str) -> str:
        """Return the absolute URL of a link.

        Raises:
            PagingError: it is at another origin than this page.
        """
        url, origin = resolve_url(self.response.url, href), origin_of(self.response.url)
        if origin_of(url) is None or origin_of(url) != origin or "@" in urlsplit(url).netloc:
            shown = self.response.headers.masked(href)
            raise PagingError(f"the next page of this list would be at {shown}, not at {origin}, and is not followed")
        return url

    def _count_at(self, path: str) -> int | None:
        if path.startswith("header:"):
            return _integer(self.response.headers.get(path.removeprefix("header:")))
        return _integer(value_at_path(self.response.data, path)) if path else None


def _next_by_headers(answer: _Answer) -> str | None:
    """Return the Range or the URL of the next page; a blank Next-Range is the end of the list."""
    headers = answer.response.headers
    next_range = (headers.get("Next-Range") or "").strip(" \t,")
    if next_range.startswith(WEB):
        shown = headers.masked(next_range)
        raise PagingError(f"Next-Range {shown!r} is a URL, not a range, and is not followed")
    if next_range:
        return next_range
    links = parse_link_header(headers.get("Link"))
    link = next((each for each in links if "next" in each.rels and "anchor" not in each.parameters), None)
    return None if link is None else answer.resolved(link.href)


def _next_in_header(answer: _Answer) -> str | None:
    text = (answer.response.headers.get(answer.paging.next) or "").strip()
    return _following(answer, text) if text else None


def _next_in_body(answer: _Answer) -> str | None:
    value = _href(value_at_path(answer.response.data, answer.paging.next))
    if not _is_end(value) and answer.more is not False:
        return _following(answer, _text(value, answer.paging.next))
    if answer.more:
        more, path = answer.paging.more, answer.paging.next
        raise PagingError(f"{more!r} says that there are further pages, but {path!r} does not lead to one")
    return None


def _next_after_last(answer: _Answer) -> str | None:
    if answer.more is False or (not answer.items and not answer.more):
        return None
    value = value_at_path(answer.items[-1], answer.paging.field) if answer.items else None
    if value is None or value == "":
        raise PagingError(f"there may be further pages, but the last item has no {answer.paging.field!r} to go on from")
    return answer.with_field(_text(value, answer.paging.field))


def _next_number(answer: _Answer) -> str | None:
    step = 1 if answer.paging.style == "pages" else len(answer.items)
    return answer.with_field(answer.number + step) if answer.items else None


_STYLES: dict[str, Callable[[_Answer], str | None]] = {
    "headers": _next_by_headers,
    "none": _next_by_headers,
    "header": _next_in_header,
    "link": _next_in_body,
    "cursor": _next_in_body,
    "last": _next_after_last,
    "pages": _next_number,
    "offset": _next_number,
}
_COUNTED = {"pages", "offset"}


def _following(answer: _Answer, text: str) -> str:
    """Return the absolute URL that a link or a cursor leads to."""
    is_cursor = answer.paging.parameter and not text.startswith((*WEB, "/", "?"))
    return answer.with_field(text) if is_cursor else answer.resolved(text)


def _text(value: object, path: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > _LONGEST_CURSOR:
        raise PagingError(f"expected text or a number in {path!r} of a page, got {type(value).__name__}")
    return str(value)


def _href(value: object) -> object:
    """Return the URL in a link: text, an object with an href, or one of a list of links that is called "next"."""
    if isinstance(value, list):
        links = [each for each in value if isinstance(each, dict)]
        if len(links) < len(value):
            return value
        value = next((each for each in links if any(dict.get(each, rel) == "next" for rel in _RELS)), None)
    if isinstance(value, dict) and (not value or not value.keys().isdisjoint(_HREFS)):
        return next((dict.get(value, name) for name in _HREFS if dict.get(value, name) is not None), None)
    return value


def _is_end(value: object) -> bool:
    """Return whether a cursor leads nowhere: some servers end with 0 or false."""
    return value is None or value is False or value == 0 or (isinstance(value, str) and value.strip() in ("", "0"))


def _integer(value: object) -> int | None:
    if isinstance(value, str) and value.strip().isdecimal() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _has_paging_headers(response: Response) -> bool:
    """Return whether headers say how the list continues: a last page links to the first or the one before it."""
    if "Next-Range" in response.headers:
        return True
    links = parse_link_header(response.headers.get("Link"))
    return any(_PAGING_RELS.intersection(link.rels) and "anchor" not in link.parameters for link in links)
