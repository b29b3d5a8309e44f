"""The data that a sandbox starts with: checked, completed from the schema, and linked by identity."""

from collections.abc import Iterator, Mapping
from typing import Any

from heroics_py.display.terminal import shown
from heroics_py.errors import Problem, SchemaError, ValidationError
from heroics_py.model.identifiers import identifier
from heroics_py.model.pointers import escape_key
from heroics_py.server.resource_types import ResourceType
from heroics_py.server.state import State
from heroics_py.server.store import Entity, Parent
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import did_you_mean
from heroics_py.validation.checker import Checker

__all__ = ["plant"]


def plant(state: State, data: object) -> None:
    """Let a new state start with ``data``: objects by the name of their resource.

    What refers to something else names it by an identity: ``{"app": [{"name": "shop", "owner": "ann@example.com"}]}``.
    A field with the name of a resource that is not an attribute names the parent: ``{"app": "shop"}``.

    Raises:
        ValidationError: a resource, a field, or a value is not one of the schema.
    """
    seeds = _Seeds(state, data)
    for name in seeds.in_order():
        seeds.plant(name)


class _Seeds:
    def __init__(self, state: State, data: object) -> None:
        self._state = state
        self._types = state.catalog.resource_types
        self._names = {identifier(name): name for name in self._types}
        if not isinstance(data, Mapping):
            raise _failure((), f"{shown(data)} is not data", "objects by the name of their resource")
        self._data = {self._type_name(key): _objects(key, value) for key, value in data.items()}
        self._keys = {self._type_name(key): key for key in data}

    def _type_name(self, key: object) -> str:
        name = self._names.get(identifier(str(key)))
        if name is None:
            raise _failure((str(key),), f"the API has no resource {shown(key)}: {did_you_mean(str(key), self._types)}")
        return name

    def in_order(self) -> Iterator[str]:
        """Yield the names of the types, what others refer to first."""
        left, done = dict.fromkeys(self._data), set[str]()
        while left:
            ready = [name for name in left if not (self._needs(name) - done)] or [next(iter(left))]
            for name in ready:
                del left[name]
                done.add(name)
                yield name

    def _needs(self, name: str) -> set[str]:
        """Return the types in the data to which the objects of a type refer."""
        fields = {field for item in self._data[name] for field in item}
        own = self._types[name]
        catalog = self._state.catalog
        needed = {
            other
            for other in self._data
            if fields & {*catalog.references(own, self._types[other])}
            or identifier(other) in map(identifier, fields)
            or fields & {key for key, _ in catalog.foreign_keys(own, self._types[other])}
        }
        return needed - {name}

    def plant(self, name: str) -> None:
        """Store the objects of one type."""
        own = self._types[name]
        self._state.seeded.add(name)
        for number, item in enumerate(self._data[name]):
            where = (self._keys[name], str(number))
            parents = tuple(self._parents(own, item, where))
            fields = {key: value for key, value in item.items() if key in own.properties or own.is_open or own.is_map}
            for key, value in fields.items():
                self._check(own, key, value, where)
            entity = self._state.create(own, fields, parents)
            stated = {key: value for key, value in fields.items() if key in own.timestamps}
            if stated:
                self._state.store.update(entity, {**entity.data, **stated})

    def _parents(self, own: ResourceType, item: Mapping[str, Json], where: tuple[str, ...]) -> Iterator[Parent]:
        """Yield what fields that are not attributes, and references, name as parents."""
        for key, value in item.items():
            if key in own.properties:
                yield from self._referenced(own, key, value, where)
            elif not (own.is_open or own.is_map) or identifier(key) in self._names:
                yield self._parent(own, key, value, where)

    def _parent(self, own: ResourceType, key: str, value: Json, where: tuple[str, ...]) -> Entity:
        name = self._names.get(identifier(key))
        if name is None:
            known = (*own.properties, *(each for each in own.created_within if each not in own.properties))
            raise _failure((*where, key), f"{own.name} has no field {shown(key)}: {did_you_mean(key, known)}")
        return self._find(self._types[name], value, (*where, key))

    def _referenced(self, own: ResourceType, key: str, value: Json, where: tuple[str, ...]) -> Iterator[Entity]:
        """Yield the entity to which a reference leads, if its type is in the data."""
        for other in self._state.catalog.reference_types(own, key):
            if other.name in self._state.seeded and value is not None and not isinstance(value, list):
                entity = self._find(other, value, (*where, key))
                if other.name in own.created_within:
                    yield entity

    def _find(self, other: ResourceType, value: Json, where: tuple[str, ...]) -> Entity:
        texts = (
            [str(each) for key, each in value.items() if key in other.identity]
            if isinstance(value, dict)
            else [str(value)]
        )
        fields = other.identity or ("id",)
        for text in texts:
            entity = self._state.find([other], fields, text, ())
            if entity is not None:
                return entity
        known = [
            str(each.data[field]) for each in self._state.entities(other, ()) for field in fields if field in each.data
        ]
        raise _failure(where, f"there is no {other.name} {shown(value)} in the data: {did_you_mean(str(value), known)}")

    def _check(self, own: ResourceType, key: str, value: Json, where: tuple[str, ...]) -> None:
        if own.is_map or own.is_open or own.accepts(key, self._state.factory.complete(own, key, value)):
            return
        try:
            problems = Checker(own.properties[key]).problems(value)
        except SchemaError:
            return
        head = _pointer((*where, key))
        raise ValidationError(tuple(each.replaced(pointer=f"{head}{each.pointer}") for each in problems))


def _objects(key: object, value: object) -> list[dict[str, Any]]:
    items = [value] if isinstance(value, Mapping) else value
    if not isinstance(items, list | tuple):
        raise _failure((str(key),), f"{shown(value)} is not a list", "a list of objects")
    for number, item in enumerate(items):
        if not isinstance(item, Mapping):
            raise _failure((str(key), str(number)), f"{shown(item)} is not an object", "an object")
    return [dict(item) for item in items]


def _pointer(where: tuple[str, ...]) -> str:
    return "".join(f"/{escape_key(step)}" for step in where)


def _failure(where: tuple[str, ...], message: str, expected: str = "") -> ValidationError:
    message = f"{message}: expected {expected}" if expected else message
    return ValidationError((Problem(pointer=_pointer(where), message=message, expected=expected),))
