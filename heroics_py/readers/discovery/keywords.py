"""Keywords of Discovery documents, rewritten as standard JSON Schema."""

from collections.abc import Iterator, Mapping
from math import isfinite

from heroics_py.model.pointers import escape_key
from heroics_py.readers.fields import object_at, object_of, text_at, texts_at
from heroics_py.support.json_types import Json

__all__ = ["rewrite_discovery", "schemas_by_pointer"]

_WHOLE_NUMBERS = frozenset({"int64", "uint64"})
_BOUNDS = ("minimum", "maximum")
_NO_KEYWORDS = frozenset({"location", "repeated", "required", "annotations", "id"})
_MAX_DEPTH = 100


def rewrite_discovery(node: dict[str, Json], method: str = "") -> dict[str, Json]:
    """Rewrite the keywords that only Discovery documents have, which are based on draft-03 of JSON Schema.

    Args:
        node: a schema or a parameter.
        method: the id of the method that it is for: some properties are required for certain methods alone.
    """
    if isinstance(node.get("location"), str) and node.get("repeated") is True:
        return {"type": "array", "items": {key: value for key, value in node.items() if key not in _NO_KEYWORDS}}
    schema = {key: value for key, value in node.items() if key not in _NO_KEYWORDS or not _is_marker(key, value)}
    required: list[Json] = [*_required_names(node, method)]
    if required:
        schema["required"] = required
    return _with_types(schema)


def schemas_by_pointer(schemas: Mapping[str, Json]) -> dict[str, Json]:
    """Return the schemas with pointers for references, which name a schema by its id."""
    return {name: _with_pointers(schema, 0) for name, schema in schemas.items()}


def _with_pointers(node: Json, depth: int) -> Json:
    if depth > _MAX_DEPTH:
        return node
    if isinstance(node, list):
        return [_with_pointers(each, depth + 1) for each in node]
    if not isinstance(node, dict):
        return node
    copy = {
        key: _with_pointers(value, depth + 1) if isinstance(value, dict | list) else value
        for key, value in node.items()
        if key != "id" or not isinstance(value, str)
    }
    reference = node.get("$ref")
    if isinstance(reference, str) and "#" not in reference:
        copy["$ref"] = f"#/schemas/{escape_key(reference)}"
    return copy


def _is_marker(key: str, value: Json) -> bool:
    """Return whether a key isn't a keyword here: ``required: true`` belongs to the schema around this one."""
    return key != "required" or isinstance(value, bool)


def _required_names(node: dict[str, Json], method: str) -> Iterator[str]:
    for name, schema in object_at(node, "properties").items():
        below = object_of(schema)
        if below.get("required") is True or (
            method and method in texts_at(object_at(below, "annotations"), "required")
        ):
            yield name


def _with_types(schema: dict[str, Json]) -> dict[str, Json]:
    kind = text_at(schema, "type")
    if kind == "any":
        del schema["type"]
    if kind == "string" and text_at(schema, "format") in _WHOLE_NUMBERS:
        # JSON numbers hold 53 bits, so that these are texts; the servers take numbers too.
        schema.update(type=["string", "integer"], pattern=schema.get("pattern", "^-?[0-9]+$"))
    for bound in _BOUNDS:
        if isinstance(text := schema.get(bound), str):
            schema[bound] = _number(text)
    if isinstance(text := schema.get("default"), str) and kind in {"integer", "number", "boolean"}:
        schema["default"] = {"true": True, "false": False}.get(text) if kind == "boolean" else _number(text)
    return schema


def _number(text: str) -> Json:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
