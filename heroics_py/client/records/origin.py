"""The origin of a record: the client and the call that returned it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from heroics_py.client.core import Core
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, SchemaError
from heroics_py.http.options import Options
from heroics_py.model.schema import Schema
from heroics_py.model.things import Thing
from heroics_py.record import Record, place_of
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.call.binding import Bound
    from heroics_py.model.api import Link
    from heroics_py.model.schema import Documents
    from heroics_py.secrecy.json_values import ValueMask

__all__ = ["Origin", "origin_at"]


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Origin:
    """Where a record came from.

    Attributes:
        core: the core of the client that returned it.
        options: the options of the call.
        bound: the link that was called, and its arguments.
        etag: the ETag of the response, if the record is the whole of it.
        is_list_item: whether the record is one item of a list.
        items_at: the keys that lead from the response to the list, where the record is one of its items.
        url: the URL of the response, which the links in it are relative to.
        link_header: the ``Link`` header of the response, if the record is the whole of it.
        followed: if a link of an earlier response led to this one, that link and its arguments; ``bound`` is then the
            link of the schema that has the URL, if there is one.
        name: the name of the call.
        is_partial: whether a pickle left out arguments of the call, which may be secrets.
    """

    core: Core
    options: Options
    bound: Bound
    etag: str | None = None
    is_list_item: bool = False
    items_at: tuple[str, ...] = ()
    url: str = ""
    link_header: str | None = None
    followed: Bound | None = None
    name: str = ""
    is_partial: bool = False

    def __reduce__(self) -> tuple[object, ...]:
        load_modules("heroics_py.client.portable_calls")
        from heroics_py.client.portable_calls import has_portable_path, portable_bound

        followed = (None, True) if self.followed is None else portable_bound(self.core, self.followed)
        if not has_portable_path(self.bound) or not (self.followed is None or has_portable_path(self.followed)):
            return (_no_origin, ())
        bound, is_whole = portable_bound(self.core, self.bound)
        facts = {name: getattr(self, name) for name in ("etag", "is_list_item", "items_at", "link_header", "name")}
        facts |= {
            "url": mask_url(self.url, self.core.request_context.secret_fields),
            "followed": followed[0],
            "is_partial": self.is_partial or not (is_whole and followed[1]),
        }
        # The core comes first: what follows refers to parts of its API.
        return (_restore, (self.core, self.core.portable_options(self.options), bound, facts))

    def __repr__(self) -> str:
        return escaped(f"<Origin: {self.kind}>")

    @property
    def kind(self) -> str:
        """The name of the record's resource in the schema."""
        return self.bound.shape.link.resource

    def before_change(self, record: Record, method: str, fields: Mapping[str, object]) -> None:
        """Warn if a method of dict is called that has the name of a link of the record; nothing is sent."""
        load_modules("heroics_py.client.advice.records")
        from heroics_py.client.advice.records import warn_of_local_change

        warn_of_local_change(self, record, method, fields)

    def hint(self, record: Record, name: str, *, is_close: bool) -> str:
        """Return the link that a missing attribute of the record may mean, if any."""
        load_modules("heroics_py.client.advice.records")
        from heroics_py.client.advice.records import hint_for_key

        return hint_for_key(self, record, name, is_close=is_close)

    @property
    def value_mask(self) -> ValueMask:
        """What to mask when the record is shown, as its schema says."""
        return self.core.secrets.value_mask(self.bound.shape.link.target_schema, self.items_at)

    @property
    def documents(self) -> Documents:
        """The documents of the API that the record came from."""
        return self.core.api.documents

    @property
    def envelope(self) -> tuple[str, ...]:
        """The keys that lead from the whole response, or the item, to the thing in it; empty if it is the thing."""
        thing, count = self._link.thing, len(self.items_at)
        return () if thing is None or thing.place[:count] != self.items_at else thing.place[count:]

    def is_whole(self, place: tuple[str, ...]) -> bool:
        """Return whether the response consists of the thing at ``place``, and an envelope perhaps."""
        thing = self._link.thing
        return thing is not None and thing.place == self.items_at + place and not thing.is_listed

    def schemas_at(self, place: tuple[str, ...] = ()) -> tuple[Schema, ...]:
        """Return the schema of the record, or of the one at ``place`` in it, and what its references lead to."""
        schema = self._link.target_schema
        try:
            if schema is not None and self.is_list_item and not self.items_at:
                schema = schema.dereference().child("items")
            for key in self.items_at + place:
                schema = None if schema is None else _below(schema.dereference(), key)
            return () if schema is None else schema.reference_chain()
        except SchemaError:
            return ()

    def schema_of_list(self) -> Schema | None:
        """Return the schema of the list that the record is an item of, if any."""
        schema = self._link.target_schema if self.is_list_item else None
        try:
            for key in self.items_at:
                schema = None if schema is None else schema.dereference().child("properties", key)
            return None if schema is None else schema.dereference()
        except SchemaError:
            return None

    def thing_at(self, place: tuple[str, ...] = ()) -> Thing | None:
        """Return what the record, or the one at ``place`` in it, describes; None if the document does not say."""
        thing = self._link.thing
        if thing is not None and thing.place == self.items_at + place:
            return thing if thing.has_collection else self._named(thing)
        resources = self.core.api.resources
        own = resources.get(self._link.resource)
        pointers = [each.pointer for each in self.schemas_at(place)]
        if own is not None and own.thing is None and own.schema is not None and own.schema.pointer in pointers:
            # Most records are of the link's own resource: no other one needs to be read.
            return Thing(kind=own.name, noun=own.name.replace("-", " "), is_certain=True, schema=own.schema.pointer)
        things = map(self.core.catalog.thing_of_schema, pointers)
        return next(filter(None, things), None) or self._part_at(place)

    def _part_at(self, place: tuple[str, ...]) -> Thing | None:
        """Return what a part of the record describes, by the schemas that it may have and the fields in them."""
        if not place or self._link.target_schema is None:
            return None
        load_modules("heroics_py.client.records.parts")
        from heroics_py.client.records.parts import schemas_of_part, thing_of_part

        return thing_of_part(schemas_of_part(self.schemas_at(), place), self.core.catalog)

    def identity_fields(self, kind: str) -> tuple[str, ...]:
        """Return the fields that identify a thing of a kind; empty if the document does not say which."""
        resource = self.core.api.resources.get(kind)
        return resource.thing.fields if resource is not None and resource.thing is not None else ()

    def _named(self, thing: Thing) -> Thing:
        """Return a thing by its schema, if another path takes one, still the only one of its own path."""
        other = self.core.catalog.thing_of_schema(thing.schema)
        return thing if other is None else other.replaced(place=thing.place, path=thing.path)

    @property
    def _link(self) -> Link:
        return self.bound.shape.link


def _below(schema: Schema, key: str) -> Schema:
    """Return the schema of the object at a key, or of those in the list at it."""
    inner = schema.child("properties", key).dereference()
    return inner.child("items") if "items" in inner.node else schema.child("properties", key)


def _restore(core: Core, options: Options, bound: Bound, facts: dict[str, Any]) -> Origin:
    return Origin(core=core, options=options, bound=bound, **facts)


def _no_origin() -> None:
    """Return nothing: the URL of the record's call may hold a secret."""


def origin_at(record: object, call: str) -> tuple[Origin, tuple[str, ...]]:
    """Return where a record came from, and the keys that lead to it in the record of the response.

    Args:
        record: a record from a response.
        call: the name of the caller, for errors.

    Raises:
        CallError: it is not a record, or no client returned it.
    """
    if not isinstance(record, Record):
        raise CallError(f"{call}() takes a Record from a response of the API; got {type(record).__name__}")
    origin, place = place_of(record)
    if not isinstance(origin, Origin):
        raise CallError(
            f"{call}() does not know where this record came from: it was created by hand; pass a record "
            "that a call returned"
        )
    return origin, place
