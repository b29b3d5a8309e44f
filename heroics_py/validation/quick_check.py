"""Values that certainly pass their schema, told without the library that says why others fail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

from heroics_py.errors import Problem
from heroics_py.model.schema import Schema
from heroics_py.support.budget import StepLimitError, spend, step_limit
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.validation.self_contained import self_contained

__all__ = ["Checks", "QuickCheck"]

# Expressions without groups, classes that mean the same everywhere, and few repetitions: none of them takes long.
_SIMPLE_PATTERN = r"\^?(?:(?:\[[A-Za-z0-9_.-]+\]|[A-Za-z0-9_-])(?:[*+]|\{\d{1,3}(?:,\d{0,3})?\})?)*\$?"
_MOST_REPETITIONS = 3
_LONGEST = 64
_MOST_STEPS = 100_000
_ENTRIES_OF_A_STEP = 50


class Checks(Protocol):
    """What finds the ways in which a value fails a schema."""

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every way in which ``value`` fails."""
        ...


class QuickCheck:
    """Checks values against one schema: those that certainly pass at a glance, all others thoroughly.

    To look at an example in this way, jsonschema need not be loaded.

    Args:
        schema: what the values follow.
        thorough: gives what finds every failure; asked for when the first value can't be told at a glance.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """

    __slots__ = ("_checks", "_node", "_schema", "_thorough")

    def __init__(self, schema: Schema, thorough: Callable[[Schema], Checks]) -> None:
        self._schema = schema
        self._node = self_contained(schema)
        self._thorough = thorough
        self._checks: Checks | None = None

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every way in which ``value`` fails, the most relevant first; empty where it passes."""
        if _certainly_passes(self._node, value):
            return ()
        if self._checks is None:
            self._checks = self._thorough(self._schema)
        return self._checks.problems(value)


def _certainly_passes(node: Json, value: object) -> bool:
    try:
        with step_limit(_MOST_STEPS):
            return _passes(node, value)
    except StepLimitError:
        return False


def _passes(node: Json, value: object) -> bool:
    """Tell whether ``value`` certainly passes ``node``; False where it fails, or can't be told here."""
    if not isinstance(node, dict):
        return False
    spend(1 + sum(len(said) // _ENTRIES_OF_A_STEP for said in node.values() if isinstance(said, list | dict)))
    return all((rule := _RULES.get(keyword)) is not None and rule(said, value, node) for keyword, said in node.items())


_Rule = Callable[[Json, object, dict[str, Json]], bool]


def _has_type(wanted: Json, value: object, _: dict[str, Json]) -> bool:
    names = wanted if isinstance(wanted, list) else [wanted]
    return any(isinstance(name, str) and name in _TYPES and type(value) in _TYPES[name] for name in names)


def _is_listed(values: Json, value: object, _: dict[str, Json]) -> bool:
    # Whole numbers and texts alone: 1 equals True, and 1.0, in Python.
    listed = values if isinstance(values, list) else ()
    return type(value) in (str, int) and any(type(each) is type(value) and each == value for each in listed)


def _has_pattern(pattern: Json, value: object, _: dict[str, Json]) -> bool:
    if not isinstance(value, str):
        return True
    if not isinstance(pattern, str) or len(value) > _LONGEST or len(pattern) > _LONGEST or "--" in pattern:
        return False
    if not re.fullmatch(_SIMPLE_PATTERN, pattern) or sum(map(pattern.count, "*+{")) > _MOST_REPETITIONS:
        return False
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return False


def _has_format(name: Json, value: object, _: dict[str, Json]) -> bool:
    load_modules("heroics_py.validation.formats")
    from heroics_py.validation.formats import FORMATS

    return isinstance(name, str) and (name not in FORMATS or FORMATS[name](value))


def _has_length(compare: Callable[[int, int], bool], kind: type) -> _Rule:
    def rule(bound: Json, value: object, _: dict[str, Json]) -> bool:
        return not isinstance(value, kind) or (type(bound) is int and compare(len(value), bound))  # type: ignore[arg-type]

    return rule


def _is_within(compare: Callable[[int, int], bool]) -> _Rule:
    def rule(bound: Json, value: object, _: dict[str, Json]) -> bool:
        return type(value) is str or (type(value) is int and type(bound) is int and compare(value, bound))

    return rule


def _all_pass(below: Json, value: object, _: dict[str, Json]) -> bool:
    return not isinstance(value, list) or all(_passes(below, item) for item in value)


def _properties_pass(fields: Json, value: object, _: dict[str, Json]) -> bool:
    if not isinstance(value, dict) or not isinstance(fields, dict):
        return not isinstance(value, dict)
    return all(_passes(below, value[name]) for name, below in fields.items() if name in value)


def _are_there(names: Json, value: object, _: dict[str, Json]) -> bool:
    return not isinstance(value, dict) or (isinstance(names, list) and all(name in value for name in names))


def _has_no_others(allowed: Json, value: object, node: dict[str, Json]) -> bool:
    if allowed is True or not isinstance(value, dict):
        return True
    fields = node.get("properties")
    return isinstance(fields, dict) and all(name in fields for name in value)


def _one_passes(choices: Json, value: object, _: dict[str, Json]) -> bool:
    return isinstance(choices, list) and any(_passes(each, value) for each in choices)


def _each_passes(parts: Json, value: object, _: dict[str, Json]) -> bool:
    return isinstance(parts, list) and all(_passes(each, value) for each in parts)


_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int,),
    "object": (dict,),
    "string": (str,),
}
_RULES: dict[str, _Rule] = {
    "additionalProperties": _has_no_others,
    "allOf": _each_passes,
    "anyOf": _one_passes,
    "description": lambda *_: True,
    "enum": _is_listed,
    "format": _has_format,
    "items": _all_pass,
    "maxItems": _has_length(int.__le__, list),
    "maxLength": _has_length(int.__le__, str),
    "maximum": _is_within(int.__le__),
    "minItems": _has_length(int.__ge__, list),
    "minLength": _has_length(int.__ge__, str),
    "minimum": _is_within(int.__ge__),
    "pattern": _has_pattern,
    "properties": _properties_pass,
    "required": _are_there,
    "type": _has_type,
}
