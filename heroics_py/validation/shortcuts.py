"""The quick way past values that certainly pass, so that only the others take the long one."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.support.budget import spend
from heroics_py.support.json_types import Json
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.patterns import pattern_of

__all__ = ["SHORTER", "format_checker"]

_Node: TypeAlias = dict[str, Json]
_Found: TypeAlias = Iterator[Failure]


@cache
def format_checker() -> FormatChecker:
    """Return what checks the formats of this project, and no others."""
    checker = FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    return checker


def _certainly_passes(validator: Validator, value: Json, node: Json) -> bool:
    """Tell whether ``value`` passes a schema of a few simple keywords; False where it fails, or can't be told here.

    Most fields of most bodies are a text with a pattern: to look at them so takes a quarter of the time that it takes
    to make a validator for each. What does not pass is left to the library, which says why.
    """
    spend()
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
    return isinstance(pattern, str) and (not isinstance(value, str) or pattern_of(pattern).held_by(value))


def _has_format(_: Validator, name: Json, value: Json) -> bool:
    return isinstance(name, str) and format_checker().conforms(value, name)


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


SHORTER: dict[str, Callable[[_Keyword], _Keyword]] = {"anyOf": _unless(_passes_one), "properties": _only_what_may_fail}
