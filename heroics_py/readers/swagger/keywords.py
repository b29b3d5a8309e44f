"""Keywords of Swagger, rewritten as standard JSON Schema."""

from heroics_py.support.json_types import Json

__all__ = ["rewrite_swagger"]

# Fields of a parameter (5.2.1 of the schema of Swagger 2.0) that are not keywords of a schema.
_PARAMETER_FIELDS = frozenset({"name", "in", "required", "collectionFormat", "allowEmptyValue"})


def rewrite_swagger(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite the keywords that only Swagger has.

    A parameter becomes the schema of its values, and a file a text. A ``discriminator`` is the name of a property,
    which changes nothing about what is valid. ``x-nullable`` becomes one more type.
    """
    if isinstance(node.get("in"), str) and isinstance(node.get("name"), str):
        node = {key: value for key, value in node.items() if key not in _PARAMETER_FIELDS}
    if node.get("type") == "file":
        node = {**node, "type": "string", "format": "binary"}
    if isinstance(node.get("discriminator"), str):
        node = {key: value for key, value in node.items() if key != "discriminator"}
    if node.get("x-nullable") is True or node.get("nullable") is True:
        return _nullable(node)
    return node


def _nullable(node: dict[str, Json]) -> dict[str, Json]:
    schema = {key: value for key, value in node.items() if key not in {"x-nullable", "nullable"}}
    kind, values = node.get("type"), node.get("enum")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" not in kind:
        schema["type"] = [*kind, "null"]
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if kind is None and any(key in node for key in ("$ref", "allOf")):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
