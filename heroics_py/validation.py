"""Every way in which a value fails a schema, found with jsonschema."""

import json
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from typing import Protocol, TypeAlias, cast

import jsonschema.validators
import regex
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator
from referencing import Registry

from heroics_py.errors import Problem
from heroics_py.formats import FORMATS
from heroics_py.messages import Json
from heroics_py.naming import did_you_mean
from heroics_py.pointer import Documents, Schema, escaped
from heroics_py.selfcontained import self_contained
from heroics_py.wording import description_of, is_secret_name, phrase, type_name

__all__ = ["Checker", "validate"]

_Node: TypeAlias = dict[str, Json]
_Found: TypeAlias = Iterator[Failure]

_PATTERN_SECONDS = 0.1
_LONGEST_VALUE = 60

_DRAFTS = {
    "draft-04": jsonschema.validators.Draft4Validator,
    "draft-06": jsonschema.validators.Draft6Validator,
    "draft-07": jsonschema.validators.Draft7Validator,
    "2019-09": jsonschema.validators.Draft201909Validator,
    "2020-12": jsonschema.validators.Draft202012Validator,
}


class _Descending(Protocol):
    """The part of a validator of jsonschema that leads into a value."""

    def descend(self, instance: object, schema: Json, path: object = None, schema_path: object = None) -> _Found: ...


class Checker:
    """What checks values against one schema, compiled once.

    References are written out first, so that none is looked up while a value is checked and none is ever fetched.
    Patterns are tried for a tenth of a second at the most. A pattern that is no regular expression, or that can't be
    decided in that time, is not checked, with a warning.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """

    __slots__ = ("_validator",)

    def __init__(self, schema: Schema) -> None:
        kind = _validator_kind(schema.documents.dialect)
        self._validator: Validator = kind(self_contained(schema), registry=Registry(), format_checker=_format_checker())

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every way in which ``value`` fails, the most relevant first; empty where it passes."""
        found = [problem for failure in self._validator.iter_errors(cast("Json", value)) for problem in _told(failure)]
        if len(found) > 1:
            found = sorted(dict.fromkeys(found), key=_relevance)
        return tuple(found)


def validate(schema: Schema, value: object) -> tuple[Problem, ...]:
    """Return every way in which ``value`` fails ``schema``, the most relevant first; empty where it passes.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """
    return Checker(schema).problems(value)


@cache
def _validator_kind(dialect: str) -> type[Validator]:
    # What no table knows is draft 4: jsonschema would take it for the newest draft, and say so in a warning.
    kind = _DRAFTS.get(dialect, jsonschema.validators.Draft4Validator)
    extend: Callable[..., type[Validator]] = jsonschema.validators.extend
    return extend(kind, _OUR_KEYWORDS)


@cache
def _format_checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    return checker


@cache
def _compiled(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether a text holds ``pattern``; one that is no pattern is held by every text."""
    try:
        # Ruby's end of text is Python's \Z.
        held = regex.compile(pattern.replace(r"\z", r"\Z"))
    except regex.error as error:
        reason = str(error)
    else:
        return lambda text: _searched(held, text)
    warnings.warn(f"the pattern {pattern!r} is not checked: {reason}", stacklevel=2)
    return lambda _: True


def _searched(held: "regex.Pattern[str]", text: str) -> bool:
    try:
        return held.search(text, timeout=_PATTERN_SECONDS) is not None
    except TimeoutError:
        pass
    warnings.warn(f"the pattern {held.pattern!r} is not checked: it takes too long to decide", stacklevel=2)
    return True


def _pattern(_: Validator, pattern: str, value: object, __: _Node) -> _Found:
    if isinstance(value, str) and not _compiled(pattern)(value):
        yield Failure(f"does not match {pattern}")


