"""The links of a record, and the call that reads it again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from heroics_py.call.answer_links import AnswerLink, body_links, first_of, header_links, resource_in, self_fields
from heroics_py.call.binding import Bound
from heroics_py.call.identity import identity_of
from heroics_py.call.record_kinds import is_stated_of
from heroics_py.client.core import Core
from heroics_py.client.links import BoundLink
from heroics_py.client.records.applicable_links import inapplicable_links
from heroics_py.client.records.attached_links import attached_links
from heroics_py.client.records.followed_links import link_of_url, resolved
from heroics_py.client.records.origin import Origin
from heroics_py.client.records.response_roots import at_root
from heroics_py.client.records.scope import RecordScope
from heroics_py.client.resources import BoundResource, title_of
from heroics_py.client.scope_rules import Filler
from heroics_py.errors import CallError, DecodeError
from heroics_py.http.options import Options
from heroics_py.http.steps import Steps
from heroics_py.model.api import Resource
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.path_shapes import VARIABLE, shape_of_path
from heroics_py.record import Record, origin_of, place_of

__all__ = ["links", "reader_of", "run_awaiting", "run_blocking", "schema_of"]

_T = TypeVar("_T")

_SAME_THING = frozenset({"GET", "PATCH", "PUT"})


def links(record: Record) -> RecordScope:
    """Return the scope of the thing that ``record`` describes; nothing is sent.

    The scope offers every link that names the thing, with its identity filled in: ``links(app).dyno.list()``. The call
    that returned the record supplies the identities above it: a dyno of ``app.dyno.list("example")`` knows its app. A
    record in a record, or in a list of one, has the links of its own kind: ``links(order["items"][1])``.

    A link that the schema has below a condition (``if``, ``oneOf``) is offered if the record meets it.

    It also offers the links that the response holds: HAL's ``_links`` (also of embedded resources), ``links`` and
    ``relationships`` as in JSON:API, and ``Link`` headers. ``links(order).find(id=3)`` or ``links(order)["ea:find"]``
    follows one by GET. If the schema has a link of that name, the attribute is the schema's and the index the other.

    Raises:
        CallError: no client returned the record, or the schema does not say what identifies its kind and the response
            holds no links.
    """
    origin, _ = _origin(record, "links")
    return _scope(record, "links", _lasting_options(origin))


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
    origin, place = _origin(record, call)
    lasting = _lasting_options(origin)
    revalidating = lasting.merged(cache_mode="revalidate") if lasting.cache_mode == "rfc" else lasting
    repeated = _same_call(origin, revalidating) if place == () or origin.is_whole(place) else None
    reader = repeated or _self_link(_scope(record, call, revalidating), call)

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


def run_blocking(record: Record, steps: Steps[_T], call: str) -> _T:
    """Carry out steps that read ``record``, for a function that blocks.

    Raises:
        CallError: the record is of an async client.
    """
    origin, _ = _origin(record, call)
    origin.core.refuse_blocking(call)
    return origin.core.run(steps, call)  # type: ignore[no-any-return]


def run_awaiting(record: Record, steps: Steps[_T], call: str) -> Coroutine[Any, Any, _T]:
    """Return what carries out steps that read ``record`` once it is awaited.

    Raises:
        CallError: the record is of a client that blocks.
    """
    origin, _ = _origin(record, call)
    origin.core.refuse_awaiting(call)
    return origin.core.run(steps, call)  # type: ignore[no-any-return]


def schema_of(record: Record) -> Schema | None:
    """Return the schema of the thing that ``record`` describes, if it is known."""
    origin, place = place_of(record)
    if not isinstance(origin, Origin):
        return None
    schemas = origin.schemas_at(place)
    if schemas or _is_unknown(origin, place):
        return schemas[-1] if schemas else None
    return _resource(origin, origin.thing_at(place)).schema


def _origin(record: object, call: str) -> tuple[Origin, tuple[str, ...]]:
    """Return where a record came from, and the keys that lead to it in the record of the response."""
    if not isinstance(record, Record):
        raise CallError(f"{call}() takes a Record from a response of the API; got {type(record).__name__}")
    origin, place = place_of(record)
    if not isinstance(origin, Origin):
        raise CallError(
            f"{call}() does not know where this record came from: it was created by hand; pass a record "
            "that a call returned"
        )
    return origin, place


def _lasting_options(origin: Origin) -> Options:
    """Return the options of a record's call, without those for that one call only."""
    return origin.options.merged(range=None, limit=None, if_match=None)


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


