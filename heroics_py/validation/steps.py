"""The steps of a check, and how many a value may take."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias

from heroics_py.support.step_budget import spend

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema.exceptions import ValidationError as Failure
    from jsonschema.protocols import Validator

    _Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], Iterator[Failure] | None]

__all__ = ["counted", "steps_for"]

_BASE_STEPS = 200_000
_STEPS_PER_VALUE = 50
_MAX_VALUES = 10_000_000
_ENTRIES_OF_A_STEP = 100
_SIZED = (list, dict, tuple)
_SINGLE = frozenset({str, int, float, bool, NoneType})


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
        containers = [each for each in level if type(each) not in _SINGLE and isinstance(each, _SIZED)]
        level = [item for each in containers for item in (each.values() if isinstance(each, dict) else each)]
        count += len(level)
    return count
