"""The state of the sandbox: which entities exist, how a path finds them, and how they change."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from heroics_py.model.api import Link
from heroics_py.server.catalog import Catalog
from heroics_py.server.creation import EntityFactory
from heroics_py.server.resource_types import ResourceType
from heroics_py.server.routes import Route, capture_places
from heroics_py.server.stable import Ids
from heroics_py.server.store import Entity, Parent, Store, key_of
from heroics_py.support.json_types import Json

__all__ = ["Capture", "State"]

_INITIAL_ENTITIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The text of one capture of a path.

    Attributes:
        link: the link that the path belongs to.
        route: its route.
        index: the number of the capture, from 0.
        text: the text.
    """

    link: Link
    route: Route
    index: int
    text: str

    @property
    def stem(self) -> tuple[str, ...]:
        """The segments of the path up to the capture, which longer paths share."""
        return self.route.shape[: capture_places(self.route.shape)[self.index] + 1]


@dataclass(slots=True)
class State:
    """The entities of the sandbox. It is not safe for threads: the core admits one at a time."""

    catalog: Catalog
    now: Callable[[], datetime]
    ids: Ids
    store: Store = field(default_factory=Store)
    factory: EntityFactory = field(init=False)
    seeded: set[str] = field(default_factory=set)
    _initialized: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    _singletons: dict[tuple[str, tuple[str, ...]], Entity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.factory = EntityFactory(self.catalog, self.store, self.now, self._find_anywhere, self.ids)

    def entities(self, resource_type: ResourceType, parents: tuple[Parent, ...]) -> list[Entity]:
        """Return the entities of a type within all of ``parents``; a type without a create link starts with a few."""
        parents = tuple(parent for parent in parents if self._is_related(resource_type, parent))
        self._initialize(resource_type, parents)
        entities = (entity for entity in self.store.of_type(resource_type) if not entity.hidden)
        return [entity for entity in entities if self._is_within(entity, parents)]

    def find(
        self, resource_types: Iterable[ResourceType], fields: tuple[str, ...], text: str, parents: tuple[Parent, ...]
    ) -> Entity | None:
        """Return the entity that ``text`` identifies, or None; if several share a name, the newest.

        Args:
            resource_types: the type that is expected, and others, of which entities without a parent are accepted.
            fields: the attributes that may hold ``text``.
            text: the text from the path.
            parents: what has to contain it.
        """
        matches: list[Entity] = []
        for number, resource_type in enumerate(resource_types):
            related = tuple(parent for parent in parents if self._is_related(resource_type, parent))
            self._initialize(resource_type, related)
            entities = (each for each in self.store.identified(resource_type, fields, text) if not each.hidden)
            matches += (each for each in entities if self._is_within(each, related) and not (number and each.ancestors))
        return max(matches, key=lambda entity: entity.number, default=None)

    def resolve(self, capture: Capture, parents: tuple[Parent, ...]) -> Parent | None:
        """Return what a capture identifies: an entity, its text if no stored type has such names, or None."""
        link, index, text = capture.link, capture.index, capture.text
        resource_types = self.catalog.capture_types(link, index, capture.route)
        if not resource_types:
            return f"{capture.stem}:{text}"
        likeliest = resource_types[0]
        fields = self.catalog.capture_fields(link, index, likeliest)
        possible = [each for each in resource_types if any(each.has_attribute(name) for name in fields)]
        if not possible:
            return f"{likeliest.name}:{text}" if self.catalog.accepts_capture(link, index, text) else None
        subtypes = (other for each in possible for other in self.catalog.subtypes(each))
        entity = self.find(dict.fromkeys([*possible, *subtypes]), fields, text, parents)
        if entity is None and self.catalog.is_alias(link, index, likeliest, text):
            return self.singleton(likeliest, parents)
        return entity

    def find_by_part(
        self, resource_type: ResourceType, fields: tuple[str, ...], text: str, parents: tuple[Parent, ...]
    ) -> Entity | None:
        """Return the entity within ``parents`` that contains an object identified by ``text``.

        If there is none, return the entity that ``text`` identifies itself.
        """
        for entity in self.entities(resource_type, parents):
            for value in entity.data.values():
                if isinstance(value, dict) and any(str(value.get(name)) == text for name in fields):
                    return entity
        return self.find([resource_type], fields, text, parents)

    def find_same(
        self, resource_type: ResourceType, body: dict[str, Json], parents: tuple[Parent, ...]
    ) -> Entity | None:
        """Return the entity within ``parents`` that has an identity from ``body``, or None."""
        for name in resource_type.identity:
            entity = self.find([resource_type], (name,), str(body[name]), parents) if name in body else None
            if entity is not None:
                return entity
        return None

    def singleton(self, resource_type: ResourceType, parents: tuple[Parent, ...]) -> Entity:
        """Return the one entity that a path without an identity means: the newest, or an example."""
        entities = self.entities(resource_type, parents)
        if entities:
            return entities[-1] if resource_type.creatable else entities[0]
        key = (resource_type.name, tuple(map(key_of, parents)))
        if key not in self._singletons:
            data = self.factory.create_initial(resource_type, parents, 0)
            entity = Entity(resource_type, data, _ancestors(parents), hidden=resource_type.creatable)
            self._singletons[key] = self.store.add(entity)
        return self._singletons[key]

    def create(self, resource_type: ResourceType, body: dict[str, Json], parents: tuple[Parent, ...]) -> Entity:
        """Create an entity from ``body`` within ``parents``."""
        data = self.factory.create(resource_type, body, parents)
        return self.store.add(Entity(resource_type, data, _ancestors(parents)))

    def update(self, entity: Entity, body: dict[str, Json]) -> Entity:
        """Merge ``body`` into ``entity``, and update the references of everything within it."""
        self.store.update(entity, self.factory.update(entity, body))
        for inner in list(self.store.within(entity)):
            self.factory.refer(inner.resource_type, inner.data, entity)
        return entity

    def remove(self, entity: Entity) -> None:
        """Remove ``entity`` and everything within it."""
        self.store.remove(entity)
        if not entity.resource_type.listed and not entity.resource_type.creatable:
            # No link could bring back the only entity of a type, so the next request finds an example again.
            self._initialized = {key for key in self._initialized if key[0] != entity.resource_type.name}
        removed = [key for key, each in self._singletons.items() if each is entity or entity.key in each.ancestors]
        for key in removed:
            del self._singletons[key]

    def _find_anywhere(self, resource_type: ResourceType, name: str, text: str) -> Entity | None:
        """Return the entity with the attribute ``name`` equal to ``text``, within any parent."""
        self._initialize(resource_type, ())
        entities = (each for each in self.store.identified(resource_type, (name,), text) if not each.hidden)
        return max(entities, key=lambda entity: entity.number, default=None)

    def _initialize(self, resource_type: ResourceType, parents: tuple[Parent, ...]) -> None:
        key = (resource_type.name, tuple(map(key_of, parents)))
        if (
            resource_type.creatable
            or resource_type.is_map
            or resource_type.name in self.seeded
            or key in self._initialized
        ):
            return
        resource_type.example()  # if it is too large, raise before anything is stored
        self._initialized.add(key)
        for number in range(_INITIAL_ENTITIES if resource_type.listed and resource_type.identity else 1):
            data = self.factory.create_initial(resource_type, parents, number)
            self.store.add(Entity(resource_type, data, _ancestors(parents)))

    def _is_within(self, entity: Entity, parents: tuple[Parent, ...]) -> bool:
        return all(key_of(parent) in entity.ancestors or self._refers(entity, parent) for parent in parents)

    def _refers(self, entity: Entity, parent: Parent) -> bool:
        """Return whether an attribute of ``entity`` refers to ``parent``."""
        if not isinstance(parent, Entity):
            return False
        for name in self.catalog.wide_references(entity.resource_type, parent.resource_type):
            reference = entity.data.get(name)
            if isinstance(reference, dict):
                shared = [each for each in parent.resource_type.identity if each in reference and each in parent.data]
                first = "id" if "id" in shared else next(iter(shared), None)
                if first is not None and reference[first] == parent.data[first]:
                    return True
        keys = self.catalog.foreign_keys(entity.resource_type, parent.resource_type)
        return any(entity.data.get(name) == parent.data.get(own, entity) for name, own in keys)

    def _is_related(self, resource_type: ResourceType, parent: Parent) -> bool:
        """Return whether the schema tells which entities are within ``parent``; otherwise all of them are."""
        if not isinstance(parent, Entity) or not resource_type.creatable:
            return True
        family = (parent.resource_type, *self.catalog.subtypes(parent.resource_type))
        return any(
            other.name in resource_type.created_within
            or self.catalog.references(resource_type, other)
            or self.catalog.foreign_keys(resource_type, other)
            for other in family
        ) or any(
            parent.resource_type in self.catalog.subtypes(self.catalog.resource_types[name])
            for name in resource_type.created_within
            if name in self.catalog.resource_types
        )


def _ancestors(parents: Iterable[Parent]) -> frozenset[str]:
    return frozenset(_ancestor_keys(parents))


def _ancestor_keys(parents: Iterable[Parent]) -> Iterator[str]:
    for parent in parents:
        yield key_of(parent)
        if isinstance(parent, Entity):
            yield from parent.ancestors
