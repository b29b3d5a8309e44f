"""Which part of a list an answer shows, by the Range header of the request."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from heroics_py.server.answers import Refusal
from heroics_py.support.json_types import Json

__all__ = ["MOST", "Page", "Wanted", "page_of", "read_range"]

MOST = 1000
"""How many items one answer holds at the most."""

_LONGEST = 2000
_FORM = re.compile(
    r"\s*+(?P<field>[\w.-]++)\s++(?P<open>\]?+)(?P<start>(?:(?!\.\.).)*+)\.\.(?P<end>[^;\n]*+)(?:;(?P<more>.*+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The part of a list that is asked for.

    Attributes:
        field: the attribute that orders the list.
        start, end: the first and the last value, in the order of the list; empty for no bound.
        after, before: whether the bound itself is left out.
        most: items in one answer.
        descending: the order.
        skip: how many items to pass over, counted from the start.
    """

    field: str
    start: str = ""
    end: str = ""
    after: bool = False
    before: bool = False
    most: int = 200
    descending: bool = False
    skip: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list, and the headers that say which."""

    items: list[Json]
    whole: bool
    content_range: str
    next_range: str | None


def read_range(text: str | None, offered: Sequence[str], size: int) -> Wanted:
    """Return what a Range header asks for: ``name ]a..z[; max=10, order=desc``.

    Raises:
        Refusal: 416, for another form or an attribute that is not offered.
    """
    wanted = Wanted(field=offered[0] if offered else "", most=size)
    if text is None:
        return wanted
    found = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise _unfit(f"the range {text!r} can't be read: expected a form like 'name ..; max=10'", offered)
    if found["field"] not in offered:
        raise _unfit(f"the list has no order by {found['field']!r}", offered)
    end = found["end"].rstrip()
    wanted = replace(
        wanted,
        field=found["field"],
        start=unquote(found["start"]),
        end=unquote(end.removesuffix("[")),
        after=bool(found["open"]),
        before=end.endswith("["),
    )
    for setting in re.split(r"[;,]", found["more"] or ""):
        if setting.strip():
            wanted = _set(wanted, setting, offered)
    return wanted


def _set(wanted: Wanted, setting: str, offered: Sequence[str]) -> Wanted:
    name, _, value = (part.strip() for part in setting.partition("="))
    if name == "order" and value in {"asc", "desc"}:
        return replace(wanted, descending=value == "desc")
    if name == "max" and value.isdecimal() and int(value) > 0:
        return replace(wanted, most=min(int(value), MOST))
    if name == "skip" and value.isdecimal():
        return replace(wanted, skip=int(value))
    raise _unfit(f"the range can't have {setting.strip()!r}: expected max=1 to {MOST}, or order=asc or desc", offered)


def _unfit(message: str, offered: Sequence[str]) -> Refusal:
    return Refusal(416, "requested_range_not_satisfiable", message, {"Accept-Ranges": ", ".join(offered)})


def page_of(items: Sequence[dict[str, Json]], wanted: Wanted) -> Page:
    """Return the part of ``items`` that is wanted, in its order."""
    keyed = sorted(((_key(item.get(wanted.field)), item) for item in items), key=lambda pair: pair[0])
    if wanted.descending:
        keyed.reverse()
    inside = [pair for pair in keyed if _fits(pair[0], wanted)]
    shown = inside[wanted.skip : wanted.skip + wanted.most]
    passed = wanted.skip + len(shown)
    rest = inside[passed:]
    return Page(
        items=[item for _, item in shown],
        whole=len(shown) == len(items),
        content_range=f"{wanted.field} {_spelled(shown[0][0])}..{_spelled(shown[-1][0])}"
        if shown
        else f"{wanted.field} ..",
        next_range=_next(wanted, inside, passed) if rest else None,
    )


_Key = tuple[int, float, str]


def _key(value: Json) -> _Key:
    """Return what orders values: none first, then numbers, then texts."""
    if value is None:
        return (0, 0, "")
    if isinstance(value, int | float):
        return (1, value, str(value))
    return (2, 0, str(value))


def _fits(key: _Key, wanted: Wanted) -> bool:
    sign = -1 if wanted.descending else 1
    from_start = _compared(key, wanted.start) * sign if wanted.start else 1
    to_end = _compared(key, wanted.end) * sign if wanted.end else -1
    return (from_start > 0 or (from_start == 0 and not wanted.after)) and (
        to_end < 0 or (to_end == 0 and not wanted.before)
    )


def _compared(key: _Key, bound: str) -> int:
    """Compare a value with the text of a bound; where the value is a number, as numbers."""
    other: _Key = (2, 0, bound)
    if key[0] == 1 and _is_number(bound):
        key, other = (1, key[1], ""), (1, float(bound), "")
    return (key > other) - (key < other)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,300}(\.\d{1,300})?", text) is not None


def _next(wanted: Wanted, inside: list[tuple[_Key, dict[str, Json]]], passed: int) -> str:
    """Spell what comes after the first ``passed`` items: after the last value, or from it on where others share it."""
    last = inside[passed - 1][0]
    equal = sum(key == last for key, _ in inside[:passed])
    shared = inside[passed][0] == last
    if last[0] == 0:
        start, skip = f"{']' * wanted.after}{_quoted(wanted.start)}", passed
    else:
        start, skip = (_spelled(last), equal) if shared else (f"]{_spelled(last)}", 0)
    end = f"{_quoted(wanted.end)}{'[' * wanted.before}"
    settings = [f"max={wanted.most}", *(["order=desc"] * wanted.descending), *([f"skip={skip}"] if skip else [])]
    return f"{wanted.field} {start}..{end}; {', '.join(settings)}"


def _spelled(key: _Key) -> str:
    return _quoted(key[2])


def _quoted(text: str) -> str:
    """Spell a value so that it can't be taken for a part of the header."""
    return quote(text, safe="@:/+-_~ .").replace("..", "%2E%2E").replace(" ", "%20")
