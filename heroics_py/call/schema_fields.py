"""The fields of an object, as its schema names them."""

from collections.abc import Iterator, Mapping

from heroics_py.model.keywords import CHOICE
from heroics_py.model.one_way import omitted_names
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["SchemaFields", "properties_of", "schema_fields"]

_MAX_SCHEMAS = 500
"""The most schemas that the fields of one object are collected from."""

_CONDITIONS = ("if", "then", "else")


class SchemaFields(Value, kw_only=True):
    """The fields that a schema names.

    Attributes:
        schemas: by name, the described ones first; None if the schema only requires a field.
        required: the names of those that every object must have.
        is_open: whether the schema deliberately allows others.
    """

    schemas: Mapping[str, Schema | None]
    required: frozenset[str]
    is_open: bool


def schema_fields(schema: Schema) -> SchemaFields:
    """Return the fields of an object schema, through references, combinations and conditions.

    A name that ``required`` or a dependency lists is a field, too, even if no schema describes it (JSON Schema
    validation 2020-12, 6.5.3 and 6.5.4).

    Raises:
        SchemaError: a reference in it can't be resolved.
    """
    walk = _Walk()
    walk.collect(schema, certain=True)
    other = _other_fields(schema)
    named = {name: other for name in walk.names if name not in walk.properties}
    return SchemaFields(
        schemas={**walk.properties, **named},
        required=frozenset(walk.required) - omitted_names(schema),
        is_open=_is_open(schema, has_properties=bool(walk.properties)),
    )


def properties_of(schema: Schema) -> dict[str, Schema]:
    """Return the properties of an object schema, through references, combinations and conditions.

    Raises:
        SchemaError: a reference in it can't be resolved.
    """
    walk = _Walk()
    walk.collect(schema, certain=True)
    return walk.properties


class _Walk:
    """Collects names from all schemas for the same object.

    Attributes:
        properties: those that a schema describes.
        names: those that are required, always or under a condition; as a dict, to keep their order.
        required: those that are always required.
    """

    def __init__(self) -> None:
        self.properties: dict[str, Schema] = {}
        self.names: dict[str, None] = {}
        self.required: set[str] = set()
        self._visited: set[tuple[str, bool]] = set()

    def collect(self, schema: Schema, *, certain: bool) -> None:
        """Add the names of a schema; only a ``certain`` part, outside of choices and conditions, can require them."""
        target = schema.dereference()
        if (target.pointer, certain) in self._visited or len(self._visited) > _MAX_SCHEMAS:
            return
        self._visited.add((target.pointer, certain))
        for name, child in target.children("properties").items():
            self.properties.setdefault(name, child)
        names = _texts(target.node.get("required"))
        self.names |= dict.fromkeys((*names, *_dependent_names(target.node)))
        if certain:
            self.required.update(names)
        for part in target.branches("allOf"):
            self.collect(part, certain=certain)
        for part in (*target.branches("anyOf", "oneOf"), *_conditional_schemas(target)):
            self.collect(part, certain=False)


def _dependent_names(node: Mapping[str, Json]) -> Iterator[str]:
    """Yield the names of fields that depend on others, and of those, and the field that chooses an alternative."""
    for keyword in ("dependentRequired", "dependencies", "dependentSchemas"):
        dependent = node.get(keyword)
        for name, needs in dependent.items() if isinstance(dependent, dict) else ():
            yield name
            yield from [needs] if isinstance(needs, str) else _texts(needs)
    choice = node.get(CHOICE)
    if isinstance(choice, dict):
        yield from _texts([choice.get("field")])


def _conditional_schemas(target: Schema) -> Iterator[Schema]:
    """Yield the schemas that hold for an object under a condition."""
    for keyword in ("dependentSchemas", "dependencies"):
        yield from (each for each in target.children(keyword).values() if isinstance(each.raw, dict))
    yield from (target.child(keyword) for keyword in _CONDITIONS if isinstance(target.node.get(keyword), dict))


def _texts(values: Json) -> list[str]:
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []


def _other_fields(schema: Schema) -> Schema | None:
    """Return the schema of the fields that a schema does not describe, if it has one for all of them."""
    target = schema.dereference()
    has_patterns = isinstance(target.node.get("patternProperties"), dict)
    additional = target.node.get("additionalProperties")
    return target.child("additionalProperties") if isinstance(additional, dict) and not has_patterns else None


def _is_open(schema: Schema, *, has_properties: bool) -> bool:
    """Return whether the schema deliberately allows fields that it does not name."""
    node = schema.dereference().node
    additional = node.get("additionalProperties")
    if isinstance(node.get("patternProperties"), dict) or isinstance(additional, dict) or additional is True:
        return True
    kinds = types_of(schema)
    return not has_properties and additional is None and (not kinds or "object" in kinds)
