"""The JSON types of values, and those that a schema allows."""

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import JSON_TYPES
from heroics_py.model.schema import Schema
from heroics_py.support.cached_property import computed_once
from heroics_py.support.json_types import Json

__all__ = ["JSON_TYPES", "is_binary", "type_name", "types_of", "values_of"]

_MAX_DEPTH = 6


def type_name(value: object) -> str:
    """Return the JSON type of a value; the Python type if it has none."""
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


@computed_once
def types_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that a schema allows, through references and alternatives; empty if it allows any."""
    return tuple(dict.fromkeys(_types(schema, {}, 0)))


# Each schema is looked at once for each question: references may lead to one in a million ways.


def _types(schema: Schema, known: dict[str, list[str]], depth: int) -> list[str]:
    if depth > _MAX_DEPTH:
        return []
    try:
        target = schema.dereference()
        if target.pointer not in known:
            known[target.pointer] = []
            known[target.pointer] = _own_types(target, target.node, known, depth)
    except SchemaError:
        return []
    return known[target.pointer]


def _own_types(target: Schema, node: dict[str, Json], known: dict[str, list[str]], depth: int) -> list[str]:
    own = node.get("type")
    names = [own] if isinstance(own, str) else own if isinstance(own, list) else []
    if proper := [name for name in names if isinstance(name, str) and name in JSON_TYPES]:
        return proper
    if values := values_of(target):
        return [type_name(value) for value in values]
    below = [_types(choice, known, depth + 1) for choice in target.branches("anyOf", "oneOf")]
    if below:
        return list(dict.fromkeys(name for names in below for name in names)) if all(below) else []
    return ["object"] if isinstance(node.get("properties"), dict) else []


def is_binary(schema: Schema) -> bool:
    """Return whether the values of a schema are bytes: ``format: binary``, or a media type other than text."""
    try:
        node = schema.dereference().node
    except SchemaError:
        return False
    media_type = node.get("contentMediaType")
    is_data = isinstance(media_type, str) and "contentEncoding" not in node and not media_type.startswith("text/")
    return node.get("format") == "binary" or (is_data and "json" not in str(media_type))


def values_of(schema: Schema) -> tuple[Json, ...]:
    """Return the values that a schema lists with ``enum``, or the one that it names with ``const`` since draft-06."""
    try:
        target = schema.dereference()
        node = target.node
    except SchemaError:
        return ()
    if isinstance(values := node.get("enum"), list):
        return tuple(values)
    return (node["const"],) if "const" in node and not is_before(target.draft, "draft-06") else ()
