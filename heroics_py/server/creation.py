"""The creation of entities: an example, merged with what was sent, under an identity of its own."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from heroics_py.display.terminal import shown
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.server.catalog import Catalog
from heroics_py.server.dependents import dependents
from heroics_py.server.resource_types import ResourceType
from heroics_py.server.responses import HttpError
from heroics_py.server.schema_lookup import example_of
from heroics_py.server.stable import Ids
from heroics_py.server.store import Entity, Parent, Store
from heroics_py.support.json_types import Json

__all__ = ["EntityFactory"]

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NIL_UUID = str(UUID(int=0))
_TIMESTAMP = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(slots=True)
class EntityFactory:
    """Builds the data of entities: valid fields as sent, complete references, new identities and timestamps."""

    catalog: Catalog
    store: Store
    now: Callable[[], datetime]
    find: Callable[[ResourceType, str, str], Entity | None]
    ids: Ids
    _examples: dict[str, Json] = field(default_factory=dict)

    def create(self, resource_type: ResourceType, body: dict[str, Json], parents: Iterable[Parent]) -> dict[str, Json]:
        """Return the data of a new entity."""
        data = self._merge(resource_type, resource_type.example(), body)
        self._refer_to_all(resource_type, data, parents)
        self._assign_identity(resource_type, data, sent=body.keys())
        self._follow(resource_type, data, body)
        data.update(dict.fromkeys(resource_type.timestamps, self.now().strftime(_TIMESTAMP)))
        return data

    def create_initial(self, resource_type: ResourceType, parents: Iterable[Parent], number: int) -> dict[str, Json]:
        """Return the data of one of the entities that the sandbox starts with; number 0 is the example itself."""
        data = resource_type.example()
        self._refer_to_all(resource_type, data, parents)
        if number:
            self._assign_identity(resource_type, data, sent=())
            self._follow(resource_type, data, {})
        return data

    def update(self, entity: Entity, body: dict[str, Json]) -> dict[str, Json]:
        """Return the data of ``entity`` merged with ``body``, and a later ``updated_at``."""
        data = self._merge(entity.resource_type, deepcopy(entity.data), body)
        self._follow(entity.resource_type, data, body, entity.data)
        if "updated_at" in entity.resource_type.timestamps:
            data["updated_at"] = self._next_timestamp(data.get("updated_at"))
        return data

    def _follow(
        self,
        resource_type: ResourceType,
        data: dict[str, Json],
        body: Mapping[str, Json],
        earlier: Mapping[str, Json] | None = None,
    ) -> None:
        """Let addresses follow an identity that changes, where they are as the example shows and were not sent."""
        if resource_type.is_map or resource_type.is_open:
            return
        example = resource_type.example()
        before = dependents(resource_type, example, example if earlier is None else earlier)
        after = dependents(resource_type, example, data)
        for name in {**before, **after}:
            if name not in body and data.get(name) == before.get(name, example[name]):
                data[name] = after.get(name, example[name])

    def refer(self, resource_type: ResourceType, data: dict[str, Json], target: Entity) -> None:
        """Let ``data`` refer to ``target``, if its schema has one attribute for that."""
        names = self.catalog.wide_references(resource_type, target.resource_type)
        for name in names if len(names) == 1 else ():
            properties = resource_type.properties[name].dereference().children("properties")
            fields = {each: target.data[each] for each in properties if each in target.data}
            current = data.get(name)
            data[name] = {**(current if isinstance(current, dict) else {}), **fields}
        for name, own in self.catalog.foreign_keys(resource_type, target.resource_type):
            if own in target.data and resource_type.accepts(name, target.data[own]):
                data[name] = target.data[own]

    def example_response(
        self, link: Link, resource_type: ResourceType, body: dict[str, Json], parents: Iterable[Parent]
    ) -> Json:
        """Return an example of a link's response, merged with the body and with references to the parents."""
        example = example_of(link.target_schema) if link.target_schema is not None else resource_type.example()
        if isinstance(example, dict) and not resource_type.is_map:
            if self.catalog.type_of(link) is resource_type:
                self._refer_to_all(resource_type, example, parents)
            valid = {
                name: value for name, value in body.items() if name in example and resource_type.accepts(name, value)
            }
            example.update(valid)
        return example

    def _refer_to_all(self, resource_type: ResourceType, data: dict[str, Json], parents: Iterable[Parent]) -> None:
        for parent in parents:
            if isinstance(parent, Entity):
                self.refer(resource_type, data, parent)

    def _next_timestamp(self, earlier: Json) -> str:
        """Return the time, at least a second after ``earlier``."""
        moment = self.now().astimezone(UTC)
        try:
            last = datetime.fromisoformat(earlier) if isinstance(earlier, str) else moment
        except ValueError:
            last = moment - timedelta(seconds=1)
        last = last if last.tzinfo else last.replace(tzinfo=UTC)
        return max(moment, last + timedelta(seconds=1)).strftime(_TIMESTAMP)

    def _merge(self, resource_type: ResourceType, data: dict[str, Json], body: dict[str, Json]) -> dict[str, Json]:
        """Return ``data`` with the fields of ``body`` that are valid for its schema."""
        if resource_type.is_map:
            merged = {**data, **body}
            return {name: value for name, value in merged.items() if value is not None}
        for name, value in body.items():
            complete = self.complete(resource_type, name, value)
            if resource_type.accepts(name, complete):
                data[name] = complete
        return data

    def complete(self, resource_type: ResourceType, name: str, value: Json) -> Json:
        """Return what responses show for ``value``: a complete reference if it is an identity."""
        schema = resource_type.properties.get(name)
        schema = schema.dereference() if schema is not None else None
        if schema is None or value is None or isinstance(value, list) or not schema.children("properties"):
            return value
        fields: dict[str, Json] = value if isinstance(value, dict) else {_attribute(schema, str(value)): value}
        return {**self._reference(resource_type, name, schema, fields), **fields}

    def _reference(
        self, resource_type: ResourceType, name: str, schema: Schema, fields: dict[str, Json]
    ) -> dict[str, Json]:
        """Return the example of a reference, with the data of the entity that ``fields`` identify."""
        entity = self._find_referenced(resource_type, name, fields)
        if schema.pointer not in self._examples:
            self._examples[schema.pointer] = example_of(schema)
        example = self._examples[schema.pointer]
        reference = deepcopy(example) if isinstance(example, dict) else {}
        data = entity.data if entity is not None else {}
        if entity is None and _UUID.fullmatch(str(reference.get("id"))) and fields.keys() & reference.keys() - {"id"}:
            # The example's id belongs to the example's name, and one name always gets the same id.
            key = f"{resource_type.name}/{name}/{sorted(map(str, fields.values()))}"
            reference["id"] = str(uuid5(NAMESPACE_URL, key))
        return {**reference, **{each: data[each] for each in schema.children("properties") if each in data}}

    def _find_referenced(self, resource_type: ResourceType, name: str, fields: dict[str, Json]) -> Entity | None:
        """Return the entity that a reference identifies, or None."""
        for other in self.catalog.reference_types(resource_type, name):
            for attribute, value in fields.items():
                entity = self.find(other, attribute, str(value)) if attribute in other.identity else None
                if entity is not None:
                    return entity
        return None

    def _assign_identity(self, resource_type: ResourceType, data: dict[str, Json], sent: Iterable[str]) -> None:
        """Give ``data`` a new identity in each attribute that was not sent."""
        if resource_type.is_open:
            # If the schema names no attributes, an id is the least that lets clients find an entity again.
            data.setdefault("id", _NIL_UUID)
        own_id = [name for name in ("id",) if name in resource_type.properties]
        for name in dict.fromkeys([*resource_type.identity, *own_id]):
            if name not in sent and name in data:
                data[name] = self._new_identity(resource_type, name, data[name])

    def _new_identity(self, resource_type: ResourceType, name: str, value: Json) -> Json:
        """Return an unused identity like ``value``: a new UUID, the next number, or a variant of the text."""
        if self.ids.are_stated and (name == "id" or _UUID.fullmatch(str(value))):
            return self._stated_identity(resource_type, name)
        if isinstance(value, int) and not isinstance(value, bool):
            numbers = [entity.data.get(name) for entity in self.store.of_type(resource_type)]
            return 1 + max((number for number in numbers if isinstance(number, int)), default=0)
        if not isinstance(value, str):
            return value
        if _UUID.fullmatch(value):
            return self.ids.uuid()
        variants = _variants(value, first=len(self.store.of_type(resource_type)) + 1)
        return next((text for text in variants if self._is_unused(resource_type, name, text)), value)

    def _stated_identity(self, resource_type: ResourceType, name: str) -> Json:
        """Return the next id of the caller.

        Raises:
            HttpError: 500 if there is none, or the schema does not allow it.
        """
        value = self.ids.stated()
        if resource_type.accepts(name, value):
            return value
        message = f"ids= of the sandbox gave {shown(value)}, which the schema of {resource_type.name} does not allow."
        raise HttpError(500, "invalid_id", message)

    def _is_unused(self, resource_type: ResourceType, name: str, text: str) -> bool:
        """Return whether ``text`` is a valid identity that no entity of the type has."""
        used = any(True for _ in self.store.identified(resource_type, (name,), text))
        return not used and resource_type.accepts(name, text)


def _attribute(schema: Schema, value: str) -> str:
    """Return which attribute of a reference ``value`` is."""
    names = list(schema.children("properties"))
    likely = [
        *(["id"] if _UUID.fullmatch(value) else []),
        *(["url"] if "://" in value else []),
        *(["email"] if "@" in value else []),
        "name",
    ]
    return next((name for name in likely if name in names), next((name for name in names if name != "id"), names[0]))


def _variants(text: str, first: int) -> Iterator[str]:
    """Yield ``text`` and variants of it with numbers, of a length that schemas are likely to allow."""
    yield text
    for number in range(max(2, first), first + 10_000):
        name, at, host = text.partition("@")
        yield f"{name}-{number}{at}{host}"
        yield f"{name}{number}{at}{host}"
        yield f"{name[: -len(str(number))]}{number}{at}{host}"
