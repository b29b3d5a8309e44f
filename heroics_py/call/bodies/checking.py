"""The problems of a body with its schema, and of the files in it."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from heroics_py.call.bodies.files import is_data
from heroics_py.call.values.argument_values import checked_value, with_missing_values
from heroics_py.errors import Problem
from heroics_py.http.media_types import essence_of
from heroics_py.model.bodies import Body, Content
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import MAX_DEPTH, Schema
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checks

__all__ = ["Checker", "check", "with_hints"]


class Checker(Protocol):
    """Returns the checker of a schema, and decides what its problems mean."""

    @property
    def refuses_all(self) -> bool:
        """Whether problems are errors, and not warnings."""
        ...

    def __call__(self, schema: Schema) -> Checks:
        """Return the checker of a schema."""
        ...

    def settle(self, problems: tuple[Problem, ...]) -> None:
        """Raise the problems that keep a value from being sent."""
        ...


def check(
    checker: Checker | None, schema: Schema | None, value: Json, files: Iterable[str] = (), *, place: str = ""
) -> Json:
    """Raise the problems of a value with its schema; return what is sent, a Decimal as text if the schema asks for it.

    Args:
        checker: returns the checker of a schema; None checks nothing.
        schema: the schema; None takes anything.
        value: the value, with a sample in the place of each file.
        files: the pointers of the files; nothing but their type is checked.
        place: the pointer of the value in the body.

    Raises:
        ValidationError: it has problems.
    """
    if checker is None or schema is None:
        return value
    value, problems = checked_value(checker(schema), value)
    places = set(files)
    if places:
        kept = [each for each in problems if each.pointer not in places or each.keyword in {"type", "not", "enum"}]
        problems = tuple(_of_file(each) if each.pointer in places else each for each in kept)
    if problems:
        checker.settle(tuple([each.replaced(pointer=f"{place}{each.pointer}") for each in problems]))
    return value


def _of_file(problem: Problem) -> Problem:
    hint = "; pass a list with the file in it" if problem.expected.startswith("list") else ""
    return problem.replaced(message=f"expected {problem.expected or 'another value'}, got a file{hint}")


def with_hints(problems: tuple[Problem, ...], body: Body, content: Content, value: object) -> tuple[Problem, ...]:
    """Return the problems of a body, those about a missing value or a file in it with what to do."""
    problems = with_missing_values(problems, value)
    places = dict(_files_in(value, "", 0))
    if not places:
        return problems
    others = [each.media_type for each in body.choices if essence_of(each.media_type).startswith("multipart/")]
    is_multipart = essence_of(content.media_type).startswith("multipart/")
    also = "" if is_multipart else f", or {others[0]}, which this link also takes" if others else ""
    hint = f"{also} (put the file in a field of its own)" if others else ""
    where = "the JSON of a part" if is_multipart else f"a body of {content.media_type}"
    return tuple(
        each.replaced(message=f"{places[each.pointer]} can't be in {where}: expected text{hint}")
        if each.pointer in places and each.message.startswith("JSON has no form")
        else each
        for each in problems
    )


def _files_in(value: object, pointer: str, depth: int) -> Iterable[tuple[str, str]]:
    if is_data(value):
        yield pointer, "bytes" if isinstance(value, bytes | bytearray | memoryview) else "an open file"
    elif depth > MAX_DEPTH:
        return
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(key, str):
                yield from _files_in(item, f"{pointer}/{escape_key(key)}", depth + 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _files_in(item, f"{pointer}/{index}", depth + 1)
