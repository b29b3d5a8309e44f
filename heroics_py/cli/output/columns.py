"""Which columns of a table fit a terminal, and the text of their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from heroics_py.cli.output.json_text import json_line
from heroics_py.cli.output.values import plain, scalar_as_text, value_at
from heroics_py.display.tables import brief_cell, table_of
from heroics_py.display.terminal import escaped
from heroics_py.support.json_types import Json

__all__ = ["GAP", "Grid", "chosen_grid", "detail_text", "fitting_grid", "padded", "rows_of_lists"]

GAP = 2
"""The space between two columns."""

_WIDEST_CELL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of a table as text.

    Attributes:
        head: the names of the columns.
        rows: the cells of each row.
        hidden: the names of the fields without a column.
    """

    head: list[str]
    rows: list[list[str]]
    hidden: list[str]

    def widths(self) -> list[int]:
        """Return the width of each column, in columns of the terminal."""
        return [max(map(text_width, column)) for column in self._columns()]

    def word_widths(self) -> list[int]:
        """Return the width of the longest word of each column."""
        return [max(text_width(word) for text in column for word in text.split() or [""]) for column in self._columns()]

    def _columns(self) -> Iterator[tuple[str, ...]]:
        return zip(self.head, *self.rows, strict=True)


def chosen_grid(values: Sequence[Json], names: Sequence[str]) -> Grid:
    """Return the columns with these names, their values whole."""
    rows = [[_whole_text(value_at(value, name)) for name in names] for value in values]
    return Grid(head=[escaped(name) for name in names], rows=rows, hidden=[])


def fitting_grid(values: Sequence[Json], width: int) -> Grid:
    """Return the most telling columns that fit a width; the first one is there in any case.

    Args:
        values: objects, their secrets masked.
        width: in columns of the terminal.
    """
    table = table_of([_with_words(value) for value in values], title="", summary="", total=len(values))
    rows = [[_brief_text(cell) for cell in row] for row in table.rows]
    grid = Grid(head=[escaped(name) for name in table.head], rows=rows, hidden=[])
    left, kept = width, []
    for number, taken in enumerate(grid.widths()):
        if number == 0 or taken <= left:
            kept.append(number)
            left -= taken + GAP
    names = dict.fromkeys(escaped(name) for value in values if isinstance(value, dict) for name in value)
    head = [grid.head[number] for number in kept]
    return Grid(
        head=head,
        rows=[[row[number] for number in kept] for row in rows],
        hidden=[name for name in names if name not in head],
    )


def rows_of_lists(values: Sequence[Json]) -> list[str]:
    """Return items that are lists as lines whose cells are aligned."""
    rows = [[_whole_text(cell) for cell in value] for value in values if isinstance(value, list)]
    widths = [max(map(text_width, column)) for column in zip_longest(*rows, fillvalue="")]
    return [padded(row, widths[: len(row)]) for row in rows]


def detail_text(value: Json) -> str:
    """Return the text of a value beside its name: whole, on one line unless it is text of several."""
    if isinstance(value, list) and value and not any(isinstance(item, dict | list) for item in value):
        return escaped(", ".join(scalar_as_text(item) or "null" for item in value))
    text = scalar_as_text(value)
    if text is None:
        return escaped(json_line(value))
    return "\n".join(map(escaped, text.splitlines())) if "\n" in text else escaped(text)


def padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells of a row as a line."""
    pairs = zip(cells, widths, strict=True)
    return "".join(f"{text}{' ' * (width - text_width(text) + GAP)}" for text, width in pairs).rstrip()


def text_width(text: str) -> int:
    """Return the width of a text in columns of the terminal: two for a character of Chinese, Japanese or Korean."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _with_words(value: Json) -> dict[str, object]:
    """Return an object whose true, false and null are words, as JSON spells them; null is an empty cell."""
    pairs = value.items() if isinstance(value, dict) else [("value", value)]
    return {name: _words(item) for name, item in pairs}


def _words(value: Json) -> object:
    if value is None:
        return ""
    return scalar_as_text(value) if isinstance(value, bool) else value


def _brief_text(value: object) -> str:
    text = brief_cell(value)
    if text_width(text) <= _WIDEST_CELL:
        return text
    from rich.cells import set_cell_size

    return f"{set_cell_size(text, _WIDEST_CELL - 1)}…"


def _whole_text(value: Json) -> str:
    return "" if value is None else " ".join(detail_text(plain(value)).split("\n"))
