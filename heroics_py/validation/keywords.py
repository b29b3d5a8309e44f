"""Keywords of JSON Schema that the library checks otherwise than is wanted here."""

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Protocol, TypeAlias

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean
from heroics_py.validation.patterns import pattern_of

__all__ = ["KEYWORDS", "Descending", "object_of"]

_listed = Draft202012Validator.VALIDATORS["enum"]

_Node: TypeAlias = dict[str, Json]
_Found: TypeAlias = Iterator[Failure]


class Descending(Protocol):
    """The part of a validator of jsonschema that leads into a value."""

    def descend(self, instance: object, schema: Json, path: object = None, schema_path: object = None) -> _Found:
        """Yield the failures of a part of the value."""
        ...


def _pattern(_: Validator, pattern: str, value: object, __: _Node) -> _Found:
    if isinstance(value, str) and not pattern_of(pattern).held_by(value):
        yield Failure(f"does not match {pattern}")


def _pattern_properties(validator: Descending, patterns: dict[str, Json], value: object, __: _Node) -> _Found:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            held = pattern_of(pattern)
            for name in value:
                if held.held_by(name):
                    yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(validator: Descending, allowed: Json, value: object, node: _Node) -> _Found:
    if not isinstance(value, dict):
        return
    known, patterns = object_of(node.get("properties")), object_of(node.get("patternProperties"))
    held = [pattern_of(pattern) for pattern in patterns]
    for name in value:
        if name in known or any(each.held_by(name) for each in held):
            continue
        if isinstance(allowed, dict):
            yield from validator.descend(value[name], allowed, path=name)
        elif allowed is False:
            hint = f"the names have to match {' or '.join(patterns)}" if held and not known else ""
            yield Failure(f"is no field of this object; {hint or did_you_mean(name, known)}", path=[name])


def object_of(value: Json) -> _Node:
    """Return ``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _enum(validator: Validator, values: list[Json], value: object, node: _Node) -> _Found:
    # A text equals nothing but itself, so that the list need not be gone through in Python.
    if isinstance(value, str):
        if value not in values:
            yield Failure("is none of the listed values")
    else:
        yield from _listed(validator, values, value, node) or ()


def _required(_: Validator, names: list[str], value: object, __: _Node) -> _Found:
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield Failure("is required", path=[name])


def _multiple_of(_: Validator, step: float, value: object, __: _Node) -> _Found:
    # As fractions of what is written, since 0.07 is a multiple of 0.01, and binary floating point says otherwise.
    if isinstance(value, int | float) and not isinstance(value, bool):
        finite = math.isfinite(value) if isinstance(value, float) else True
        if not finite or _exact(value) % _exact(step):
            yield Failure(f"is no multiple of {step}")


def _exact(value: float) -> Fraction:
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _unique_items(_: Validator, unique: bool, value: object, __: _Node) -> _Found:  # noqa: FBT001 - jsonschema's order
    # Compared by their text, so that thousands of items take no quadratic time; 1 and 1.0 are one number (JSON Schema
    # core, 4.2.2).
    if unique and isinstance(value, list):
        seen = {json.dumps(_numbers(item), sort_keys=True) for item in value}
        if len(seen) != len(value):
            yield Failure("holds an item twice")


def _numbers(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    return value


KEYWORDS = {
    "additionalProperties": _additional_properties,
    "enum": _enum,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "required": _required,
    "uniqueItems": _unique_items,
}
