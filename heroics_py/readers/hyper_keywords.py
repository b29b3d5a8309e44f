"""Keywords of older drafts and interagent's files, rewritten as JSON Schema."""

from heroics_py.readers.fields import list_at, object_at, object_of, texts_at
from heroics_py.support.json_types import Json

__all__ = ["rewrite_draft_3", "rewrite_draft_4"]


def rewrite_draft_4(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite ``strictProperties`` and ``required: true`` as draft-04 spells them."""
    required = _required_properties(node)
    if "required" not in node and not required:
        return {**node, "additionalProperties": False} if _is_strict(node) else node
    schema = {key: value for key, value in node.items() if key != "required"}
    listed = texts_at(node, "required")
    if listed or required:
        schema["required"] = list(dict.fromkeys([*listed, *required]))
    return {**schema, "additionalProperties": False} if _is_strict(node) else schema


def rewrite_draft_3(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite the keywords of draft-03 as draft-04 spells them.

    See its sections 5.1, 5.8 and 5.24 to 5.26.
    """
    schema = rewrite_draft_4(node)
    if not schema.keys() & _DRAFT_3_KEYWORDS:
        return schema
    schema = dict(schema)
    if "divisibleBy" in schema:
        schema.setdefault("multipleOf", schema.pop("divisibleBy"))
    parts = list_at(schema, "allOf")
    if "extends" in schema:
        parents = schema.pop("extends")
        parts = [*parts, *(parents if isinstance(parents, list) else [parents])]
    if "disallow" in schema:
        parts = [*parts, {"not": _schema_of_type(schema.pop("disallow"))}]
    if isinstance(schema.get("dependencies"), dict):
        schema["dependencies"] = {
            name: [value] if isinstance(value, str) else value
            for name, value in object_at(schema, "dependencies").items()
        }
    if "type" in schema:
        kinds = _schema_of_type(schema.pop("type"))
        schema |= {"type": kinds["type"]} if "type" in kinds else {}
        parts = [*parts, kinds] if "anyOf" in kinds else parts
    return {**schema, "allOf": parts} if parts else schema


_DRAFT_3_KEYWORDS = frozenset({"divisibleBy", "extends", "disallow", "dependencies", "type"})


def _schema_of_type(kind: Json) -> dict[str, Json]:
    """Return the schema for a type of draft-03.

    It is a name, "any", or a list of names and schemas.
    """
    kinds = kind if isinstance(kind, list) else [kind]
    if "any" in kinds:
        return {}
    schemas: list[Json] = [each for each in kinds if isinstance(each, dict)]
    if not schemas:
        return {"type": kind}
    names: list[Json] = [each for each in kinds if isinstance(each, str)]
    named: list[Json] = [{"type": names}] if names else []
    return {"anyOf": [*named, *schemas]}


def _is_strict(node: dict[str, Json]) -> bool:
    return node.get("strictProperties") is True and "properties" in node


def _required_properties(node: dict[str, Json]) -> list[str]:
    """Return the properties that are required by a keyword other than ``required``."""
    properties = object_at(node, "properties")
    if node.get("strictProperties") is True:
        return list(properties)
    return [name for name, schema in properties.items() if object_of(schema).get("required") is True]
