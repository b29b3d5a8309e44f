"""The steps of a check, and how many a value may take."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.support.step_budget import spend

__all__ = ["counted", "steps_for"]

_Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], Iterator[Failure] | None]

_BASE_STEPS = 200_000
_STEPS_PER_VALUE = 50
_MAX_VALUES = 10_000_000
_ENTRIES_OF_A_STEP = 100
_SIZED = (list, dict, tuple)


def counted(keyword: _Keyword) -> _Keyword:
    """Return a check of ``keyword`` that spends a step at each use, and more if the keyword has many entries."""

    def check(validator: Validator, rule: Any, value: Any, node: Any) -> Iterator[Failure] | None:
        spend(1 + len(rule) // _ENTRIES_OF_A_STEP if isinstance(rule, _SIZED) else 1)
        return keyword(validator, rule, value, node)

    return check


def steps_for(value: object) -> int:
    """Return how many steps a check of ``value`` may take: more if it has many parts."""
    return _BASE_STEPS + _STEPS_PER_VALUE * _count_values(value)


def _count_values(value: object) -> int:
    """Return how many values there are in ``value``, up to a limit."""
    count, level = 1, [value]
    while level and count < _MAX_VALUES:
        entries = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, _SIZED)]
        level = [each for values in entries for each in values]
        count += len(level)
    return count
