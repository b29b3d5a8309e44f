"""The resources and links of an API by their names in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from heroics_py.errors import SchemaError
from heroics_py.linking.scope_rules import Filler, IdentityAttributes, is_offered
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Api, Link, Resource
from heroics_py.model.identifiers import is_python_name, resource_names
from heroics_py.model.link_names import call_names
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.path_shapes import shape_of_path
from heroics_py.support.cached_property import cached_property

if TYPE_CHECKING:
    from heroics_py.call.shape import CallShape

__all__ = ["Catalog"]


_Kind = tuple[frozenset[str], Thing | None]


class Catalog:
    """The names of an API's resources and links, computed when first needed.

    Attributes:
        scoped_shapes: how links of the schema are called inside the scopes of plain identities, without those: by the
            id of the link and the names of the variables that the scopes fill.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._calls: dict[str, dict[str, tuple[Link, ...]]] = {}
        self._offered: dict[_Kind, dict[str, dict[str, tuple[Link, ...]]]] = {}
        self._offering: dict[_Kind, dict[str, str]] = {}
        self.scoped_shapes: dict[tuple[int, frozenset[str]], CallShape] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the resources in the schema, by their names in Python."""
        return resource_names(self._api.resources)

    @cached_property
    def python_names(self) -> dict[str, str]:
        """The names of the resources in Python, by their names in the schema."""
        return {own: name for name, own in self.names.items()}

    def resource(self, name: str) -> Resource:
        """Return a resource by its name in the schema."""
        return self._api.resources[name]

    def resource_name(self, python_name: str) -> str | None:
        """Return the schema's name for the resource that Python calls ``python_name``, if any."""
        # Most names are the same in both; the other names are computed, all at once, for the first that differs.
        if python_name in self._api.resources and is_python_name(python_name):
            return python_name
        return self.names.get(python_name)

    def calls(self, resource: str) -> dict[str, tuple[Link, ...]]:
        """Return the links of a resource by their names in Python; links with one name share a callable."""
        calls = self._calls.get(resource)
        return calls or self._calls.setdefault(resource, call_names(self._api.resources[resource]))

    def offered(self, resource: str, filler: Filler) -> dict[str, tuple[Link, ...]]:
        """Return the calls of a resource inside a scope, by their names; once for each kind of plain identity."""
        known = self._offered.setdefault(filler.kind, {})
        calls = known.get(resource)
        if calls is None:
            calls = known.setdefault(resource, self.offered_of(self.calls(resource), filler))
        return calls

    def offered_of(self, calls: Mapping[str, tuple[Link, ...]], filler: Filler) -> dict[str, tuple[Link, ...]]:
        """Return those of some calls that a scope offers."""
        attributes = self.identity_attributes
        offered = {
            name: tuple(link for link in links if is_offered(link, filler, attributes)) for name, links in calls.items()
        }
        return {name: links for name, links in offered.items() if links}

    def offering(self, filler: Filler) -> dict[str, str]:
        """Return the resources with calls inside the scope of a plain identity, by their names in Python."""
        names = self._offering.get(filler.kind)
        if names is None:
            candidates = self._candidates(filler)
            offering = {
                name: own for name, own in self.names.items() if own in candidates and self.offered(own, filler)
            }
            names = self._offering.setdefault(filler.kind, offering)
        return names

    def _candidates(self, filler: Filler) -> set[str]:
        """Return the resources that may have links inside the scope of a plain identity; all others have none."""
        found = {own for attribute in filler.attributes for own in self._resources_by_attribute.get(attribute, ())}
        if filler.thing is None or not filler.thing.path:
            return found
        shape = shape_of_path(filler.thing.path)
        return found | (self._resources_by_start.get(shape[0], set()) if shape else set(self._api.resources))

    @cached_property
    def _resources_by_attribute(self) -> dict[str, set[str]]:
        """The resources whose hrefs name an attribute."""
        found: dict[str, set[str]] = {}
        for name, resource in self._api.resources.items():
            for parameter in (each for link in resource.links for each in link.path_parameters):
                for attribute in self.identity_attributes.of_parameter(parameter):
                    found.setdefault(attribute, set()).add(name)
        return found

    @cached_property
    def _resources_by_start(self) -> dict[str, set[str]]:
        """The resources by how the paths of their links begin."""
        found: dict[str, set[str]] = {}
        for name, resource in self._api.resources.items():
            for start in {shape[0] for link in resource.links if (shape := shape_of_path(link.href))}:
                found.setdefault(start, set()).add(name)
        return found

    @cached_property
    def identity_attributes(self) -> IdentityAttributes:
        """The attributes that identify the things of this API."""
        return IdentityAttributes(self._api)

    @cached_property
    def _things_by_schema(self) -> dict[str, Thing | None]:
        things: dict[str, Thing | None] = {}
        for resource in self._api.resources.values():
            if resource.thing is None and resource.schema is not None:
                noun = resource.name.replace("-", " ")
                thing = Thing(kind=resource.name, noun=noun, is_certain=True, schema=resource.schema.pointer)
                things.setdefault(thing.schema, thing)
        for thing in [link.thing for link in self._api.links if link.thing is not None]:
            if thing.is_certain and thing.has_collection:
                known = things.setdefault(thing.schema, thing)
                if known is not None and known.kind != thing.kind:
                    things[thing.schema] = None  # things of two kinds have this schema
        return things

    def thing_of_schema(self, pointer: str) -> Thing | None:
        """Return the one kind of thing that the schema at ``pointer`` describes, if it is known."""
        return self._things_by_schema.get(pointer)

    def kind_identified_by(self, field: Schema) -> str | None:
        """Return the name of the only resource that a field with this schema identifies, by its references."""
        if field.reference is None:
            return None
        needed = self.identity_attributes.of_schema(field)
        kinds = {self._kind_of_attribute(each) for each in needed}
        return kinds.pop() if len(kinds) == 1 else None

    def _kind_of_attribute(self, attribute: str) -> str | None:
        """Return the resource that an attribute identifies: of several, the one that it is part of, the innermost."""
        kinds = self._kinds_by_attribute.get(attribute, set())
        places = {name: schema.pointer for name in kinds if (schema := self._api.resources[name].schema) is not None}
        around = [name for name, place in places.items() if attribute.startswith(f"{place}/")]
        if around:
            return max(around, key=lambda name: len(places[name]))
        return next(iter(kinds)) if len(kinds) == 1 else None

    @cached_property
    def _kinds_by_attribute(self) -> dict[str, set[str]]:
        kinds: dict[str, set[str]] = {}
        for name, resource in self._api.resources.items():
            if resource.thing is None:
                for attribute in self.identity_attributes.of_resource(name):
                    kinds.setdefault(attribute, set()).add(name)
        return kinds

    def identity_fields(self, link: Link) -> tuple[str, ...]:
        """Return the names of the fields that identify an item of a link's list, such as id and name."""
        kind = link.thing.kind if link.thing is not None else ""
        resource = self._api.resources.get(kind) or self._api.resources.get(link.resource)
        if resource is None:
            return ("id", "name")
        if resource.thing is not None and resource.thing.fields:
            return resource.thing.fields
        try:
            fields = [each.field for each in alternatives_of(resource.identity)] if resource.identity else []
        except SchemaError:
            fields = []
        return tuple(name for name in fields if name) or ("id", "name")
