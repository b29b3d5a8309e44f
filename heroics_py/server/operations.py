"""What a link does to the state, decided by its rel, its method and its path."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from heroics_py.model.api import Link
from heroics_py.server.kinds import Catalogue, Kind, is_list, is_value
from heroics_py.server.routes import Place, Router
from heroics_py.server.store import Above, Thing
from heroics_py.server.world import World
from heroics_py.support.json_types import Json

__all__ = ["Call", "Result", "operation", "perform", "target"]

_REMOVING = frozenset({"destroy", "delete"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A link, and what its path turned out to mean.

    Attributes:
        link: the link.
        kind: what it is about.
        above: what the captures of the path mean; without the last one, where that is the thing itself.
        thing: the thing itself, or None where the path names none.
        body: what was sent.
        missing: what the path calls a thing that is not there yet.
    """

    link: Link
    kind: Kind
    above: tuple[Above, ...] = ()
    thing: Thing | None = None
    body: Json = None
    missing: str | None = None

    @property
    def fields(self) -> dict[str, Json]:
        """What was sent, where it is an object."""
        return self.body if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What comes of a call; `items` where it is a list."""

    status: int
    value: Json = None
    items: list[dict[str, Json]] | None = None


def operation(link: Link, place: Place, router: Router, catalogue: Catalogue, *, named: bool) -> str:
    """Return which of the operations a link is.

    Args:
        link: the link.
        place: where it stands.
        router: knows the other places.
        catalogue: knows what links are about.
        named: whether the path names a thing of the kind that the link is about.
    """
    if link.rel == "empty":
        return "accept"
    if link.method == "GET":
        return "act" if is_value(link) else "list" if is_list(link) else "show"
    if link.method == "DELETE":
        return "remove"
    if link.rel == "create":
        return "put" if link.method == "PUT" else "create"
    if link.method in {"PATCH", "PUT"}:
        return "change_many" if is_list(link) and not named else "change"
    if link.rel == "update" and named:
        return "change"
    return "create" if _collects(link, place, router, catalogue) else "act"


def _collects(link: Link, place: Place, router: Router, catalogue: Catalogue) -> bool:
    """Tell whether the path is the list that things of the link's kind stand in."""
    item = router.places.get((*place.shape, "{}"))
    kind = catalogue.kind_of(link)
    return item is not None and any(
        catalogue.kind_of(other) is kind for links in item.links.values() for other in links
    )


def target(world: World, call: Call) -> Thing:
    """Return what a call shows or changes: the thing that the path names, else the only one there is."""
    return call.thing if call.thing is not None else world.only(call.kind, call.above)


def perform(name: str, world: World, call: Call) -> Result:
    """Do what the operation ``name`` does, and return what comes of it."""
    return _OPERATIONS[name](world, call)


def _accept(_: World, __: Call) -> Result:
    return Result(status=202)


def _list(world: World, call: Call) -> Result:
    return Result(status=200, items=[thing.data for thing in world.things(call.kind, call.above)])


def _show(world: World, call: Call) -> Result:
    return Result(status=200, value=target(world, call).data)


def _create(world: World, call: Call) -> Result:
    status = 201 if call.link.rel == "create" else 200
    if is_list(call.link) and not call.kind.properties:
        # What is made are no things that could be kept, such as a list of codes.
        return replace(_act(world, call), status=status)
    thing = world.create(call.kind, call.fields, call.above)
    return Result(status=status, value=[thing.data] if is_list(call.link) else thing.data)


def _put(world: World, call: Call) -> Result:
    known = call.thing or world.twin(call.kind, call.fields, call.above)
    if known is None:
        return _create(world, replace(call, body={**_named(call), **call.fields}))
    return Result(status=200, value=world.update(known, call.fields).data)


def _named(call: Call) -> dict[str, Json]:
    """Return the identity that the path gives to a thing that is not there yet, as the attribute that accepts it."""
    text = call.missing
    values: list[Json] = [] if text is None else [text, *([int(text)] if text.isdecimal() and len(text) < 16 else [])]
    for name in call.kind.identity:
        for value in values:
            if call.kind.accepts(name, value):
                return {name: value}
    return {}


def _change(world: World, call: Call) -> Result:
    return Result(status=200, value=world.update(target(world, call), call.fields).data)


def _change_many(world: World, call: Call) -> Result:
    """Change each thing that an entry of the body names; what has no identity is replaced as a whole."""
    entries = _entries(call.body)
    if not call.kind.identity:
        for thing in world.things(call.kind, call.above):
            world.remove(thing)
        return Result(status=200, items=[world.create(call.kind, entry, call.above).data for entry in entries])
    return Result(status=200, items=[_changed(world, call, entry).data for entry in entries])


def _changed(world: World, call: Call, entry: dict[str, Json]) -> Thing:
    for value in entry.values():
        if isinstance(value, str):
            known = world.named([call.kind], call.kind.identity, value, call.above)
            if known is not None:
                return world.update(known, entry)
    return world.create(call.kind, entry, call.above)


def _entries(body: Json) -> list[dict[str, Json]]:
    lists = [body] if isinstance(body, list) else [value for value in (body or {}).values() if isinstance(value, list)]  # type: ignore[union-attr]
    return [entry for entry in lists[0] if isinstance(entry, dict)] if lists else []


def _remove(world: World, call: Call) -> Result:
    if call.thing is None and is_list(call.link):
        gone = world.things(call.kind, call.above)
        for thing in gone:
            world.remove(thing)
        return Result(status=200, items=[thing.data for thing in gone])
    thing = target(world, call)
    world.remove(thing)
    return Result(status=200, value=thing.data)


def _act(world: World, call: Call) -> Result:
    above = (*call.above, *([call.thing] if call.thing is not None else []))
    made = world.maker.action(call.link, call.kind, call.fields, above)
    return Result(status=200, value=made)


_OPERATIONS: dict[str, Callable[[World, Call], Result]] = {
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
