"""The resource types of an API, and what their schemas say of their entities."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Resource
from heroics_py.model.schema import Schema
from heroics_py.server.envelopes import entity_schema
from heroics_py.server.schema_lookup import example_of, properties_of, readable_alternatives, target_of, type_names
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["ResourceType", "is_list", "is_scalar", "resource_type_of", "response_schemas"]

_SCALARS = frozenset({"string", "integer", "number", "boolean", "null"})
_TIMESTAMPS = ("created_at", "updated_at")


@dataclass(slots=True, eq=False)
class ResourceType:
    """One type of entity.

    Attributes:
        name: the name of the resource.
        schema: the schema of an entity, references resolved; None if the API has none.
        properties: the schemas of its attributes.
        identity: the attributes that identify an entity.
        identity_pointers: for each of these, the JSON Pointers of its schema and of what that refers to.
        listed: whether a link lists entities of this type.
        creatable: whether a link creates them; otherwise the sandbox starts with a few.
        is_map: whether an entity is a map of names to values, which an update merges.
        created_within: the resources that own the captures of its create links.
    """

    name: str
    schema: Schema | None
    properties: Mapping[str, Schema] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    identity_pointers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    listed: bool = False
    creatable: bool = False
    is_map: bool = False
    created_within: frozenset[str] = frozenset()
    _example: Json = None
    _has_example: bool = False
    _checkers: dict[str, Checker] = field(default_factory=dict)
    _attributes: dict[str, bool] = field(default_factory=dict)

    @property
    def timestamps(self) -> tuple[str, ...]:
        """The attributes that hold the times of creation and of the last change."""
        return tuple(name for name in _TIMESTAMPS if name in self.properties)

    def has_attribute(self, name: str) -> bool:
        """Return whether entities have an attribute ``name``, themselves or in an object inside them."""
        if name not in self._attributes:
            inner = (target_of(schema) for schema in self.properties.values())
            inside = any(schema is not None and name in schema.children("properties") for schema in inner)
            self._attributes[name] = inside or name in self.properties or self.is_open
        return self._attributes[name]

    @property
    def is_open(self) -> bool:
        """Whether the schema names no attributes, so that all are stored."""
        return not self.properties and not self.is_map

    def example(self) -> dict[str, Json]:
        """Return an example of an entity; a map starts empty."""
        if self.is_map or self.schema is None:
            return {}
        if not self._has_example:
            self._example, self._has_example = example_of(self.schema), True
        return deepcopy(self._example) if isinstance(self._example, dict) else {}

    def accepts(self, name: str, value: Json) -> bool:
        """Return whether ``value`` is valid for the attribute ``name``."""
        if name not in self.properties:
            return self.is_open
        try:
            if name not in self._checkers:
                self._checkers[name] = Checker(self.properties[name])
            return not self._checkers[name].problems(value)
        except SchemaError:
            return True


def resource_type_of(resource: Resource) -> ResourceType:
    """Return the type of a resource's entities."""
    schema = entity_schema(resource)
    properties = properties_of(schema)
    pointers = {
        alternative.field: tuple(step.pointer for step in alternative.chain)
        for alternative in readable_alternatives(resource.identity)
        if alternative.field in properties or not properties
    }
    is_map = schema is not None and not properties and bool(schema.children("patternProperties"))
    has_id = not is_map and ("id" in properties or not properties)
    identity = tuple(name for name in pointers if name is not None) or (("id",) if has_id else ())
    return ResourceType(
        name=resource.name,
        schema=schema,
        properties=properties,
        identity=identity,
        identity_pointers={name: trail for name, trail in pointers.items() if name is not None},
        is_map=is_map,
    )


def response_schemas(link: Link) -> tuple[Schema, ...]:
    """Return the schema of a link's response, and for a list that of its items."""
    schema = link.target_schema
    target = target_of(schema)
    if schema is None or target is None:
        return ()
    return (schema, target.child("items")) if isinstance(target.node.get("items"), dict) else (schema,)


def is_list(link: Link) -> bool:
    """Return whether a link responds with a list."""
    target = target_of(link.target_schema)
    if target is None or not ({"type", "items", "properties"} & target.node.keys()):
        return link.rel == "instances"
    return "array" in type_names(target) or ("items" in target.node and target.node.get("type") is None)


def is_scalar(link: Link) -> bool:
    """Return whether a link responds with scalars, such as a text or a list of numbers, and not with entities."""
    targets = [target for target in map(target_of, response_schemas(link)) if target is not None]
    types = type_names(targets[-1]) if targets else ()
    return bool(types) and _SCALARS.issuperset(types)
