"""Responses that a tape has played, against the schema of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.call.responses.answer_check import schema_of_answer
from heroics_py.errors import Problem, TapeError
from heroics_py.errors.calls import answer_text
from heroics_py.model.pointers import parse_pointer

if TYPE_CHECKING:
    from heroics_py.client.notices.answer_checks import AnswerChecks
    from heroics_py.http.messages import Response
    from heroics_py.http.tape_marks import TapeMark
    from heroics_py.model.api import Link
    from heroics_py.model.schema import Schema

__all__ = ["check_played", "check_played_item"]

_CHOICES = frozenset({"allOf", "anyOf", "else", "if", "not", "oneOf", "then"})


def check_played(checks: AnswerChecks, name: str, link: Link, response: Response) -> None:
    """Check a response from a tape against the schema of its link.

    Args:
        checks: of the client.
        name: of the call.
        link: its link.
        response: with its data.

    Raises:
        TapeError: the schema has left it behind.
    """
    schema = schema_of_answer(link, response)
    if schema is not None and response.taped is not None:
        check_played_item(checks, name, response.taped, schema=schema, value=response.data)


def check_played_item(  # noqa: PLR0913 - a value, and whatever names it
    checks: AnswerChecks, name: str, mark: TapeMark, *, schema: Schema, value: object, pointer: str = ""
) -> None:
    """Check a value, such as an item of a stream.

    Args:
        checks: of the client.
        name: of the call.
        mark: the place of the response on the tape.
        schema: of the value.
        value: as it is on the tape.
        pointer: where it is in the response.

    Raises:
        TapeError: the schema has left it behind.
    """
    if not mark.is_checked:
        return
    problems = tuple(
        problem.replaced(pointer=f"{pointer}{problem.pointer}")
        for problem in checks.problems(schema, value)
        if not _is_of_placeholder(problem, value, mark)
    )
    if problems:
        place = f"{mark.tape}, exchange {mark.number} ({name})"
        end = "record it again with mode='all'; check=False plays it as it is"
        raise TapeError(answer_text(problems, place, "", end), tape=mark.tape, problems=problems)


def _is_of_placeholder(problem: Problem, value: object, mark: TapeMark) -> bool:
    """Return whether a problem is about a text that replaces a secret, which need not look like one."""
    for key in parse_pointer(problem.pointer):
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdecimal() and len(key) < 10 and int(key) < len(value):
            value = value[int(key)]
        else:
            return False
    return _holds_placeholder(value, mark, is_deep=problem.keyword in _CHOICES)


def _holds_placeholder(value: object, mark: TapeMark, *, is_deep: bool) -> bool:
    if isinstance(value, str):
        return mark.is_placeholder(value)
    if not is_deep:
        return False
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds_placeholder(each, mark, is_deep=True) for each in below)
