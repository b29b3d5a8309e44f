"""The schemas of OpenAPI as plain JSON Schema."""

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.readers.parts import list_of, object_of
from heroics_py.support.json_types import Json

__all__ = ["of_all_kinds", "plain", "plain_of_request"]


def plain(node: dict[str, Json]) -> dict[str, Json]:
    """Say the words of OpenAPI as JSON Schema.

    ``nullable`` (OpenAPI 3.0; tolerated in 3.1, where files keep using it) becomes a type of its own, and a
    ``discriminator`` the choice that it makes (4.8.25).
    """
    return _nullable(_discriminated(node) if "discriminator" in node else node)


def _discriminated(node: dict[str, Json]) -> dict[str, Json]:
    """Say that the property of the discriminator chooses among the schemas of oneOf or anyOf."""
    said = node["discriminator"]
    field = said.get("propertyName") if isinstance(said, dict) else None
    word = next((word for word in ("oneOf", "anyOf") if isinstance(node.get(word), list)), "")
    choices = node.get(word)
    if not isinstance(field, str) or not isinstance(choices, list) or not all(map(_reference, choices)):
        return node
    mapping = said.get("mapping") if isinstance(said, dict) else None
    values: dict[str, list[Json]] = {}
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        values.setdefault(str(target).rpartition("/")[2], []).append(value)
    made: list[Json] = []
    for choice in choices:
        name = _reference(choice).rpartition("/")[2]
        chosen: dict[str, Json] = {"properties": {field: {"enum": values.get(name, [name])}}, "required": [field]}
        made.append({"allOf": [choice, chosen]})
    rest = {key: value for key, value in node.items() if key not in {word, "discriminator"}}
    return {**rest, "anyOf": made}


def _reference(schema: Json) -> str:
    found = schema.get("$ref") if isinstance(schema, dict) else None
    return found if isinstance(found, str) else ""


def _nullable(node: dict[str, Json]) -> dict[str, Json]:
    if node.get("nullable") is not True:
        return node
    made = {key: value for key, value in node.items() if key != "nullable"}
    kind = node.get("type")
    if isinstance(kind, str):
        made["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" not in kind:
        made["type"] = [*kind, "null"]
    values = node.get("enum")
    if isinstance(values, list) and None not in values:
        made["enum"] = [*values, None]
    if kind is None and any(key in node for key in ("$ref", "allOf", "anyOf", "oneOf")):
        return {"anyOf": [made, {"type": "null"}]}
    return made


def plain_of_request(node: dict[str, Json]) -> dict[str, Json]:
    """Say a schema as `plain` does, as a request has it: what is ``readOnly`` is not required (OpenAPI 3, 4.8.24.3)."""
    made = plain(node)
    required, properties = made.get("required"), made.get("properties")
    if not isinstance(required, list) or not isinstance(properties, dict):
        return made
    kept = [name for name in required if not _is_read_only(properties.get(name) if isinstance(name, str) else None)]
    return made if len(kept) == len(required) else {**made, "required": kept}


def _is_read_only(schema: Json) -> bool:
    return isinstance(schema, dict) and schema.get("readOnly") is True


def of_all_kinds(body: Schema) -> Schema:
    """Return a body that may be of any kind that builds on its schema by allOf, where a discriminator tells which.

    The schema itself names none of them (OpenAPI 3, 4.8.25: models that are extended).
    """
    try:
        base = body.dereference()
        schemas = body.documents.schema_at("#/components/schemas").raw
    except SchemaError:
        return body
    node = object_of(base.raw)
    if "discriminator" not in node or "oneOf" in node or "anyOf" in node:
        return body
    kinds = [name for name, said in object_of(schemas).items() if _builds_on(base.pointer, object_of(said))]
    choices: list[Json] = [{"$ref": f"#/components/schemas/{escape_key(name)}"} for name in kinds]
    if not choices:
        return body
    either: Json = {"oneOf": [*choices, {"$ref": base.pointer}], "discriminator": node["discriminator"]}
    return Schema(body.documents, body.pointer, either)


def _builds_on(pointer: str, node: dict[str, Json]) -> bool:
    return any(_reference(part) == pointer for part in list_of(node, "allOf"))
