"""The links that a hyper-schema attaches to a record, and the values that the response has for their variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.pointers import decode_percent
from heroics_py.record import Record, whole_of
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.client.record_origin import Origin
    from heroics_py.linking.linked_values import LinkedValue
    from heroics_py.support.json_types import Json

__all__ = ["attached_values"]

_HYPER_SCHEMA = "JSON Hyper-Schema"


def attached_values(record: Record, origin: Origin) -> Mapping[str, Mapping[str, object]]:
    """Return the values of the variables of the links that are attached to a record, by the pointers of the links.

    The values come from the whole response, as ``templatePointers`` say; those of the older drafts come from the record
    alone, and are no matter of this (JSON Hyper-Schema 2019-09, 6.4.1 and 7.2.1).
    """
    schemas = origin.schemas_at()
    is_newer = origin.core.api.dialect == _HYPER_SCHEMA and not is_before(origin.documents.dialect, "draft-06")
    if not schemas or not is_newer:
        return {}
    load_modules("heroics_py.linking.linked_values", "heroics_py.linking.template_data")
    from heroics_py.linking.linked_values import linked_values

    whole, keys = whole_of(record)
    try:
        found = linked_values(schemas[0], whole, origin.url, only=keys)
    except SchemaError:
        return {}  # a schema that can't be read attaches nothing
    return {each.link.pointer: _values(each, whole) for each in found}


def _values(linked: LinkedValue, whole: Json) -> dict[str, object]:
    from heroics_py.linking.template_data import template_data
    from heroics_py.linking.templates import variables_of

    raw = linked.link.raw if isinstance(linked.link.raw, dict) else {}
    pointers = raw.get("templatePointers")
    templates = [str(raw.get("href")), *(base.template for base in linked.bases)]
    names = [name for template in templates for name in variables_of(template) or ()]
    known = pointers if isinstance(pointers, dict) else {}
    data = template_data(names, whole, linked.place, known, is_oldest=False)
    return {decode_percent(name): "null" if value is None else value for name, value in data.items()}
