"""The part and order of a list in Range, Content-Range and Accept-Ranges headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heroics_py.call.values.scalars import scalar_text
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError

__all__ = ["ContentRange", "Range", "check_order", "order_of", "orders_of", "range_header"]


_NO_ORDERS = frozenset({"none", "bytes"})
_MAX_LENGTH = 2000
_CONTENT_RANGE = r"(?s)\s*+([\w.-]++)\s++\]?+((?:(?!\.\.)\S)*+)\.\.(\S*?)\[?\s*(?:[;,](.*))?"


@dataclass(frozen=True, slots=True)
class Range:
    """The part and order of a list to request, as a Range header: ``name ]a..z; max=10, order=desc``.

    Args:
        order_by: the attribute that orders the list.
        start, end: the first and the last value, both included; None for the ends of the list.
        max: the most items in one page.
        descending: whether to start with the last item.
        exclusive_start, exclusive_end: whether to leave out the item at that end.

    Raises:
        CallError: a Range header can't hold a value.
    """

    order_by: str
    start: object = None
    end: object = None
    max: int | None = None
    descending: bool = False
    exclusive_start: bool = False
    exclusive_end: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.order_by, str) or not re.fullmatch(r"[A-Za-z_][\w.-]*", self.order_by):
            raise CallError(f"Range order_by={self.order_by!r}: expected the name of an attribute, such as 'name'")
        if self.max is not None and (isinstance(self.max, bool) or not isinstance(self.max, int) or self.max < 1):
            raise CallError(f"Range max={self.max!r}: expected a number of items, 1 or more")
        for name, value in (("start", self.start), ("end", self.end)):
            if value is not None and (not (text := _bound_text(value)) or re.search(r"[\s\[\];]|\.\.", text)):
                raise CallError(f"Range {name}={value!r}: a bound is text without blanks, brackets, ';' and '..'")

    def __str__(self) -> str:
        start = f"{']' if self.exclusive_start and self.start is not None else ''}{_bound_text(self.start)}"
        end = f"{_bound_text(self.end)}{'[' if self.exclusive_end and self.end is not None else ''}"
        settings = [f"max={self.max}"] if self.max is not None else []
        settings += ["order=desc"] if self.descending else []
        return f"{self.order_by} {start}..{end}" + (f"; {', '.join(settings)}" if settings else "")


def _bound_text(value: object) -> str:
    if value is None:
        return ""
    return scalar_text(value) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRange:
    """The part of a list that a response holds, from its Content-Range header."""

    order_by: str
    start: str = ""
    end: str = ""
    max: int | None = None
    descending: bool = False

    @classmethod
    def parsed(cls, text: str) -> "ContentRange | None":
        """Parse a Content-Range header such as ``id 01..99; max=200, order=desc``; None for any other kind."""
        match = re.fullmatch(_CONTENT_RANGE, text) if len(text) <= _MAX_LENGTH else None
        if not match:
            return None
        settings = dict(re.findall(r"(?<!\w)(\w++)\s*+=\s*+(\w++)", match[4] or ""))
        most = settings.get("max", "")
        return cls(
            order_by=match[1],
            start=match[2],
            end=match[3].rstrip(";,["),
            max=int(most) if most.isdecimal() else None,
            descending=settings.get("order") == "desc",
        )


def range_header(value: object) -> str:
    """Return the Range header for the option ``range``.

    Raises:
        CallError: it is neither a `Range` nor the text of such a header.
    """
    if isinstance(value, Range) or (isinstance(value, str) and value.strip()):
        return str.__str__(value) if isinstance(value, str) else str(value)
    text = shown(value) if isinstance(value, str | int) else type(value).__name__
    raise CallError(f"range={text}: expected a Range, such as Range('name', max=10), or the text of a Range header")


def order_of(range_header: str) -> str | None:
    """Return the attribute that a Range header orders by, or None for another kind of range (bytes)."""
    match = re.match(r"\s*([A-Za-z_][\w.-]*)\s+[^=]", range_header + " ")
    return match[1] if match else None


def orders_of(accept_ranges: str) -> tuple[str, ...]:
    """Return the attributes in an Accept-Ranges header that a list can be ordered by."""
    names = [name.strip() for name in accept_ranges.split(",")]
    return tuple(name for name in names if name and name not in _NO_ORDERS)


def check_order(range_header: str, offered: Sequence[str]) -> None:
    """Refuse a Range header that orders by an attribute that is not offered; with no offers, accept any.

    Raises:
        CallError: the attribute is not offered.
    """
    order_by = order_of(range_header)
    if offered and order_by is not None and order_by not in offered:
        raise CallError(
            f"range={range_header!r}: this list can't be ordered by {order_by!r}, only by {', '.join(offered)}"
        )
