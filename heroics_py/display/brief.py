"""A JSON value, or a number of things, as text that is never long."""

from collections.abc import Mapping

from heroics_py.display.terminal import shown
from heroics_py.support.loading import load_modules

__all__ = ["brief_value", "counted", "line_of", "lines_of"]

_WIDTH = 100
_LONGEST = 200
_DEEPEST = 6
_MOST_ENTRIES = 12
_MOST_VALUES = 300


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: "1 link", "2 links"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def brief_value(value: object, *, most: int = _MOST_ENTRIES) -> object:
    """Return a copy of plain dicts and lists with "..." for what is long, deep, or too much.

    Args:
        value: the value, its secrets masked.
        most: the most entries of the outermost object or list; inner ones have at most twelve.
    """
    return _Shortening().apply(value, most, 0)


def lines_of(value: object, *, most: int = _MOST_ENTRIES, indent: int = 0) -> str:
    """Return a brief value in as many lines as it needs, those after the first indented."""
    load_modules("pprint")
    from pprint import pformat

    text = pformat(brief_value(value, most=most), width=_WIDTH - indent, sort_dicts=False)
    return text.replace("\n", f"\n{' ' * indent}")


def line_of(value: object, width: int = _WIDTH) -> str:
    """Return a brief value in one line of at most ``width`` characters."""
    text = " ".join(shown(brief_value(value)).split())
    return text if len(text) <= width else f"{text[: width - 3]}..."


class _Shortening:
    """Copies a value until it has copied enough."""

    def __init__(self) -> None:
        self._left = _MOST_VALUES

    def apply(self, value: object, most: int, depth: int) -> object:
        self._left -= 1
        if isinstance(value, str) and len(value) > _LONGEST:
            return f"{value[: _LONGEST - 3]}..."
        if not isinstance(value, Mapping | list) or not value:
            return value
        if depth >= _DEEPEST or self._left <= 0:
            return "..."
        if isinstance(value, list):
            items = [self.apply(item, _MOST_ENTRIES, depth + 1) for item in value[:most]]
            return items if len(value) <= most else [*items, f"... {len(value) - most} more"]
        pairs = list(value.items())
        made = {key: self.apply(item, _MOST_ENTRIES, depth + 1) for key, item in pairs[:most]}
        return made if len(pairs) <= most else {**made, "...": f"{len(pairs) - most} more"}
