"""Shortcuts of jsonschema's keywords past the values that certainly pass.

jsonschema creates a validator for each field of a body. Most fields are a text with a pattern: the quick rules take a
quarter of the time for them, and jsonschema is left with the fields that may have a problem to find.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Failure
from jsonschema.protocols import Validator

from heroics_py.support.json_types import Json
from heroics_py.validation.formats import FORMATS
from heroics_py.validation.patterns import pattern_of
from heroics_py.validation.quick_rules import QuickRules

__all__ = ["SHORTCUTS", "format_checker"]

_Failures: TypeAlias = Iterator[Failure]
_Keyword: TypeAlias = Callable[[Validator, Any, Any, Any], _Failures]

# Nested objects are left to jsonschema, which comes back here for their fields: each level is looked at once.
_RULES = QuickRules(lambda pattern, value: pattern_of(pattern).matches(value), without={"properties"})


@cache
def format_checker() -> FormatChecker:
    """Return a checker of the formats in `FORMATS` alone."""
    checker = FormatChecker(formats=())
    for name, passes in FORMATS.items():
        checker.checks(name)(passes)
    return checker


def _shortcut_properties(keyword: _Keyword) -> _Keyword:
    def check(validator: Validator, properties: dict[str, Json], value: object, node: dict[str, Json]) -> _Failures:
        if isinstance(value, dict):
            present = ((name, below) for name, below in properties.items() if name in value)
            doubtful = {name: below for name, below in present if not _RULES.passes(below, value[name])}
            if doubtful:
                yield from keyword(validator, doubtful, value, node)

    return check


def _shortcut_any_of(keyword: _Keyword) -> _Keyword:
    def check(validator: Validator, nodes: list[Json], value: Json, node: dict[str, Json]) -> _Failures:
        if not any(_RULES.passes(each, value) for each in nodes):
            yield from keyword(validator, nodes, value, node) or ()

    return check


SHORTCUTS: dict[str, Callable[[_Keyword], _Keyword]] = {"anyOf": _shortcut_any_of, "properties": _shortcut_properties}
"""By keyword, a function that returns jsonschema's check of it with a shortcut."""
