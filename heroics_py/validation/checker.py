"""Every way in which a value fails a schema, found with jsonschema."""

from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import cast

import jsonschema.validators
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator
from referencing import Registry

from heroics_py.errors import Problem, warn
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import is_map_of_text, secret_paths
from heroics_py.secrecy.values import ValueMask
from heroics_py.support.budget import StepLimitError, current, step_limit
from heroics_py.support.json_types import Json
from heroics_py.validation.keywords import KEYWORDS
from heroics_py.validation.patterns import pattern_fault
from heroics_py.validation.problems import problems_of, relevance
from heroics_py.validation.self_contained import self_contained
from heroics_py.validation.shortcuts import SHORTER, format_checker
from heroics_py.validation.steps import counted, steps_for

__all__ = ["Checker", "pattern_fault", "validate"]

_TOO_DEEP = Problem(
    pointer="",
    message="it is nested too deeply to be checked; validate=False sends it as it is",
    expected="fewer levels",
    keyword="type",
)
_MOST_FAILURES = 10_000
_DRAFTS = {
    "draft-04": jsonschema.validators.Draft4Validator,
    "draft-06": jsonschema.validators.Draft6Validator,
    "draft-07": jsonschema.validators.Draft7Validator,
    "2019-09": jsonschema.validators.Draft201909Validator,
    "2020-12": jsonschema.validators.Draft202012Validator,
}


class Checker:
    """What checks values against one schema, compiled once.

    References are written out first, so that none is looked up while a value is checked and none is ever fetched.
    A pattern is tried on a text for a twentieth of a second at the most, and no more once that was too short for ten
    texts. One that is no regular expression, or can't be decided in that time, is not checked, with a warning.
    The checking of one value takes a bounded number of steps; where that does not do, the rest is not checked, with a
    warning.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """

    __slots__ = ("_schema", "_validator")

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        kind = _validator_kind(schema.documents.dialect)
        self._validator: Validator = kind(self_contained(schema), registry=Registry(), format_checker=format_checker())

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every way in which ``value`` fails, the most relevant first; empty where it passes."""
        try:
            failures = self._failures(value)
        except RecursionError:
            return (_TOO_DEEP,)
        if not failures:
            return ()
        mask = ValueMask(hidden=secret_paths(self._schema), suspicious=is_map_of_text(self._schema))
        found = [problem for failure in failures for problem in problems_of(failure, mask)]
        if len(found) > 1:
            found = sorted(dict.fromkeys(found), key=relevance)
        return tuple(found)

    def _failures(self, value: object) -> list[Failure]:
        """Return the failures that are found within the steps that a value of its size may take.

        Raises:
            StepLimitError: this is part of another task, which has taken all of its steps.
        """
        found: list[Failure] = []
        is_part = current() is not None
        with step_limit(steps_for(value)):
            try:
                found.extend(islice(self._validator.iter_errors(cast("Json", value)), _MOST_FAILURES))
            except StepLimitError:
                if is_part:
                    raise
                warn(f"the value is not checked to its end: that takes too many steps (at {self._schema.pointer})")
        return found


def validate(schema: Schema, value: object) -> tuple[Problem, ...]:
    """Return every way in which ``value`` fails ``schema``, the most relevant first; empty where it passes.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """
    return Checker(schema).problems(value)


@cache
def _validator_kind(dialect: str) -> type[Validator]:
    # What no table knows is draft 4: jsonschema would take it for the newest draft, and say so in a warning.
    kind = _DRAFTS.get(dialect, jsonschema.validators.Draft4Validator)
    extend: Callable[..., type[Validator]] = jsonschema.validators.extend
    shortened = {name: shorter(kind.VALIDATORS[name]) for name, shorter in SHORTER.items()}
    keywords = {**kind.VALIDATORS, **KEYWORDS, **shortened}
    return extend(kind, {name: counted(keyword) for name, keyword in keywords.items()})
