"""Keywords of OpenAPI, rewritten as standard JSON Schema."""

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import list_at, object_of
from heroics_py.support.json_types import Json

__all__ = ["rewrite_openapi", "rewrite_openapi_request", "with_subtypes"]


def rewrite_openapi(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite the keywords that only OpenAPI has.

    ``nullable`` (OpenAPI 3.0; accepted in 3.1, where files still use it) becomes one more type, and a
    ``discriminator`` becomes conditions on the alternatives (4.8.25).
    """
    return _rewrite_nullable(_rewrite_discriminator(node) if "discriminator" in node else node)


def rewrite_openapi_request(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite a schema as a request uses it.

    A ``readOnly`` property is not required in a request (OpenAPI 3, 4.8.24.3).
    """
    schema = rewrite_openapi(node)
    required, properties = schema.get("required"), schema.get("properties")
    if not isinstance(required, list) or not isinstance(properties, dict):
        return schema
    writable = [name for name in required if not (isinstance(name, str) and _is_read_only(properties.get(name)))]
    return schema if len(writable) == len(required) else {**schema, "required": writable}


def with_subtypes(body: Schema) -> Schema:
    """Return a body that also accepts the subtypes of its schema.

    Those are the schemas that extend it by allOf, if it has a discriminator. It does not name them itself (OpenAPI 3,
    4.8.25).
    """
    try:
        base = body.dereference()
        schemas = body.documents.schema_at("#/components/schemas").raw
    except SchemaError:
        return body
    node = object_of(base.raw)
    if "discriminator" not in node or "oneOf" in node or "anyOf" in node:
        return body
    subtypes = [name for name, schema in object_of(schemas).items() if _extends(object_of(schema), base.pointer)]
    choices: list[Json] = [{"$ref": f"#/components/schemas/{escape_key(name)}"} for name in subtypes]
    if not choices:
        return body
    either: Json = {"oneOf": [*choices, {"$ref": base.pointer}], "discriminator": node["discriminator"]}
    return Schema(body.documents, body.pointer, either)


def _rewrite_discriminator(node: dict[str, Json]) -> dict[str, Json]:
    """Let the discriminator's property choose among oneOf or anyOf."""
    discriminator = object_of(node["discriminator"])
    field = discriminator.get("propertyName")
    keyword = next((keyword for keyword in ("oneOf", "anyOf") if isinstance(node.get(keyword), list)), "")
    choices = node.get(keyword)
    if not isinstance(field, str) or not isinstance(choices, list) or not all(map(_reference_in, choices)):
        return node
    values: dict[str, list[Json]] = {}
    for value, target in object_of(discriminator.get("mapping")).items():
        values.setdefault(str(target).rpartition("/")[2], []).append(value)
    alternatives: list[Json] = []
    for choice in choices:
        name = _reference_in(choice).rpartition("/")[2]
        condition: dict[str, Json] = {"properties": {field: {"enum": values.get(name, [name])}}, "required": [field]}
        alternatives.append({"allOf": [choice, condition]})
    rest = {key: value for key, value in node.items() if key not in {keyword, "discriminator"}}
    return {**rest, "anyOf": alternatives}


def _rewrite_nullable(node: dict[str, Json]) -> dict[str, Json]:
    if node.get("nullable") is not True:
        return node
    schema = {key: value for key, value in node.items() if key != "nullable"}
    kind = node.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" not in kind:
        schema["type"] = [*kind, "null"]
    values = node.get("enum")
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if kind is None and any(key in node for key in ("$ref", "allOf", "anyOf", "oneOf")):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _is_read_only(schema: Json) -> bool:
    return object_of(schema).get("readOnly") is True


def _extends(node: dict[str, Json], pointer: str) -> bool:
    return any(_reference_in(part) == pointer for part in list_at(node, "allOf"))


def _reference_in(schema: Json) -> str:
    reference = object_of(schema).get("$ref")
    return reference if isinstance(reference, str) else ""
