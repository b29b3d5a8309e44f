"""Keywords of older drafts and interagent's files, rewritten as JSON Schema."""

from collections.abc import Callable
from typing import TypeAlias

from heroics_py.model.keywords import FLATTENED
from heroics_py.model.schema import Documents
from heroics_py.readers.fields import list_at, object_at, object_of, texts_at
from heroics_py.support.json_types import Json

__all__ = ["for_requests", "rewrite_draft_3", "rewrite_draft_4"]


def for_requests(documents: Documents) -> Documents:
    """Return documents whose schemas are for what is sent.

    ``strictProperties`` is a promise about responses: those have all properties and no others. A request may have no
    others, but leave any out that ``required`` does not list.
    """
    rewrite = _REQUEST_REWRITES.get((documents.normalize, documents.dialect in _OLDER_DRAFTS))
    return documents if rewrite is None else documents.replaced(normalize=rewrite)


def rewrite_draft_4(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite ``strictProperties`` and ``required: true`` as draft-04 spells them."""
    return _rewrite(node, _strict_properties(node))


def _rewrite_request(node: dict[str, Json]) -> dict[str, Json]:
    return _rewrite(node, _flagged_properties(node))


def _rewrite_older_request(node: dict[str, Json]) -> dict[str, Json]:
    """Mark what requires several fields: files for prmd, of the older drafts, document nested fields one by one."""
    schema = _rewrite_request(node)
    has_several = len(list_at(schema, "required")) > 1 and "properties" in schema
    return {**schema, FLATTENED: True} if has_several else schema


def _rewrite(node: dict[str, Json], required: list[str]) -> dict[str, Json]:
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
    return _rewrite_draft_3(rewrite_draft_4(node))


def _rewrite_draft_3_request(node: dict[str, Json]) -> dict[str, Json]:
    return _rewrite_draft_3(_rewrite_older_request(node))


def _rewrite_draft_3(schema: dict[str, Json]) -> dict[str, Json]:
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


def _strict_properties(node: dict[str, Json]) -> list[str]:
    """Return the properties that a response has to have because of a keyword other than ``required``."""
    strict = node.get("strictProperties") is True
    return list(object_at(node, "properties")) if strict else _flagged_properties(node)


def _flagged_properties(node: dict[str, Json]) -> list[str]:
    """Return the properties with ``required: true``."""
    return [name for name, schema in object_at(node, "properties").items() if object_of(schema).get("required") is True]


_Rewrite: TypeAlias = Callable[[dict[str, Json]], dict[str, Json]]
_OLDER_DRAFTS = frozenset({"draft-03", "draft-04"})
_REQUEST_REWRITES: dict[tuple[_Rewrite, bool], _Rewrite] = {
    (rewrite_draft_3, True): _rewrite_draft_3_request,
    (rewrite_draft_4, True): _rewrite_older_request,
    (rewrite_draft_4, False): _rewrite_request,
}
