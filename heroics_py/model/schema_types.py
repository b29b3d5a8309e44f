"""The JSON types of values, and those that a schema allows."""

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["JSON_TYPES", "type_name", "types_of", "values_of"]

JSON_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")

_DEEPEST = 6


def type_name(value: object) -> str:
    """Return the JSON type of a value, in the words of JSON Schema; the Python type of anything else."""
    for kind, name in _TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return "null" if value is None else type(value).__name__


_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
    ((list, tuple), "array"),
)


def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that a value may have, through references and alternatives; empty where any will do."""
    return tuple(dict.fromkeys(_types(schema, {}, 0)))


# What is told of a place is told once for each question: schemas may lead to one place in a million ways.


def _types(schema: Schema, known: dict[str, list[str]], depth: int) -> list[str]:
    if depth > _DEEPEST:
        return []
    if schema.pointer not in known:
        known[schema.pointer] = []
        known[schema.pointer] = _types_here(schema, known, depth)
    return known[schema.pointer]


def _types_here(schema: Schema, known: dict[str, list[str]], depth: int) -> list[str]:
    try:
        target = schema.dereference()
        node = target.node
    except SchemaError:
        return []
    own = node.get("type")
    named = [own] if isinstance(own, str) else own if isinstance(own, list) else []
    if proper := [name for name in named if isinstance(name, str) and name in JSON_TYPES]:
        return proper
    if values := node.get("enum"):
        return [type_name(value) for value in values] if isinstance(values, list) else []
    below = [_types(choice, known, depth + 1) for choice in target.branches("anyOf", "oneOf")]
    if below:
        return list(dict.fromkeys(name for names in below for name in names)) if all(below) else []
    return ["object"] if isinstance(node.get("properties"), dict) else []


def values_of(schema: Schema) -> tuple[Json, ...]:
    """Return the values that the schema lists (``enum``), empty where it lists none or has other alternatives."""
    try:
        found = schema.dereference().node.get("enum")
    except SchemaError:
        return ()
    return tuple(found) if isinstance(found, list) else ()
