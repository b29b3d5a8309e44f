"""What a record is: its resource, and what identifies it and the things above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heroics_py.call.identity import identity_of
from heroics_py.call.record_kinds import is_stated_of
from heroics_py.call.responses.answer_links import AnswerLink
from heroics_py.client.core import Core
from heroics_py.client.records.followed_links import link_of_url, resolved
from heroics_py.client.records.origin import Origin
from heroics_py.errors import CallError
from heroics_py.linking.scope_rules import Filler
from heroics_py.model.api import Resource
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.readers.path_shapes import VARIABLE, shape_of_path
from heroics_py.record import Record, place_of

__all__ = ["identify", "is_unknown", "resource_of", "schema_of"]

_SAME_THING = frozenset({"GET", "PATCH", "PUT"})


def identify(
    record: Record, origin: Origin, place: tuple[str, ...], answers: Sequence[AnswerLink]
) -> tuple[Resource, tuple[Filler, ...]]:
    """Return the resource of a record, and the identities of the things above it and of itself.

    If the schema does not say what it is, the URL of its own ``self`` link may.
    """
    if is_unknown(origin, place):
        return _identity_by_url(origin, answers) or (Resource(name=""), (Filler(attributes=frozenset(), value=record),))
    thing = origin.thing_at(place)
    resource = resource_of(origin, thing)
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


def is_unknown(origin: Origin, place: tuple[str, ...]) -> bool:
    """Return whether the schema does not say what a record is: it is a part, or came by a link of a response."""
    return (place != () or not origin.kind) and origin.thing_at(place) is None


def resource_of(origin: Origin, thing: Thing | None) -> Resource:
    """Return the resource of a record: the one that its schema describes, else that of the link."""
    resources = origin.core.api.resources
    return resources[thing.kind if thing is not None and thing.kind in resources else origin.bound.shape.link.resource]


def schema_of(record: Record) -> Schema | None:
    """Return the schema of the thing that ``record`` describes, if it is known."""
    origin, place = place_of(record)
    if not isinstance(origin, Origin):
        return None
    schemas = origin.schemas_at(place)
    if schemas or is_unknown(origin, place):
        return schemas[-1] if schemas else None
    return resource_of(origin, origin.thing_at(place)).schema


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
