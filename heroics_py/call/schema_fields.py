"""The fields of an object, as its schema names them."""

from collections.abc import Iterator, Mapping, Sequence

from heroics_py.model.keywords import CHOICE
from heroics_py.model.one_way import omitted_names
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["SchemaFields", "properties_of", "schema_fields"]

_MAX_SCHEMAS = 500
"""The most schemas that the fields of one object are collected from."""

_CONDITIONS = ("if", "then", "else")
_NOTES = frozenset({"title", "description", "example", "examples", "default", "deprecated", "$comment"})
_LONGEST_TITLE = 40
_HOLDERS = frozenset({"definitions", "$defs", "schemas", "schemata"})


class SchemaFields(Value, kw_only=True):
    """The fields that a schema names.

    Attributes:
        schemas: by name, the described ones first; None if the schema only requires a field.
        required: the names of those that every object must have.
        alternatives: by the name of a field, those of several alternatives that require it.
        is_open: whether the schema deliberately allows others.
    """

    schemas: Mapping[str, Schema | None]
    required: frozenset[str]
    is_open: bool
    alternatives: Mapping[str, tuple[str, ...]] = {}


def schema_fields(schema: Schema) -> SchemaFields:
    """Return the fields of an object schema, through references, combinations and conditions.

    A name that ``required`` or a dependency lists is a field, too, even if no schema describes it (JSON Schema
    validation 2020-12, 6.5.3 and 6.5.4).

    Raises:
        SchemaError: a reference in it can't be resolved.
    """
    walk = _Walk()
    required = walk.collect(schema)
    other = _other_fields(schema)
    named = {name: other for name in walk.names if name not in walk.properties}
    return SchemaFields(
        schemas={**walk.fields(), **named},
        required=required - omitted_names(schema),
        is_open=_is_open(schema, has_properties=bool(walk.properties)),
        alternatives={name: tuple(labels) for name, labels in walk.alternatives.items() if name not in required},
    )


def properties_of(schema: Schema) -> dict[str, Schema]:
    """Return the properties of an object schema, through references, combinations and conditions.

    Raises:
        SchemaError: a reference in it can't be resolved.
    """
    walk = _Walk()
    walk.collect(schema)
    return walk.fields()


class _Walk:
    """Collects names from all schemas for the same object.

    Attributes:
        properties: those that a schema describes.
        names: those that are required, always or under a condition; as a dict, to keep their order.
        alternatives: by name, the labels of the alternatives that require it, where others don't.
    """

    def __init__(self) -> None:
        self.properties: dict[str, Schema] = {}
        self.names: dict[str, None] = {}
        self.alternatives: dict[str, dict[str, None]] = {}
        self._choices: dict[str, list[Schema]] = {}
        self._required: dict[str, frozenset[str]] = {}

    def collect(self, schema: Schema, *, is_alternative: bool = False) -> frozenset[str]:
        """Add the names of a schema, and return those that each of its objects must have."""
        target = schema.dereference()
        if target.pointer in self._required or len(self._required) > _MAX_SCHEMAS:
            return self._required.get(target.pointer, frozenset())
        self._required[target.pointer] = frozenset()
        for name, child in target.children("properties").items():
            self._add(name, child, is_alternative=is_alternative)
        names = _texts(target.node.get("required"))
        self.names |= dict.fromkeys((*names, *_dependent_names(target.node)))
        required = frozenset(names).union(
            *(self.collect(part, is_alternative=is_alternative) for part in target.branches("allOf")),
            *(self._collect_choice(target.branches(keyword)) for keyword in ("anyOf", "oneOf")),
        )
        for part in _conditional_schemas(target):
            self.collect(part)
        self._required[target.pointer] = required
        return required

    def _add(self, name: str, child: Schema, *, is_alternative: bool) -> None:
        if name not in self.properties:
            self.properties[name] = child
            if is_alternative:
                self._choices[name] = [child]
        elif is_alternative and name in self._choices:
            self._choices[name].append(child)

    def _collect_choice(self, choice: Sequence[Schema]) -> frozenset[str]:
        """Add the names of alternatives, and return those that all which are objects require."""
        found = [(each, self.collect(each, is_alternative=True)) for each in choice]
        objects = [(each, names) for each, names in found if _may_be_object(each)]
        common = frozenset[str].intersection(*(names for _, names in objects)) if objects else frozenset[str]()
        for number, (each, names) in enumerate(objects, 1):
            for name in names - common:
                self.alternatives.setdefault(name, {})[_label(each, number)] = None
        return common

    def fields(self) -> dict[str, Schema]:
        """Return the schema of each property: a choice of all, where alternatives describe it differently."""
        return {name: _either(self._choices.get(name, [each])) for name, each in self.properties.items()}


def _may_be_object(alternative: Schema) -> bool:
    kind = alternative.dereference().node.get("type", "object")
    return kind == "object" or (isinstance(kind, list) and "object" in kind)


def _label(alternative: Schema, number: int) -> str:
    """Return the name of an alternative: that of its schema, its title, or its number."""
    keys = parse_pointer(alternative.dereference().pointer.partition("#")[2])
    if len(keys) > 1 and keys[-2] in _HOLDERS:
        return keys[-1]
    title = alternative.node.get("title")
    return title if isinstance(title, str) and 0 < len(title) <= _LONGEST_TITLE else f"alternative {number}"


def _either(schemas: Sequence[Schema]) -> Schema:
    """Return the choice of schemas, as far as they differ in what they allow."""
    first = schemas[0]
    different: dict[str, Json] = {}
    for each in schemas if len(schemas) > 1 else ():
        different.setdefault(_rules(each), {"$ref": each.pointer})
    if len(different) < 2:
        return first
    # Nothing else is at this pointer: anyOf holds a list.
    return Schema(first.documents, f"{first.pointer}/anyOf", {"anyOf": [*different.values()]})


def _rules(schema: Schema) -> str:
    """Return what a schema allows, to compare it."""
    return repr([(key, value) for key, value in sorted(schema.node.items()) if key not in _NOTES])


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
