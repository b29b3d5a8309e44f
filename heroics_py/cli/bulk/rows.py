"""The rows of a text: a JSON array, JSON values one after the other, CSV with a header, or plain lines."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

import click

from heroics_py.cli.exit_codes import failure
from heroics_py.display.terminal import escaped, shown
from heroics_py.support.suggestions import did_you_mean

__all__ = ["MISSING", "Row", "column_of", "data_error", "read_rows"]

_DELIMITERS = (",", ";", "\t")
# A byte order mark, and the line that tells Excel what separates the columns. Its end stays, so that lines count right.
_PREAMBLE = re.compile(r'\A\ufeff?(?:"?sep=[,;\t]"?(?=\r?\n))?', re.IGNORECASE)
_LONGEST_SHOWN = 60
_SPACES = " \t\r"
_INVALID = 2


def data_error(text: str) -> click.ClickException:
    """Return an error about rows, before anything is sent; its exit code is that of an invalid command line."""
    return failure(f"{text}; nothing was sent", _INVALID)


class _Missing:
    """The type of `MISSING`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
"""Marks a value that a row does not have, such as an empty cell."""


@dataclass(frozen=True, slots=True)
class Row:
    """The values for one call.

    Attributes:
        number: counted from 1.
        line: the line of the text that it begins at, counted from 1.
        value: a dict by column, or the value that is the whole row.
        is_text: whether its values are text as a person types it, which the schema converts: of CSV and plain lines.
    """

    number: int
    line: int
    value: object
    is_text: bool

    @property
    def label(self) -> str:
        """How messages call it."""
        return f"row {self.number}" if self.line == self.number else f"row {self.number} (line {self.line})"


def read_rows(text: str, columns: Collection[str], where: str, *, has_header: bool) -> list[Row]:
    """Return the rows of a text, whose format its beginning shows.

    Args:
        text: JSON, CSV or plain lines.
        columns: the names of the values that are needed of each row.
        where: what the text is, for errors: "standard input".
        has_header: whether text other than JSON needs a header with these names. Without, it has one if its first line
            consists of columns that include them, and else each line is a value.

    Raises:
        ClickException: a row is malformed, or there is no column of a name.
    """
    text = _PREAMBLE.sub("", text)
    start = text.lstrip()[:1]
    if start in {"[", "{"}:
        return list(_json_rows(text, where))
    if not start:
        return []
    delimiter = _delimiter_of(text, columns, where, required=has_header)
    if delimiter:
        return list(_csv_rows(text, delimiter, where, columns))
    return list(_json_rows(text, where) if start == '"' and _is_json(text) else _lines(text))


def column_of(row: Row, name: str, where: str) -> object:
    """Return the value of a row in a column, or at the path of an object, "owner.email"; `MISSING` without one.

    Raises:
        ClickException: the row is not an object.
    """
    if not isinstance(row.value, dict):
        expected = f"an object with the key {name!r}" if not row.is_text else f"a column {name!r}"
        raise data_error(f"{row.label} of {where} is {_brief(row.value)}: expected {expected}")
    if name in row.value:
        return row.value[name]
    value: object = row.value
    for key in name.split("."):
        value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
    return value


def _json_rows(text: str, where: str) -> Iterator[Row]:
    """Yield the items of an array, or JSON values one after the other, as JSON Lines and jq have them."""
    values = list(_json_values(text, where))
    if len(values) == 1 and isinstance(values[0][1], list):
        line = values[0][0]
        yield from (Row(number, line + number - 1, value, False) for number, value in enumerate(values[0][1], 1))
    else:
        yield from (Row(number, line, value, False) for number, (line, value) in enumerate(values, 1))


def _json_values(text: str, where: str) -> Iterator[tuple[int, object]]:
    """Yield the JSON values of a text, each with the line that it begins at."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    position, line, number = 0, 1, 0
    while rest := len(text[position:].lstrip()) if position else len(text.lstrip()):
        begin = len(text) - rest
        line += text.count("\n", position, begin)
        number += 1
        try:
            value, position = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError) as error:
            problem = _json_problem(error, line)
        else:
            yield line, value
            line += text.count("\n", begin, position)
            continue
        label = Row(number, line, None, False).label if not text.lstrip().startswith("[") else f"line {line}"
        raise data_error(f"{label} of {where} is not valid JSON: {problem}")


def _json_problem(error: ValueError | RecursionError, line: int) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    place = f"column {error.colno}" if error.lineno == line else f"line {error.lineno}, column {error.colno}"
    return f"{error.msg[:1].lower()}{error.msg[1:]} at {place}"


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _is_json(text: str) -> bool:
    """Return whether a text that begins with a quote consists of JSON values."""
    try:
        return bool(list(_json_values(text, "")))
    except click.ClickException:
        return False


def _lines(text: str) -> Iterator[Row]:
    # A line separator of Unicode is part of a value: a server that names a thing so must not name two.
    lines = ((line, each.strip(_SPACES)) for line, each in enumerate(text.split("\n"), 1))
    filled = [(line, each) for line, each in lines if each]
    yield from (Row(number, line, each, True) for number, (line, each) in enumerate(filled, 1))


def _csv_rows(text: str, delimiter: str, where: str, columns: Collection[str]) -> Iterator[Row]:
    """Yield the rows of CSV (RFC 4180) below its header; an empty cell has no value."""
    header: list[str] = []
    number, end = 0, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            begin, end = end + 1, reader.line_num
            if not any(cells):
                continue
            if not header:
                header = [each.strip() for each in cells]
                if twice := [each for each in columns or filter(None, header) if header.count(each) > 1]:
                    raise data_error(f"{where} has the column {shown(twice[0])} twice")
                continue
            number += 1
            if len(cells) != len(header):
                label = Row(number, begin, None, True).label
                problem = f"{label} of {where} has {_count(cells)}, and the header has {_count(header)}"
                raise data_error(f"{problem}: quote a cell that contains {delimiter!r}")
            values = {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}
            yield Row(number, begin, values, True)
    except csv.Error as error:
        problem = f"row {number + 1} (line {reader.line_num}) of {where} is not valid CSV: {error}"
        raise data_error(f"{problem}") from None


def _count(cells: Sequence[str]) -> str:
    return f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"


def _delimiter_of(text: str, columns: Collection[str], where: str, *, required: bool) -> str:
    """Return what separates the columns of a header that has these names; empty without such a header.

    Raises:
        ClickException: a header is required, and lacks a name.
    """
    headers = {each: _header(text, each) for each in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda each: (len(headers[each].intersection(columns)), len(headers[each])))
    missing = [name for name in columns if name not in headers[best]]
    if not missing:
        return best
    if not required:
        return ""
    known = max(headers.values(), key=len) if len(missing) == len(columns) else headers[best]
    raise data_error(
        f"{where} has no column {shown(missing[0])}; {escaped(did_you_mean(missing[0], sorted(known)))}; "
        "the first line of CSV names its columns"
    )


def _header(text: str, delimiter: str) -> set[str]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        first = next((cells for cells in rows if any(cells)), [])
    except csv.Error:
        return set()
    return {each.strip() for each in first}


def _brief(value: object) -> str:
    text = shown(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
    return escaped(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}...")
