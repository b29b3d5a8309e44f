"""The checks of a client's responses against their schemas, for the option ``check_answers``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heroics_py.call.responses.answer_check import answer_problems, collapsed, schema_of_answer
from heroics_py.errors import AnswerError, AnswerWarning, Problem, SchemaError, warn
from heroics_py.support.once import Once
from heroics_py.validation.checker import Checker

if TYPE_CHECKING:
    from heroics_py.http.messages import Response
    from heroics_py.model.api import Link
    from heroics_py.model.schema import Schema

__all__ = ["AnswerChecks"]

_MOST_WARNINGS = 20


class AnswerChecks:
    """Checks responses, and remembers which problems were told and which cached responses have none."""

    def __init__(self) -> None:
        self._told = Once()
        self._sound = Once(1000)
        self._checks: dict[tuple[str, str], Checker] = {}

    def check(self, name: str, link: Link, response: Response, mode: str) -> None:
        """Check a response against its schema; a cached one that has no problem is checked once.

        Args:
            name: the name of the call.
            link: its link.
            response: the response, with its data.
            mode: "warn" or "raise".

        Raises:
            AnswerError: the response has problems, and the mode is "raise".
        """
        schema = schema_of_answer(link, response)
        if schema is None:
            return
        known = (schema.pointer, hash(response.body))
        if response.from_cache and known in self._sound:
            return
        if self._is_sound(name, link, response, mode, schema=schema, data=response.data):
            self._sound.is_first(known)

    def check_item(  # noqa: PLR0913 - an item, and whatever names it
        self, name: str, link: Link, response: Response, mode: str, *, schema: Schema, pointer: str, value: object
    ) -> None:
        """Check an item of a stream.

        Args:
            name: the name of the call.
            link: its link.
            response: the response.
            mode: "warn" or "raise".
            schema: of the value.
            pointer: where the value is in the item.
            value: the item, or a part of it.

        Raises:
            AnswerError: the value has problems, and the mode is "raise".
        """
        self._is_sound(name, link, response, mode, schema=schema, data=value, start=pointer)

    def problems(self, schema: Schema, data: object) -> tuple[Problem, ...]:
        """Return the problems of data with their schema; none if the schema can't be used."""
        try:
            return answer_problems(schema, data, self._check_of)
        except SchemaError:
            return ()

    def _is_sound(  # noqa: PLR0913 - as above
        self, name: str, link: Link, response: Response, mode: str, *, schema: Schema, data: object, start: str = ""
    ) -> bool:
        """Return whether data have no problem; warn of the problems, or raise them."""
        place = schema.pointer
        try:
            problems = answer_problems(schema, data, self._check_of)
        except SchemaError as error:
            fault = str(error)
        else:
            if problems and mode == "raise":
                problems = tuple(each.replaced(pointer=f"{start}{each.pointer}") for each in problems)
                raise AnswerError(problems, response=response, link=name, method=link.method)
            self._warn(name, (link.pointer or place), data, problems, start)
            return not problems
        if self._told.is_first((place, "")):
            problem = Problem(pointer="", message=f"it can't be checked: {fault}", keyword="$ref")
            warn(AnswerWarning((problem,), link=name), AnswerWarning)
        return False

    def _warn(self, name: str, place: str, data: object, problems: tuple[Problem, ...], start: str = "") -> None:
        """Warn of each problem at a place that the link had none at before; of the first 20 in a response."""
        warnings = 0
        for problem in problems:
            pointer = f"{start}{collapsed(problem.pointer, data)}"
            if warnings < _MOST_WARNINGS and self._told.is_first((place, pointer)):
                warnings += 1
                warn(AnswerWarning((problem.replaced(pointer=pointer),), link=name), AnswerWarning)

    def _check_of(self, schema: Schema) -> Checker:
        key = (schema.pointer, schema.documents.omits)
        if key not in self._checks:
            self._checks.setdefault(key, Checker(schema))
        return self._checks[key]
