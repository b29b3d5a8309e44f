"""Lists in the style of paging of their link: which page a request asks for, and what says how the list continues."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from heroics_py.model.api import Link
from heroics_py.model.paging import Paging
from heroics_py.model.schema import Schema
from heroics_py.paging.paths import value_at_path
from heroics_py.paging.urls import query_field, with_query_field
from heroics_py.server.conformity import Conformer
from heroics_py.server.envelopes import items_path, names_of, schema_at
from heroics_py.server.paging import SIZES, STARTS
from heroics_py.server.ranges import LARGEST_PAGE
from heroics_py.server.schema_lookup import items_of, properties_of
from heroics_py.support.json_types import Json

__all__ = ["StyledPage", "is_styled", "styled_page"]

_LONGEST_NUMBER = 10
_OWN_START = "start_at"  # the field of a URL of the next page, where the link has none for that
_HREFS = ("href", "url", "uri", "link")


def is_styled(link: Link, paging: Paging) -> bool:
    """Return whether the responses of a link have a style that `styled_page` writes."""
    if link.method != "GET" or paging.style == "none":
        return False
    return paging.style != "headers" or _documents_links(link)


def _documents_links(link: Link) -> bool:
    """Return whether the document describes the header ``Link`` (RFC 8288) in a response."""
    headers = (each.name.lower() for reply in link.replies.values() for each in reply.headers)
    return "206" not in link.replies and "link" in headers


@dataclass(frozen=True, slots=True, kw_only=True)
class StyledPage:
    """One page of a list.

    Attributes:
        items: its items.
        headers: the header fields that describe it.
        envelope: puts the items and what describes them into a response.
    """

    items: list[dict[str, Json]]
    headers: dict[str, str]
    envelope: Callable[[Schema | None, Json, Conformer], Json]


def styled_page(  # noqa: PLR0913 - each has its own name
    items: Sequence[dict[str, Json]], link: Link, paging: Paging, target: str, *, page_size: int, origin: str
) -> StyledPage:
    """Return the page of ``items`` that a request asks for.

    Args:
        items: the whole list.
        link: its link.
        paging: how the list continues.
        target: the path and the query of the request.
        page_size: the items on one page by default.
        origin: the scheme and the host of the request, for absolute URLs.
    """
    size = _size(link, paging, target, page_size)
    start = _start(items, link, paging, target, size)
    page = _Page(list(items[start : start + size]), start, len(items), size, link, paging, target, origin)
    return StyledPage(items=page.items, headers=page.headers(), envelope=page.envelope)


def _size(link: Link, paging: Paging, target: str, page_size: int) -> int:
    """Return how many items a request asks for: by its query, else by the schema's default, if that is smaller."""
    named = [paging.size] if paging.size else []
    for parameter in link.parameters:
        if parameter.location == "query" and (parameter.name in named or parameter.name.lower() in SIZES):
            number = _number(query_field(target, parameter.name))
            if number:
                return min(number, LARGEST_PAGE)
            default = parameter.schema.node.get("default") if parameter.schema is not None else None
            if isinstance(default, int) and default > 0:
                page_size = min(default, page_size)
    number = _number(query_field(target, paging.size)) if paging.size else None
    return min(number, LARGEST_PAGE) if number else page_size


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() and len(text) < _LONGEST_NUMBER else None


def _start_field(link: Link) -> str:
    """Return the query field with which a URL of the next page says where that begins."""
    names = (each.name for each in link.parameters if each.location == "query")
    return next((name for name in names if name.lower() in STARTS), _OWN_START)


def _start(items: Sequence[dict[str, Json]], link: Link, paging: Paging, target: str, size: int) -> int:
    name = paging.parameter if paging.parameter and paging.style != "link" else _start_field(link)
    text = query_field(target, name)
    if text is not None and paging.style == "last":
        places = (number for number, item in enumerate(items, 1) if str(value_at_path(item, paging.field)) == text)
        return next(places, 0)
    number = _number(text)
    if number is None:
        return 0
    if paging.style == "pages":
        return max(0, number - paging.first) * size
    return max(0, number - paging.first) if paging.style == "offset" else number


