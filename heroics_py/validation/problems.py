"""The problems of a value: its failures in words, the most relevant first."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.errors import Problem
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.schema_types import type_name
from heroics_py.model.wording import description_of, phrase
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.support.json_types import Json
from heroics_py.validation.keyword_checks import object_of

__all__ = ["problems_of", "relevance"]

_Node: TypeAlias = dict[str, Json]

_MAX_SHOWN = 60


def problems_of(failure: Failure, mask: ValueMask) -> Iterator[Problem]:
    """Yield the problems of a failure; of a choice, those of the alternative that was probably meant."""
    if failure.validator in {"anyOf", "oneOf"} and failure.context and (likely := _failures_of_likely_branch(failure)):
        for below in likely:
            yield from problems_of(below, mask)
        return
    path = list(failure.absolute_path)
    shown = _shorten(mask.apply(failure.instance, tuple(step for step in path if isinstance(step, str))))
    node = failure.schema if isinstance(failure.schema, dict) else {}
    field = Schema(_INLINE, "#", _field_node(node, failure))
    expectation = _EXPECTATIONS.get(str(failure.validator))
    expected = expectation(cast("Json", failure.validator_value)) if expectation else phrase(field)
    yield Problem(
        pointer="".join(f"/{escape_key(step)}" for step in path),
        message=_message(failure, expected, shown),
        expected=expected,
        description=description_of(field),
        keyword=str(failure.validator),
    )


def _failures_of_likely_branch(choice: Failure) -> list[Failure]:
    """Return the failures of the one branch that can be meant; if there are several, those that they share.

    A field with listed values, such as "kind", decides which is meant.
    """
    branches: dict[object, list[Failure]] = {}
    for below in choice.context or ():
        branches.setdefault(below.schema_path[0], []).append(below)
    of_type = [failures for failures in branches.values() if not any(map(_is_type_failure, failures))]
    likely = [failures for failures in of_type if not any(map(_is_of_another_kind, failures))] or of_type
    if len(likely) < 2:
        return likely[0] if likely else []
    first, *others = [{_place(each): each for each in failures if _is_shareable(each)} for failures in likely]
    return [
        _merge(choice, [failure, *(other[place] for other in others)])
        for place, failure in first.items()
        if all(place in other for other in others)
    ]


_Place: TypeAlias = tuple[str, tuple[str | int, ...]]


def _place(failure: Failure) -> _Place:
    return ("enum" if failure.validator == "const" else str(failure.validator)), tuple(failure.path)


def _is_of_another_kind(failure: Failure) -> bool:
    return failure.validator in {"enum", "const"} and len(failure.path) == 1


def _is_shareable(failure: Failure) -> bool:
    return failure.validator == "required" or _is_of_another_kind(failure)


def _merge(choice: Failure, failures: list[Failure]) -> Failure:
    """Return the failures of several branches at one place as one: the value is in none of their lists."""
    first = failures[0]
    if first.validator == "required":
        return first
    lists = [[each.validator_value] if each.validator == "const" else each.validator_value for each in failures]
    values = [value for each in lists if isinstance(each, list) for value in each]
    return Failure(
        first.message,
        validator="enum",
        path=first.path,
        validator_value=values,
        instance=first.instance,
        schema={"enum": values},
        parent=choice,
    )


_INLINE = Documents(roots={})
_EXPECTATIONS: dict[str, Callable[[Json], str]] = {
    "additionalProperties": lambda _: "a field of the schema",
    "const": repr,
    "dependencies": lambda _: "the fields that another one requires",
    "dependentRequired": lambda _: "the fields that another one requires",
    "maxProperties": lambda most: f"at most {most} fields",
    "minProperties": lambda least: f"at least {least} fields",
    "multipleOf": lambda step: f"a multiple of {step}",
    "not": lambda node: f"anything but {phrase(Schema(_INLINE, '#', node))}" if node else "nothing at all",
    "uniqueItems": lambda _: "different items",
}


def _is_type_failure(failure: Failure) -> bool:
    return failure.validator == "type" and not failure.path


def _field_node(node: _Node, failure: Failure) -> _Node:
    """Return the schema of the missing field if one is required, else that of the value."""
    if failure.validator == "required":
        return object_of(object_of(node.get("properties")).get(str(failure.absolute_path[-1])))
    return {} if failure.validator == "additionalProperties" else node


def _message(failure: Failure, expected: str, shown: str) -> str:
    keyword = failure.validator
    if keyword in _COMPLETE_MESSAGES:
        return failure.message
    if keyword in {"multipleOf", "pattern"}:
        return f"{shown} {failure.message}"
    if keyword == "format":
        return f"{shown} is not a valid {failure.validator_value}"
    if keyword == "type":
        return f"expected {expected}, got {shown} ({type_name(failure.instance)})"
    if keyword in {"enum", "anyOf", "oneOf", "not", "const"}:
        return f"expected {expected}, got {shown}"
    node = object_of(cast("Json", failure.schema))
    exclusive = ", exclusively" if node.get(f"exclusive{str(keyword).capitalize()}") is True else ""
    return f"{shown} breaks the rule {keyword}: {_shorten(failure.validator_value)}{exclusive}"


_COMPLETE_MESSAGES = frozenset({"additionalProperties", "dependencies", "dependentRequired", "required", "uniqueItems"})


def _shorten(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 3]}..."


_WEIGHT = {"required": 0, "additionalProperties": 1, "type": 2}


def relevance(problem: Problem) -> tuple[int, int]:
    """Return a sort key: missing, unknown and mistyped fields first, and those near the root first."""
    return (_WEIGHT.get(problem.keyword, 3), problem.pointer.count("/"))
