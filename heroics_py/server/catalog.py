"""The catalog of resource types, and what links and captures mean in terms of them."""

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import Alternative
from heroics_py.model.api import Api, Link
from heroics_py.model.identifiers import identifier
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.server.nouns import foreign_keys, identity_fields
from heroics_py.server.path_types import PathTypes, item_schema, list_items
from heroics_py.server.resource_types import ResourceType, is_list, resource_type_of, response_schemas
from heroics_py.server.routes import Route, Router, capture_places, segment_before, shape_of
from heroics_py.server.schema_lookup import pointers_of, properties_of, readable_alternatives, target_of
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["READS", "Catalog"]

READS = frozenset({"GET", "QUERY"})
"""The methods that read: QUERY does it with a body (draft-ietf-httpbis-safe-method-w-body)."""

_STATE_METHODS = frozenset({"GET", "PATCH", "PUT"})
_LONGEST_NUMBER = 20


class Catalog:
    """Every resource type of an API, and which of them its links and captures mean."""

    def __init__(self, api: Api, router: Router) -> None:
        self._router = router
        self._names_by_pointer: dict[str, str] = {}
        for resource in api.resources.values():
            if resource.schema is not None:
                self._names_by_pointer.setdefault(resource.schema.pointer, resource.name)
        self.resource_types = {resource.name: resource_type_of(resource) for resource in api.resources.values()}
        self._names_by_identifier = {identifier(name): name for name in self.resource_types}
        self.paths = PathTypes(router, self.resource_types)
        self._link_types: dict[str, ResourceType] = {}
        self._inline_types: dict[str, ResourceType] = {}
        self._capture_types: dict[tuple[str, int], tuple[ResourceType, ...]] = {}
        self._subtypes: dict[str, tuple[ResourceType, ...]] = {}
        self._references: dict[tuple[str, str], tuple[str, ...]] = {}
        self._foreign_keys: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self._wide_references: dict[tuple[str, str], tuple[str, ...]] = {}
        for link in api.links:
            self._register(link)

    def type_of(self, link: Link) -> ResourceType:
        """Return the type that a link is about: that of its response, otherwise that of its resource."""
        key = _key_of(link)
        if key not in self._link_types:
            self._link_types[key] = self._find_type(link)
        return self._link_types[key]

    def _find_type(self, link: Link) -> ResourceType:
        by_path = self.paths.type_of(shape_of(link.href)) if link.replies else None
        if by_path is not None:
            return by_path
        for schema in self._response_schemas(link):
            for pointer in pointers_of(schema):
                if pointer in self._names_by_pointer:
                    return self.resource_types[self._names_by_pointer[pointer]]
                if link.replies and pointer in self.paths.by_pointer:
                    return self.paths.by_pointer[pointer]
        own = self.resource_types[link.resource]
        if link.method not in _STATE_METHODS or link.rel == "create" or link.href.endswith("}"):
            return own
        for schema in response_schemas(link):
            target = target_of(schema)
            properties = properties_of(target)
            if properties and not properties.keys() <= own.properties.keys():
                name = f"{own.name}: {', '.join(sorted(properties))}"
                identity = ("id",) if "id" in properties else ()
                inline = ResourceType(name, target, properties, identity, listed=is_list(link))
                return self._inline_types.setdefault(name, inline)
        return own

    def _response_schemas(self, link: Link) -> tuple[Schema, ...]:
        """Return the schemas of what a link responds with, also of what an envelope holds."""
        schemas = response_schemas(link)
        if not link.replies:
            return schemas
        inner = (item_schema(link.target_schema), list_items(link.target_schema))
        return (*schemas, *(schema for schema in inner if schema is not None))

    def lists(self, link: Link) -> bool:
        """Return whether a link responds with a list of entities, maybe in an envelope."""
        if is_list(link):
            return True
        if not link.replies or link.method not in READS or self.paths.is_item(shape_of(link.href)):
            return False
        items = target_of(list_items(link.target_schema))
        is_known = items is not None and items.pointer in self.paths.by_pointer
        return items is not None and (is_known or self.paths.is_collection(shape_of(link.href)))

    def creates(self, link: Link) -> bool:
        """Return whether a link creates entities: by its relation, or by its method and path."""
        return link.rel == "create" or (
            link.method == "POST" and bool(link.replies) and self.paths.is_collection(shape_of(link.href))
        )

    def capture_types(self, link: Link, index: int, route: Route) -> tuple[ResourceType, ...]:
        """Return the types that the capture ``index`` of a link may identify, the likeliest first."""
        key = (_key_of(link), index)
        if key not in self._capture_types:
            self._capture_types[key] = tuple(dict.fromkeys(self._find_capture_types(link, index, route)))
        return self._capture_types[key]

    def _find_capture_types(self, link: Link, index: int, route: Route) -> list[ResourceType]:
        parameter = _parameter(link, index)
        by_path = self._types_by_path(link, index, route) if parameter is None or _is_plain(parameter, link) else []
        if by_path:
            return by_path
        by_owner = self.resource_types.get(parameter.owner) if parameter is not None else None
        alternatives = readable_alternatives(parameter.schema) if parameter is not None else ()
        by_identity = [each for each in self.resource_types.values() if alternatives and _covers(each, alternatives)]
        types = [*([by_owner] if by_owner is not None else []), *by_identity]
        return types or self._types_by_path(link, index, route)

    def _types_by_path(self, link: Link, index: int, route: Route) -> list[ResourceType]:
        """Return the types of the links whose path ends with the capture ``index``."""
        shape = route.shape[: capture_places(route.shape)[index] + 1]
        if shape == route.shape:
            return [self.type_of(link)]
        own = self.paths.type_of(shape) if link.replies else None
        if own is not None:
            return [own]
        collection = self.paths.type_of(shape[:-1]) if link.replies else None
        shorter = self._router.routes.get(shape)
        if shorter is None and collection is not None:
            return [collection]
        return [self.type_of(other) for links in shorter.links.values() for other in links] if shorter else []

    def subtypes(self, resource_type: ResourceType) -> tuple[ResourceType, ...]:
        """Return the types each identity of which refers to an identity of ``resource_type``."""
        if resource_type.name not in self._subtypes:
            self._subtypes[resource_type.name] = tuple(
                other
                for other in self.resource_types.values()
                if other is not resource_type
                and other.identity_pointers
                and all(_identifies(resource_type, trail) for trail in other.identity_pointers.values())
            )
        return self._subtypes[resource_type.name]

    def capture_fields(self, link: Link, index: int, resource_type: ResourceType) -> tuple[str, ...]:
        """Return the attributes of which the capture ``index`` may hold the value."""
        parameter = _parameter(link, index)
        default = resource_type.identity or ("id", "name")
        if parameter is not None and link.replies:
            meant = identity_fields(parameter, resource_type, segment_before(shape_of(link.href), index))
            default = tuple(dict.fromkeys((*meant, *default)))
        if parameter is None or parameter.schema is None or _is_plain(parameter, link):
            own = (parameter.name,) if parameter is not None and parameter.name in resource_type.properties else ()
            return tuple(dict.fromkeys((*own, *default)))
        fields = [alternative.field for alternative in readable_alternatives(parameter.schema)]
        return tuple(field for field in fields if field is not None) or default

    def accepts_capture(self, link: Link, index: int, text: str) -> bool:
        """Return whether the schema of the capture ``index`` allows ``text``."""
        parameter = _parameter(link, index)
        if parameter is None or parameter.schema is None:
            return True
        values: list[Json] = [text, int(text)] if text.isdecimal() and len(text) < _LONGEST_NUMBER else [text]
        try:
            checker = Checker(parameter.schema)
        except SchemaError:
            return True
        return any(not checker.problems(value) for value in values)

    def is_alias(self, link: Link, index: int, resource_type: ResourceType, text: str) -> bool:
        """Return whether ``text`` is a fixed word, such as ``~``, for the caller's own entity."""
        parameter = _parameter(link, index)
        for alternative in readable_alternatives(parameter.schema) if parameter is not None else ():
            if alternative.field not in resource_type.properties:
                words = alternative.schema.node.get("enum")
                if isinstance(words, list) and text in words:
                    return True
        return False

    def references(self, resource_type: ResourceType, target: ResourceType) -> tuple[str, ...]:
        """Return the attributes of ``resource_type`` that refer to an entity of type ``target``."""
        key = (resource_type.name, target.name)
        if key not in self._references:
            self._references[key] = tuple(
                name
                for name, schema in resource_type.properties.items()
                if self._refers(name, target_of(schema), target)
            )
        return self._references[key]

    def wide_references(self, resource_type: ResourceType, target: ResourceType) -> tuple[str, ...]:
        """Return the attributes that refer to type ``target`` or, if there are none, to a type it is a subtype of."""
        key = (resource_type.name, target.name)
        if key not in self._wide_references:
            wider = (other for other in self.resource_types.values() if target in self.subtypes(other))
            candidates = (self.references(resource_type, other) for other in (target, *wider))
            self._wide_references[key] = next((names for names in candidates if names), ())
        return self._wide_references[key]

    def foreign_keys(self, resource_type: ResourceType, target: ResourceType) -> tuple[tuple[str, str], ...]:
        """Return the attributes of a type that hold an identity of ``target``, each with the one that it holds."""
        key = (resource_type.name, target.name)
        if key not in self._foreign_keys:
            self._foreign_keys[key] = foreign_keys(resource_type, target)
        return self._foreign_keys[key]

    def reference_types(self, resource_type: ResourceType, name: str) -> tuple[ResourceType, ...]:
        """Return the types that the attribute ``name`` of ``resource_type`` may refer to."""
        return tuple(other for other in self.resource_types.values() if name in self.references(resource_type, other))

    def _refers(self, name: str, schema: Schema | None, target: ResourceType) -> bool:
        if schema is None or not schema.children("properties"):
            return False
        named = self._names_by_identifier.get(identifier(name))
        if named is not None:
            return named == target.name
        return any(_identifies(target, pointers_of(inner)) for inner in schema.children("properties").values())

    def _register(self, link: Link) -> None:
        resource_type = self.type_of(link)
        if link.method == "GET" and self.lists(link):
            resource_type.listed = True
        if self.creates(link):
            resource_type.creatable = True
            resource_type.created_within |= {each.owner for each in link.path_parameters if each.owner}
            resource_type.created_within |= self._containers(link)

    def _containers(self, link: Link) -> set[str]:
        """Return the names of the types that the path of a create link goes through."""
        shape = shape_of(link.href)
        ends = [number for number, segment in enumerate(shape, 1) if "{" in segment and number < len(shape)]
        found = [self.paths.type_of(shape[:end]) for end in ends] if link.replies else []
        return {each.name for each in found if each is not None}


def _key_of(link: Link) -> str:
    return link.pointer or f"{link.method} {link.href}"


def _parameter(link: Link, index: int) -> Parameter | None:
    return link.path_parameters[index] if index < len(link.path_parameters) else None


def _is_plain(parameter: Parameter, link: Link) -> bool:
    """Return whether a variable is a bare name that only looks like an attribute of the link's resource."""
    return (
        parameter.owner == link.resource and parameter.schema is not None and "/properties/" in parameter.schema.pointer
    )


def _covers(resource_type: ResourceType, alternatives: tuple[Alternative, ...]) -> bool:
    return all(_identifies(resource_type, tuple(step.pointer for step in each.chain)) for each in alternatives)


def _identifies(resource_type: ResourceType, trail: tuple[str, ...]) -> bool:
    """Return whether references along ``trail`` pass an attribute that identifies entities of a type."""
    return any(pointers[0] in trail for pointers in resource_type.identity_pointers.values())
