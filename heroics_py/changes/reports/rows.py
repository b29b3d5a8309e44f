"""Changes as rows of a report: what has one cause is one row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from heroics_py.changes.change import EFFECTS, Change
from heroics_py.secrecy.texts import mask_text

__all__ = ["ReportRow", "count_text", "effect_counts", "rows_of"]

_LONGEST = 400
_SHARED = {"call-new": "new", "call-gone": "gone", "text-changed": "another description"}
"""The kinds of which several are one row, and its message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A change as a report has it.

    Attributes:
        effect: "breaking", "risky" or "harmless".
        calls: those that it concerns, as one types them; empty for the whole API.
        new_call: the new spelling of a call that has another one; else empty.
        message: what changed, in one sentence without secrets.
    """

    effect: str
    calls: tuple[str, ...]
    message: str
    new_call: str = ""


def rows_of(changes: Iterable[Change]) -> list[ReportRow]:
    """Return the rows of a report, the worst effect first."""
    groups: dict[object, list[Change]] = {}
    for number, each in enumerate(changes):
        groups.setdefault(_cause(each, number), []).append(each)
    rows = map(_row, groups.values())
    return sorted(rows, key=lambda row: EFFECTS.index(row.effect))


def _cause(change: Change, number: int) -> object:
    """Return what is equal for changes of one row."""
    if change.kind == "text-changed":
        return change.kind
    if change.kind in _SHARED:
        return change.kind, change.call.partition(".")[0]
    if change.kind == "call-renamed":
        return number
    if change.cause:
        return change.effect, change.kind, change.part == "answer", change.cause
    return change.effect, change.kind, change.where, change.message


def _row(group: Sequence[Change]) -> ReportRow:
    first = min(group, key=lambda each: len(each.path))
    calls = tuple(dict.fromkeys(mask_text(each.call) for each in group if each.call))
    message = first.message if len(calls) < 2 else _SHARED.get(first.kind, first.message)
    if first.kind == "call-renamed":
        message = message.removeprefix(f"renamed to {first.new_call}: ")
        return ReportRow(effect=first.effect, calls=calls, message=_short(message), new_call=mask_text(first.new_call))
    return ReportRow(effect=first.effect, calls=calls, message=_short(message))


def _short(message: str) -> str:
    text = " ".join(mask_text(message).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def effect_counts(rows: Iterable[ReportRow | Change]) -> Iterator[tuple[str, int]]:
    """Yield each effect with the number of its rows or changes."""
    effects = [each.effect for each in rows]
    yield from ((effect, effects.count(effect)) for effect in EFFECTS)


def count_text(rows: Sequence[ReportRow]) -> str:
    """Return the number of rows as a sentence: "12 changes: 3 breaking, 2 risky, 7 harmless"."""
    if not rows:
        return "no changes"
    counts = ", ".join(f"{count} {effect}" for effect, count in effect_counts(rows))
    return f"{len(rows)} change{'' if len(rows) == 1 else 's'}: {counts}"
