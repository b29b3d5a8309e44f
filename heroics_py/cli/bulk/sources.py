"""Where the values of an argument come from: ``--each NAME=SOURCE``.

name=-               the value "name" of each row of standard input, or the whole row if rows are plain values
name=new             the value "new" of each row
name=@apps.csv       the same, from a file
name=new@apps.csv
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from heroics_py.cli.bulk.rows import MISSING, Row, column_of, data_error, read_rows
from heroics_py.display.terminal import escaped, shown
from heroics_py.support.suggestions import did_you_mean

__all__ = ["Cell", "RowCells", "Source", "read_sources", "source_of"]

_STDIN = "-"
_STDIN_WORDS = "standard input"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the values of an argument come from.

    Attributes:
        name: of the argument, as typed; empty for every value of the rows, each for the argument of its name.
        column: of the rows; empty to take the value of that name, or the whole row.
        file: the path of the rows; "-" for standard input.
        is_typed: whether the user typed the name; the rows named it otherwise.
    """

    name: str
    column: str
    file: str
    is_typed: bool = True

    @property
    def key(self) -> str:
        """The name of the value in each row."""
        return self.column or self.name


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of an argument in one row.

    Attributes:
        name: of the argument, as typed.
        value: of the row; `MISSING` without one.
        is_text: whether it is text as a person types it.
        is_typed: whether the user typed the name; the rows named it otherwise.
    """

    name: str
    value: object
    is_text: bool
    is_typed: bool


@dataclass(frozen=True, slots=True)
class RowCells:
    """The values for one call.

    Attributes:
        number: of the row, counted from 1.
        label: how messages call the row.
        cells: one for each source.
    """

    number: int
    label: str
    cells: tuple[Cell, ...]


def source_of(text: str) -> Source:
    """Return what ``NAME=SOURCE`` says.

    Raises:
        UsageError: it has another form.
    """
    if text == _STDIN or (text.startswith("@") and text != "@"):
        return Source(name="", column="", file=_STDIN if text == _STDIN else text[1:])
    name, sign, source = text.partition("=")
    if not name or not sign or not source:
        raise click.UsageError(
            f"--each {escaped(text)}: expected NAME=SOURCE, such as --each app=- or --each app=name or "
            "--each app=@FILE; --each - takes every column"
        )
    column, at, file = source.partition("@")
    if at and not file:
        raise click.UsageError(f"--each {escaped(text)}: expected the path of a file after '@'")
    return Source(name=name, column="" if column == _STDIN else column, file=file if at else _STDIN)


def read_sources(sources: Sequence[Source]) -> list[RowCells]:
    """Return the values of every row of all sources; several files are read side by side.

    Raises:
        ClickException: a file can't be read, a row is malformed, or a value is in no row.
    """
    files = list(dict.fromkeys(each.file for each in sources))
    rows = {file: _rows(file, [each for each in sources if each.file == file]) for file in files}
    counts = {file: len(each) for file, each in rows.items()}
    if len(set(counts.values())) > 1:
        texts = ", ".join(f"{_where(file)} has {count} rows" for file, count in counts.items())
        raise data_error(f"{texts}: expected the same number")
    sources = [each for source in sources for each in (_columns_of(source, rows) if not source.name else [source])]
    _refuse_unknown(sources, rows)
    return list(_joined(sources, rows))


def _columns_of(source: Source, rows: Mapping[str, Sequence[Row]]) -> list[Source]:
    """Return a source for every column of the rows."""
    names: dict[str, None] = {}
    for row in rows[source.file]:
        if not isinstance(row.value, dict):
            column_of(row, "name", _where(source.file))
        else:
            names |= dict.fromkeys(row.value)
    return [Source(name=name, column=name, file=source.file, is_typed=False) for name in names]


def _joined(sources: Sequence[Source], rows: Mapping[str, Sequence[Row]]) -> Iterator[RowCells]:
    for together in zip(*rows.values(), strict=True):
        by_file = dict(zip(rows, together, strict=True))
        first = together[0]
        label = first.label if len(by_file) == 1 else f"row {first.number}"
        yield RowCells(first.number, label, tuple(_cell(each, by_file[each.file]) for each in sources))


def _cell(source: Source, row: Row) -> Cell:
    is_whole = not source.column and not isinstance(row.value, dict)
    value = row.value if is_whole else column_of(row, source.key, _where(source.file))
    return Cell(source.name, value, row.is_text, source.is_typed)


def _rows(file: str, sources: Iterable[Source]) -> list[Row]:
    columns = list(dict.fromkeys(each.key for each in sources if each.name))
    named = [each for each in sources if each.column or not each.name]
    rows = read_rows(_read(file), columns, _where(file), has_header=bool(named) or len(columns) > 1)
    if len(columns) > 1 and rows and not isinstance(rows[0].value, dict):
        column_of(rows[0], columns[0], _where(file))
    return rows


def _refuse_unknown(sources: Iterable[Source], rows: Mapping[str, Sequence[Row]]) -> None:
    """Refuse a value that none of the rows has: its name is misspelled."""
    for source in sources:
        known = rows[source.file]
        if known and all(_cell(source, each).value is MISSING for each in known):
            keys = dict.fromkeys(key for each in known if isinstance(each.value, dict) for key in each.value)
            raise data_error(
                f"no row of {_where(source.file)} has a value {shown(source.key)}; "
                f"{escaped(did_you_mean(source.key, keys))} (--each {escaped(source.name)}=...)"
            )


def _where(file: str) -> str:
    return _STDIN_WORDS if file == _STDIN else escaped(file)


def _read(file: str) -> str:
    """Return the text of a file, or of standard input."""
    try:
        data = sys.stdin.buffer.read() if file == _STDIN else Path(file).expanduser().read_bytes()
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except OSError as error:
        problem = f"can't read {_where(file)}: {error.strerror or type(error).__name__}"
    except UnicodeDecodeError as error:
        problem = f"{_where(file)} is not text in UTF-8: byte {error.start} is not valid; save it as 'CSV UTF-8'"
    raise data_error(f"{problem}")
