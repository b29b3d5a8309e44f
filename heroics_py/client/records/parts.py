"""What a part of a record describes: by its schema, or by a field of it that identifies a resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heroics_py.errors import SchemaError
from heroics_py.linking.catalog import Catalog
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing

__all__ = ["schemas_of_part", "thing_of_part"]

_MAX_SCHEMAS = 200
_ANY_NAME = ("additionalProperties", "unevaluatedProperties")
_ITEMS = ("items", "additionalItems", "unevaluatedItems", "contains")


def schemas_of_part(schemas: Iterable[Schema], place: Iterable[str]) -> tuple[Schema, ...]:
    """Return the schemas that the object at ``place`` may have, through references, choices, lists and maps.

    Args:
        schemas: those of the whole.
        place: the keys that lead to the object; lists add none.
    """
    found = _expanded(schemas)
    for key in place:
        found = _expanded(below for schema in found for below in _below(schema, key))
    return found


def _expanded(schemas: Iterable[Schema]) -> tuple[Schema, ...]:
    """Return schemas with what they refer to, combine, choose from, and list; the first 200."""
    found: dict[str, Schema] = {}
    waiting = list(schemas)
    for schema in waiting:  # which grows
        if schema.pointer not in found and len(found) < _MAX_SCHEMAS:
            found[schema.pointer] = schema
            try:
                waiting += _parts(schema)
            except SchemaError:
                continue
    return tuple(found.values())


def _parts(schema: Schema) -> Iterator[Schema]:
    yield from schema.reference_chain()[1:]
    yield from schema.branches("allOf", "anyOf", "oneOf", "items", "prefixItems")
    for keyword in _ITEMS:
        if isinstance(schema.node.get(keyword), dict):
            yield schema.child(keyword)


def _below(schema: Schema, key: str) -> Iterator[Schema]:
    """Yield the schemas of a property: the one of its name, else those of any name."""
    try:
        named = schema.children("properties")
        if key in named:
            yield named[key]
            return
        yield from schema.children("patternProperties").values()
        for keyword in _ANY_NAME:
            if isinstance(schema.node.get(keyword), dict):
                yield schema.child(keyword)
    except SchemaError:
        return


def thing_of_part(schemas: Iterable[Schema], catalog: Catalog) -> Thing | None:
    """Return the one kind of thing that ``schemas`` describe; None if they describe several, or none that is known."""
    known = list(schemas)
    things = [thing for each in known if (thing := catalog.thing_of_schema(each.pointer)) is not None]
    if not things:
        things = [thing for each in known for thing in _identified(each, catalog)]
    return things[0] if len({thing.kind for thing in things}) == 1 else None


def _identified(schema: Schema, catalog: Catalog) -> Iterator[Thing]:
    """Yield the kind of thing that a field of an object identifies; "id" counts before others.

    The field has the schema of an identity: ``{"app": {"properties": {"id": {"$ref": ".../app/definitions/id"}}}}``.
    """
    try:
        fields = schema.children("properties")
    except SchemaError:
        return
    for name in sorted(fields, key=lambda name: name != "id"):
        kind = catalog.kind_identified_by(fields[name])
        if kind is not None:
            resource = catalog.resource(kind)
            pointer = resource.schema.pointer if resource.schema is not None else ""
            yield Thing(kind=kind, noun=kind.replace("-", " "), is_certain=True, schema=pointer)
            return
