"""The call of each row, checked before anything is sent."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import click

from heroics_py.call.identity import identity_of
from heroics_py.call.values.text_values import takes_file
from heroics_py.cli.api.invocation import Invocation
from heroics_py.cli.api.link_facts import LinkFacts
from heroics_py.cli.api.words import Assignment
from heroics_py.cli.bulk.rows import MISSING
from heroics_py.cli.bulk.sources import Cell, RowCells
from heroics_py.cli.exit_codes import error_line, exit_code, failure
from heroics_py.cli.output.terminal import note
from heroics_py.cli.text import printable
from heroics_py.display.terminal import escaped
from heroics_py.errors import HeroicsError
from heroics_py.record import Record
from heroics_py.secrecy.names import is_secret_name

__all__ = ["MakeCall", "RowCall", "row_calls"]

MakeCall = Callable[[Sequence[Assignment]], Invocation]
"""Returns the call of a command line with further values."""

_MOST_PROBLEMS = 10
_LONGEST_VALUE = 40
_USAGE = 2


@dataclass(frozen=True, slots=True)
class RowCall:
    """The call of a row.

    Attributes:
        number: of the row, counted from 1.
        label: how messages call it: "row 12 (app=example)".
        invocation: the call.
    """

    number: int
    label: str
    invocation: Invocation


def row_calls(rows: Iterable[RowCells], facts: LinkFacts, names: dict[str, str], make: MakeCall) -> list[RowCall]:
    """Return the calls of all rows, each of them valid. Nothing is sent.

    Args:
        rows: the values of each row.
        facts: about the link.
        names: the arguments by the names in the rows.
        make: returns the call with the values of a row.

    Raises:
        ClickException: rows are not valid; standard error has a line for each.
    """
    calls: list[RowCall] = []
    problems: list[tuple[str, str, int]] = []
    for row in rows:
        label = _label(row, facts, names)
        try:
            invocation = make([_assignment(each, facts, names) for each in row.cells if _has_value(each, facts, names)])
            invocation.link.prepare(*invocation.args, **invocation.kwargs)
        except (click.UsageError, HeroicsError) as error:
            text = error.format_message() if isinstance(error, click.UsageError) else error_line(error)
            problems.append((label, text, exit_code(error)))
        else:
            calls.append(RowCall(row.number, label, invocation))
    if problems:
        raise _refusal(problems, len(problems) + len(calls))
    return calls


def _refusal(problems: Sequence[tuple[str, str, int]], total: int) -> click.ClickException:
    """Print the first problems, and return the error that counts them; a problem of all rows is the error itself."""
    codes = {code for _, _, code in problems}
    code = codes.pop() if len(codes) == 1 else _USAGE
    reasons = {text for _, text, _ in problems}
    if len(reasons) == 1 and len(problems) == total:
        return failure(f"{reasons.pop()}; nothing was sent", code)
    for label, text, _ in problems[:_MOST_PROBLEMS]:
        note(f"{label}: {text}")
    more = f" (and {len(problems) - _MOST_PROBLEMS} more)" if len(problems) > _MOST_PROBLEMS else ""
    verb = "is" if len(problems) == 1 else "are"
    return failure(f"{len(problems)} of {total} rows{more} {verb} not valid, so nothing was sent", code)


def _has_value(cell: Cell, facts: LinkFacts, names: dict[str, str]) -> bool:
    """Return whether a row has a value for an argument; null is one, but not for a part of the path."""
    return cell.value is not MISSING and (cell.value is not None or facts.path_parameter(names[cell.name]) is None)


def _assignment(cell: Cell, facts: LinkFacts, names: dict[str, str]) -> Assignment:
    name = names[cell.name]
    if isinstance(cell.value, str) and _takes_file(facts, name):
        return Assignment(name=name, text=_path(cell, cell.value), is_file=True)
    if cell.is_text:
        return Assignment(name=name, text=str(cell.value))
    value = cell.value
    parameter = facts.path_parameter(name)
    if parameter is not None and isinstance(value, list):
        raise click.UsageError(f"{escaped(cell.name)} is a list: expected one value")
    if parameter is not None and isinstance(value, dict):
        value = identity_of(facts.link.__name__, name, parameter, Record(value))
    return Assignment(name=name, text=json.dumps(value), is_json=True)


def _path(cell: Cell, text: str) -> str:
    """Return the path of a file that a row names.

    Rows of JSON come from servers, and a schema says which fields are files: together they could name any file of the
    user. So the user names the field, and the rows are lines or CSV.

    Raises:
        UsageError: the row may not name a file.
    """
    if not (cell.is_text and cell.is_typed):
        name = escaped(cell.name)
        raise click.UsageError(
            f"{name} takes a file, and {'--each - names' if cell.is_text else 'rows of JSON name'} none: "
            f"--each {name}=COLUMN takes paths from lines or CSV"
        )
    path = text.removeprefix("@")
    return "./-" if path == "-" else path


def _takes_file(facts: LinkFacts, name: str) -> bool:
    found = facts.find(name)
    return found is not None and not found[1] and takes_file(found[0].schema)


def _label(row: RowCells, facts: LinkFacts, names: dict[str, str]) -> str:
    """Return the row with the value that names its thing, if there is one."""
    shown = next((each for each in row.cells if facts.path_parameter(names[each.name]) is not None), None)
    if shown is None or shown.value is MISSING or is_secret_name(shown.name):
        return row.label
    value = shown.value if isinstance(shown.value, str) else json.dumps(shown.value)
    text = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}..."
    return f"{row.label}, {shown.name}={printable(text)}"