def _pattern_properties(validator: "_Descending", patterns: dict[str, Json], value: object, __: _Node) -> _Found:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            held = _compiled(pattern)
            for name in value:
                if held(name):
                    yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(validator: "_Descending", allowed: Json, value: object, node: _Node) -> _Found:
    if not isinstance(value, dict):
        return
    known, patterns = _object(node.get("properties")), _object(node.get("patternProperties"))
    held = [_compiled(pattern) for pattern in patterns]
    for name in value:
        if name in known or any(matches(name) for matches in held):
            continue
        if isinstance(allowed, dict):
            yield from validator.descend(value[name], allowed, path=name)
        elif allowed is False:
            hint = f"the names have to match {' or '.join(patterns)}" if held and not known else ""
            yield Failure(f"is no field of this object; {hint or did_you_mean(name, known)}", path=[name])


def _object(value: Json) -> _Node:
    return value if isinstance(value, dict) else {}


def _required(_: Validator, names: list[str], value: object, __: _Node) -> _Found:
    if isinstance(value, dict):
        for name in names:
            if name not in value:
                yield Failure("is required", path=[name])


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


_OUR_KEYWORDS = {
    "additionalProperties": _additional_properties,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "required": _required,
    "uniqueItems": _unique_items,
}


def _told(failure: Failure) -> Iterator[Problem]:
    """Turn a failure into problems: the one in the way of the likeliest alternative, where only one fits at all."""
    if failure.validator in {"anyOf", "oneOf"} and failure.context:
        branches: dict[object, list[Failure]] = {}
        for below in failure.context:
            branches.setdefault(below.schema_path[0], []).append(below)
        fitting = [found for found in branches.values() if not any(_of_wrong_type(item) for item in found)]
        if len(fitting) == 1:
            for below in fitting[0]:
                yield from _told(below)
            return
    path = [str(step) for step in failure.absolute_path]
    node = failure.schema if isinstance(failure.schema, dict) else {}
    field = Schema(_INLINE, "#", _of_field(node, failure))
    wanted = phrase(field)
    yield Problem(
        pointer="".join(f"/{escaped(step)}" for step in path),
        message=_message(failure, wanted, path),
        expected=wanted,
        description=description_of(field),
        keyword=str(failure.validator),
    )


_INLINE = Documents(roots={})


def _of_wrong_type(failure: Failure) -> bool:
    return failure.validator == "type" and not failure.path


def _of_field(node: _Node, failure: Failure) -> _Node:
    """Return the schema of what is missing, where a required field is; else that of the value."""
    if failure.validator == "required":
        return _object(_object(node.get("properties")).get(str(failure.absolute_path[-1])))
    return {} if failure.validator == "additionalProperties" else node


def _message(failure: Failure, wanted: str, path: list[str]) -> str:
    shown = "a hidden value" if any(map(is_secret_name, path)) else _shown(failure.instance)
    keyword = failure.validator
    if keyword in {"required", "uniqueItems"} or (keyword == "additionalProperties" and not failure.context):
        return failure.message
    if keyword == "pattern":
        return f"{shown} {failure.message}"
    if keyword == "format":
        return f"{shown} is no {failure.validator_value}"
    if keyword == "type":
        return f"expected {wanted}, got {shown} ({type_name(failure.instance)})"
    if keyword in {"enum", "anyOf", "oneOf", "not", "const"}:
        return f"expected {wanted}, got {shown}"
    return f"{shown} breaks the rule {keyword}: {_shown(failure.validator_value)}"


def _shown(value: object) -> str:
    if isinstance(value, dict):
        hidden = {name: "..." if is_secret_name(str(name)) else item for name, item in value.items()}
        text = repr(hidden)
    else:
        text = repr(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


_WEIGHT = {"required": 0, "additionalProperties": 1, "type": 2}


def _relevance(problem: Problem) -> tuple[int, int]:
    """Sort missing, unknown and mistyped fields before finer faults, and shallow ones before deep ones."""
    return (_WEIGHT.get(problem.keyword, 3), problem.pointer.count("/"))
