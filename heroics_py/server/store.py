"""The entities that the sandbox stores, indexed by identity."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from heroics_py.server.resource_types import ResourceType
from heroics_py.support.json_types import Json

__all__ = ["Entity", "Parent", "Store", "key_of"]


@dataclass(slots=True, eq=False)
class Entity:
    """One entity of the API, such as an app.

    Attributes:
        resource_type: its type.
        data: the value that responses show.
        ancestors: the keys of everything that contains it.
        hidden: whether lists leave it out.
        number: its number, which grows with each entity that is stored.
    """

    resource_type: ResourceType
    data: dict[str, Json]
    ancestors: frozenset[str] = frozenset()
    hidden: bool = False
    number: int = 0

    @property
    def key(self) -> str:
        """The key that the entities within it store."""
        return f"#{self.number}"


Parent: TypeAlias = Entity | str
"""What contains an entity: another entity, or the text of a capture that identifies nothing in the store."""


def key_of(parent: Parent) -> str:
    """Return the key of a parent."""
    return parent.key if isinstance(parent, Entity) else parent


@dataclass(slots=True)
class Store:
    """Entities by type in the order of their creation, with an index of their identities."""

    _entities: dict[str, dict[int, Entity]] = field(default_factory=dict)
    _index: dict[tuple[str, str, str], dict[int, Entity]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def of_type(self, resource_type: ResourceType) -> Collection[Entity]:
        """Return the entities of a type, including hidden ones."""
        return self._entities.get(resource_type.name, {}).values()

    def add(self, entity: Entity) -> Entity:
        """Store ``entity`` and return it."""
        entity.number = next(self._numbers)
        self._entities.setdefault(entity.resource_type.name, {})[entity.number] = entity
        self._add_to_index(entity)
        return entity

    def update(self, entity: Entity, data: dict[str, Json]) -> None:
        """Replace the data of ``entity``."""
        self._remove_from_index(entity)
        entity.data = data
        self._add_to_index(entity)

    def remove(self, entity: Entity) -> None:
        """Remove ``entity`` and everything within it."""
        for entities in list(self._entities.values()):
            for other in list(entities.values()):
                if other is entity or entity.key in other.ancestors:
                    self._remove_from_index(other)
                    del entities[other.number]

    def within(self, entity: Entity) -> Iterator[Entity]:
        """Yield everything within ``entity``."""
        for entities in self._entities.values():
            yield from (other for other in entities.values() if entity.key in other.ancestors)

    def identified(self, resource_type: ResourceType, fields: Iterable[str], text: str) -> Iterator[Entity]:
        """Yield the entities that have ``text`` in one of ``fields``, the oldest first.

        A field that the type lacks is looked up in the objects within each entity.
        """
        for name in fields:
            if name in resource_type.identity:
                yield from list(self._index.get((resource_type.name, name, text), {}).values())
            elif name in resource_type.properties:
                yield from (each for each in self.of_type(resource_type) if _text(each.data.get(name)) == text)
            else:
                yield from (each for each in self.of_type(resource_type) if _has_inside(each, name, text))

    def _index_keys(self, entity: Entity) -> Iterator[tuple[str, str, str]]:
        for name in entity.resource_type.identity:
            text = _text(entity.data.get(name))
            if text is not None:
                yield entity.resource_type.name, name, text

    def _add_to_index(self, entity: Entity) -> None:
        for key in self._index_keys(entity):
            self._index.setdefault(key, {})[entity.number] = entity

    def _remove_from_index(self, entity: Entity) -> None:
        for key in self._index_keys(entity):
            entities = self._index.get(key, {})
            entities.pop(entity.number, None)
            if not entities:
                self._index.pop(key, None)


def _text(value: Json) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _has_inside(entity: Entity, name: str, text: str) -> bool:
    return any(isinstance(value, dict) and _text(value.get(name)) == text for value in entity.data.values())
