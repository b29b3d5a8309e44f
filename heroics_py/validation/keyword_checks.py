"""Checks of keywords in place of jsonschema's own: faster, limited in time, or with a better message."""

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

__all__ = ["KEYWORD_CHECKS", "object_of"]

_check_enum = Draft202012Validator.VALIDATORS["enum"]

_Node: TypeAlias = dict[str, Json]
_Failures: TypeAlias = Iterator[Failure]


class _Descending(Protocol):
    """The method of a jsonschema validator that its protocol lacks."""

    def descend(self, instance: object, schema: Json, path: object = None, schema_path: object = None) -> _Failures:
        """Yield the failures of a part of a value."""
        ...


def _pattern(_: Validator, pattern: str, value: object, __: _Node) -> _Failures:
    if isinstance(value, str) and not pattern_of(pattern).matches(value):
        yield Failure(f"does not match {pattern}")


def _pattern_properties(validator: _Descending, patterns: dict[str, Json], value: object, __: _Node) -> _Failures:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            compiled = pattern_of(pattern)
            for name in value:
                if compiled.matches(name):
                    yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(validator: _Descending, additional: Json, value: object, node: _Node) -> _Failures:
    if not isinstance(value, dict):
        return
    known, patterns = object_of(node.get("properties")), object_of(node.get("patternProperties"))
    compiled = [pattern_of(pattern) for pattern in patterns]
    for name in value:
        if name in known or any(each.matches(name) for each in compiled):
            continue
        if isinstance(additional, dict):
            yield from validator.descend(value[name], additional, path=name)
        elif additional is False:
            hint = f"names have to match {' or '.join(patterns)}" if patterns and not known else ""
            yield Failure(f"is not a field of this object; {hint or did_you_mean(name, known)}", path=[name])


def object_of(value: Json) -> _Node:
    """Return ``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def _enum(validator: Validator, values: list[Json], value: object, node: _Node) -> _Failures:
    # A text equals nothing but itself, so that Python's own search does.
    if isinstance(value, str):
        if value not in values:
            yield Failure("is not one of the listed values")
    else:
        yield from _check_enum(validator, values, value, node) or ()


def _required(_: Validator, names: list[str], value: object, __: _Node) -> _Failures:
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield Failure("is required", path=[name])


def _multiple_of(_: Validator, step: float, value: object, __: _Node) -> _Failures:
    # As decimal fractions: 0.07 is a multiple of 0.01, but not in binary floating point.
    if isinstance(value, int | float) and not isinstance(value, bool):
        is_finite = math.isfinite(value) if isinstance(value, float) else True
        if not is_finite or _exact(value) % _exact(step):
            yield Failure(f"is not a multiple of {step}")


def _exact(value: float) -> Fraction:
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _unique_items(_: Validator, unique: bool, value: object, __: _Node) -> _Failures:  # noqa: FBT001 - jsonschema's order
    # By their JSON, so that time grows with the number of items and not with its square. 1 and 1.0 are one number
    # (JSON Schema core 2020-12, 4.2.2).
    if unique and isinstance(value, list):
        texts = {json.dumps(_with_integers(item), sort_keys=True) for item in value}
        if len(texts) != len(value):
            yield Failure("has an item twice")


def _with_integers(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_with_integers(item) for item in value]
    if isinstance(value, dict):
        return {name: _with_integers(item) for name, item in value.items()}
    return value


KEYWORD_CHECKS = {
    "additionalProperties": _additional_properties,
    "enum": _enum,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "required": _required,
    "uniqueItems": _unique_items,
}
