"""Where a record belongs: the scope of the thing that it stands for, and the call that reads it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from heroics_py.client.core import Origin
from heroics_py.client.identities import Filler
from heroics_py.client.links import BoundLink
from heroics_py.client.resources import BoundResource, Scope
from heroics_py.errors import CallError, DecodeError, SchemaError
from heroics_py.http.options import Options
from heroics_py.model.api import Link, Resource
from heroics_py.model.schema import Schema
from heroics_py.record import Record, origin_of

__all__ = ["links", "reader_of", "schema_of"]


def links(record: Record) -> Scope:
    """Return what can be done with the thing that ``record`` stands for, as a scope; nothing is sent.

    The scope offers every link that names the thing, with its identity filled in: ``links(app).dyno.list()``. What
    stands above the thing is known from the call that brought the record: a dyno of ``app.dyno.list("example")`` knows
    its app.

    Raises:
        CallError: the record did not come from a client, or the schema does not say what identifies its kind.
    """
    origin = _origin(record, "links")
    return _scope(record, origin, _lasting(origin))


def reader_of(record: Record, call: str) -> Callable[..., Record]:
    """Return what reads ``record`` anew: the call that brought it, else the self link of its kind.

    What belonged to one request only (a range, a limit, a validator) is left out, and a cached answer is confirmed.
    The function that is returned takes changes to the options, for this one request.

    Args:
        record: from an answer of the API.
        call: what the record was given to, for errors.

    Raises:
        CallError: no link reads it: it did not come from a client, or its kind has no link for one of it.
    """
    origin = _origin(record, call)
    lasting = _lasting(origin)
    confirmed = lasting.merged(cache_mode="revalidate") if lasting.cache_mode == "rfc" else lasting
    reading = _again(origin, confirmed) or _self_link(_scope(record, origin, confirmed), call)

    def read(**options: object) -> Record:
        found = reading(confirmed.merged(**options))
        fresh = origin_of(found) if isinstance(found, Record) else None
        if not isinstance(fresh, Origin):
            raise DecodeError(f"{call}() read the record anew, and the answer is no object but {type(found).__name__}")
        found._origin = fresh._replace(options=lasting)
        return found  # type: ignore[no-any-return]

    return read


def schema_of(record: Record) -> Schema | None:
    """Return the schema of the kind of thing that ``record`` is, or None where that is not known."""
    origin = origin_of(record)
    return _resource(origin).schema if isinstance(origin, Origin) else None


def _origin(record: object, call: str) -> Origin:
    if not isinstance(record, Record):
        raise CallError(f"{call}() takes a Record from an answer of the API; got {type(record).__name__}")
    origin = origin_of(record)
    if not isinstance(origin, Origin):
        raise CallError(
            f"{call}() does not know where this record came from: it was made by hand, unpickled, or is a part of "
            "another record; take the one that a call returned"
        )
    return origin


def _lasting(origin: Origin) -> Options:
    """Return the options of a record's call, without those that made sense for that one call alone."""
    return origin.options.merged(range=None, limit=None, if_match=None)


def _again(origin: Origin, options: Options) -> Callable[[Options], Any] | None:
    """Return the call that brought the record, with the same arguments; None where that was no reading of it alone."""
    link = origin.bound.spelling.link
    if link.method != "GET" or origin.listed:
        return None
    name = origin.core.spelled[link.resource]
    call = next(call for call, ones in origin.core.calls(link.resource).items() if link in ones)
    return BoundLink(origin.core, f"{name}.{call}", (link,), options)._repeating(origin.bound)


def _scope(record: Record, origin: Origin, options: Options) -> Scope:
    resource = _resource(origin)
    name = origin.core.spelled[resource.name]
    return BoundResource(origin.core, resource.name, name, options, fillers=tuple(_above(origin, resource)))[record]


def _above(origin: Origin, resource: Resource) -> Iterator[Filler]:
    """Yield what the call says of the things above: its path values, other than the identity of the thing itself."""
    known = origin.core.attributes
    own = known.of_resource(resource.name)
    for parameter in origin.bound.spelling.link.path_parameters:
        wanted = known.of_parameter(parameter)
        if wanted and not wanted <= own and parameter.name in origin.bound.path:
            yield Filler(attributes=wanted, value=origin.bound.path[parameter.name])


def _resource(origin: Origin) -> Resource:
    """Return the kind of thing that came: the one that the answer's schema refers to, else the link's own."""
    link = origin.bound.spelling.link
    resources = origin.core.api.resources
    homes = {each.schema.pointer: each for each in resources.values() if each.schema is not None}
    for place in _places(link, listed=origin.listed):
        if place.pointer in homes:
            return homes[place.pointer]
    return resources[link.resource]


def _places(link: Link, *, listed: bool) -> Iterator[Schema]:
    """Yield the places that the schema of an answer (of one item, where it is a list) refers to, one by one."""
    if link.target_schema is None:
        return
    try:
        yield from (trail := link.target_schema.reference_chain())
        if listed:
            yield from trail[-1].child("items").reference_chain()
    except SchemaError:
        return


def _self_link(scope: Scope, call: str) -> Callable[[Options], Any]:
    """Return the call of the link that reads the thing of a scope, one of rel self before others.

    Raises:
        CallError: there is none.
    """
    for bound in sorted(_readers(scope), key=lambda each: each.rel != "self"):
        (spelling,) = bound._spelled()
        if not spelling.parameters and not any(each.required for each in spelling.fields.values()):
            return bound._repeating(bound._bound())
    raise CallError(
        f"{call}() can't read this record anew: {scope._shown} has no link that reads it, one with GET and rel self "
        "for which nothing is left to fill"
    )


def _readers(scope: Scope) -> Iterator[BoundLink]:
    """Yield the links of the thing's own resource that may read it, as the schema's relations and paths tell."""
    own = scope._own
    for name, ones in own._calls.items():
        for link in ones:
            is_self = link.rel == "self" or (not link.rel and link.href.endswith("}"))
            if link.method == "GET" and is_self and not link.fault:
                yield BoundLink(own._core, f"{own._shown}.{name}", (link,), own._options, fillers=own._fillers)
