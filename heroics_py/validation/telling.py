"""Failures of a schema as problems: what is wrong, in words, and which of them matters most."""

from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.errors import Problem
from heroics_py.jsontypes import Json
from heroics_py.pointer import Documents, Schema, escaped
from heroics_py.secrecy import Veil
from heroics_py.validation.keywords import object_of
from heroics_py.wording import description_of, phrase, type_name

__all__ = ["problems_of", "relevance"]

_Node: TypeAlias = dict[str, Json]

_LONGEST_VALUE = 60


def problems_of(failure: Failure, veil: Veil) -> Iterator[Problem]:
    """Turn a failure into problems: the one in the way of the likeliest alternative, where only one fits at all."""
    if failure.validator in {"anyOf", "oneOf"} and failure.context:
        branches: dict[object, list[Failure]] = {}
        for below in failure.context:
            branches.setdefault(below.schema_path[0], []).append(below)
        fitting = [found for found in branches.values() if not any(_of_wrong_type(item) for item in found)]
        if len(fitting) == 1:
            for below in fitting[0]:
                yield from problems_of(below, veil)
            return
    path = list(failure.absolute_path)
    shown = _shown(veil.over(failure.instance, tuple(step for step in path if isinstance(step, str))))
    node = failure.schema if isinstance(failure.schema, dict) else {}
    field = Schema(_INLINE, "#", _of_field(node, failure))
    rule = _RULES.get(str(failure.validator))
    wanted = rule(cast("Json", failure.validator_value)) if rule else phrase(field)
    yield Problem(
        pointer="".join(f"/{escaped(step)}" for step in path),
        message=_message(failure, wanted, shown),
        expected=wanted,
        description=description_of(field),
        keyword=str(failure.validator),
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
    return f"{shown} breaks the rule {keyword}: {_shown(failure.validator_value)}"


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
