"""Every way in which a value fails a schema, found with jsonschema."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Protocol, TypeAlias, cast

import jsonschema.validators
import regex
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator
from referencing import Registry

from heroics_py.errors import Problem, warn
from heroics_py.formats import FORMATS
from heroics_py.jsontypes import Json
from heroics_py.naming import did_you_mean
from heroics_py.pointer import Documents, Schema, escaped
from heroics_py.secrecy import Veil
from heroics_py.selfcontained import self_contained
from heroics_py.wording import description_of, is_map_of_text, phrase, secret_places, type_name

__all__ = ["Checker", "pattern_fault", "validate"]

_Node: TypeAlias = dict[str, Json]
_Found: TypeAlias = Iterator[Failure]

_PATTERN_SECONDS = 0.05
_MOST_TIMEOUTS = 10
_LONGEST_VALUE = 60

_TOO_DEEP = Problem(
    pointer="",
    message="it is nested too deeply to be checked; validate=False sends it as it is",
    expected="fewer levels",
    keyword="type",
)
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
    A pattern is tried on a text for a twentieth of a second at the most, and no more once that was too short for ten
    texts. One that is no regular expression, or can't be decided in that time, is not checked, with a warning.

    Raises:
        SchemaError: a reference leads nowhere, or the schema is none.
    """

    __slots__ = ("_schema", "_validator")

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        kind = _validator_kind(schema.documents.dialect)
        self._validator: Validator = kind(self_contained(schema), registry=Registry(), format_checker=_format_checker())

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return every way in which ``value`` fails, the most relevant first; empty where it passes."""
        try:
            failures = list(self._validator.iter_errors(cast("Json", value)))
        except RecursionError:
            return (_TOO_DEEP,)
        if not failures:
            return ()
        veil = Veil(hidden=secret_places(self._schema), suspicious=is_map_of_text(self._schema))
        found = [problem for failure in failures for problem in _told(failure, veil)]
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
    shortened = {name: shorter(kind.VALIDATORS[name]) for name, shorter in _SHORTER.items()}
    return extend(kind, {**_OUR_KEYWORDS, **shortened})


@cache
def _format_checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    return checker


class _Pattern:
    """A regular expression that takes no long time: what can't be decided passes, with a warning."""

    __slots__ = ("_compiled", "_patience", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._patience = _MOST_TIMEOUTS
        self._compiled: regex.Pattern[str] | None = None
        found = _compiled(text)
        if isinstance(found, str):
            warn(f"the pattern {text!r} is not checked: {found}")
        else:
            self._compiled = found

    def held_by(self, value: str) -> bool:
        """Tell whether ``value`` holds the pattern anywhere; True where that can't be told."""
        if self._compiled is None or not self._patience:
            return True
        started = time.thread_time()
        for seconds in (_PATTERN_SECONDS, 20 * _PATTERN_SECONDS):
            try:
                return self._compiled.search(value, timeout=seconds) is not None
            except TimeoutError:
                # The limit of regex counts the work of all threads: where this one did little, it was not the pattern.
                if time.thread_time() - started > _PATTERN_SECONDS / 2:
                    break
        self._patience -= 1
        warn(f"the pattern {self._text!r} is not checked: it takes too long to decide")
        return True


def _compiled(text: str) -> "regex.Pattern[str] | str":
    """Return a regular expression ready for use, or why it is none."""
    try:
        return regex.compile(re.sub(r"\\(.)", _as_python_has_it, text, flags=re.DOTALL))
    except (regex.error, ArithmeticError, LookupError, RecursionError, ValueError) as error:
        return str(error) or type(error).__name__


def pattern_fault(text: str) -> str:
    """Return why the regular expression ``text`` can't be used; empty where it can."""
    found = _compiled(text)
    return found if isinstance(found, str) else ""


def _as_python_has_it(escape: re.Match[str]) -> str:
    """Spell Ruby's end of text as Python does."""
    return r"\Z" if escape[1] == "z" else escape[0]


@lru_cache(maxsize=4096)
def _pattern_of(text: str) -> _Pattern:
    return _Pattern(text)


def _pattern(_: Validator, pattern: str, value: object, __: _Node) -> _Found:
    if isinstance(value, str) and not _pattern_of(pattern).held_by(value):
        yield Failure(f"does not match {pattern}")


def _pattern_properties(validator: "_Descending", patterns: dict[str, Json], value: object, __: _Node) -> _Found:
    if isinstance(value, dict):
        for pattern, below in patterns.items():
            held = _pattern_of(pattern)
            for name in value:
                if held.held_by(name):
                    yield from validator.descend(value[name], below, path=name, schema_path=pattern)


def _additional_properties(validator: "_Descending", allowed: Json, value: object, node: _Node) -> _Found:
    if not isinstance(value, dict):
        return
    known, patterns = _object(node.get("properties")), _object(node.get("patternProperties"))
    held = [_pattern_of(pattern) for pattern in patterns]
    for name in value:
        if name in known or any(each.held_by(name) for each in held):
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


_OUR_KEYWORDS = {
    "additionalProperties": _additional_properties,
    "multipleOf": _multiple_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "required": _required,
    "uniqueItems": _unique_items,
}


def _certainly_passes(validator: Validator, value: Json, node: Json) -> bool:
    """Tell whether ``value`` passes a schema of a few simple keywords; False where it fails, or can't be told here.

    Most fields of most bodies are a text with a pattern: to look at them so takes a quarter of the time that it takes
    to make a validator for each. What does not pass is left to the library, which says why.
    """
    if not isinstance(node, dict):
        return False
    for keyword, rule in node.items():
        passes = _SIMPLE.get(keyword)
        if passes is None or not passes(validator, rule, value):
            return False
    return True


def _has_type(validator: Validator, wanted: Json, value: Json) -> bool:
    if isinstance(wanted, str):
        return validator.is_type(value, wanted)
    return isinstance(wanted, list) and any(isinstance(each, str) and validator.is_type(value, each) for each in wanted)


def _has_pattern(_: Validator, pattern: Json, value: Json) -> bool:
    return isinstance(pattern, str) and (not isinstance(value, str) or _pattern_of(pattern).held_by(value))


def _has_format(_: Validator, name: Json, value: Json) -> bool:
    return isinstance(name, str) and _format_checker().conforms(value, name)


def _passes_one(validator: Validator, choices: Json, value: Json) -> bool:
    return isinstance(choices, list) and any(_certainly_passes(validator, value, each) for each in choices)


def _all_pass(validator: Validator, node: Json, value: Json) -> bool:
    return not isinstance(value, list) or all(_certainly_passes(validator, item, node) for item in value)


def _says_nothing(_: Validator, __: Json, ___: Json) -> bool:
    return True


_SIMPLE: dict[str, Callable[[Validator, Json, Json], bool]] = {
    "anyOf": _passes_one,
    "format": _has_format,
    "items": _all_pass,
    "pattern": _has_pattern,
    "type": _has_type,
    **dict.fromkeys(("default", "description", "example", "readOnly", "title"), _says_nothing),
}

_Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], _Found]


