"""The thorough check of a value against a schema, with jsonschema."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from typing import cast

import jsonschema.validators
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.errors import Problem, warn
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import is_map_of_text, secret_paths
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import StepLimitError, current_budget, step_limit
from heroics_py.validation.choice_checks import Descending
from heroics_py.validation.documented import DocumentedFailures, values_beside
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.keyword_checks import KEYWORD_CHECKS
from heroics_py.validation.problems import problems_of, relevance
from heroics_py.validation.self_contained import Written
from heroics_py.validation.steps import counted, steps_for

__all__ = ["ThoroughCheck"]

_TOO_DEEP = Problem(
    pointer="",
    message="it is nested too deeply to be checked",
    expected="fewer levels",
    keyword="type",
)
_MAX_FAILURES = 10_000
_VALIDATORS = {
    "draft-04": jsonschema.validators.Draft4Validator,
    "draft-06": jsonschema.validators.Draft6Validator,
    "draft-07": jsonschema.validators.Draft7Validator,
    "2019-09": jsonschema.validators.Draft201909Validator,
    "2020-12": jsonschema.validators.Draft202012Validator,
}


class ThoroughCheck:
    """Finds the problems of values with one schema.

    References are written out: none is looked up during a check, and none is ever fetched. Work is bounded, and
    what is over the limit is left unchecked, with a warning: a pattern that is not a regular expression or takes more
    than a twentieth of a second for a text, and the rest of a value that takes too many steps.

    Args:
        schema: the schema.
        written: the schema, written out.
        heeds_examples: whether problems say where the document shows a value with the same problem.
    """

    __slots__ = ("_documented", "_mask", "_schema", "_validator")

    def __init__(self, schema: Schema, written: Written, *, heeds_examples: bool) -> None:
        self._schema = schema
        self._mask: ValueMask | None = None
        kind = _validator_class(written.draft)
        # The only references left are those that were written out as "#/definitions/1": jsonschema fetches nothing.
        self._validator: Validator = kind(written.node, format_checker=_format_checker())
        self._documented = self._documented_failures(written) if heeds_examples else None

    def _documented_failures(self, written: Written) -> DocumentedFailures:
        shown = [*written.shown, *((written.node, self._schema) for _ in range(any(values_beside(self._schema))))]
        return DocumentedFailures(cast("Descending", self._validator), shown)

    def passes(self, value: object, node: dict[str, Json]) -> bool:
        """Return whether ``value`` passes a part of the schema, as it is written out.

        Raises:
            StepLimitError: the task that this is part of has no steps left.
        """
        return next(cast("Descending", self._validator).descend(value, node), None) is None

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every problem of ``value``, the most relevant first."""
        try:
            failures = self._failures(value)
        except RecursionError:
            return (_TOO_DEEP,)
        if not failures:
            return ()
        if self._mask is None:
            self._mask = ValueMask(hidden=secret_paths(self._schema), suspicious=is_map_of_text(self._schema))
        problems = [problem for failure in failures for problem in self._problems_of(failure, self._mask)]
        if len(problems) > 1:
            problems = sorted(dict.fromkeys(problems), key=relevance)
        return tuple(problems)

    def _problems_of(self, failure: Failure, mask: ValueMask) -> Iterator[Problem]:
        place = self._documented.place_of(failure) if self._documented is not None else ""
        problems = problems_of(failure, mask)
        return (problem.replaced(documented=place) for problem in problems) if place else problems

    def _failures(self, value: object) -> list[Failure]:
        """Return the failures that are found within the steps for a value of its size.

        Raises:
            StepLimitError: the task that this is part of has no steps left.
        """
        failures: list[Failure] = []
        is_part = current_budget() is not None
        with step_limit(steps_for(value)):
            try:
                failures.extend(islice(self._validator.iter_errors(cast("Json", value)), _MAX_FAILURES))
            except StepLimitError:
                if is_part:
                    raise
                warn(f"the value is only checked in part: that takes too many steps (at {self._schema.pointer})")
        return failures


@cache
def _validator_class(dialect: str) -> type[Validator]:
    # jsonschema would take an unknown dialect for the newest, with a warning.
    kind = _VALIDATORS.get(dialect, jsonschema.validators.Draft4Validator)
    extend: Callable[..., type[Validator]] = jsonschema.validators.extend
    # A draft keeps to its own keywords: draft-04 has no "if".
    own = {name: check for name, check in KEYWORD_CHECKS.items() if name in kind.VALIDATORS}
    checks = {**kind.VALIDATORS, **own}
    return extend(kind, {name: counted(check) for name, check in checks.items()})


@cache
def _format_checker() -> FormatChecker:
    """Return a checker of the formats in `FORMATS` alone."""
    checker = FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    return checker
