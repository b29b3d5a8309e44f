"""Pages of a list, as the Range header of a request describes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from heroics_py.server.responses import HttpError
from heroics_py.support.json_types import Json

__all__ = ["LARGEST_PAGE", "ListRange", "Page", "page_of", "read_range"]

LARGEST_PAGE = 1000
"""The most items on one page."""

_LONGEST_HEADER = 2000
_RANGE = re.compile(
    r"\s*+(?P<field>[\w.-]++)\s++(?P<open>\]?+)(?P<start>(?:(?!\.\.).)*+)\.\.(?P<end>[^;\n]*+)(?:;(?P<settings>.*+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRange:
    """The part of a list that a request asks for.

    Attributes:
        field: the attribute that orders the list.
        start, end: the first and the last value, in the order of the list; empty for no bound.
        exclusive_start, exclusive_end: whether the bound itself is left out.
        max: the items on one page.
        descending: whether the order is descending.
        skip: how many items to skip, counted from the start.
    """

    field: str
    start: str = ""
    end: str = ""
    exclusive_start: bool = False
    exclusive_end: bool = False
    max: int = 200
    descending: bool = False
    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list, and the headers that describe it.

    Attributes:
        items: its items.
        is_whole: whether it is the whole list.
        content_range: the Content-Range header.
        next_range: the Range header of the next page, or None for the last page.
    """

    items: list[Json]
    is_whole: bool
    content_range: str
    next_range: str | None


def read_range(header: str | None, fields: Sequence[str], page_size: int) -> ListRange:
    """Return what a Range header such as ``name ]a..z[; max=10, order=desc`` asks for.

    Args:
        header: the value of the header, or None.
        fields: the attributes that the list can be ordered by; the first is the default.
        page_size: the items on one page by default.

    Raises:
        HttpError: 416 for an invalid header, or an attribute that is not among ``fields``.
    """
    default = ListRange(field=fields[0] if fields else "", max=page_size)
    if header is None:
        return default
    match = _RANGE.fullmatch(header) if len(header) <= _LONGEST_HEADER else None
    if match is None:
        raise _range_error(f"Invalid range {header!r}: expected a range such as 'name ..; max=10'.", fields)
    if match["field"] not in fields:
        raise _range_error(f"Can't order this list by {match['field']!r}: expected one of {', '.join(fields)}.", fields)
    end = match["end"].rstrip()
    list_range = replace(
        default,
        field=match["field"],
        start=unquote(match["start"]),
        end=unquote(end.removesuffix("[")),
        exclusive_start=bool(match["open"]),
        exclusive_end=end.endswith("["),
    )
    for setting in re.split(r"[;,]", match["settings"] or ""):
        if setting.strip():
            list_range = _with_setting(list_range, setting, fields)
    return list_range


def _with_setting(list_range: ListRange, setting: str, fields: Sequence[str]) -> ListRange:
    name, _, value = (part.strip() for part in setting.partition("="))
    if name == "order" and value in {"asc", "desc"}:
        return replace(list_range, descending=value == "desc")
    if name == "max" and value.isdecimal() and int(value) > 0:
        return replace(list_range, max=min(int(value), LARGEST_PAGE))
    if name == "skip" and value.isdecimal():
        return replace(list_range, skip=int(value))
    expected = f"expected max=1 to {LARGEST_PAGE}, order=asc or order=desc"
    raise _range_error(f"Invalid setting {setting.strip()!r} in the range: {expected}.", fields)


def _range_error(message: str, fields: Sequence[str]) -> HttpError:
    return HttpError(416, "requested_range_not_satisfiable", message, {"Accept-Ranges": ", ".join(fields)})


def page_of(items: Sequence[dict[str, Json]], list_range: ListRange) -> Page:
    """Return the page of ``items`` that ``list_range`` describes, in its order."""
    keyed = sorted(((_sort_key(item.get(list_range.field)), item) for item in items), key=lambda pair: pair[0])
    if list_range.descending:
        keyed.reverse()
    in_range = [pair for pair in keyed if _is_in_range(pair[0], list_range)]
    shown = in_range[list_range.skip : list_range.skip + list_range.max]
    count = list_range.skip + len(shown)
    bounds = f"{_quoted_key(shown[0][0])}..{_quoted_key(shown[-1][0])}" if shown else ".."
    return Page(
        items=[item for _, item in shown],
        is_whole=len(shown) == len(items),
        content_range=f"{list_range.field} {bounds}",
        next_range=_next_range(list_range, in_range, count) if in_range[count:] else None,
    )


_SortKey = tuple[int, float, str]


def _sort_key(value: Json) -> _SortKey:
    """Return a key that orders null first, then numbers, then texts."""
    if value is None:
        return (0, 0, "")
    if isinstance(value, int | float):
        return (1, value, str(value))
    return (2, 0, str(value))


def _is_in_range(key: _SortKey, list_range: ListRange) -> bool:
    sign = -1 if list_range.descending else 1
    from_start = _compare(key, list_range.start) * sign if list_range.start else 1
    from_end = _compare(key, list_range.end) * sign if list_range.end else -1
    return (from_start > 0 or (from_start == 0 and not list_range.exclusive_start)) and (
        from_end < 0 or (from_end == 0 and not list_range.exclusive_end)
    )


def _compare(key: _SortKey, bound: str) -> int:
    """Compare a value with the text of a bound; numbers are compared as numbers."""
    other: _SortKey = (2, 0, bound)
    if key[0] == 1 and _is_number(bound):
        key, other = (1, key[1], ""), (1, float(bound), "")
    return (key > other) - (key < other)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,300}(\.\d{1,300})?", text) is not None


def _next_range(list_range: ListRange, in_range: list[tuple[_SortKey, dict[str, Json]]], count: int) -> str:
    """Return the Range header for what follows the first ``count`` items.

    It starts after the last value. If the next item has the same value, it starts at that value and skips items.
    """
    last = in_range[count - 1][0]
    if last[0] == 0:
        start, skip = f"{']' * list_range.exclusive_start}{_quoted(list_range.start)}", count
    elif in_range[count][0] == last:
        start, skip = _quoted_key(last), sum(key == last for key, _ in in_range[:count])
    else:
        start, skip = f"]{_quoted_key(last)}", 0
    end = f"{_quoted(list_range.end)}{'[' * list_range.exclusive_end}"
    settings = [f"max={list_range.max}", *(["order=desc"] * list_range.descending), *([f"skip={skip}"] if skip else [])]
    return f"{list_range.field} {start}..{end}; {', '.join(settings)}"


def _quoted_key(key: _SortKey) -> str:
    return _quoted(key[2])


def _quoted(text: str) -> str:
    """Return a value, encoded so that no part of it can be mistaken for the grammar of the header."""
    return quote(text, safe="@:/+-_~ .").replace("..", "%2E%2E").replace(" ", "%20")