def _only_what_may_fail(properties: _Keyword) -> _Keyword:
    def check(validator: Validator, fields: dict[str, Json], value: object, node: _Node) -> _Found:
        if isinstance(value, dict):
            present = ((name, below) for name, below in fields.items() if name in value)
            left = {name: below for name, below in present if not _certainly_passes(validator, value[name], below)}
            if left:
                yield from properties(validator, left, value, node)

    return check


def _unless(passes: Callable[[Validator, Json, Json], bool]) -> Callable[[_Keyword], _Keyword]:
    def shorter(keyword: _Keyword) -> _Keyword:
        def check(validator: Validator, rule: Json, value: Json, node: _Node) -> _Found:
            if not passes(validator, rule, value):
                yield from keyword(validator, rule, value, node) or ()

        return check

    return shorter


_SHORTER: dict[str, Callable[[_Keyword], _Keyword]] = {"anyOf": _unless(_passes_one), "properties": _only_what_may_fail}


def _told(failure: Failure, veil: Veil) -> Iterator[Problem]:
    """Turn a failure into problems: the one in the way of the likeliest alternative, where only one fits at all."""
    if failure.validator in {"anyOf", "oneOf"} and failure.context:
        branches: dict[object, list[Failure]] = {}
        for below in failure.context:
            branches.setdefault(below.schema_path[0], []).append(below)
        fitting = [found for found in branches.values() if not any(_of_wrong_type(item) for item in found)]
        if len(fitting) == 1:
            for below in fitting[0]:
                yield from _told(below, veil)
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
        return _object(_object(node.get("properties")).get(str(failure.absolute_path[-1])))
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


def _relevance(problem: Problem) -> tuple[int, int]:
    """Sort missing, unknown and mistyped fields before finer faults, and shallow ones before deep ones."""
    return (_WEIGHT.get(problem.keyword, 3), problem.pointer.count("/"))
