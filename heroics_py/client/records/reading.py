"""A record read again: by the call that returned it, or by its own ``self`` link."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from heroics_py.call.binding import Bound
from heroics_py.call.responses.answer_links import resource_in
from heroics_py.client.links import BoundLink
from heroics_py.client.records.links import lasting_options, scope_of
from heroics_py.client.records.origin import Origin, origin_at
from heroics_py.client.records.scope import RecordScope
from heroics_py.errors import CallError, DecodeError
from heroics_py.http.options import Options
from heroics_py.http.steps import Steps
from heroics_py.readers.path_shapes import VARIABLE, shape_of_path
from heroics_py.record import Record, origin_of

__all__ = ["reader_of", "run_awaiting", "run_blocking"]

_T = TypeVar("_T")


def reader_of(record: Record, call: str) -> Callable[..., Steps[Record]]:
    """Return a function whose steps read ``record`` again: with the call that returned it, else with its self link.

    Options for one request only (range, limit, if_match) are left out, and a cached response is revalidated. The
    function takes changes to the options, for its own request.

    Args:
        record: a record from a response.
        call: the name of the caller, for errors.

    Raises:
        CallError: no link reads the record: no client returned it, or its kind has no such link.
    """
    origin, place = origin_at(record, call)
    lasting = lasting_options(origin)
    revalidating = lasting.merged(cache_mode="revalidate") if lasting.cache_mode == "rfc" else lasting
    repeated = _same_call(origin, revalidating) if place == () or origin.is_whole(place) else None
    reader = repeated or _self_link(scope_of(record, call, revalidating), call)

    def read(**options: object) -> Steps[Record]:
        value = yield from reader(revalidating.merged(**options))
        new_origin = origin_of(value) if isinstance(value, Record) else None
        if not isinstance(new_origin, Origin):
            raise DecodeError(f"{call}() read the record again, but got {type(value).__name__}: expected an object")
        value._origin = replace(new_origin, options=lasting)
        for key in new_origin.envelope if place else ():
            value = value.get(key)
        return resource_in(value, record)  # type: ignore[return-value]

    return read


def _same_call(origin: Origin, options: Options) -> Callable[[Options], Steps[Any]] | None:
    """Return the call that returned the record, with the same arguments, if it read this record alone."""
    link = origin.bound.shape.link
    if link.method != "GET" or origin.is_list_item or origin.is_partial:
        return None
    if origin.followed is not None:
        bound_link = BoundLink(origin.core, origin.name, (origin.followed.shape.link,), options)
        return _repeated(bound_link, origin.followed)
    catalog = origin.core.catalog
    name = catalog.python_names[link.resource]
    call = next(call for call, links in catalog.calls(link.resource).items() if link in links)
    bound_link = BoundLink(origin.core, f"{name}.{call}", (link,), options)
    return _repeated(bound_link, origin.bound)


def _repeated(link: BoundLink, bound: Bound) -> Callable[[Options], Steps[Any]]:
    return lambda options: link._call_with(bound, options).value_steps()


def _self_link(scope: RecordScope, call: str) -> Callable[[Options], Steps[Any]]:
    """Return the call that reads the thing of a scope: a link of the schema, else the ``self`` of the response.

    Of the schema's links, one with rel self comes first.

    Raises:
        CallError: the scope has no such link.
    """
    own = scope._self()
    for link in sorted(_readers(scope), key=lambda each: each.rel != "self"):
        (shape,) = link._call_shapes()
        if not shape.parameters and not any(field.required for field in shape.fields.values()):
            try:
                return _repeated(link, link._bind())
            except CallError:  # the record has no field that the schema says identifies it
                if own is None:
                    raise
    if own is not None:
        return _repeated(own, own._bind())
    raise CallError(
        f"{call}() can't read this record again: {scope._label} has no link with GET and rel self that needs no "
        "further arguments"
    )


def _readers(scope: RecordScope) -> Iterator[BoundLink]:
    """Yield the links of the thing's own resource that may read it, by their relations and paths."""
    own = scope._own
    thing = own._fillers[-1].thing
    for name, links in own._calls.items():
        for link in links:
            is_self = link.rel == "self" or (not link.rel and link.href.rstrip("/").endswith("}"))
            if thing is not None:
                shape = shape_of_path(link.href)
                is_one = shape[-1:] == (VARIABLE,) or shape == shape_of_path(thing.path)
                is_self = is_one and link.thing is not None and link.thing.kind in {thing.kind, thing.path}
            if link.method == "GET" and is_self and not link.fault and not link.anchor:
                yield BoundLink(own._core, f"{own._label}.{name}", (link,), own._options, own._fillers)


def run_blocking(record: Record, steps: Steps[_T], call: str) -> _T:
    """Carry out steps that read ``record``, for a function that blocks.

    Raises:
        CallError: the record is of an async client.
    """
    origin, _ = origin_at(record, call)
    origin.core.refuse_blocking(call)
    return origin.core.run(steps, call)  # type: ignore[no-any-return]


def run_awaiting(record: Record, steps: Steps[_T], call: str) -> Coroutine[Any, Any, _T]:
    """Return what carries out steps that read ``record`` once it is awaited.

    Raises:
        CallError: the record is of a client that blocks.
    """
    origin, _ = origin_at(record, call)
    origin.core.refuse_awaiting(call)
    return origin.core.run(steps, call)  # type: ignore[no-any-return]