@dataclass(frozen=True, slots=True)
class _Page:
    items: list[dict[str, Json]]
    start: int
    count: int
    size: int
    link: Link
    paging: Paging
    target: str
    origin: str

    @property
    def end(self) -> int:
        return self.start + len(self.items)

    @property
    def has_more(self) -> bool:
        return bool(self.items) and self.end < self.count

    @property
    def next_target(self) -> str:
        return with_query_field(self.target, _start_field(self.link), str(self.end))

    def headers(self) -> dict[str, str]:
        """Return the header fields with the next page, and with the number of items."""
        fields: dict[str, str] = {}
        paging = self.paging
        if paging.total.startswith("header:"):
            fields[paging.total.removeprefix("header:")] = str(self.count)
        if self.has_more and paging.style == "headers":
            fields["Link"] = f'<{self.next_target}>; rel="next"'
        if self.has_more and paging.style == "header":
            fields[paging.next] = str(self.end) if paging.parameter else f"{self.origin}{self.next_target}"
        return fields

    def envelope(self, schema: Schema | None, value: Json, conformer: Conformer) -> Json:
        """Return a response with the page: ``value``, if it is an object already, with what describes the page.

        Args:
            schema: the schema of the response, if any.
            value: the items, or an object that follows the schema.
            conformer: fits values into schemas.
        """
        paging = self.paging
        if not paging.items:
            return value
        data: dict[str, Json] = dict(value) if isinstance(value, dict) else {}
        own = schema_at(schema, paging.items)
        whole: Json = list[Json](self.items)
        _put(data, items_path(schema, paging.items), conformer.conform(own, whole) if own is not None else whole)
        for path, choices in self._values(schema):
            _put_first(data, path, choices, schema_at(schema, path), conformer)
        return data

    def _values(self, schema: Schema | None) -> list[tuple[str, tuple[Json, ...]]]:
        """Return what describes the page, by its path: the values from which the schema chooses."""
        paging, values = self.paging, list[tuple[str, tuple[Json, ...]]]()
        if paging.style in {"link", "cursor"}:
            values.append((paging.next, self._next(schema_at(schema, paging.next))))
        if paging.more:
            values.append((paging.more, (self.has_more,)))
        if paging.total.startswith("pages:"):
            values.append((paging.total.removeprefix("pages:"), (-(-self.count // self.size),)))
        elif paging.total and not paging.total.startswith("header:"):
            values.append((paging.total, (self.count,)))
        return values

    def _next(self, schema: Schema | None) -> tuple[Json, ...]:
        if not self.has_more:
            ends: tuple[Json, ...] = ([],) if items_of(schema) is not None else ()
            return (*ends, None, "")
        if self.paging.style == "cursor":
            return (str(self.end), self.end)
        url: Json = f"{self.origin}{self.next_target}" if _wants_absolute(schema) else self.next_target
        name = next((each for each in _HREFS if each in properties_of(schema)), "")
        if items_of(schema) is not None:
            inner = next((each for each in _HREFS if each in properties_of(items_of(schema))), "href")
            return ([{"rel": "next", inner: url}],)
        return ({name: url},) if name else (url, f"{self.origin}{self.next_target}")


def _wants_absolute(schema: Schema | None) -> bool:
    """Return whether the schema of a URL, or of what holds it, says that it is a URI."""
    nodes = [] if schema is None else [schema, *properties_of(schema).values()]
    return any(each.dereference().node.get("format") in {"uri", "url"} for each in nodes)


def _put_first(
    data: dict[str, Json], path: str, choices: tuple[Json, ...], schema: Schema | None, conformer: Conformer
) -> None:
    """Put the first of ``choices`` that the schema accepts at a path; without one, leave it out."""
    fitting = [each for each in choices if schema is None or conformer.accepts(schema, each)]
    if fitting:
        _put(data, path, fitting[0])
    else:
        _remove(data, path)


def _put(data: dict[str, Any], path: str, value: Json) -> None:
    if path in data or path.startswith("@"):
        data[path] = value
        return
    *outer, last = path.split(".")
    for name in outer:
        inner = data.get(name)
        data[name] = dict(inner) if isinstance(inner, dict) else {}
        data = data[name]
    data[last] = value


def _remove(data: dict[str, Any], path: str) -> None:
    if path in data:
        del data[path]
        return
    *outer, last = names_of(path)
    for name in outer:
        inner = data.get(name)
        if not isinstance(inner, dict):
            return
        data[name] = dict(inner)
        data = data[name]
    data.pop(last, None)
