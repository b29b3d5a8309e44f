"""The rules by which a value certainly passes a schema.

Each keyword has a rule, which makes a test of its argument once for each schema. A value certainly passes if every
test says yes. A test says yes only where all drafts and jsonschema agree, and no when in doubt; so "no" is not yet a
problem:

    schema               value      test     why
    -------------------  ---------  -------  -------------------------------------------
    {"type": "integer"}  1          yes
    {"type": "integer"}  1.0        no       an integer in draft-06, not in draft-04
    {"type": "integer"}  "1"        no       it fails
    {"not": {}}          1          another  "not" has no rule: jsonschema decides

After a "no", jsonschema finds every problem. Nearly all values pass without it: help() and most calls never load it,
and the check of a body takes a sixth of the time.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from functools import lru_cache
from types import NoneType
from typing import TypeAlias

from heroics_py.model.keywords import CHOICE, FLATTENED
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.step_budget import spend
from heroics_py.validation.kinds import excluded
from heroics_py.validation.simple_patterns import MAX_LENGTH, simple_search

__all__ = ["QuickTests", "Test"]

Test: TypeAlias = Callable[[object], bool]
"""Returns whether a value certainly passes; raises StepLimitError if the task that it is part of has no steps left."""

_Node: TypeAlias = dict[str, Json]


class QuickTests:
    """Makes the test of a schema, and of each schema in it once.

    Args:
        root: the schema, written out.
        otherwise: makes the test of a schema with a keyword that has no rule.
    """

    def __init__(self, root: _Node, otherwise: Callable[[_Node], Test]) -> None:
        self._definitions = root.get("definitions")
        self.otherwise = otherwise
        self._made: dict[int, Test] = {}

    def of(self, node: Json) -> Test:
        """Return the test of a schema, which is a part of the root."""
        test = self._made.get(id(node))
        if test is None:
            test = self._made[id(node)] = self._make(node) if isinstance(node, dict) else _doubts
        return test

    def definition(self, name: str) -> Test:
        """Return the test of a schema that contains itself."""
        return self.of(self._definitions[name] if isinstance(self._definitions, dict) else None)

    def _make(self, node: _Node) -> Test:
        tests: list[Test] = []
        for keyword, argument in node.items():
            rule = _RULES.get(keyword)
            test = None if rule is None else rule(self, argument, node)
            if test is None:
                return self.otherwise(node)
            if test is not _passes:
                tests.append(test)
        return _all(tests)


_Rule: TypeAlias = Callable[[QuickTests, Json, _Node], Test | None]
"""Makes a test of a keyword's argument; None if the keyword can't be decided without its schema or its draft."""


def _passes(_: object) -> bool:
    return True


def _doubts(_: object) -> bool:
    return False


def _all(tests: list[Test]) -> Test:
    if len(tests) < 2:
        return tests[0] if tests else _passes

    def test(value: object) -> bool:
        for each in tests:  # noqa: SIM110 - all() takes twice the time
            if not each(value):
                return False
        return True

    return test


def _asserts_nothing(_: QuickTests, __: Json, ___: _Node) -> Test:
    return _passes


def _type(_: QuickTests, types: Json, __: _Node) -> Test:
    names = types if isinstance(types, list) else [types]
    kinds = frozenset(kind for name in names for kind in _TYPES.get(str(name), ()))
    return lambda value: type(value) in kinds


def _enum(_: QuickTests, values: Json, __: _Node) -> Test:
    # In Python, 1 equals True and 1.0.
    listed = {(type(each), each) for each in values if type(each) in _SCALARS} if isinstance(values, list) else set()
    return lambda value: type(value) in _SCALARS and (type(value), value) in listed


def _const(tests: QuickTests, constant: Json, node: _Node) -> Test:
    return _enum(tests, [constant], node)


def _pattern(_: QuickTests, pattern: Json, __: _Node) -> Test | None:
    if not isinstance(pattern, str):
        return None
    return lambda value: not isinstance(value, str) or _matcher(pattern)(value)


@lru_cache(maxsize=4096)
def _matcher(pattern: str) -> Callable[[str], bool]:
    """Return a function that returns whether a pattern matches anywhere in a text."""
    search = simple_search(pattern)

    def matches(value: str) -> bool:
        if search is not None and len(value) <= MAX_LENGTH:
            return search(value) is not None
        load_modules("heroics_py.validation.patterns")
        from heroics_py.validation.patterns import pattern_of

        return pattern_of(pattern).matches(value)

    return matches


def _format(_: QuickTests, name: Json, __: _Node) -> Test | None:
    load_modules("heroics_py.validation.formats")
    from heroics_py.validation.formats import FORMATS

    return FORMATS.get(name, _passes) if isinstance(name, str) else None


def _length_rule(compare: Callable[[int, int], bool], kind: type) -> _Rule:
    def rule(_: QuickTests, bound: Json, __: _Node) -> Test | None:
        if type(bound) is not int:
            return None
        return lambda value: not isinstance(value, kind) or compare(len(value), bound)  # type: ignore[arg-type]

    return rule


def _bound_rule(compare: Callable[[float, float], bool]) -> _Rule:
    def rule(_: QuickTests, bound: Json, __: _Node) -> Test | None:
        if bound is False:  # up to draft-04, a flag next to the bound
            return _passes
        if type(bound) not in _NUMBERS:
            return None
        return lambda value: compare(value, bound) if type(value) in _NUMBERS else type(value) in _NO_NUMBERS  # type: ignore[arg-type]

    return rule


def _multiple_of(_: QuickTests, step: Json, __: _Node) -> Test | None:
    if type(step) is not int:
        return None
    return lambda value: value % step == 0 if type(value) is int else type(value) in _NO_NUMBERS


def _unique_items(_: QuickTests, unique: Json, __: _Node) -> Test | None:
    if unique is False:
        return _passes

    def test(value: object) -> bool:
        if not isinstance(value, list):
            return True
        return len(value) < 2 or (all(type(each) is str for each in value) and len(set(value)) == len(value))

    return test


def _items(tests: QuickTests, node: Json, _: _Node) -> Test | None:
    if not isinstance(node, dict):
        return None
    passes = tests.of(node)

    def test(value: object) -> bool:
        if not isinstance(value, list):
            return True
        spend(len(value))
        return all(map(passes, value))

    return test


def _properties(tests: QuickTests, properties: Json, _: _Node) -> Test | None:
    if not isinstance(properties, dict):
        return None
    by_name = {name: tests.of(below) for name, below in properties.items()}

    def test(value: object) -> bool:
        if not isinstance(value, dict):
            return True
        spend(len(value))
        for name, item in value.items():
            passes = by_name.get(name)
            if passes is not None and not passes(item):
                return False
        return True

    return test


def _pattern_properties(tests: QuickTests, patterns: Json, _: _Node) -> Test | None:
    if not isinstance(patterns, dict):
        return None
    by_pattern = {pattern: tests.of(below) for pattern, below in patterns.items()}

    def test(value: object) -> bool:
        if not isinstance(value, dict):
            return True
        spend(len(value) * len(by_pattern))
        pairs = ((_matcher(pattern), passes) for pattern, passes in by_pattern.items())
        return all(passes(item) for matches, passes in pairs for name, item in value.items() if matches(name))

    return test


def _additional_properties(tests: QuickTests, additional: Json, node: _Node) -> Test | None:
    if additional is True:
        return _passes
    known, patterns = node.get("properties", {}), node.get("patternProperties", {})
    if not isinstance(known, dict) or not isinstance(patterns, dict):
        return None
    passes = _doubts if additional is False else tests.of(additional)

    def test(value: object) -> bool:
        if not isinstance(value, dict):
            return True
        others = [name for name in value if name not in known]
        spend(len(others) * (1 + len(patterns)))
        return all(any(_matcher(each)(name) for each in patterns) or passes(value[name]) for name in others)

    return test


def _required(_: QuickTests, names: Json, __: _Node) -> Test | None:
    if not isinstance(names, list):
        return None
    required = frozenset(map(str, names))
    return lambda value: not isinstance(value, dict) or required <= value.keys()


def _all_of(tests: QuickTests, nodes: Json, _: _Node) -> Test | None:
    if not isinstance(nodes, list):
        return None
    passes = _all([tests.of(each) for each in nodes])

    def test(value: object) -> bool:
        spend(len(nodes))
        return passes(value)

    return test


def _any_of(tests: QuickTests, nodes: Json, node: _Node) -> Test | None:
    if not isinstance(nodes, list):
        return None
    below = [tests.of(each) for each in nodes]

    def test(value: object) -> bool:
        spend(len(below))
        others = excluded(node, "anyOf", value) if isinstance(value, dict) else ()
        return any(index not in others and passes(value) for index, passes in enumerate(below))

    return test


def _one_of(tests: QuickTests, nodes: Json, node: _Node) -> Test | None:
    """Make a test that leaves values to jsonschema if their kind and type exclude too few alternatives."""
    if not isinstance(nodes, list):
        return None
    below = [tests.of(each) for each in nodes]
    decides = tests.otherwise({keyword: node[keyword] for keyword in ("oneOf", CHOICE) if keyword in node})

    def test(value: object) -> bool:
        spend(len(below))
        others = excluded(node, "oneOf", value)
        possible = [
            index for index, each in enumerate(nodes) if index not in others and not _has_other_type(each, value)
        ]
        return below[possible[0]](value) if len(possible) == 1 else decides(value)

    return test


def _has_other_type(node: Json, value: object) -> bool:
    """Return whether a value certainly has none of the types of a schema."""
    types = node.get("type") if isinstance(node, dict) else None
    names = _NAMES.get(type(value))
    return types is not None and names is not None and names.isdisjoint(types if isinstance(types, list) else [types])


def _ref(tests: QuickTests, reference: Json, node: _Node) -> Test | None:
    """Make a test of a schema that contains itself; no other reference is left in a schema that is written out."""
    if not isinstance(reference, str) or len(node) > 1:
        return None
    name = reference.rpartition("/")[2]

    def test(value: object) -> bool:
        spend()
        return tests.definition(name)(value)

    return test


_NUMBERS: Collection[type] = frozenset({int, float})
_NO_NUMBERS: Collection[type] = frozenset({str, bool, NoneType, list, dict})
_SCALARS: Collection[type] = frozenset({str, int, float, bool, NoneType})
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (NoneType,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
# A float may be an integer, too.
_NAMES = {kind: {name for name, kinds in _TYPES.items() if kind in kinds} for kind in (*_SCALARS, list, dict)}
_NAMES[float].add("integer")
_RULES: dict[str, _Rule] = {
    "$ref": _ref,
    "additionalProperties": _additional_properties,
    CHOICE: _asserts_nothing,
    FLATTENED: _asserts_nothing,
    "allOf": _all_of,
    "anyOf": _any_of,
    "const": _const,
    "definitions": _asserts_nothing,
    "description": _asserts_nothing,
    "enum": _enum,
    "exclusiveMaximum": _bound_rule(operator.lt),
    "exclusiveMinimum": _bound_rule(operator.gt),
    "format": _format,
    "items": _items,
    "maxItems": _length_rule(operator.le, list),
    "maxLength": _length_rule(operator.le, str),
    "maxProperties": _length_rule(operator.le, dict),
    "maximum": _bound_rule(operator.le),
    "minItems": _length_rule(operator.ge, list),
    "minLength": _length_rule(operator.ge, str),
    "minProperties": _length_rule(operator.ge, dict),
    "minimum": _bound_rule(operator.ge),
    "multipleOf": _multiple_of,
    "oneOf": _one_of,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique_items,
}