def _scope(record: Record, call: str, options: Options) -> RecordScope:
    """Return the scope of a record.

    Raises:
        CallError: it is not known what the record is, or no link takes one, and the response holds no link either.
    """
    origin, place = _origin(record, call)
    core = origin.core
    answers = _answer_links(record, origin, place)
    resource, fillers = _identity(record, origin, place, answers)
    fillers = (*fillers[:-1], fillers[-1].replaced(data=attached_links(record, origin)))
    label = core.catalog.python_names.get(resource.name, "record")
    outer = BoundResource(core, resource.name, label, options, fillers[:-1])
    inapplicable = inapplicable_links(resource, record)
    scope = RecordScope(outer, f"{label}[{title_of(record)}]", fillers[-1], answers, origin.url, inapplicable)
    if not answers and not scope._own._calls and not scope._names():
        reason = _lacking(fillers[-1]) or _missing(record, origin, place, resource)
        raise CallError(f"{call}() {reason}")
    return scope


def _lacking(filler: Filler) -> str:
    """Return why no link is offered although the schema attaches some to the record; empty if it attaches none."""
    if not filler.data:
        return ""
    needs = [f"{pointer} ({', '.join(each.unfilled)})" for pointer, each in filler.data.items() if each.unfilled]
    links = ", ".join(needs or filler.data)
    return (
        f"finds no link that this record can use: the schema attaches {links[:300]}, and the response lacks a value "
        "that each needs"
    )


def _identity(
    record: Record, origin: Origin, place: tuple[str, ...], answers: Sequence[AnswerLink]
) -> tuple[Resource, tuple[Filler, ...]]:
    """Return the resource of a record, and the identities of the things above it and of itself.

    If the schema does not say what it is, the URL of its own ``self`` link may.
    """
    if _is_unknown(origin, place):
        return _identity_by_url(origin, answers) or (Resource(name=""), (Filler(attributes=frozenset(), value=record),))
    thing = origin.thing_at(place)
    resource = _resource(origin, thing)
    if resource.thing is not None and (thing is None or is_stated_of(thing, resource.name, resource.thing)):
        thing = resource.thing if resource.thing.is_stated else None
    attributes = _attributes(origin.core, resource, thing)
    filler = Filler(
        attributes=attributes,
        value=_value(record, origin, place, attributes),
        resource=resource.name,
        thing=thing if resource.thing is not None or (thing is not None and thing.path) else None,
    )
    return resource, (*_outer_fillers(origin, filler), filler)


def _value(record: Record, origin: Origin, place: tuple[str, ...], attributes: frozenset[str]) -> object:
    """Return a record, or the identity by which its call read it, if no field of the record identifies it."""
    link = origin.bound.shape.link
    own = link.path_parameters[-1] if link.path_parameters else None
    is_one = link.method in _SAME_THING and shape_of_path(link.href)[-1:] == (VARIABLE,)
    if own is None or not is_one or place or origin.is_list_item or own.name not in origin.bound.path:
        return record
    needed = origin.core.catalog.identity_attributes.of_parameter(own)
    if not needed or not needed <= attributes:
        return record
    try:
        identity_of("", own.name, own, record, link)
    except CallError:
        return origin.bound.path[own.name]
    return record


