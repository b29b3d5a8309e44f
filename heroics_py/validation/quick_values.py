"""The quick rules of keywords without a schema in them: types, texts, numbers, sizes, names.

Each makes a test of the keyword's argument; `heroics_py.validation.quick_rules` says what a test promises.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from functools import lru_cache
from types import NoneType
from typing import TypeAlias

from heroics_py.model.keywords import CHOICE, FLATTENED
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.simple_patterns import MAX_LENGTH, simple_search

__all__ = ["VALUE_RULES", "Test", "all_of", "always", "has_other_type", "matcher", "never"]

Test: TypeAlias = Callable[[object], bool]
"""Returns whether a value certainly passes; raises StepLimitError if the task that it is part of has no steps left."""

_ValueRule: TypeAlias = Callable[[Json], Test | None]
"""Makes a test of a keyword's argument; None if the keyword can't be decided without its schema or its draft."""


def always(_: object) -> bool:
    """Return True: the test of what refuses nothing."""
    return True


def never(_: object) -> bool:
    """Return False: the test of what jsonschema has to decide."""
    return False


def all_of(tests: list[Test]) -> Test:
    """Return the test that a value passes if it passes each of ``tests``."""
    if len(tests) < 2:
        return tests[0] if tests else always

    def test(value: object) -> bool:
        for each in tests:  # noqa: SIM110 - all() takes twice the time
            if not each(value):
                return False
        return True

    return test


def _asserts_nothing(_: Json) -> Test:
    return always


def _type(types: Json) -> Test:
    names = types if isinstance(types, list) else [types]
    kinds = frozenset(kind for name in names for kind in _TYPES.get(str(name), ()))
    return lambda value: type(value) in kinds


def _enum(values: Json) -> Test:
    # In Python, 1 equals True and 1.0.
    listed = {(type(each), each) for each in values if type(each) in _SCALARS} if isinstance(values, list) else set()
    return lambda value: type(value) in _SCALARS and (type(value), value) in listed


def _const(constant: Json) -> Test:
    return _enum([constant])


def _pattern(pattern: Json) -> Test | None:
    if not isinstance(pattern, str):
        return None
    return lambda value: not isinstance(value, str) or matcher(pattern)(value)


@lru_cache(maxsize=4096)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a function that returns whether a pattern matches anywhere in a text."""
    search = simple_search(pattern)

    def matches(value: str) -> bool:
        if search is not None and len(value) <= MAX_LENGTH:
            return search(value) is not None
        load_modules("heroics_py.validation.patterns")
        from heroics_py.validation.patterns import pattern_of

        return pattern_of(pattern).matches(value)

    return matches


def _format(name: Json) -> Test | None:
    load_modules("heroics_py.validation.formats")
    from heroics_py.validation.formats import FORMATS

    return FORMATS.get(name, always) if isinstance(name, str) else None


def _length_rule(compare: Callable[[int, int], bool], kind: type) -> _ValueRule:
    def rule(bound: Json) -> Test | None:
        if type(bound) is not int:
            return None
        return lambda value: not isinstance(value, kind) or compare(len(value), bound)  # type: ignore[arg-type]

    return rule


def _bound_rule(compare: Callable[[float, float], bool]) -> _ValueRule:
    def rule(bound: Json) -> Test | None:
        if bound is False:  # up to draft-04, a flag next to the bound
            return always
        if type(bound) not in _NUMBERS:
            return None
        return lambda value: compare(value, bound) if type(value) in _NUMBERS else type(value) in _NO_NUMBERS  # type: ignore[arg-type]

    return rule


def _multiple_of(step: Json) -> Test | None:
    if type(step) is not int:
        return None
    return lambda value: value % step == 0 if type(value) is int else type(value) in _NO_NUMBERS


def _unique_items(unique: Json) -> Test | None:
    if unique is False:
        return always

    def test(value: object) -> bool:
        if not isinstance(value, list):
            return True
        return len(value) < 2 or (all(type(each) is str for each in value) and len(set(value)) == len(value))

    return test


def _required(names: Json) -> Test | None:
    if not isinstance(names, list):
        return None
    required = frozenset(map(str, names))
    return lambda value: not isinstance(value, dict) or required <= value.keys()


def has_other_type(node: Json, value: object) -> bool:
    """Return whether a value certainly has none of the types of a schema."""
    types = node.get("type") if isinstance(node, dict) else None
    names = _NAMES.get(type(value))
    return types is not None and names is not None and names.isdisjoint(types if isinstance(types, list) else [types])


_NUMBERS: Collection[type] = frozenset({int, float})
_NO_NUMBERS: Collection[type] = frozenset({str, bool, NoneType, list, dict})
_SCALARS: Collection[type] = frozenset({str, int, float, bool, NoneType})
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (NoneType,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
# A float may be an integer, too.
_NAMES = {kind: {name for name, kinds in _TYPES.items() if kind in kinds} for kind in (*_SCALARS, list, dict)}
_NAMES[float].add("integer")
VALUE_RULES: dict[str, _ValueRule] = {
    CHOICE: _asserts_nothing,
    FLATTENED: _asserts_nothing,
    "const": _const,
    "definitions": _asserts_nothing,
    "description": _asserts_nothing,
    "enum": _enum,
    "exclusiveMaximum": _bound_rule(operator.lt),
    "exclusiveMinimum": _bound_rule(operator.gt),
    "format": _format,
    "maxItems": _length_rule(operator.le, list),
    "maxLength": _length_rule(operator.le, str),
    "maxProperties": _length_rule(operator.le, dict),
    "maximum": _bound_rule(operator.le),
    "minItems": _length_rule(operator.ge, list),
    "minLength": _length_rule(operator.ge, str),
    "minProperties": _length_rule(operator.ge, dict),
    "minimum": _bound_rule(operator.ge),
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique_items,
}
