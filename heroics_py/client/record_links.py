"""The links of a record, and the call that reads it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from heroics_py.call.binding import Bound
from heroics_py.client.links import BoundLink
from heroics_py.client.record_origin import Origin
from heroics_py.client.resources import BoundResource
from heroics_py.client.scope_rules import Filler
from heroics_py.client.scopes import Scope
from heroics_py.errors import CallError, DecodeError, SchemaError
from heroics_py.http.options import Options
from heroics_py.model.api import Link, Resource
from heroics_py.model.schema import Schema
from heroics_py.record import Record, origin_of

__all__ = ["links", "reader_of", "schema_of"]


def links(record: Record) -> Scope:
    """Return the scope of the thing that ``record`` describes; nothing is sent.

    The scope offers every link that names the thing, with its identity filled in: ``links(app).dyno.list()``. The call
    that returned the record supplies the identities above it: a dyno of ``app.dyno.list("example")`` knows its app.

    Raises:
        CallError: no client returned the record, or the schema does not say what identifies its kind.
    """
    origin = _origin(record, "links")
    return _scope(record, origin, _lasting_options(origin))


def reader_of(record: Record, call: str) -> Callable[..., Record]:
    """Return a function that reads ``record`` again: with the call that returned it, else with its self link.

    Options for one request only (range, limit, if_match) are left out, and a cached response is revalidated. The
    function takes changes to the options, for its own request.

    Args:
        record: a record from a response.
        call: the name of the caller, for errors.

    Raises:
        CallError: no link reads the record: no client returned it, or its kind has no such link.
    """
    origin = _origin(record, call)
    lasting = _lasting_options(origin)
    revalidating = lasting.merged(cache_mode="revalidate") if lasting.cache_mode == "rfc" else lasting
    reader = _same_call(origin, revalidating) or _self_link(_scope(record, origin, revalidating), call)

    def read(**options: object) -> Record:
        value = reader(revalidating.merged(**options))
        new_origin = origin_of(value) if isinstance(value, Record) else None
        if not isinstance(new_origin, Origin):
            raise DecodeError(f"{call}() read the record again, but got {type(value).__name__}: expected an object")
        value._origin = replace(new_origin, options=lasting)
        return value  # type: ignore[no-any-return]

    return read


def schema_of(record: Record) -> Schema | None:
    """Return the schema of the thing that ``record`` describes, if it is known."""
    origin = origin_of(record)
    return _resource(origin).schema if isinstance(origin, Origin) else None


def _origin(record: object, call: str) -> Origin:
    if not isinstance(record, Record):
        raise CallError(f"{call}() takes a Record from a response of the API; got {type(record).__name__}")
    origin = origin_of(record)
    if not isinstance(origin, Origin):
        raise CallError(
            f"{call}() does not know where this record came from: it was created by hand, unpickled, or is part of "
            "another record; pass a record that a call returned"
        )
    return origin


def _lasting_options(origin: Origin) -> Options:
    """Return the options of a record's call, without those for that one call only."""
    return origin.options.merged(range=None, limit=None, if_match=None)


def _same_call(origin: Origin, options: Options) -> Callable[[Options], Any] | None:
    """Return the call that returned the record, with the same arguments, if it read this record alone."""
    link = origin.bound.shape.link
    if link.method != "GET" or origin.is_list_item:
        return None
    catalog = origin.core.catalog
    name = catalog.python_names[link.resource]
    call = next(call for call, links in catalog.calls(link.resource).items() if link in links)
    bound_link = BoundLink(origin.core, f"{name}.{call}", (link,), options)
    return _repeated(bound_link, origin.bound)


def _repeated(link: BoundLink, bound: Bound) -> Callable[[Options], Any]:
    return lambda options: link._call_with(bound, options).value()


def _scope(record: Record, origin: Origin, options: Options) -> Scope:
    resource = _resource(origin)
    label = origin.core.catalog.python_names[resource.name]
    return BoundResource(origin.core, resource.name, label, options, tuple(_outer_fillers(origin, resource)))[record]


def _outer_fillers(origin: Origin, resource: Resource) -> Iterator[Filler]:
    """Yield the identities above the thing: the path values of its call, without its own identity."""
    attributes = origin.core.catalog.identity_attributes
    own = attributes.of_resource(resource.name)
    for parameter in origin.bound.shape.link.path_parameters:
        needed = attributes.of_parameter(parameter)
        if needed and not needed <= own and parameter.name in origin.bound.path:
            yield Filler(attributes=needed, value=origin.bound.path[parameter.name])


def _resource(origin: Origin) -> Resource:
    """Return the resource of a record: the one that the schema of the response refers to, else the link's own."""
    link = origin.bound.shape.link
    resources = origin.core.api.resources
    by_pointer = {each.schema.pointer: each for each in resources.values() if each.schema is not None}
    for place in _referenced_schemas(link, is_list_item=origin.is_list_item):
        if place.pointer in by_pointer:
            return by_pointer[place.pointer]
    return resources[link.resource]


def _referenced_schemas(link: Link, *, is_list_item: bool) -> Iterator[Schema]:
    """Yield the schemas that the schema of a response, or of an item of it, refers to, one after the other."""
    if link.target_schema is None:
        return
    try:
        yield from (trail := link.target_schema.reference_chain())
        if is_list_item:
            yield from trail[-1].child("items").reference_chain()
    except SchemaError:
        return


def _self_link(scope: Scope, call: str) -> Callable[[Options], Any]:
    """Return the call of the link that reads the thing of a scope; one with rel self comes first.

    Raises:
        CallError: the scope has no such link.
    """
    for link in sorted(_readers(scope), key=lambda each: each.rel != "self"):
        (shape,) = link._call_shapes()
        if not shape.parameters and not any(field.required for field in shape.fields.values()):
            return _repeated(link, link._bind())
    raise CallError(
        f"{call}() can't read this record again: {scope._label} has no link with GET and rel self that needs no "
        "further arguments"
    )


def _readers(scope: Scope) -> Iterator[BoundLink]:
    """Yield the links of the thing's own resource that may read it, by their relations and paths."""
    own = scope._own
    for name, links in own._calls.items():
        for link in links:
            is_self = link.rel == "self" or (not link.rel and link.href.endswith("}"))
            if link.method == "GET" and is_self and not link.fault:
                yield BoundLink(own._core, f"{own._label}.{name}", (link,), own._options, own._fillers)
