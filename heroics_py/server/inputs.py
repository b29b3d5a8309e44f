"""What a request contains, checked against its link: parameters, the fields of the query, and the body."""

from dataclasses import dataclass

from heroics_py.errors import Problem
from heroics_py.http.headers import Headers
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.server.bodies import read_body
from heroics_py.server.conformity import Conformer
from heroics_py.server.forms import FormField, form_value
from heroics_py.server.integer_formats import out_of_range
from heroics_py.server.parameters import ParameterReader
from heroics_py.server.queries import query_pairs
from heroics_py.server.responses import HttpError
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["Inputs"]


class Inputs:
    """Reads and checks what requests contain; each schema is compiled once.

    Args:
        conformer: checks single values.
    """

    def __init__(self, conformer: Conformer) -> None:
        self._conformer = conformer
        self._parameters = ParameterReader(conformer)
        self._checkers: dict[str, Checker] = {}

    def query(self, link: Link, query: str) -> dict[str, Json]:
        """Return the fields of the query that one schema describes.

        Raises:
            HttpError: 422 if they fail it.
        """
        if link.query is None and link.replies:
            return {}
        pairs = query_pairs(link, query)
        fields = form_value(
            [FormField(name=name, text=text) for name, text in pairs], link.query, self._conformer.accepts
        )
        if link.query is not None:
            _raise_for(self._problems(link.query, fields))
        return fields

    def parameters(self, link: Link, query: str, headers: Headers, captured: tuple[str, ...]) -> dict[str, Json]:
        """Return the fields of the query that are parameters of a link.

        Raises:
            HttpError: a parameter is missing or invalid.
        """
        if not link.replies:
            return {}
        problems = self._parameters.path(link, captured)
        if problems:
            raise HttpError(_status_for(link, (400, 422, 404)), "invalid_path", "\n".join(problems))
        fields, problems = self._parameters.query(link, query)
        problems += self._parameters.headers(link, headers) + self._parameters.cookies(link, headers)
        if problems:
            raise HttpError(_status_for(link, (400, 422)), "invalid_params", "\n".join(problems))
        return fields

    def body(self, links: list[Link], headers: Headers, content: bytes) -> tuple[Json, Link]:
        """Return the value of a body, and the link that fits it best.

        Raises:
            HttpError: 422 if no link accepts it.
        """
        attempts: list[_Attempt] = []
        for link in links:
            read = read_body(headers, content, link.body, self._conformer.accepts, is_strict=bool(link.replies))
            value, schema = read.value, read.schema
            if not content and link.replies:
                if link.body is not None and link.body.required:
                    raise HttpError(_status_for(link, (400, 422)), "bad_request", "The body is missing: expected one.")
                attempts.append(_Attempt(value={}, link=link, problems=()))
                continue
            checked: Json = {} if value is None and schema is not None and not content else value
            problems = self._problems(schema, checked) if schema is not None and read.is_checkable else ()
            if not problems and link.replies and (too_large := out_of_range(schema, checked)):
                problems = (too_large,)
            attempts.append(_Attempt(value=checked, link=link, problems=problems))
        best = min(attempts, key=lambda attempt: (len(attempt.problems), attempt.unknown_fields))
        _raise_for(best.problems)
        return best.value, best.link

    def _problems(self, schema: Schema, value: Json) -> tuple[Problem, ...]:
        if schema.pointer not in self._checkers:
            self._checkers[schema.pointer] = Checker(schema, heeds_examples=True)
        problems = self._checkers[schema.pointer].problems(value)
        return tuple([each for each in problems if not each.documented])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A body, read as the body of one of several links."""

    value: Json
    link: Link
    problems: tuple[Problem, ...]

    @property
    def unknown_fields(self) -> int:
        """How many of the fields the schema of the link doesn't name."""
        schema = self.link.body.schema if self.link.body is not None else None
        known = schema.dereference().children("properties") if schema is not None else {}
        return sum(name not in known for name in self.value) if isinstance(self.value, dict) else 0


def _status_for(link: Link, statuses: tuple[int, ...]) -> int:
    """Return the first of ``statuses`` that a link describes, else the last."""
    return next((status for status in statuses if str(status) in link.replies), statuses[-1])


def _raise_for(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise HttpError(422, "invalid_params", "\n".join(map(str, problems)))
