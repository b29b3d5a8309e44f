"""Checks of keywords in place of jsonschema's own: faster, limited in time, or with a better message."""

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.model.keywords import FLATTENED
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean
from heroics_py.validation.choice_checks import CHOICE_CHECKS, Descending
from heroics_py.validation.patterns import pattern_of

__all__ = ["KEYWORD_CHECKS", "context_of", "object_of"]

_check_enum = Draft202012Validator.VALIDATORS["enum"]
_check_unevaluated = Draft202012Validator.VALIDATORS["unevaluatedProperties"]
_DEEPEST = 6
# Those that an empty object passes.
_OBJECT_KEYWORDS = frozenset(
    {"type", "description", "properties", "patternProperties", "additionalProperties", "required", FLATTENED}
)

_Node: TypeAlias = dict[str, Json]
_Failures: TypeAlias = Iterator[Failure]


def _pattern(_: Validator, pattern: str, value: object, __: _Node) -> _Failures:
    if isinstance(value, str) and not pattern_of(pattern).matches(value):
        yield Failure(f"does not match {pattern}")


def _pattern_properties(validator: Descending, patterns: dict[str, Json], value: object, __: _Node) -> _Failures:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            compiled = pattern_of(pattern)
            for name in value:
                if compiled.matches(name):
                    yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(validator: Descending, additional: Json, value: object, node: _Node) -> _Failures:
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


def _required(_: Validator, names: list[str], value: object, node: _Node) -> _Failures:
    if not isinstance(value, dict):
        return
    missing = [name for name in names if name not in value]
    if missing and node.get(FLATTENED) is True:
        parts = [name for name in names if _requires_nothing(object_of(node.get("properties")).get(name))]
        missing = [name for name in missing if name not in parts or value.keys().isdisjoint(parts)]
    for name in missing:
        yield Failure("is required", path=[name])


def _requires_nothing(field: Json) -> bool:
    """Return whether a field is an object with known properties, none of which has to be there."""
    node = object_of(field)
    return "properties" in node and not node.get("required") and _OBJECT_KEYWORDS.issuperset(node)


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


def _if(validator: Descending, condition: Json, value: object, node: _Node) -> _Failures:
    holds = not any(True for _ in validator.descend(value, condition))
    keyword = "then" if holds else "else"
    if keyword in node:
        for failure in validator.descend(value, node[keyword], schema_path=keyword):
            yield _marked(failure, _condition(condition, holds=holds))


def _condition(condition: Json, *, holds: bool) -> str:
    """Return the condition of ``if`` in words, if it is about the values of fields."""
    tests = []
    for name, each in object_of(object_of(condition).get("properties")).items():
        rule = object_of(each)
        values = [rule["const"]] if "const" in rule else rule.get("enum")
        if isinstance(values, list):
            tests.append(f"{name} is {'' if holds else 'not '}{' or '.join(map(repr, values))}")
    return f"since {' and '.join(tests)}" if tests else ""


def _property_names(validator: Descending, names: Json, value: object, _: _Node) -> _Failures:
    for name in value if isinstance(value, dict) else ():
        for failure in validator.descend(name, names):
            yield _marked(failure, "a name of a field")


def _dependent_required(_: Validator, dependencies: dict[str, list[str]], value: object, __: _Node) -> _Failures:
    if isinstance(value, dict):
        for given, names in dependencies.items():
            for name in names if given in value else ():
                if name not in value:
                    yield Failure(f"is required together with {given!r}", path=[name])


def _dependencies(validator: Descending, dependencies: dict[str, Json], value: object, node: _Node) -> _Failures:
    lists = {name: each for name, each in dependencies.items() if isinstance(each, list)}
    yield from _dependent_required(cast("Validator", validator), cast("dict[str, list[str]]", lists), value, node)
    for name, each in dependencies.items():
        if isinstance(value, dict) and name in value and name not in lists:
            yield from validator.descend(value, each, schema_path=name)


def _unevaluated_properties(validator: Validator, below: Json, value: object, node: _Node) -> _Failures:
    # Those that are written out as "not": nothing is allowed, and each of them is a problem of its own.
    is_closed = below in (False, {"not": {}})
    failures = _check_unevaluated(validator, False if is_closed else below, value, node) or ()
    for failure in failures:
        named = [name for name in value if repr(name) in failure.message] if isinstance(value, dict) else []
        if not is_closed or not named:
            yield failure
        for name in named if is_closed else ():
            yield Failure(f"is not a field of this object; {did_you_mean(name, _fields(node))}", path=[name])


def _fields(node: _Node, depth: int = 0) -> list[str]:
    """Return the fields that a schema and its parts for the same value name."""
    parts = [each for keyword in ("allOf", "anyOf", "oneOf") if isinstance(each := node.get(keyword), list)]
    below = [
        name for part in parts for each in part if depth < _DEEPEST for name in _fields(object_of(each), depth + 1)
    ]
    return list(dict.fromkeys([*object_of(node.get("properties")), *below]))


def _marked(failure: Failure, context: str) -> Failure:
    """Return a failure that knows in which case its rule counts."""
    failure.heroics_context = (context, *getattr(failure, "heroics_context", ()))  # type: ignore[attr-defined]
    return failure


def context_of(failure: Failure) -> tuple[str, ...]:
    """Return in which case the rule counts that failed, in words."""
    return getattr(failure, "heroics_context", ())


KEYWORD_CHECKS = {
    **CHOICE_CHECKS,
    "additionalProperties": _additional_properties,
    "dependencies": _dependencies,
    "dependentRequired": _dependent_required,
    "enum": _enum,
    "if": _if,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "propertyNames": _property_names,
    "required": _required,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique_items,
}
