"""What is remembered of the things that a call was about: how each is identified, and no secret."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.cli.completion.parameter_identities import identity_of_parameter
from heroics_py.client.records.origin import Origin
from heroics_py.errors import HeroicsError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.parameters import Parameter
from heroics_py.model.pointers import scalar_at
from heroics_py.record import Record, place_of
from heroics_py.secrecy.names import is_secret_name
from heroics_py.support.values import Value

__all__ = ["IdentityRow", "deleted_rows", "rows_of"]

_MOST_ITEMS = 300
_LONGEST = 200
_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LABELS = ("name", "title", "label", "hostname", "email", "summary", "description")


class IdentityRow(Value, kw_only=True):
    """A thing that a call returned or named.

    Attributes:
        kind: the name of its resource in the schema.
        fields: the values that identify it, by field.
        label: what it is called, if that does not identify it.
        around: the identities of the things that it is part of, by their kinds.
    """

    kind: str
    fields: Mapping[str, str]
    label: str = ""
    around: Mapping[str, str] = {}


def rows_of(result: object) -> Iterator[IdentityRow]:
    """Yield a row for the things in the path of a call, and for each record that it has returned, the last one first.

    Of a list, only items in memory count: nothing is fetched.
    """
    if isinstance(result, LazyList):
        items = result._items  # noqa: SLF001 - the items in memory; all public ways may fetch the rest
        records: Sequence[Any] = items.records(0, min(len(items), _MOST_ITEMS))
    else:
        records = [result]
    found = [each for each in records if isinstance(each, Record)]
    if found and isinstance(origin := place_of(found[0])[0], Origin):
        yield from _rows_of_path(origin)
    for record in reversed(found):  # what comes last is offered first
        yield from _rows_of_record(record)


def deleted_rows(record: object) -> list[IdentityRow]:
    """Return the thing that a call has deleted, by the record that it returned."""
    origin = place_of(record)[0] if isinstance(record, Record) else None
    if not isinstance(origin, Origin) or origin.bound.shape.link.method != "DELETE":
        return []
    return list(_rows_of_path(origin))[-1:]


def _rows_of_record(record: Record) -> Iterator[IdentityRow]:
    origin, place = place_of(record)
    if not isinstance(origin, Origin) or place or _is_secret(origin):
        return
    thing = origin.thing_at()
    kind = thing.kind if thing is not None else origin.kind
    if is_secret_name(kind):
        return
    fields = {name: text for name in _identity_fields(origin, kind) if (text := _plain(record, name, origin))}
    if fields:
        label = next((text for name in _LABELS if (text := _plain(record, name, origin))), "")
        around = {kind: value for parameter, kind, value in _path(origin)}
        around.pop(kind, None)
        yield IdentityRow(kind=kind, fields=fields, label=label, around=around)


def _is_secret(origin: Origin) -> bool:
    """Return whether responses of the link are secret as a whole."""
    link, core = origin.bound.shape.link, origin.core
    return link.resource in core.settings.secret_resources or core.secrets.holds_secrets(link.target_schema)


def _identity_fields(origin: Origin, kind: str) -> Iterable[str]:
    resource = origin.core.api.resources.get(kind)
    if resource is not None and resource.thing is not None and resource.thing.fields:
        return resource.thing.fields
    try:
        fields = [each.field for each in alternatives_of(resource.identity)] if resource and resource.identity else []
    except HeroicsError:
        fields = []
    return [name for name in fields if name] or ("id", "name")


def _plain(record: Record, name: str, origin: Origin) -> str:
    """Return a field of a record as text; empty if it is secret, long, or not on one line."""
    value = scalar_at(record, name) if name.startswith("/") else dict.get(record, name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    is_shown = text.isprintable() and len(text) <= _LONGEST and text.strip() == text
    return text if is_shown and origin.value_mask.apply({name: value}) == {name: value} else ""


def _path(origin: Origin) -> Iterator[tuple[Parameter, str, str]]:
    """Yield the parameters of the path, what each identifies, and its value."""
    for parameter in origin.bound.shape.link.path_parameters:
        value, identity = origin.bound.path.get(parameter.name), identity_of_parameter(parameter)
        if identity and isinstance(value, str | int) and not is_secret_name(identity[0]):
            text = str(value)
            if text.isprintable() and len(text) <= _LONGEST:
                yield parameter, identity[0], text


def _rows_of_path(origin: Origin) -> Iterator[IdentityRow]:
    """Yield a row for each thing that the path names: the server knows it."""
    around: dict[str, str] = {}
    for parameter, kind, value in _path(origin):
        if not is_secret_name(parameter.name):
            fields = identity_of_parameter(parameter)[1] or ["id"]
            is_id = bool(_UUID.fullmatch(value)) and "id" in fields
            field = "id" if is_id else next((name for name in fields if name != "id"), fields[0])
            yield IdentityRow(kind=kind, fields={field: value}, around=dict(around))
        around[kind] = value
