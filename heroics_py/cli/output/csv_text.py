"""CSV (RFC 4180) with a header: objects within an item become columns such as ``owner.email``."""

import csv
import io
from collections.abc import Sequence

from heroics_py.cli.output.items import Items
from heroics_py.cli.output.json_text import json_line
from heroics_py.cli.output.sinks import Sink
from heroics_py.cli.output.terminal import note
from heroics_py.cli.output.values import flat_names, plain, scalar_as_text, value_at
from heroics_py.display.terminal import printable
from heroics_py.support.json_types import Json

__all__ = ["CsvFormat"]

_SINGLE = "value"
_MOST_NAMES = 10


class CsvFormat:
    """Rows of text, whose columns are the fields that the first batch of items has, or those of the command line.

    Null is an empty cell; a list is JSON in its cell; text is never changed. Items that are lists, such as those of a
    query, are rows themselves, without a header.

    Args:
        sink: where the rows go.
        fields: the columns; empty for those of the first items.
    """

    def __init__(self, sink: Sink, fields: Sequence[str] = ()) -> None:
        self._sink = sink
        self._columns = list(fields)
        self._is_chosen = bool(fields)
        self._has_rows = False
        self._others: dict[str, None] = {}

    def write_value(self, value: object) -> None:
        """Write an object as a header and one row."""
        known = plain(value)
        self._write_batch(known if isinstance(known, list) else [known], is_first=True)

    def write_items(self, items: Items) -> None:
        """Write a row for each item, batch by batch."""
        is_first = True
        for batch in items.batches:
            self._write_batch([plain(item) for item in batch], is_first=is_first)
            is_first = False
        if is_first and self._columns:
            self._write_rows([self._columns])
        if self._others:
            names = list(self._others)
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            listed = f"{','.join(names[:_MOST_NAMES])}{more}"
            note(f"later items have fields without a column, which are left out: {listed}; name them with --fields")

    def _write_batch(self, values: list[Json], *, is_first: bool) -> None:
        if is_first and not self._is_chosen:
            self._has_rows = bool(values) and all(isinstance(value, list) for value in values)
            self._columns = _columns_of(values)
        if self._has_rows:
            self._write_rows([list(map(cell_text, value if isinstance(value, list) else [value])) for value in values])
            return
        rows = [[cell_text(_cell(value, name)) for name in self._columns] for value in values]
        if not self._is_chosen and not is_first:
            self._others.update(dict.fromkeys(name for value in values for name in self._lost(value)))
        self._write_rows([self._columns, *rows] if is_first else rows)

    def _lost(self, value: Json) -> list[str]:
        """Return the fields of an item that have a value and no column."""
        names = (name for name in flat_names(value) if name not in self._columns)
        return [name for name in names if value_at(value, name) not in (None, {})]

    def _write_rows(self, rows: list[list[str]]) -> None:
        text = "".join(map(_line, rows))
        self._sink.write(printable(text) if self._sink.is_terminal else text)
        self._sink.flush()


def _line(cells: list[str]) -> str:
    """Return a line of CSV. The end CRLF makes `csv` quote a cell with either letter, which could begin another row."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return f"{text.getvalue()[:-2]}\n"


def cell_text(value: Json) -> str:
    """Return the text of a cell: empty for null, JSON for a list or an object."""
    if value is None:
        return ""
    text = scalar_as_text(value)
    return json_line(value) if text is None else text


def _cell(value: Json, name: str) -> Json:
    return value_at(value, name) if isinstance(value, dict) else value if name == _SINGLE else None


def _columns_of(values: list[Json]) -> list[str]:
    """Return the dotted names of all values, without the objects that other names are within."""
    names = dict.fromkeys(name for value in values for name in (flat_names(value) or [_SINGLE]))
    objects = {name[:place] for name in names for place, letter in enumerate(name) if letter == "."}
    return [name for name in names if name not in objects or not _is_empty(values, name)]


def _is_empty(values: list[Json], name: str) -> bool:
    return all(value_at(value, name) in (None, {}) or isinstance(value_at(value, name), dict) for value in values)
