"""Changes in a few lines."""

from heroics_py.changes import Changes
from heroics_py.changes.reports.rows import ReportRow, effect_counts, rows_of
from heroics_py.display.brief import counted
from heroics_py.display.terminal import escaped

__all__ = ["change_lines", "counts_text"]


def counts_text(changes: Changes) -> str:
    """Return how many changes there are of each effect, as a report counts them: "2 breaking, 1 risky"."""
    return ", ".join(f"{count} {effect}" for effect, count in effect_counts(rows_of(changes)) if count)


def change_lines(changes: Changes, most: int) -> list[str]:
    """Return a line for each change, the worst first; one line for those that a report has as one.

    Args:
        changes: the changes.
        most: how many lines there may be; the last one then says how many changes are left out.
    """
    rows = rows_of(changes)
    shown = rows if len(rows) <= most else rows[: most - 1]
    left_out = len(rows) - len(shown)
    return [_line(each) for each in shown] + [f"and {counted(left_out, 'more change')}"] * (left_out > 0)


def _line(row: ReportRow) -> str:
    others = f" and {counted(len(row.calls) - 1, 'other call')}" if len(row.calls) > 1 else ""
    new = f" -> {row.new_call}" if row.new_call else ""
    head = f"{row.calls[0]}{others}{new}" if row.calls else ""
    return escaped("  ".join(filter(None, (row.effect, head, row.message))))
