"""The operations that links perform on the state, chosen by rel, method and path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from heroics_py.model.api import Link
from heroics_py.server.catalog import READS, Catalog
from heroics_py.server.resource_types import ResourceType, is_list, is_scalar
from heroics_py.server.responses import HttpError
from heroics_py.server.routes import Route, Router
from heroics_py.server.schema_lookup import items_of, target_of
from heroics_py.server.state import State
from heroics_py.server.store import Entity, Parent
from heroics_py.support.json_types import Json

__all__ = ["LinkRequest", "Result", "entity_of", "operation_of", "perform"]

_LONGEST_NUMBER = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """A request for a link, its path resolved to entities.

    Attributes:
        link: the link.
        resource_type: the type that the link is about.
        parents: what the captures of the path identify, without the entity itself.
        entity: the entity itself, or None if the path identifies none.
        body: the value of the body, or the fields of the query.
        missing: the identity in the path of an entity that doesn't exist yet.
        names: the texts in the path that identify nothing in the store, by the names of their parameters.
        target: the path and the query.
        origin: the scheme and the host.
    """

    link: Link
    resource_type: ResourceType
    parents: tuple[Parent, ...] = ()
    entity: Entity | None = None
    body: Json = None
    missing: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    origin: str = ""

    @property
    def fields(self) -> dict[str, Json]:
        """The body if it is an object; otherwise empty."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of an operation.

    Attributes:
        status: the HTTP status code.
        value: the value to respond with.
        items: the items of a list, instead of a value.
    """

    status: int
    value: Json = None
    items: list[dict[str, Json]] | None = None


def operation_of(link: Link, route: Route, router: Router, catalog: Catalog, *, has_entity: bool) -> str:
    """Return the name of the operation that a link performs.

    Args:
        link: the link.
        route: its route.
        router: the other routes.
        catalog: the resource types.
        has_entity: whether the path identifies an entity of the type that the link is about.
    """
    if link.rel == "empty":
        return "accept"
    if link.method in READS:
        return "act" if is_scalar(link) else "list" if catalog.lists(link) else "show"
    if link.method == "DELETE":
        return "remove"
    if link.replies and (documented := _documented_operation(link, route, catalog)):
        return documented
    if link.rel == "create":
        return "put" if link.method == "PUT" else "create"
    if link.method in {"PATCH", "PUT"}:
        return "change_many" if is_list(link) and not has_entity else "change"
    if link.rel == "update" and has_entity:
        return "change"
    return "create" if _is_collection(link, route, router, catalog) else "act"


def _documented_operation(link: Link, route: Route, catalog: Catalog) -> str:
    """Return the operation that the method and the path of a link show, whatever its name; "" if they show none."""
    if link.method == "POST" and (catalog.paths.is_collection(route.shape) or _takes_list_of_own(link, catalog)):
        return "create"
    if catalog.paths.is_item(route.shape):
        if link.method == "PUT":
            return "put" if "201" in link.replies or link.rel == "create" else "change"
        if link.method == "PATCH" or (link.method == "POST" and link.body is not None):
            return "change"
    return ""


def _takes_list_of_own(link: Link, catalog: Catalog) -> bool:
    """Return whether the body of a link is a list of the entities that it is about."""
    items = target_of(items_of(link.body.schema if link.body is not None else None))
    own = catalog.type_of(link).schema
    return items is not None and own is not None and items.pointer == own.pointer


def _is_collection(link: Link, route: Route, router: Router, catalog: Catalog) -> bool:
    """Return whether the path is the list of the entities that the link is about."""
    item = router.routes.get((*route.shape, "{}"))
    resource_type = catalog.type_of(link)
    return item is not None and any(
        catalog.type_of(other) is resource_type for links in item.links.values() for other in links
    )


def entity_of(state: State, request: LinkRequest) -> Entity:
    """Return the entity that a request shows or changes: the one in the path, otherwise the only one."""
    return request.entity if request.entity is not None else state.singleton(request.resource_type, request.parents)


def perform(name: str, state: State, request: LinkRequest) -> Result:
    """Perform the operation ``name`` and return its result."""
    return _OPERATIONS[name](state, request)


def _accept(_: State, __: LinkRequest) -> Result:
    return Result(status=202)


def _list(state: State, request: LinkRequest) -> Result:
    entities = state.entities(request.resource_type, request.parents)
    return Result(status=200, items=[entity.data for entity in entities])


def _show(state: State, request: LinkRequest) -> Result:
    return Result(status=200, value=entity_of(state, request).data)


def _create(state: State, request: LinkRequest) -> Result:
    status = 201 if request.link.rel == "create" or request.link.replies else 200
    if is_list(request.link) and not request.resource_type.properties:
        # The response holds no entities that could be stored, such as a list of codes.
        return replace(_act(state, request), status=status)
    entities = [_created(state, request, fields) for fields in _new_entities(request)]
    data: list[Json] = [entity.data for entity in entities]
    is_list_of_them = is_list(request.link) or (request.link.replies and len(data) > 1)
    return Result(status=status, value=data if is_list_of_them else data[-1])


def _new_entities(request: LinkRequest) -> list[dict[str, Json]]:
    """Return the data of the entities to create: one, or those of a list that a document describes."""
    items = request.body if isinstance(request.body, list) and request.link.replies else []
    return [item for item in items if isinstance(item, dict)] or [request.fields]


def _created(state: State, request: LinkRequest, fields: dict[str, Json]) -> Entity:
    same = _same_entity(state, request, fields)
    if same is None:
        return state.create(request.resource_type, {**fields, **_names_in_path(request)}, request.parents)
    if "409" in request.link.replies:
        raise HttpError(409, "conflict", f"There is already one with this {request.resource_type.identity[0]}.")
    return state.update(same, fields)


def _same_entity(state: State, request: LinkRequest, fields: dict[str, Json]) -> Entity | None:
    """Return the entity that has the identity which a documented creation sends for a new one."""
    first = request.resource_type.identity[:1]
    if not request.link.replies or not first or first[0] not in fields:
        return None
    return state.find([request.resource_type], first, str(fields[first[0]]), request.parents)


def _put(state: State, request: LinkRequest) -> Result:
    entity = request.entity or state.find_same(request.resource_type, request.fields, request.parents)
    if entity is None:
        return _create(state, replace(request, body={**_identity_in_path(request), **request.fields}))
    return Result(status=200, value=state.update(entity, request.fields).data)


def _identity_in_path(request: LinkRequest) -> dict[str, Json]:
    """Return the identity that the path gives to a new entity, as the attribute that accepts it."""
    text = request.missing
    if text is None:
        return {}
    fields = (_accepted(request.resource_type, name, text) for name in request.resource_type.identity)
    return next(filter(None, fields), {})


def _names_in_path(request: LinkRequest) -> dict[str, Json]:
    """Return the attributes of a new entity that the path names, such as the ``user_id`` of a user's order."""
    own = request.resource_type
    fields: dict[str, Json] = {}
    for name, text in request.names.items():
        if name in own.properties and name not in own.identity:
            fields.update(_accepted(own, name, text))
    return fields


