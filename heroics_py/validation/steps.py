"""The steps that the checking of a value takes, and how many it may take."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.support.budget import spend

__all__ = ["counted", "steps_for"]

_Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], Iterator[Failure] | None]

_LEAST = 200_000
_FOR_EACH = 50
_MOST_VALUES = 10_000_000
_ENTRIES_OF_A_STEP = 100
_SIZED = (list, dict, tuple)


def counted(keyword: _Keyword) -> _Keyword:
    """Return ``keyword`` so that each use of it is a step, and more where it has many entries to go through."""

    def check(validator: Validator, rule: Any, value: Any, node: Any) -> Iterator[Failure] | None:
        spend(1 + len(rule) // _ENTRIES_OF_A_STEP if isinstance(rule, _SIZED) else 1)
        return keyword(validator, rule, value, node)

    return check


def steps_for(value: object) -> int:
    """Return how many steps the checking of ``value`` may take: more for a value of many parts."""
    return _LEAST + _FOR_EACH * _parts_of(value)


def _parts_of(value: object) -> int:
    """Return how many values are in ``value``, up to a limit."""
    count, level = 1, [value]
    while level and count < _MOST_VALUES:
        held = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, _SIZED)]
        level = [each for entries in held for each in entries]
        count += len(level)
    return count
