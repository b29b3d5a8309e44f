"""The part and order of a list: what to ask for, and what came."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from heroics_py.call.encoding import scalar_text
from heroics_py.display.terminal import shown
from heroics_py.errors import CallError

__all__ = ["ContentRange", "Range", "check_order", "order_of", "orders_of", "range_header"]


_NO_ORDERS = frozenset({"none", "bytes"})
_LONGEST = 2000
_CONTENT_RANGE = r"(?s)\s*+([\w.-]++)\s++\]?+((?:(?!\.\.)\S)*+)\.\.(\S*?)\[?\s*(?:[;,](.*))?"


@dataclass(frozen=True, slots=True)
class Range:
    """The part and order of a list to ask for, as the Range header has it: ``name ]a..z; max=10, order=desc``.

    Args:
        order_by: the attribute that orders the list.
        start, end: where it begins and ends, both included; None for the ends of the list.
        max: items in one page.
        descending: from the last to the first.
        exclusive_start, exclusive_end: leave out the item at that end.

    Raises:
        CallError: a value that the grammar has no place for.
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
    """What part of a list an answer holds, as its Content-Range header says."""

    order_by: str
    start: str = ""
    end: str = ""
    max: int | None = None
    descending: bool = False

    @classmethod
    def parsed(cls, text: str) -> "ContentRange | None":
        """Read a Content-Range header of the kind ``id 01..99; max=200, order=desc``; None for any other."""
        found = re.fullmatch(_CONTENT_RANGE, text) if len(text) <= _LONGEST else None
        if not found:
            return None
        settings = dict(re.findall(r"(?<!\w)(\w++)\s*+=\s*+(\w++)", found[4] or ""))
        most = settings.get("max", "")
        return cls(
            order_by=found[1],
            start=found[2],
            end=found[3].rstrip(";,["),
            max=int(most) if most.isdecimal() else None,
            descending=settings.get("order") == "desc",
        )


def range_header(value: object) -> str:
    """Return the Range header that the option ``range`` asks for.

    Raises:
        CallError: it is neither a `Range` nor the text of such a header.
    """
    if isinstance(value, Range) or (isinstance(value, str) and value.strip()):
        return str.__str__(value) if isinstance(value, str) else str(value)
    found = shown(value) if isinstance(value, str | int) else type(value).__name__
    raise CallError(f"range={found}: expected a Range, such as Range('name', max=10), or the text of a Range header")


def order_of(range_header: str) -> str | None:
    """Return the attribute that a Range header orders by, or None where it is of another kind (bytes)."""
    found = re.match(r"\s*([A-Za-z_][\w.-]*)\s+[^=]", range_header + " ")
    return found[1] if found else None


def orders_of(accept_ranges: str) -> tuple[str, ...]:
    """Return the attributes by which a list can be ordered, as Accept-Ranges has them; empty where it says nothing."""
    named = [name.strip() for name in accept_ranges.split(",")]
    return tuple(name for name in named if name and name not in _NO_ORDERS)


def check_order(asked: str, offered: Sequence[str]) -> None:
    """Refuse a Range header that orders by an attribute that is not offered; nothing offered means nothing known.

    Raises:
        CallError: naming the attributes that are offered.
    """
    order_by = order_of(asked)
    if offered and order_by is not None and order_by not in offered:
        raise CallError(f"range={asked!r}: this list can't be ordered by {order_by!r}, only by {', '.join(offered)}")
