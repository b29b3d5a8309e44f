"""Sets of JSON types, in which integers are numbers."""

from collections.abc import Iterable

from heroics_py.changes.schemas.applied import Applied
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import JSON_TYPES
from heroics_py.model.schema_types import type_name
from heroics_py.support.json_types import Json

__all__ = [
    "ALL_TYPES",
    "listed_values",
    "meet",
    "named_types",
    "not_in",
    "type_of_values",
    "type_text",
    "type_words",
    "types_by_hints",
]

ALL_TYPES = frozenset(JSON_TYPES)
"""The types of any value."""

_NOTHING: dict[str, Json] = {"not": {}}  # the schema false
_HINTS = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}


def not_in(types: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Return those types that are not among others; integers are numbers."""
    return frozenset(each for each in types - others if each != "integer" or "number" not in others)


def meet(types: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Return the types of values that are in both."""
    common = types & others
    has_integers = ("integer" in types and "number" in others) or ("number" in types and "integer" in others)
    return common | {"integer"} if has_integers else common


def named_types(applied: Applied) -> frozenset[str] | None:
    """Return the types that the keyword ``type`` of a schema allows; None if it has none that is known."""
    if applied.node == _NOTHING:
        return frozenset()
    named = applied.node.get("type")
    names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    known = frozenset(each for each in names if isinstance(each, str)) & ALL_TYPES
    if not known or len(known) < len(names):
        return None
    return known | applied.extra


def types_by_hints(nodes: Iterable[Applied]) -> frozenset[str] | None:
    """Return the types that keywords are for, where no schema names any; None without such a keyword."""
    found: set[str] = set()
    for each in nodes:
        found |= {kind for keyword, kind in _HINTS.items() if keyword in each.node}
        found |= each.extra if found else set()
    return frozenset(found) or None


def listed_values(applied: Applied) -> list[Json] | None:
    """Return the values that a schema lists; None if it lists none."""
    node = applied.node
    values = node.get("enum")
    if not isinstance(values, list):
        if "const" not in node or is_before(applied.schema.draft, "draft-06"):
            return None
        values = [node["const"]]
    return [*values, None] if applied.extra and None not in values else values


def type_text(types: frozenset[str] | None) -> str:
    """Return types in words: "string or null"."""
    return "anything" if types is None else " or ".join(type_words(types)) or "nothing"


def type_words(types: frozenset[str]) -> list[str]:
    """Return the names of types in their usual order, null last."""
    names = [each for each in JSON_TYPES if each in types and not (each == "integer" and "number" in types)]
    return ["list" if each == "array" else each for each in names]


def type_of_values(values: Iterable[Json]) -> frozenset[str]:
    """Return the types of values; a whole number is an integer."""
    return frozenset(_type_of(value) for value in values)


def _type_of(value: Json) -> str:
    return "integer" if isinstance(value, float) and value.is_integer() else type_name(value)
