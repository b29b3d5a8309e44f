"""The rules by which a value certainly passes a schema.

A value certainly passes if each keyword of its schema has a rule below and every rule says yes. A rule says yes only
where all drafts and jsonschema agree, and no when in doubt; so "no" is not yet a problem:

    schema               value      quick    why
    -------------------  ---------  -------  -------------------------------------------
    {"type": "integer"}  1          yes
    {"type": "integer"}  1.0        no       an integer in draft-06, not in draft-04
    {"type": "integer"}  "1"        no       it fails
    {"not": {}}          1          no       not has no rule

After a "no" comes the thorough check with jsonschema, which finds every problem. Nearly all values pass, most of them
quickly: help() needs no jsonschema at all (`quick_check`), and a body takes a quarter of the time (`shortcuts`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sized
from typing import TypeAlias

from heroics_py.model.keywords import CHOICE, FLATTENED
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.step_budget import spend
from heroics_py.validation.kinds import excluded

__all__ = ["QuickRules"]

_ENTRIES_OF_A_STEP = 50

_Node: TypeAlias = dict[str, Json]


class QuickRules:
    """Decides which values certainly pass.

    Args:
        matches: returns whether a pattern certainly matches a text.
        without: keywords whose rules are left out.
    """

    __slots__ = ("_rules", "matches")

    def __init__(self, matches: Callable[[str, str], bool], without: Collection[str] = ()) -> None:
        self.matches = matches
        self._rules = {keyword: rule for keyword, rule in _RULES.items() if keyword not in without}

    def passes(self, node: Json, value: object) -> bool:
        """Return whether ``value`` certainly passes the schema ``node``.

        Raises:
            StepLimitError: the task that this is part of has no steps left.
        """
        if not isinstance(node, dict):
            return False
        spend()
        for keyword, argument in node.items():
            rule = self._rules.get(keyword)
            if rule is None or not rule(self, argument, value, node):
                return False
        return True


def _spend_on(entries: Sized) -> None:
    if len(entries) >= _ENTRIES_OF_A_STEP:
        spend(len(entries) // _ENTRIES_OF_A_STEP)


_Rule = Callable[[QuickRules, Json, object, _Node], bool]


def _has_type(_: QuickRules, types: Json, value: object, __: _Node) -> bool:
    if isinstance(types, str):
        return type(value) in _TYPES.get(types, ())
    names = types if isinstance(types, list) else ()
    return any(isinstance(name, str) and type(value) in _TYPES.get(name, ()) for name in names)


def _is_listed(_: QuickRules, values: Json, value: object, __: _Node) -> bool:
    if not isinstance(values, list):
        return False
    _spend_on(values)
    if type(value) is str:
        return value in values
    # In Python, 1 equals True and 1.0.
    return type(value) is int and any(type(each) is int and each == value for each in values)


def _is_constant(_: QuickRules, constant: Json, value: object, __: _Node) -> bool:
    return type(value) is str and value == constant


def _has_pattern(rules: QuickRules, pattern: Json, value: object, _: _Node) -> bool:
    return isinstance(pattern, str) and (not isinstance(value, str) or rules.matches(pattern, value))


def _has_format(_: QuickRules, name: Json, value: object, __: _Node) -> bool:
    load_modules("heroics_py.validation.formats")
    from heroics_py.validation.formats import FORMATS

    return isinstance(name, str) and (name not in FORMATS or FORMATS[name](value))


def _length_rule(compare: Callable[[int, int], bool], kind: type) -> _Rule:
    def rule(_: QuickRules, bound: Json, value: object, __: _Node) -> bool:
        return not isinstance(value, kind) or (type(bound) is int and compare(len(value), bound))  # type: ignore[arg-type]

    return rule


def _bound_rule(compare: Callable[[int, int], bool]) -> _Rule:
    def rule(_: QuickRules, bound: Json, value: object, __: _Node) -> bool:
        return type(value) is str or (type(value) is int and type(bound) is int and compare(value, bound))

    return rule


def _items_pass(rules: QuickRules, node: Json, value: object, _: _Node) -> bool:
    return not isinstance(value, list) or all(rules.passes(node, item) for item in value)


def _properties_pass(rules: QuickRules, properties: Json, value: object, _: _Node) -> bool:
    if not isinstance(value, dict) or not isinstance(properties, dict):
        return not isinstance(value, dict)
    _spend_on(properties)
    return all(rules.passes(node, value[name]) for name, node in properties.items() if name in value)


def _has_required(_: QuickRules, names: Json, value: object, __: _Node) -> bool:
    if not isinstance(value, dict) or not isinstance(names, list):
        return not isinstance(value, dict)
    _spend_on(names)
    return all(name in value for name in names)


def _has_only_properties(_: QuickRules, additional: Json, value: object, node: _Node) -> bool:
    if additional is True or not isinstance(value, dict):
        return True
    _spend_on(value)
    properties = node.get("properties")
    return isinstance(properties, dict) and all(name in properties for name in value)


def _any_passes(rules: QuickRules, nodes: Json, value: object, node: _Node) -> bool:
    if not isinstance(nodes, list):
        return False
    others = excluded(node, "anyOf", value)
    return any(rules.passes(each, value) for index, each in enumerate(nodes) if index not in others)


def _one_passes(rules: QuickRules, nodes: Json, value: object, node: _Node) -> bool:
    """Return whether one alternative passes, and its kind excludes all others."""
    if not isinstance(nodes, list):
        return False
    others = excluded(node, "oneOf", value)
    possible = [index for index in range(len(nodes)) if index not in others]
    return len(possible) == 1 and rules.passes(nodes[possible[0]], value)


def _all_pass(rules: QuickRules, nodes: Json, value: object, _: _Node) -> bool:
    return isinstance(nodes, list) and all(rules.passes(node, value) for node in nodes)


def _asserts_nothing(_: QuickRules, __: Json, ___: object, ____: _Node) -> bool:
    return True


_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_RULES: dict[str, _Rule] = {
    "additionalProperties": _has_only_properties,
    CHOICE: _asserts_nothing,
    FLATTENED: _asserts_nothing,
    "allOf": _all_pass,
    "anyOf": _any_passes,
    "const": _is_constant,
    "description": _asserts_nothing,
    "enum": _is_listed,
    "format": _has_format,
    "items": _items_pass,
    "maxItems": _length_rule(int.__le__, list),
    "maxLength": _length_rule(int.__le__, str),
    "maximum": _bound_rule(int.__le__),
    "minItems": _length_rule(int.__ge__, list),
    "minLength": _length_rule(int.__ge__, str),
    "minimum": _bound_rule(int.__ge__),
    "oneOf": _one_passes,
    "pattern": _has_pattern,
    "properties": _properties_pass,
    "required": _has_required,
    "type": _has_type,
}
