"""What has changed in a thing, as lines to read, with its secrets masked."""

from collections.abc import Iterator, Mapping
from difflib import unified_diff

from heroics_py.cli.edit.changes import Path, changed_paths
from heroics_py.cli.edit.values import is_same
from heroics_py.cli.edit.yaml_text import to_yaml
from heroics_py.display.terminal import printable
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.support.json_types import Json

__all__ = ["diff_lines"]

_CONTEXT = 2
_HEADER_LINES = 2
_CHANGED = " (changed)"


def diff_lines(before: Mapping[str, Json], after: Mapping[str, Json], mask: ValueMask) -> Iterator[str]:
    """Yield the lines of the fields that changed: with ``-`` what they were, and with ``+`` what they become.

    Args:
        before: the thing as it was read.
        after: the thing as it should be.
        mask: of the secrets of the thing.
    """
    names = [name for name in dict.fromkeys((*before, *after)) if _differs(before, after, name)]
    old, new = ({name: each[name] for name in names if name in each} for each in (before, after))
    paths = changed_paths(old, new)
    shown_old, shown_new = mask.apply(old), mask.apply(new)
    for path in paths:
        _mark(shown_old, shown_new, path)
    lines = unified_diff(_lines(shown_old), _lines(shown_new), n=_CONTEXT, lineterm="")
    for number, line in enumerate(lines):
        if number >= _HEADER_LINES and not line.startswith("@@"):
            yield printable(line)


def _lines(value: object) -> list[str]:
    return to_yaml(value).splitlines() if value else []  # type: ignore[arg-type]  # masked JSON is JSON


def _differs(before: Mapping[str, Json], after: Mapping[str, Json], name: str) -> bool:
    return name not in before or name not in after or not is_same(before[name], after[name])


def _mark(before: object, after: object, path: Path) -> None:
    """Mark a changed value that looks the same, because it is masked."""
    for key in path[:-1]:
        before = before.get(key) if isinstance(before, dict) else None
        after = after.get(key) if isinstance(after, dict) else None
    name = path[-1]
    if not isinstance(before, dict) or not isinstance(after, dict) or name not in before or name not in after:
        return
    if before[name] == after[name]:
        after[name] = f"{after[name] if isinstance(after[name], str) else '...'}{_CHANGED}"
