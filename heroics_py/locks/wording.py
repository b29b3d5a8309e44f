"""Changes in a few lines."""

from collections.abc import Sequence

from heroics_py.changes import Change, Changes
from heroics_py.changes.reports.rows import effect_counts
from heroics_py.display.brief import counted
from heroics_py.display.terminal import escaped

__all__ = ["change_lines", "counts_text"]


def counts_text(changes: Changes) -> str:
    """Return how many changes there are of each effect: "2 breaking, 1 risky"."""
    return ", ".join(f"{count} {effect}" for effect, count in effect_counts(changes) if count)


def change_lines(changes: Changes, most: int) -> list[str]:
    """Return a line for each change, the worst first; one line for those with one cause.

    Args:
        changes: the changes.
        most: how many lines there may be; the last one then says how many changes are left out.
    """
    groups = changes.groups
    shown = groups if len(groups) <= most else groups[: most - 1]
    left_out = sum(map(len, groups[len(shown) :]))
    return [_line(each) for each in shown] + [f"and {counted(left_out, 'more change')}"] * (left_out > 0)


def _line(group: Sequence[Change]) -> str:
    first = group[0]
    calls = list(dict.fromkeys(each.call for each in group if each.call))
    others = f" and {counted(len(calls) - 1, 'other call')}" if len(calls) > 1 else ""
    head = f"{first.call}{others}" if first.call else ""
    return escaped("  ".join(filter(None, (first.effect, head, first.message))))
