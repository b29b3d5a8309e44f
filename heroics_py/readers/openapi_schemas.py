"""The schemas of OpenAPI as plain JSON Schema."""

from heroics_py.messages import Json

__all__ = ["plain", "plain_of_request"]


def plain(node: dict[str, Json]) -> dict[str, Json]:
    """Say ``nullable`` (OpenAPI 3.0; tolerated in 3.1, where files keep using it) as a type of its own."""
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
