"""Keywords of OpenAPI, rewritten as standard JSON Schema."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import DRAFTS, draft_of
from heroics_py.model.keywords import CHOICE, CHOICES
from heroics_py.model.pointers import escape_key, parse_pointer
from heroics_py.model.schema import Documents, Schema
from heroics_py.readers.fields import list_at, object_at, object_of, text_at
from heroics_py.support.json_types import Json

__all__ = ["for_requests", "for_responses", "rewrite_openapi", "schema_dialect", "with_subtypes"]

_MAX_GENERATIONS = 20
_CLOSING = ("additionalProperties", "unevaluatedProperties")


def schema_dialect(root: dict[str, Json]) -> str:
    """Return the draft of a document's schemas.

    OpenAPI 3.0 extends a subset of an early draft. From 3.1 on, ``jsonSchemaDialect`` names it (3.1.1, 4.8.1); without
    one, or if it is unknown, it is 2020-12.
    """
    if str(root.get("openapi", "")).startswith("3.0"):
        return "draft-04"
    return draft_of(text_at(root, "jsonSchemaDialect")) or DRAFTS[-1]


def for_requests(documents: Documents) -> Documents:
    """Return documents for what is sent: a ``readOnly`` property is not required (3.0.4, 4.7.24.2)."""
    return documents.replaced(omits="readOnly")


def for_responses(documents: Documents) -> Documents:
    """Return documents for what is received: a ``writeOnly`` property is not required (3.0.4, 4.7.24.2)."""
    return documents.replaced(omits="writeOnly")


def rewrite_openapi(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite the keywords that only OpenAPI has.

    ``nullable`` (3.0; accepted in 3.1, where files still use it) becomes one more type. A ``discriminator`` says which
    alternative a value is compared with in messages, and never changes what is valid (3.1.1, 4.8.25).
    """
    return _rewrite_nullable(_rewrite_discriminator(node) if "discriminator" in node else node)


def with_subtypes(body: Schema) -> Schema:
    """Return a body that offers the fields of its subtypes, too.

    Those are the schemas that extend it by allOf, if it has a discriminator. A value is checked against the schema
    alone, not against them (3.1.1, 4.8.25.1). Since each of them contains the schema, a choice of it and them takes the
    very same values. Only if the schema is closed does it take their fields, too: else no subtype could ever be sent.
    """
    try:
        base = body.dereference()
        schemas = object_of(body.documents.schema_at("#/components/schemas").raw)
    except SchemaError:
        return body
    node = object_of(base.raw)
    if "discriminator" not in node or "oneOf" in node or "anyOf" in node:
        return body
    subtypes = _subtypes(schemas, base)
    choices: list[Json] = [{"$ref": f"#/components/schemas/{escape_key(name)}"} for name in subtypes]
    if not choices:
        return body
    own: Json = {"$ref": base.pointer}
    if base.pointer.startswith("#") and any(node.get(keyword) is False for keyword in _CLOSING):
        further = {field: True for name in subtypes for field in _own_fields(object_of(schemas[name]))}
        own = {**object_of(base.raw), "properties": {**further, **object_at(base.raw, "properties")}}
    either: Json = {"allOf": [own], "anyOf": [own, *choices], CHOICE: {"index": 0}}
    return Schema(body.documents, body.pointer, either)


def _subtypes(schemas: dict[str, Json], base: Schema) -> list[str]:
    """Return the names of the schemas that extend ``base`` by allOf, those that extend such a one, and so on."""
    parents = {name: {*_parents(object_of(schema))} for name, schema in schemas.items()}
    known, found = {base.pointer}, []
    for _ in range(_MAX_GENERATIONS):
        further = [name for name, above in parents.items() if name not in found and not above.isdisjoint(known)]
        if not further:
            break
        found += further
        known = {f"#/components/schemas/{escape_key(name)}" for name in further}
    return [name for name in schemas if name in found and f"#/components/schemas/{escape_key(name)}" != base.pointer]


def _parents(node: dict[str, Json]) -> Iterator[str]:
    yield from filter(None, map(_reference_in, list_at(node, "allOf")))


def _own_fields(node: dict[str, Json]) -> list[str]:
    """Return the fields that a schema itself adds to those that it extends."""
    parts = [node, *map(object_of, list_at(node, "allOf"))]
    return [field for part in parts for field in object_at(part, "properties")]


def _rewrite_discriminator(node: dict[str, Json]) -> dict[str, Json]:
    """Say which alternative each value of the discriminator's property means."""
    rest = {key: value for key, value in node.items() if key != "discriminator"}
    discriminator = object_of(node["discriminator"])
    field = discriminator.get("propertyName")
    keyword = next((keyword for keyword in CHOICES if isinstance(node.get(keyword), list)), "")
    if not isinstance(field, str) or not keyword:
        return rest
    references = [_reference_in(choice) for choice in list_at(node, keyword)]
    # In reverse, so that the first of several counts. Without a mapping, a schema's own name is its value.
    places = {reference: index for index, reference in reversed(list(enumerate(references))) if reference}
    names = {_last_name(reference): index for reference, index in places.items()}
    values: dict[str, Json] = {**names}
    for value, target in object_of(discriminator.get("mapping")).items():
        mapped = _mapped(target, places, names)
        if mapped is not None:
            values[value] = mapped
    selector: dict[str, Json] = {"field": field, "values": values}
    default = _mapped(discriminator.get("defaultMapping"), places, names)
    if default is not None:
        selector["default"] = default
    return {**rest, CHOICE: selector}


def _mapped(target: Json, places: dict[str, int], names: dict[str, int]) -> int | None:
    """Return the alternative that a mapping's target means: a reference as it is written, else a schema's name."""
    if not isinstance(target, str):
        return None
    return places[target] if target in places else names.get(_last_name(target))


def _last_name(reference: str) -> str:
    """Return the name of the schema that a reference, a URI or a plain name means."""
    uri, _, fragment = reference.partition("#")
    if fragment:
        return (parse_pointer(fragment) or [fragment])[-1]
    name = uri.rstrip("/").rpartition("/")[2]
    for suffix in (".json", ".yaml", ".yml"):
        name = name.removesuffix(suffix)
    return name


def _rewrite_nullable(node: dict[str, Json]) -> dict[str, Json]:
    """Rewrite ``nullable``: next to a type it adds null, which listed values may still exclude (3.0.4, 4.7.24.3).

    Without a type it means nothing there; authors mean that null is allowed, as in a combination with allOf.
    """
    if node.get("nullable") is not True:
        return node
    schema = {key: value for key, value in node.items() if key != "nullable"}
    kind = node.get("type")
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" not in kind:
        schema["type"] = [*kind, "null"]
    if kind is None and any(key in node for key in ("$ref", "allOf", "anyOf", "oneOf")):
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _reference_in(schema: Json) -> str:
    reference = object_of(schema).get("$ref")
    return reference if isinstance(reference, str) else ""
