"""The resource types that the paths of an API show: collections, and the items in them.

``/shops/{shop_id}/orders/{number}`` is the path of an item, ``/shops/{shop_id}/orders`` that of its collection. What
both respond with, alone, in a list, or in an envelope of either, is an order.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.server.nouns import USUAL_IDENTITIES, identity_fields, same_noun
from heroics_py.server.resource_types import ResourceType, is_list
from heroics_py.server.routes import Route, Router
from heroics_py.server.schema_lookup import deep_types, items_of, properties_of, target_of

__all__ = ["PathTypes", "item_schema", "list_items"]

_ITEM_METHODS = ("GET", "PATCH", "PUT", "DELETE")
_ENVELOPES = frozenset({"data", "item", "result", "record", "object", "payload", "response", "entity"})
_LISTS = frozenset({"data", "items", "results", "records", "objects", "entries", "values", "list", "content", "rows"})


@dataclass(slots=True)
class PathTypes:
    """The type of each collection and item among the routes of an API.

    Args:
        router: the routes.
        resource_types: the types of the resources, by name; a type of a path takes one if it has the same schema.
    """

    router: Router
    resource_types: dict[str, ResourceType]
    by_pointer: dict[str, ResourceType] = field(default_factory=dict)
    _by_shape: dict[tuple[str, ...], ResourceType] = field(default_factory=dict)
    _items: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for each in self.resource_types.values():
            if each.schema is not None:
                self.by_pointer.setdefault(each.schema.pointer, each)
        for shape, route in self.router.routes.items():
            if _is_item(route):
                self._add(shape[:-1], shape)
        for shape, route in self.router.routes.items():
            if shape not in self._by_shape and _is_collection(route):
                self._add(shape, (*shape, "{}"))

    def _add(self, collection: tuple[str, ...], item: tuple[str, ...]) -> None:
        routes = self.router.routes.get(item), self.router.routes.get(collection)
        schema = next(_schemas(*routes, segment=collection[-1] if collection else ""), None)
        found = self._type_for(schema, collection, routes)
        self._items.add(item)
        self._by_shape[item] = self._by_shape[collection] = found
        route = routes[0]
        for link in _links(route) if route is not None else ():
            parameters = link.path_parameters
            if parameters:
                fields = identity_fields(parameters[-1], found, collection[-1] if collection else "")
                found.identity = tuple(dict.fromkeys((*found.identity, *fields)))

    def _type_for(
        self, schema: Schema | None, collection: tuple[str, ...], routes: tuple[Route | None, ...]
    ) -> ResourceType:
        """Return the type of a schema: one that has it already, that of the resource if it has none, or a new one."""
        target = target_of(schema)
        if target is not None and target.pointer in self.by_pointer:
            return self.by_pointer[target.pointer]
        properties = properties_of(target)
        resource = next((link.resource for route in routes if route is not None for link in _links(route)), "")
        own = self.resource_types.get(resource)
        name = f"{collection[-1] if collection else resource} ({'/'.join(collection)})"
        if own is not None and own.schema is None and not own.properties and target is None:
            return own
        made = ResourceType(name, target, properties, ("id",) if "id" in properties or not properties else ())
        if target is not None:
            self.by_pointer[target.pointer] = made
        return made

    def type_of(self, shape: tuple[str, ...]) -> ResourceType | None:
        """Return the type of a path, if it is an item or the collection of one; otherwise None."""
        return self._by_shape.get(shape)

    def is_item(self, shape: tuple[str, ...]) -> bool:
        """Return whether a path is that of an item."""
        return shape in self._items

    def is_collection(self, shape: tuple[str, ...]) -> bool:
        """Return whether a path is that of a collection."""
        return shape in self._by_shape and shape not in self._items


def _links(route: Route) -> Iterator[Link]:
    for links in route.links.values():
        yield from links


def _is_item(route: Route) -> bool:
    """Return whether the path of a route identifies one thing, which its links read, change or delete."""
    if not route.shape or route.shape[-1] != "{}":
        return False
    links = [link for method in _ITEM_METHODS for link in route.links.get(method, ())]
    reads = [link for link in links if link.method == "GET"]
    return bool(links) and all(link.replies for link in links) and not any(map(is_list, reads))


def _is_collection(route: Route) -> bool:
    """Return whether a route without items lists things, and creates them."""
    reads, creates = route.links.get("GET", ()), route.links.get("POST", ())
    if not route.shape or route.ends_with_capture or not reads or not creates:
        return False
    return all(link.replies for link in (*reads, *creates)) and any(
        is_list(link) or list_items(link.target_schema) is not None for link in reads
    )


def _schemas(item: Route | None, collection: Route | None, segment: str) -> Iterator[Schema]:
    """Yield the schemas of one thing, from the most complete: as it is read, changed, listed, created and sent."""
    for method in ("GET", "PATCH", "PUT"):
        for link in item.links.get(method, ()) if item is not None else ():
            yield from _objects(item_schema(link.target_schema, segment))
    for link in collection.links.get("GET", ()) if collection is not None else ():
        yield from _objects(list_items(link.target_schema, segment))
    for link in collection.links.get("POST", ()) if collection is not None else ():
        yield from _objects(item_schema(link.target_schema, segment))
    for route in (collection, item):
        for method in ("POST", "PUT", "PATCH"):
            for link in route.links.get(method, ()) if route is not None else ():
                yield from _objects(link.body.schema if link.body is not None else None)


def _objects(schema: Schema | None) -> Iterator[Schema]:
    if schema is not None and properties_of(schema):
        yield schema


def item_schema(schema: Schema | None, segment: str = "") -> Schema | None:
    """Return the schema of the thing in a response: the response itself, or what its envelope holds."""
    if schema is None or (items_of(schema) is not None and "object" not in deep_types(schema)):
        return None
    properties = properties_of(schema)
    inner = [name for name in properties if name.lower() in _ENVELOPES or same_noun(name, segment)]
    if len(inner) == 1 and properties_of(properties[inner[0]]) and not properties.keys() & {*USUAL_IDENTITIES}:
        return properties[inner[0]]
    return schema


def list_items(schema: Schema | None, segment: str = "") -> Schema | None:
    """Return the schema of the items in a response: of the list itself, or of the list in its envelope."""
    items = items_of(schema)
    if items is not None:
        return items
    properties = properties_of(schema)
    lists = {name: items for name, each in properties.items() if (items := items_of(each)) is not None}
    things = {name: items for name, items in lists.items() if properties_of(items)}
    lists = things or lists
    if not lists and "_embedded" in properties and not properties.keys() & {"id", "uuid", "_id"}:
        inner = properties_of(properties["_embedded"])  # HAL (draft-kelly-json-hal-11, 4.1.2)
        lists = {name: items for name, each in inner.items() if (items := items_of(each)) is not None}
    if len(lists) == 1 and not properties.keys() & {"id", "uuid", "_id"}:
        return next(iter(lists.values()))
    return next((items for name, items in lists.items() if name.lower() in _LISTS or same_noun(name, segment)), None)
