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

from collections.abc import Callable
from typing import TypeAlias

from heroics_py.model.keywords import CHOICE
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import spend
from heroics_py.validation.kinds import excluded
from heroics_py.validation.quick_values import VALUE_RULES, Test, all_of, always, has_other_type, matcher, never

__all__ = ["QuickTests"]

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
            test = self._made[id(node)] = self._make(node) if isinstance(node, dict) else never
        return test

    def definition(self, name: str) -> Test:
        """Return the test of a schema that contains itself."""
        return self.of(self._definitions[name] if isinstance(self._definitions, dict) else None)

    def _make(self, node: _Node) -> Test:
        tests: list[Test] = []
        for keyword, argument in node.items():
            test = self._rule_test(keyword, argument, node)
            if test is None:
                return self.otherwise(node)
            if test is not always:
                tests.append(test)
        return all_of(tests)

    def _rule_test(self, keyword: str, argument: Json, node: _Node) -> Test | None:
        if value_rule := VALUE_RULES.get(keyword):
            return value_rule(argument)
        rule = _RULES.get(keyword)
        return None if rule is None else rule(self, argument, node)


_Rule: TypeAlias = Callable[[QuickTests, Json, _Node], Test | None]
"""Makes a test of a keyword's argument, which has schemas in it; None if the rule can't decide about it."""


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
        pairs = ((matcher(pattern), passes) for pattern, passes in by_pattern.items())
        return all(passes(item) for matches, passes in pairs for name, item in value.items() if matches(name))

    return test


def _additional_properties(tests: QuickTests, additional: Json, node: _Node) -> Test | None:
    if additional is True:
        return always
    known, patterns = node.get("properties", {}), node.get("patternProperties", {})
    if not isinstance(known, dict) or not isinstance(patterns, dict):
        return None
    passes = never if additional is False else tests.of(additional)

    def test(value: object) -> bool:
        if not isinstance(value, dict):
            return True
        others = [name for name in value if name not in known]
        spend(len(others) * (1 + len(patterns)))
        return all(any(matcher(each)(name) for each in patterns) or passes(value[name]) for name in others)

    return test


def _all_of(tests: QuickTests, nodes: Json, _: _Node) -> Test | None:
    if not isinstance(nodes, list):
        return None
    passes = all_of([tests.of(each) for each in nodes])

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
            index for index, each in enumerate(nodes) if index not in others and not has_other_type(each, value)
        ]
        return below[possible[0]](value) if len(possible) == 1 else decides(value)

    return test


def _ref(tests: QuickTests, reference: Json, node: _Node) -> Test | None:
    """Make a test of a schema that contains itself; no other reference is left in a schema that is written out."""
    if not isinstance(reference, str) or len(node) > 1:
        return None
    name = reference.rpartition("/")[2]

    def test(value: object) -> bool:
        spend()
        return tests.definition(name)(value)

    return test


_RULES: dict[str, _Rule] = {
    "$ref": _ref,
    "additionalProperties": _additional_properties,
    "allOf": _all_of,
    "anyOf": _any_of,
    "items": _items,
    "oneOf": _one_of,
    "patternProperties": _pattern_properties,
    "properties": _properties,
}
