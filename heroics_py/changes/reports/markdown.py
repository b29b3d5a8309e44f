"""The differences between two schemas as Markdown, for a pull request."""

from collections.abc import Iterable, Iterator, Sequence

from heroics_py.changes.change import EFFECTS, Change
from heroics_py.changes.reports.rows import ReportRow, effect_counts, rows_of
from heroics_py.display.markdown import code, sentence

__all__ = ["markdown_of"]

_MOST_CALLS = 12
_MOST_ROWS = {"breaking": 200, "risky": 50, "harmless": 50}
"""A comment on GitHub has up to 65,536 characters."""
_MARKS = {"breaking": "\N{LARGE RED CIRCLE}", "risky": "\N{LARGE YELLOW CIRCLE}", "harmless": "\N{LARGE GREEN CIRCLE}"}


def markdown_of(changes: Iterable[Change], *, old: str = "", new: str = "") -> str:
    """Return the changes as Markdown: one item for each cause, the worst effect first, the harmless ones folded.

    Args:
        changes: between two schemas.
        old: what the old schema is called, without secrets.
        new: what the new one is called.
    """
    rows = rows_of(changes)
    names = f" from {code(old)} to {code(new)}" if old and new else ""
    parts = [f"## Changes of the API{names}", _summary(rows)]
    for effect in EFFECTS:
        parts += _section(effect, [row for row in rows if row.effect == effect])
    return "\n\n".join(parts) + "\n"


def _summary(rows: Sequence[ReportRow]) -> str:
    if not rows:
        return "No change that a caller could notice."
    counts = [f"{_MARKS[effect]} {count} {effect}" for effect, count in effect_counts(rows) if count]
    return f"**{' · '.join(counts)}**"


def _section(effect: str, rows: Sequence[ReportRow]) -> Iterator[str]:
    if not rows:
        return
    items = [_item(row) for row in rows[: _MOST_ROWS[effect]]]
    if len(rows) > len(items):
        items.append(f"- ... and {len(rows) - len(items)} more")
    if effect == "harmless":
        yield f"<details>\n<summary>Harmless ({len(rows)})</summary>"
        yield "\n".join(items)
        yield "</details>"
    else:
        yield f"### {effect.capitalize()}"
        yield "\n".join(items)


def _item(row: ReportRow) -> str:
    if row.new_call:
        return f"- {code(row.calls[0])} is {code(row.new_call)} now: {sentence(row.message)}"
    if len(row.calls) > 1:
        return f"- {len(row.calls)} calls: {sentence(row.message)}: {_names(row)}"
    subject = code(row.calls[0]) if row.calls else "the API"
    return f"- {subject}: {sentence(row.message)}"


def _names(row: ReportRow) -> str:
    more = [f"and {len(row.calls) - _MOST_CALLS} more"] if len(row.calls) > _MOST_CALLS else []
    return ", ".join([*map(code, row.calls[:_MOST_CALLS]), *more])
