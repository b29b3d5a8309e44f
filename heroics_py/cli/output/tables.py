"""Tables for people: a row for each item of a list, or a line for each field of an object."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from heroics_py.cli.output.columns import GAP, Grid, chosen_grid, detail_text, fitting_grid, padded, rows_of_lists
from heroics_py.cli.output.items import Items
from heroics_py.cli.output.plain_text import PlainFormat
from heroics_py.cli.output.sinks import Sink
from heroics_py.cli.output.terminal import WIDEST, note, rendered, table_width
from heroics_py.cli.output.values import flat_names, plain, value_at
from heroics_py.record import shown_of
from heroics_py.support.json_types import Json

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

__all__ = ["FIRST_ITEMS", "TableFormat"]

FIRST_ITEMS = 50
"""How many items of a list a terminal shows, unless it shows all of them."""

_MOST_NAMES = 8


class TableFormat:
    """A table with the columns that fit the terminal. Secrets are masked, unless the command line names their field.

    Args:
        sink: where it goes.
        fields: the columns; empty for the most telling ones.
        most: how many items are shown; None for all.
    """

    def __init__(self, sink: Sink, fields: Sequence[str] = (), *, most: int | None = None) -> None:
        self._sink = sink
        self._fields = fields
        self._most = most
        self._is_masked = False
        self._width = table_width(is_terminal=sink.is_terminal)

    def write_value(self, value: object) -> None:
        """Write an object as names and values; any other value as its text."""
        known = self._shown(value)
        if not isinstance(known, dict) or not known:
            PlainFormat(self._sink).write_value(known)
            return
        self._write_details([known])
        self._note_mask()

    def write_items(self, items: Items) -> None:
        """Write a row for each item. If a page fails, those before it are written."""
        taken: list[object] = []
        try:
            for batch in items.batches:
                taken += batch
                if self._most is not None and len(taken) >= self._most:
                    break
            items.close()
        except BaseException:
            if taken:
                self._write_rows(taken, items.title)
            raise
        self._write_rows(taken if self._most is None else taken[: self._most], items.title)
        self._note_mask()
        self._note_rest(len(taken), items)

    def _write_rows(self, taken: list[object], title: str) -> None:
        values = [self._shown(item) for item in taken]
        if not values:
            self._note(f"{title}: the list is empty" if title else "the list is empty")
        elif all(isinstance(value, list) for value in values):
            self._sink.write("".join(f"{line}\n" for line in rows_of_lists(values)))
        elif not all(isinstance(value, dict) for value in values) or not any(values):
            for value in values:
                PlainFormat(self._sink).write_value(value)
        elif self._fields:
            self._write_chosen(values)
        else:
            grid = fitting_grid(values, self._width)
            self._write_grid(grid)
            if grid.hidden:
                self._note(f"not shown: {_listed(grid.hidden)}; --fields NAMES and -o json show them")
        self._sink.flush()

    def _write_chosen(self, values: list[Json]) -> None:
        """Write the columns of the command line; an item is a block of lines where a word would have to be cut."""
        grid = chosen_grid(values, self._fields)
        if sum(grid.word_widths()) + GAP * (len(self._fields) - 1) <= self._width:
            self._write_grid(grid)
        else:
            self._write_details(values)

    def _write_grid(self, grid: Grid) -> None:
        widths = grid.widths()
        if sum(widths) + GAP * (len(widths) - 1) <= self._width:  # no cell has to be folded
            self._sink.write(rendered(_bold(padded(grid.head, widths)), WIDEST) + "\n")
            self._sink.write("".join(f"{padded(row, widths)}\n" for row in grid.rows))
            return
        table = _table()
        for name, width in zip(grid.head, grid.word_widths(), strict=True):
            table.add_column(_text(name), overflow="fold", min_width=width)
        for row in grid.rows:
            table.add_row(*map(_text, row))
        self._draw(table)

    def _write_details(self, values: list[Json]) -> None:
        """Write a line for each field of each object, with an empty line between objects."""
        for number, value in enumerate(values):
            table = _table(has_head=False)
            table.add_column(style="bold", overflow="fold", no_wrap=False)
            table.add_column(overflow="fold")
            for name in self._fields or flat_names(value):
                table.add_row(_text(detail_text(name)), _text(detail_text(value_at(value, name))))
            if number:
                self._sink.write("\n")
            self._draw(table)

    def _draw(self, table: "Table") -> None:
        lines = rendered(table, self._width).split("\n")
        self._sink.write("\n".join(line.rstrip() for line in lines))

    def _shown(self, value: object) -> Json:
        known = whole = plain(value)
        if not self._fields:
            known = plain(shown_of(value if isinstance(value, dict) else whole))
            self._is_masked = self._is_masked or known != whole
        return _spelled(known, self._sink) if self._sink.is_ascii else known

    def _note_rest(self, count: int, items: Items) -> None:
        if self._most is None or not (count > self._most or items.has_more()):
            return
        total = items.total()
        known = f" of {total:,}" if total is not None and total > self._most else ""
        self._note(f"the first {self._most}{known} items; --all shows all of them, --limit N the first N")

    def _note_mask(self) -> None:
        if self._is_masked:
            self._note("secrets are masked; --fields NAMES and -o json show them")

    def _note(self, text: str) -> None:
        if self._sink.is_terminal:
            note(text)


def _spelled(value: Json, sink: Sink) -> Json:
    """Return a value whose text is as wide as it will look."""
    if isinstance(value, str):
        return sink.spelled(value)
    if isinstance(value, dict):
        return {sink.spelled(name): _spelled(item, sink) for name, item in value.items()}
    return [_spelled(item, sink) for item in value] if isinstance(value, list) else value


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"


def _text(text: str) -> "Text":
    from rich.text import Text

    return Text(text)


def _bold(text: str) -> "Text":
    from rich.text import Text

    return Text(text, style="bold", end="")


def _table(*, has_head: bool = True) -> "Table":
    from rich.table import Table

    return Table(box=None, show_header=has_head, header_style="bold", pad_edge=False, padding=(0, GAP, 0, 0))
