"""The problems of a value: its failures in words, the most relevant first."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.errors import Problem
from heroics_py.model.keywords import CHOICES
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.schema_types import type_name
from heroics_py.model.wording import description_of, phrase
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.support.json_types import Json
from heroics_py.validation.choices import alternative_names, is_of_other_type, joined, likely_branch
from heroics_py.validation.keyword_checks import context_of, object_of

__all__ = ["problems_of", "relevance"]

_Node: TypeAlias = dict[str, Json]

_MAX_SHOWN = 60
_MAX_REASON = 100
_MAX_REASONS = 4
_MAX_NESTED = 8


def problems_of(failure: Failure, mask: ValueMask, name: str = "", depth: int = 0) -> Iterator[Problem]:
    """Yield the problems of a failure; of a choice, those of the alternative that was probably meant.

    Args:
        failure: what jsonschema found.
        mask: hides the secrets of the value.
        name: of the alternative that the failure is part of.
        depth: in how many choices it is.
    """
    is_choice = failure.validator in CHOICES and bool(failure.context)
    if is_choice and depth < _MAX_NESTED:
        likely = likely_branch(failure)
        for below in likely.failures:
            yield from problems_of(below, mask, likely.name or name, depth + 1)
        if likely.failures:
            return
    path = list(failure.absolute_path)
    shown = _shorten(mask.apply(failure.instance, tuple(step for step in path if isinstance(step, str))))
    node = failure.schema if isinstance(failure.schema, dict) else {}
    field = Schema(_INLINE, "#", _field_node(node, failure))
    expectation = _EXPECTATIONS.get(str(failure.validator))
    expected = expectation(cast("Json", failure.validator_value)) if expectation else phrase(field)
    if is_choice and not is_of_other_type(failure):
        names = alternative_names(node, str(failure.validator))
        expected = f"one of {len(names)} alternatives: {joined(names)}"
        message = f"matches none of the {len(names)} alternatives: {_reasons(failure, names, mask, depth)}"
    else:
        message = _message(failure, expected, shown)
    yield Problem(
        pointer="".join(f"/{escape_key(step)}" for step in path),
        message=f"{message}{_context(failure, name)}",
        expected=expected,
        description=description_of(field),
        keyword=str(failure.validator),
    )


def _reasons(choice: Failure, names: list[str], mask: ValueMask, depth: int) -> str:
    """Return for each alternative why it does not match: "Cat (meow: is required), Dog (bark: is required)"."""
    pointer = "".join(f"/{escape_key(step)}" for step in choice.absolute_path)
    reasons: dict[int, str] = {}
    for below in choice.context or ():
        index = cast("int", below.schema_path[0])
        if index not in reasons and len(reasons) < _MAX_REASONS:
            problem = next(problems_of(below, mask, depth=max(depth + 1, _MAX_NESTED - 1)))
            text = str(problem.replaced(pointer=problem.pointer.removeprefix(pointer)))
            reasons[index] = text if len(text) <= _MAX_REASON else f"{text[: _MAX_REASON - 3]}..."
    told = [f"{names[index]} ({reason})" for index, reason in reasons.items() if index < len(names)]
    return joined([*told, *(f"{len(names) - len(told)} more" for _ in range(len(names) > len(told)))])


def _context(failure: Failure, name: str) -> str:
    """Return in which case something is expected: of a named alternative, or under a condition of the schema."""
    return "".join(f" ({words})" for words in (*context_of(failure), f"as {name}" if name else "") if words)


_INLINE = Documents(roots={})
_EXPECTATIONS: dict[str, Callable[[Json], str]] = {
    "additionalProperties": lambda _: "a field of the schema",
    "const": repr,
    "contains": lambda node: f"an item that is {phrase(Schema(_INLINE, '#', node))}",
    "dependencies": lambda _: "the fields that another one requires",
    "dependentRequired": lambda _: "the fields that another one requires",
    "maxProperties": lambda most: f"at most {_count(most, 'field')}",
    "minProperties": lambda least: f"at least {_count(least, 'field')}",
    "multipleOf": lambda step: f"a multiple of {step}",
    "not": lambda node: f"anything but {phrase(Schema(_INLINE, '#', node))}" if node else "no value",
    "unevaluatedProperties": lambda _: "a field of the schema",
    "uniqueItems": lambda _: "different items",
}


def _field_node(node: _Node, failure: Failure) -> _Node:
    """Return the schema of the missing field if one is required, else that of the value."""
    if failure.validator == "required":
        return object_of(object_of(node.get("properties")).get(str(failure.absolute_path[-1])))
    if failure.validator == "type" and isinstance(listed := node.get("enum"), list) and failure.instance in listed:
        return {"type": node["type"]}
    return {} if failure.validator in {"additionalProperties", "dependentRequired", "dependencies"} else node


def _message(failure: Failure, expected: str, shown: str) -> str:
    keyword = str(failure.validator)
    if keyword in _COMPLETE_MESSAGES or (keyword == "oneOf" and not failure.context):
        return failure.message
    if keyword in {"multipleOf", "pattern"}:
        return f"{shown} {failure.message}"
    if keyword == "format":
        return f"{shown} is not a valid {failure.validator_value}"
    if keyword == "type":
        return f"expected {expected}, got {shown} ({type_name(failure.instance)})"
    if keyword == "not" and not failure.validator_value:
        return f"no value is allowed here, got {shown}"
    if keyword in _BOUNDS:
        return _bound_message(failure, shown)
    if keyword in {"enum", "anyOf", "oneOf", "not", "const", "contains", "minProperties", "maxProperties"}:
        return f"expected {expected}, got {shown}"
    return f"{shown} breaks the rule {keyword}: {_shorten(failure.validator_value)}"


def _bound_message(failure: Failure, shown: str) -> str:
    keyword, bound = str(failure.validator), failure.validator_value
    words, noun = _BOUNDS[keyword]
    node = object_of(cast("Json", failure.schema))
    if node.get(f"exclusive{keyword.capitalize()}") is True:
        words = _BOUNDS[f"exclusive{keyword.capitalize()}"][0]
    if not noun:
        return f"expected {words} {bound}, got {shown}"
    # Not of a masked value: the length of a secret is a part of it.
    value = failure.instance
    size = f" ({_count(len(value), noun)})" if isinstance(value, str | list) and shown == _shorten(value) else ""
    return f"expected {words} {_count(bound, noun)}, got {shown}{size}"


def _count(number: object, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


_BOUNDS = {
    "minimum": ("at least", ""),
    "maximum": ("at most", ""),
    "exclusiveMinimum": ("more than", ""),
    "exclusiveMaximum": ("less than", ""),
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
}
_COMPLETE_MESSAGES = frozenset(
    {"additionalProperties", "dependencies", "dependentRequired", "required", "unevaluatedProperties", "uniqueItems"}
)


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 3]}..."


_WEIGHT = {"required": 0, "additionalProperties": 1, "type": 2}


def relevance(problem: Problem) -> tuple[int, int]:
    """Return a sort key: missing, unknown and mistyped fields first, and those near the root first."""
    return (_WEIGHT.get(problem.keyword, 3), problem.pointer.count("/"))
