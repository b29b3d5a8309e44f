"""Failures of a schema as problems: what is wrong, in words, and which of them matters most."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.errors import Problem
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.model.schema_types import type_name
from heroics_py.model.wording import description_of, phrase
from heroics_py.secrecy.values import ValueMask
from heroics_py.support.json_types import Json
from heroics_py.validation.keywords import object_of

__all__ = ["problems_of", "relevance"]

_Node: TypeAlias = dict[str, Json]

_LONGEST_VALUE = 60


def problems_of(failure: Failure, mask: ValueMask) -> Iterator[Problem]:
    """Turn a failure into problems; of a choice into those that are in the way of the likeliest alternative."""
    if failure.validator in {"anyOf", "oneOf"} and failure.context and (likeliest := _in_the_way(failure)):
        for below in likeliest:
            yield from problems_of(below, mask)
        return
    path = list(failure.absolute_path)
    shown = _shown(mask.apply(failure.instance, tuple(step for step in path if isinstance(step, str))))
    node = failure.schema if isinstance(failure.schema, dict) else {}
    field = Schema(_INLINE, "#", _of_field(node, failure))
    rule = _RULES.get(str(failure.validator))
    wanted = rule(cast("Json", failure.validator_value)) if rule else phrase(field)
    yield Problem(
        pointer="".join(f"/{escape_key(step)}" for step in path),
        message=_message(failure, wanted, shown),
        expected=wanted,
        description=description_of(field),
        keyword=str(failure.validator),
    )


def _in_the_way(choice: Failure) -> list[Failure]:
    """Return the failures of the one alternative that can be meant; where there are several, what they share.

    A field with listed values, such as "kind", tells which is meant.
    """
    branches: dict[object, list[Failure]] = {}
    for below in choice.context or ():
        branches.setdefault(below.schema_path[0], []).append(below)
    fitting = [found for found in branches.values() if not any(_of_wrong_type(item) for item in found)]
    meant = [found for found in fitting if not any(map(_tells_apart, found))] or fitting
    if len(meant) < 2:
        return meant[0] if meant else []
    first, *others = [{_place(item): item for item in found if _is_shared(item)} for found in meant]
    return [_merged(choice, [item, *(other[at] for other in others)]) for at, item in first.items() if _in(at, others)]


_Place: TypeAlias = tuple[str, tuple[str | int, ...]]


def _place(failure: Failure) -> _Place:
    return ("enum" if failure.validator == "const" else str(failure.validator)), tuple(failure.path)


def _in(place: _Place, branches: list[dict[_Place, Failure]]) -> bool:
    return all(place in branch for branch in branches)


def _tells_apart(failure: Failure) -> bool:
    return failure.validator in {"enum", "const"} and len(failure.path) == 1


def _is_shared(failure: Failure) -> bool:
    return failure.validator == "required" or _tells_apart(failure)


def _merged(choice: Failure, alike: list[Failure]) -> Failure:
    """Return the failures of several alternatives at one place as one: a value that none of them lists."""
    first = alike[0]
    if first.validator == "required":
        return first
    listed = [[each.validator_value] if each.validator == "const" else each.validator_value for each in alike]
    values = [value for each in listed if isinstance(each, list) for value in each]
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
_RULES: dict[str, Callable[[Json], str]] = {
    "additionalProperties": lambda _: "a field that the schema names",
    "const": repr,
    "dependencies": lambda _: "the fields that one needs beside it",
    "dependentRequired": lambda _: "the fields that one needs beside it",
    "maxProperties": lambda most: f"at most {most} fields",
    "minProperties": lambda least: f"at least {least} fields",
    "multipleOf": lambda step: f"a multiple of {step}",
    "not": lambda node: f"anything but {phrase(Schema(_INLINE, '#', node))}" if node else "nothing at all",
    "uniqueItems": lambda _: "items that differ from each other",
}


def _of_wrong_type(failure: Failure) -> bool:
    return failure.validator == "type" and not failure.path


def _of_field(node: _Node, failure: Failure) -> _Node:
    """Return the schema of what is missing, where a required field is; else that of the value."""
    if failure.validator == "required":
        return object_of(object_of(node.get("properties")).get(str(failure.absolute_path[-1])))
    return {} if failure.validator == "additionalProperties" else node


def _message(failure: Failure, wanted: str, shown: str) -> str:
    keyword = failure.validator
    if keyword in _TOLD_BY_THEMSELVES:
        return failure.message
    if keyword in {"multipleOf", "pattern"}:
        return f"{shown} {failure.message}"
    if keyword == "format":
        return f"{shown} is no {failure.validator_value}"
    if keyword == "type":
        return f"expected {wanted}, got {shown} ({type_name(failure.instance)})"
    if keyword in {"enum", "anyOf", "oneOf", "not", "const"}:
        return f"expected {wanted}, got {shown}"
    node = object_of(cast("Json", failure.schema))
    beyond = ", exclusively" if node.get(f"exclusive{str(keyword).capitalize()}") is True else ""
    return f"{shown} breaks the rule {keyword}: {_shown(failure.validator_value)}{beyond}"


_TOLD_BY_THEMSELVES = frozenset(
    {"additionalProperties", "dependencies", "dependentRequired", "required", "uniqueItems"}
)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


_WEIGHT = {"required": 0, "additionalProperties": 1, "type": 2}


def relevance(problem: Problem) -> tuple[int, int]:
    """Sort missing, unknown and mistyped fields before finer faults, and shallow ones before deep ones."""
    return (_WEIGHT.get(problem.keyword, 3), problem.pointer.count("/"))
