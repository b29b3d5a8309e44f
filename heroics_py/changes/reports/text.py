"""The differences between two schemas as lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from heroics_py.changes.change import Change
from heroics_py.changes.reports.rows import ReportRow, count_text, rows_of
from heroics_py.display.terminal import escaped

__all__ = ["LABELS", "text_of"]

LABELS = ("breaking", "renamed", "risky", "harmless")
"""What the first column says of rows that follow."""

_WIDTH = 100
_FIRST = 10
_GAP = 2
_MOST_CALLS = 12
_MOST_HARMLESS = 20
_WIDEST_CALL = 40
_NARROWEST = 24


def text_of(changes: Iterable[Change], *, width: int = _WIDTH, every: bool = False) -> str:
    """Return the changes as text: one row for each cause, the worst first, and a line that counts them.

    Args:
        changes: between two schemas.
        width: of the terminal, in columns.
        every: whether all harmless changes are listed, and all calls that one cause concerns.
    """
    rows = rows_of(changes)
    return "\n".join([*_lines(rows, width, every=every), count_text(rows)])


def _lines(rows: Sequence[ReportRow], width: int, *, every: bool) -> Iterator[str]:
    for label in LABELS:
        section = [row for row in rows if _label(row) == label]
        most = len(section) if every or label != "harmless" else _MOST_HARMLESS
        shown = section[:most]
        calls = min(max((len(_subject(row)) for row in shown), default=0), _WIDEST_CALL, width // 2)
        lines = [line for row in shown for line in _row_lines(row, calls, width, every=every)]
        if len(section) > most:
            lines.append(f"... and {len(section) - most} more")
        yield from (f"{'' if number else label:<{_FIRST}}{line}" for number, line in enumerate(lines))


def _label(row: ReportRow) -> str:
    return "renamed" if row.new_call else row.effect


def _subject(row: ReportRow) -> str:
    """Return the call, or how many there are."""
    if row.new_call:
        return escaped(f"{row.calls[0]} -> {row.new_call}")
    if len(row.calls) > 1:
        return f"{len(row.calls)} calls"
    return escaped(row.calls[0]) if row.calls else "the API"


def _row_lines(row: ReportRow, calls: int, width: int, *, every: bool) -> Iterator[str]:
    """Yield the lines of a row: its message beside the call, or below it if they are too long."""
    subject, rest = _subject(row), width - _FIRST - calls - _GAP
    is_below = len(subject) > calls or rest < _NARROWEST
    indent = _GAP if is_below else calls + _GAP
    lines = wrap(_sentence(row, every=every), max(width - _FIRST - indent, _NARROWEST), break_on_hyphens=False)
    if is_below:
        yield subject
    for number, line in enumerate(lines):
        yield f"{'' if number or is_below else subject:<{indent}}{line}"


def _sentence(row: ReportRow, *, every: bool) -> str:
    """Return the message, with the names of the calls if there are several."""
    if len(row.calls) < 2:
        return escaped(row.message)
    most = len(row.calls) if every else _MOST_CALLS
    more = [f"and {len(row.calls) - most} more"] if len(row.calls) > most else []
    return escaped(f"{row.message}: {', '.join([*row.calls[:most], *more])}")
