"""The check of a value against a schema: by tests that are made once, then by jsonschema where they are in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from heroics_py.errors import Problem
from heroics_py.model.schema import Schema
from heroics_py.support.loading import load_modules
from heroics_py.support.step_budget import StepLimitError, step_limit
from heroics_py.validation.quick_rules import QuickTests
from heroics_py.validation.quick_values import Test
from heroics_py.validation.self_contained import write_out
from heroics_py.validation.steps import steps_for

if TYPE_CHECKING:
    from heroics_py.support.json_types import Json
    from heroics_py.validation.thorough_check import ThoroughCheck

__all__ = ["Checker", "Checks", "validate"]


class Checks(Protocol):
    """Finds the problems of values."""

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every problem of ``value``."""
        ...


class Checker:
    """Checks values against one schema.

    The schema is written out and its tests are made once. jsonschema is loaded for the first value that does not
    certainly pass, or for a schema with a keyword that has no test.

    Args:
        schema: the schema.
        heeds_examples: whether problems say where the document shows a value with the same problem.

    Raises:
        SchemaError: a reference points to nothing, or the schema is invalid.
    """

    __slots__ = ("_heeds_examples", "_passes", "_schema", "_thorough", "_written")

    def __init__(self, schema: Schema, *, heeds_examples: bool = False) -> None:
        self._schema = schema
        self._heeds_examples = heeds_examples
        self._written = write_out(schema)
        self._passes = QuickTests(self._written.node, self._test_by_jsonschema).of(self._written.node)
        self._thorough: ThoroughCheck | None = None

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every problem of ``value``, the most relevant first."""
        return () if self._certainly_passes(value) else self._thorough_check().problems(value)

    def _certainly_passes(self, value: object) -> bool:
        try:
            with step_limit(steps_for(value)):
                return self._passes(value)
        except (RecursionError, StepLimitError):
            return False

    def _test_by_jsonschema(self, node: dict[str, Json]) -> Test:
        return lambda value: self._thorough_check().passes(value, node)

    def _thorough_check(self) -> ThoroughCheck:
        if self._thorough is None:
            load_modules("heroics_py.validation.thorough_check")
            from heroics_py.validation.thorough_check import ThoroughCheck

            self._thorough = ThoroughCheck(self._schema, self._written, heeds_examples=self._heeds_examples)
        return self._thorough


def validate(schema: Schema, value: object) -> tuple[Problem, ...]:
    """Return every problem of ``value`` with ``schema``, the most relevant first.

    Raises:
        SchemaError: a reference points to nothing, or the schema is invalid.
    """
    return Checker(schema).problems(value)