def _identity_by_url(origin: Origin, answers: Sequence[AnswerLink]) -> tuple[Resource, tuple[Filler, ...]] | None:
    """Return what the URL of a record's own ``self`` link says that it is, if the schema has a link with that URL."""
    urls = [resolved(each, origin.url) for each in answers if each.rel == "self" and not each.is_template]
    known = link_of_url(origin.core, urls[0]) if len(urls) == 1 else None
    if known is None or not known.values:
        return None
    attributes = origin.core.catalog.identity_attributes
    fillers = [
        Filler(
            attributes=attributes.of_parameter(each),
            value=known.values[each.name],
            resource=known.link.resource,
            thing=each.thing,
        )
        for each in known.link.path_parameters
        if each.name in known.values
    ]
    return origin.core.api.resources[known.link.resource], tuple(fillers)


def _answer_links(record: Record, origin: Origin, place: tuple[str, ...]) -> tuple[AnswerLink, ...]:
    """Return the links that a response holds about a record: those in it, then those of the ``Link`` header."""
    header = origin.link_header if place == () or origin.is_whole(place) else None
    in_body = at_root(body_links(record), record, origin.core, origin.url)
    answers = [*first_of(in_body, header_links(header, origin.url))]
    if _is_unknown(origin, place) and not any(each.rel == "self" for each in answers):
        root = origin.core.base_url.rstrip("/")
        answers += [each for each in self_fields(record) if resolved(each, origin.url).startswith(f"{root}/")][:1]
    return tuple(answers)


def _is_unknown(origin: Origin, place: tuple[str, ...]) -> bool:
    """Return whether the schema does not say what a record is: it is a part, or came by a link of a response."""
    return (place != () or not origin.kind) and origin.thing_at(place) is None


def _attributes(core: Core, resource: Resource, thing: Thing | None) -> frozenset[str]:
    if resource.thing is None or (thing is not None and thing.kind == resource.name):
        return core.catalog.identity_attributes.of_resource(resource.name)
    return frozenset()


def _outer_fillers(origin: Origin, own: Filler) -> Iterator[Filler]:
    """Yield the identities above the thing: the path values of its call, without its own identity."""
    attributes = origin.core.catalog.identity_attributes
    for parameter in origin.bound.shape.link.path_parameters:
        needed = attributes.of_parameter(parameter)
        is_own = needed <= own.attributes or _is_of_kind(own.thing, parameter.thing)
        if needed and not is_own and parameter.name in origin.bound.path:
            yield Filler(attributes=needed, value=origin.bound.path[parameter.name], thing=parameter.thing)


def _is_of_kind(own: Thing | None, thing: Thing | None) -> bool:
    return own is not None and thing is not None and own.has_collection and own.kind == thing.kind


def _resource(origin: Origin, thing: Thing | None) -> Resource:
    """Return the resource of a record: the one that its schema describes, else that of the link."""
    resources = origin.core.api.resources
    return resources[thing.kind if thing is not None and thing.kind in resources else origin.bound.shape.link.resource]


def _missing(record: Record, origin: Origin, place: tuple[str, ...], resource: Resource) -> str:
    """Return why a record has no links, and what to do."""
    if not resource.name:
        whole = "the response" if not place else f"{'.'.join(place)!r} in the response"
        return (
            f"can't tell what {whole} is: the schema does not say which resource it describes, and it holds no links; "
            "pass the record of a call, or the identity that it holds to a call"
        )
    if origin.envelope and origin.envelope != place:
        inner = "".join(f"[{key!r}]" for key in origin.envelope)
        return f"finds nothing that identifies this record: the thing is below it, pass record{inner}"
    noun = resource.name.replace("-", " ")
    fields = next((name for name in ("id", "name") if name in record), next(iter(record), "id"))
    return (
        f"can't tell what identifies this record: the schema does not connect it with a path of {noun}; if a path "
        f"takes one, connect(..., identities={{{resource.name!r}: {fields!r}}}) names the field"
    )


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
