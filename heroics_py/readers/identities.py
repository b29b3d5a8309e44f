"""The things that the paths of an API identify.

A path shows them by its shape, whatever its operations are called:

    /users                            the collection of user
    /users/{user_id}                  an item of it: user_id identifies a user
    /users/{user_id}/items/{item_id}  item_id identifies an item, and user_id a user

The item's resource is that of the link which reads it. Which fields of a record identify it follows from the schema of
the response and the name of the parameter (`identity_fields`). One resource may have things of several kinds, as the
resource ``user`` of an API without tags; the one that its name means is its own, and the others never pass for it.

Readers call `identified_resources` with the resources as their document has them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.api import Link, Resource
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.model.things import Thing
from heroics_py.readers.english_words import slug
from heroics_py.readers.path_kinds import PathKind, are_same, is_named, singular_words, spelled_shape
from heroics_py.readers.path_shapes import VARIABLE, Shape, last_literal, shape_of_path
from heroics_py.readers.response_things import (
    Returned,
    is_described,
    is_mixed,
    is_same_thing,
    name_words,
    properties_of,
    returned_item,
    returned_items,
)
from heroics_py.support.json_types import Json
from heroics_py.support.lazy_mapping import LazyMapping

__all__ = ["identified_resources", "identity_schema", "owner_of"]

_ITEM_METHODS = ("GET", "PUT", "PATCH", "POST")
_OWNER_METHODS = ("GET", "PUT", "PATCH", "DELETE", "POST", "HEAD")
_SINGLE_METHODS = frozenset({"GET", "PUT", "PATCH"})
_HOLDERS = frozenset({"schemas", "definitions"})


def identified_resources(
    paths: Mapping[str, Iterable[tuple[str, str]]], read: Callable[[str], Resource]
) -> LazyMapping[Resource]:
    """Return resources whose links know the things that they identify and return.

    A resource is read when it is first looked up, and so are those that the paths of its links begin with.

    Args:
        paths: the path and method of each link, by resource.
        read: returns a resource as its document has it.
    """
    return LazyMapping(paths, _Index(paths, read).identified)


def owner_of(schema: Schema | None) -> str:
    """Return the resource that a parameter is an attribute of, by the reference of its schema; empty without one.

    It has the name of the schema that contains the attribute.
    """
    if schema is None:
        return ""
    try:
        chains = [each.chain for each in alternatives_of(schema)]
    except SchemaError:
        return ""
    places = [parse_pointer(step.pointer.partition("#")[2]) for chain in chains for step in chain]
    return next((slug(place[2]) for place in places if len(place) > 4 and place[1] in _HOLDERS), "")


class _Index:
    """Finds the things of an API by the shapes of its paths."""

    def __init__(self, paths: Mapping[str, Iterable[tuple[str, str]]], read: Callable[[str], Resource]) -> None:
        self._raw = LazyMapping(paths, read)
        self._paths = paths
        self._resources: dict[Shape, dict[str, str]] = {}
        self._used: set[Shape] = set()
        self._links: dict[str, dict[tuple[str, Shape], list[Link]]] = {}
        self._kinds: dict[Shape, PathKind | None] = {}
        self._main_shapes: dict[str, Shape | None] = {}
        self._things: dict[tuple[Shape, str, tuple[str, ...]], Thing] = {}

    def identified(self, name: str) -> Resource:
        """Return a resource with its things."""
        if not self._resources:
            self._fill()
        raw = self._raw[name]
        links = tuple(self._link(link) for link in raw.links)
        shape = self._main_shape(name)
        kind = self._kind(shape) if shape is not None else None
        if kind is None or kind.resource != name:
            return raw.replaced(links=links)
        thing = _own_thing(kind, links)
        own = kind.returned.schema if kind.returned is not None else None
        return raw.replaced(
            links=links,
            schema=own if kind.is_certain else raw.schema,
            identity=raw.identity or identity_schema(own, thing.fields),
            thing=thing,
        )

    def _fill(self) -> None:
        resources: dict[Shape, dict[str, str]] = {}
        for name, operations in self._paths.items():
            for path, method in operations:
                resources.setdefault(shape_of_path(path), {}).setdefault(method.upper(), name)
        self._used = {prefix for shape in resources for prefix in _prefixes(shape)}
        self._resources = resources

    def _link(self, link: Link) -> Link:
        shape = shape_of_path(link.href)
        variables = [position for position, segment in enumerate(shape) if segment == VARIABLE]
        parameters = link.path_parameters
        if len(variables) != len(parameters):  # one is part of a segment, or fills several
            return link
        things = [
            each if each.owner in self._paths else self._identified(each, shape[: position + 1])
            for each, position in zip(parameters, variables, strict=True)
        ]
        others = [each for each in link.parameters if each.location != "path"]
        return link.replaced(parameters=(*things, *others), thing=self._returned_thing(link, shape))

    def _identified(self, parameter: Parameter, shape: Shape) -> Parameter:
        kind = self._kind(shape)
        if kind is None:
            # What precedes it isn't a collection: only a path that begins the same way has the same variable.
            return parameter.replaced(thing=Thing(kind=spelled_shape(shape)))
        key = (kind.shape, parameter.name, types_of(parameter.schema) if parameter.schema is not None else ())
        if key not in self._things:
            self._things[key] = kind.thing(parameter)
        thing = self._things[key]
        return parameter.replaced(thing=thing, owner=kind.resource if thing.is_certain else "")

    def _returned_thing(self, link: Link, shape: Shape) -> Thing | None:
        """Return the thing that a link returns, alone or in a list."""
        kinds = [kind for end in range(len(shape), 1, -1) if (kind := self._kind(shape[:end])) is not None]
        collection = self._kind((*shape, VARIABLE))
        item = kinds[0] if kinds and kinds[0].shape == shape else None
        candidates = [kind for kind in (collection, *kinds) if kind is not None]
        own = collection or item
        nouns = own.envelopes() if own is not None else ()
        listed, one = returned_items(link.target_schema, nouns), returned_item(link.target_schema, nouns)
        is_list = listed is not None and (one is None or (link.method == "GET" and collection is not None))
        found = listed if is_list else one
        for kind in candidates:
            for each in filter(None, (found, listed)):
                if kind.returned is not None and is_same_thing(each.schema, kind.returned.schema):
                    # At another path, something else may have the same text: the customer of an order, as its status.
                    is_certain = kind.is_certain and (kind in (collection, item) or bool(name_words(each.schema)))
                    return _returned_as(kind, each, is_certain=is_certain, is_listed=each is listed)
        if own is not None and not is_described(link.target_schema):
            return Thing(kind=own.name, noun=own.noun)
        if own is not None and own.returned is not None and found is not None:
            is_listed, is_named = found is listed and own is collection, bool(name_words(found.schema))
            if is_listed or not is_named:
                is_certain = is_listed and own.is_certain and not is_named and link.method == "GET"
                is_certain = is_certain and not is_mixed(found.schema)
                return _returned_as(own, found, is_certain=is_certain, is_listed=is_list)
        is_single = link.method in _SINGLE_METHODS and not is_list and own is None
        other = _other_thing(link, found, spelled_shape(shape) if is_single else "")
        return other.replaced(is_listed=is_list) if other is not None else None

    def _kind(self, shape: Shape) -> PathKind | None:
        if shape not in self._kinds:
            self._kinds[shape] = None  # what it needs of itself, in the middle of finding it, is unknown
            self._kinds[shape] = self._find_kind(shape)
        return self._kinds[shape]

    def _find_kind(self, shape: Shape) -> PathKind | None:
        resource = self._owner(shape) if shape in self._used else ""
        if not resource:
            return None
        literal = last_literal(shape)
        noun = "-".join(singular_words(literal))
        kind = PathKind(shape=shape, name=spelled_shape(shape), noun=noun.replace("-", " "))
        returned, is_certain = self._find_returned(shape, noun)
        # A variable that another follows may be only a part of what identifies the thing.
        is_part = shape not in self._resources and (*shape, VARIABLE) in self._used
        kind = kind.replaced(returned=returned, is_certain=is_certain and not is_part)
        is_main = self._main_shape(resource) == shape
        if is_main and is_named(resource, shape):
            return kind.replaced(name=resource, noun=resource.replace("-", " "), resource=resource)
        for name in dict.fromkeys((noun, *(() if is_main else (resource,)))):
            main = self._main_shape(name) if name in self._paths else None
            same = self._kind(main) if main not in {None, shape} and main is not None else None
            if same is not None and last_literal(same.shape) == literal and are_same(same, kind):
                return kind.replaced(name=same.name, noun=same.noun, resource=same.resource)
        return kind.replaced(name=resource, resource=resource) if is_main else kind

    def _owner(self, shape: Shape) -> str:
        """Return the resource of the thing at a path: that of the link which reads it, else of its collection."""
        if not last_literal(shape):
            return ""
        methods = self._resources.get(shape) or self._resources.get(shape[:-1], {})
        return next((methods[method] for method in _OWNER_METHODS if method in methods), "")

    def _main_shape(self, resource: str) -> Shape | None:
        """Return the path of a resource's own things, if it has any: the shortest that the resource is named for."""
        if resource not in self._main_shapes:
            shapes = dict.fromkeys(
                each
                for path, _ in self._paths[resource]
                for shape in (shape_of_path(path),)
                for each in (*_prefixes(shape), (*shape, VARIABLE))
                if each in self._used and self._owner(each) == resource
            )
            ranked = sorted(shapes, key=lambda shape: (not is_named(resource, shape), len(shape)))
            self._main_shapes[resource] = ranked[0] if ranked else None
        return self._main_shapes[resource]

    def _find_returned(self, shape: Shape, noun: str) -> tuple[Returned | None, bool]:
        """Return what responses hold of a thing at a path, and whether that describes it for certain."""
        names = (noun, noun.replace("-", "_"))
        for link in self._links_at(shape, _ITEM_METHODS):
            if item := returned_item(link.target_schema, names):
                return item, True
        listed = [returned_items(link.target_schema, names) for link in self._links_at(shape[:-1], ("GET",))]
        created = [returned_item(link.target_schema, names) for link in self._links_at(shape[:-1], ("POST",))]
        # Without a link that reads one, the name of the schema has to confirm it: a list may hold what others identify.
        for other in filter(None, (*listed, *created)):
            words = "".join(name_words(other.schema))
            return other, words.endswith(noun.replace("-", "")) if words else other in listed
        return None, False

    def _links_at(self, shape: Shape, methods: Iterable[str]) -> Iterator[Link]:
        at = self._resources.get(shape, {})
        for method in methods:
            if method in at:
                yield from self._links_by_place(at[method]).get((method, shape), ())

    def _links_by_place(self, resource: str) -> dict[tuple[str, Shape], list[Link]]:
        """Return the links of a resource by method and shape."""
        if resource not in self._links:
            links: dict[tuple[str, Shape], list[Link]] = {}
            for link in self._raw[resource].links:
                links.setdefault((link.method, shape_of_path(link.href)), []).append(link)
            self._links[resource] = links
        return self._links[resource]


