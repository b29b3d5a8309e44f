"""A check that loads jsonschema only for values that do not certainly pass."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from heroics_py.errors import Problem
from heroics_py.model.schema import Schema
from heroics_py.support.step_budget import StepLimitError, step_limit
from heroics_py.validation.quick_rules import QuickRules
from heroics_py.validation.self_contained import self_contained

__all__ = ["Checks", "QuickCheck"]

# Without groups, with classes that mean the same in every dialect, and with few repetitions: none of these takes long.
_SIMPLE_PATTERN = r"\^?(?:(?:\[[A-Za-z0-9_.-]+\]|[A-Za-z0-9_-])(?:[*+]|\{[0-9]{1,3}(?:,[0-9]{0,3})?\})?)*\$?"
_MAX_REPETITIONS = 3
_MAX_LENGTH = 64
_MAX_STEPS = 100_000


class Checks(Protocol):
    """Finds the problems of values."""

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every problem of ``value``."""
        ...


class QuickCheck:
    """Checks values against one schema: quickly if they certainly pass, thoroughly if not.

    Args:
        schema: the schema of the values.
        thorough: returns the thorough check; called for the first value that does not certainly pass.

    Raises:
        SchemaError: a reference points to nothing, or the schema is invalid.
    """

    __slots__ = ("_checks", "_node", "_schema", "_thorough")

    def __init__(self, schema: Schema, thorough: Callable[[Schema], Checks]) -> None:
        self._schema = schema
        self._node = self_contained(schema)
        self._thorough = thorough
        self._checks: Checks | None = None

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every problem of ``value``, the most relevant first."""
        if self._certainly_passes(value):
            return ()
        if self._checks is None:
            self._checks = self._thorough(self._schema)
        return self._checks.problems(value)

    def _certainly_passes(self, value: object) -> bool:
        try:
            with step_limit(_MAX_STEPS):
                return _RULES.passes(self._node, value)
        except StepLimitError:
            return False


def _matches(pattern: str, value: str) -> bool:
    """Return whether a simple pattern matches a short text, by Python's own ``re``."""
    if len(value) > _MAX_LENGTH or len(pattern) > _MAX_LENGTH or "--" in pattern:
        return False
    if not re.fullmatch(_SIMPLE_PATTERN, pattern) or sum(map(pattern.count, "*+{")) > _MAX_REPETITIONS:
        return False
    try:
        return re.search(_ends_text(pattern), value) is not None
    except re.error:
        return False


def _ends_text(pattern: str) -> str:
    """Spell the end of the text as Python does: its ``$`` is also before a line end."""
    return rf"{pattern[:-1]}\Z" if pattern.endswith("$") else pattern


_RULES = QuickRules(_matches)