def _accepted(resource_type: ResourceType, name: str, text: str) -> dict[str, Json]:
    """Return the attribute ``name`` with a text of the path, or the number in it; empty if neither is valid."""
    values: list[Json] = [text, int(text)] if text.isdecimal() and len(text) < _LONGEST_NUMBER else [text]
    return next(({name: value} for value in values if resource_type.accepts(name, value)), {})


def _change(state: State, request: LinkRequest) -> Result:
    return Result(status=200, value=state.update(entity_of(state, request), request.fields).data)


def _change_many(state: State, request: LinkRequest) -> Result:
    """Change each entity that an item of the body identifies; replace all entities of a type without identity."""
    items = _items_of(request.body)
    if request.resource_type.identity:
        return Result(status=200, items=[_change_item(state, request, item).data for item in items])
    for entity in state.entities(request.resource_type, request.parents):
        state.remove(entity)
    entities = [state.create(request.resource_type, item, request.parents) for item in items]
    return Result(status=200, items=[entity.data for entity in entities])


def _change_item(state: State, request: LinkRequest, item: dict[str, Json]) -> Entity:
    resource_type = request.resource_type
    for value in item.values():
        if isinstance(value, str):
            entity = state.find([resource_type], resource_type.identity, value, request.parents)
            if entity is not None:
                return state.update(entity, item)
    return state.create(resource_type, item, request.parents)


def _items_of(body: Json) -> list[dict[str, Json]]:
    lists = [body] if isinstance(body, list) else [value for value in (body or {}).values() if isinstance(value, list)]  # type: ignore[union-attr]
    return [item for item in lists[0] if isinstance(item, dict)] if lists else []


def _remove(state: State, request: LinkRequest) -> Result:
    if request.entity is None and is_list(request.link):
        entities = state.entities(request.resource_type, request.parents)
        for entity in entities:
            state.remove(entity)
        return Result(status=200, items=[entity.data for entity in entities])
    entity = entity_of(state, request)
    state.remove(entity)
    return Result(status=200, value=entity.data)


def _act(state: State, request: LinkRequest) -> Result:
    parents = (*request.parents, *([request.entity] if request.entity is not None else []))
    value = state.factory.example_response(request.link, request.resource_type, request.fields, parents)
    if isinstance(value, dict) and request.entity is not None and _responds_with(request.entity, request.link):
        own = request.entity.data.items()
        value |= {name: each for name, each in own if name in value and name not in request.fields}
    return Result(status=200, value=value)


def _responds_with(entity: Entity, link: Link) -> bool:
    """Return whether a document describes the response of a link by the schema of ``entity``."""
    response, own = target_of(link.target_schema), target_of(entity.resource_type.schema)
    return bool(link.replies) and response is not None and own is not None and response.pointer == own.pointer


_OPERATIONS: dict[str, Callable[[State, LinkRequest], Result]] = {
    "accept": _accept,
    "list": _list,
    "show": _show,
    "create": _create,
    "put": _put,
    "change": _change,
    "change_many": _change_many,
    "remove": _remove,
    "act": _act,
}