def _own_thing(kind: PathKind, links: Iterable[Link]) -> Thing:
    """Return the thing of a resource, identified as the path of one says."""
    things = [
        parameter.thing
        for link in links
        if shape_of_path(link.href) == kind.shape
        for parameter in link.path_parameters[-1:]
        if parameter.thing is not None and parameter.thing.kind == kind.name
    ]
    return things[0] if things else Thing(kind=kind.name, noun=kind.noun)


def _prefixes(shape: Shape) -> Iterator[Shape]:
    return (shape[:end] for end in range(2, len(shape) + 1) if shape[end - 1] == VARIABLE)


def _other_thing(link: Link, found: Returned | None, path: str) -> Thing | None:
    """Return what a link returns at a path that isn't a collection's.

    It is the only one of its ``path``, such as ``/account``, or something with a named schema; else unknown.
    """
    if found is None:
        is_unknown = path and not is_described(link.target_schema)
        return Thing(kind=path, noun=link.resource.replace("-", " "), path=path) if is_unknown else None
    pointer, words = found.schema.pointer, name_words(found.schema)
    noun = " ".join(words) or link.resource.replace("-", " ")
    if not path and not words:
        return None
    return Thing(kind=path or pointer, noun=noun, is_certain=bool(path), place=found.place, schema=pointer, path=path)


def _returned_as(kind: PathKind, found: Returned, *, is_certain: bool, is_listed: bool) -> Thing:
    return Thing(
        kind=kind.name,
        noun=kind.noun,
        is_certain=is_certain,
        place=found.place,
        schema=found.schema.pointer,
        is_listed=is_listed,
    )


def identity_schema(schema: Schema | None, fields: Iterable[str]) -> Schema | None:
    """Return the schema of what identifies a thing: a choice of its fields; None if its schema has none of them."""
    if schema is None:
        return None
    properties = properties_of(schema)
    choices: list[Json] = [{"$ref": properties[field].pointer} for field in fields if field in properties]
    if not choices:
        return None
    pointer = f"{schema.pointer}/identity"
    return Schema(schema.documents, pointer, choices[0] if len(choices) == 1 else {"anyOf": choices})
