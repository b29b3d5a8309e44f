"""The links that a hyper-schema attaches to a record, and what the response gives each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from heroics_py.errors import SchemaError
from heroics_py.linking.scope_rules import AttachedLink
from heroics_py.model.drafts import is_before
from heroics_py.model.pointers import decode_percent
from heroics_py.record import Record, whole_of
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.client.records.origin import Origin
    from heroics_py.linking.attachments import Attachment
    from heroics_py.support.json_types import Json

__all__ = ["attached_links"]

_HYPER_SCHEMA = "JSON Hyper-Schema"


def attached_links(record: Record, origin: Origin) -> Mapping[str, AttachedLink]:
    """Return what the response gives the links that are attached to a record, by the pointers of the links.

    The values come from the whole response, as ``templatePointers`` say; those of the older drafts come from the record
    alone, and don't concern this (JSON Hyper-Schema 2019-09, 6.4.1 and 7.2.1).
    """
    schemas = origin.schemas_at()
    is_newer = origin.core.api.dialect == _HYPER_SCHEMA and not is_before(origin.documents.dialect, "draft-06")
    if not schemas or not is_newer:
        return {}
    load_modules("heroics_py.linking.attachments")
    from heroics_py.linking.attachments import attachments

    whole, place = whole_of(record)
    try:
        found = [*attachments(schemas[0], whole, place, origin.url, items_of=origin.schema_of_list())]
    except SchemaError:
        return {}  # a schema that can't be read attaches nothing
    return {each.pointer: _attached(each, origin) for each in found}


def _attached(attachment: Attachment, origin: Origin) -> AttachedLink:
    from heroics_py.readers.base_urls import enclosing_base, needs_self, resolve_href

    base: str | None = attachment.base
    is_at_response = needs_self(attachment.href)
    if is_at_response:
        base = resolve_href(_address(origin), attachment.base)
    elif base == enclosing_base(origin.documents, attachment.pointer):
        base = None  # as the link is read without a record
    return AttachedLink(
        values={decode_percent(name): _plain(value) for name, value in attachment.data.items()},
        base=base,
        lacking=attachment.lacking,
        unfilled=attachment.unfilled,
        is_at_response=is_at_response,
    )


def _address(origin: Origin) -> str:
    """Return the URL of the response as a template; without its query if that holds a secret."""
    from heroics_py.secrecy.urls import mask_url

    url = origin.url if mask_url(origin.url) == origin.url else origin.url.partition("?")[0]
    return url.partition("#")[0].replace("{", "%7B").replace("}", "%7D")


def _plain(value: Json) -> object:
    """Return a value as a template takes it: null is its name, also in a list (2019-09, 7.2.3)."""
    if value is None:
        return "null"
    if isinstance(value, list):
        return ["null" if each is None else each for each in value]
    return {key: "null" if each is None else each for key, each in value.items()} if isinstance(value, dict) else value
