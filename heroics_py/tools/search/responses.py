"""What links are found by of their responses: the fields of what they return, alone or in a list."""

from dataclasses import dataclass

from heroics_py.call.schema_fields import properties_of
from heroics_py.errors import SchemaError
from heroics_py.model.api import Link
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.paging.item_lists import items_of
from heroics_py.paging.shapes import fields_of
from heroics_py.readers.english_words import words_of
from heroics_py.tools.search.actions import ends_with_noun
from heroics_py.tools.search.keys import weigh

__all__ = ["Responses", "Returned"]

_FIELD, _VALUE = 1.2, 0.6
_MOST_FIELDS, _MOST_VALUES = 200, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a link returns.

    Attributes:
        weights: of the names of its fields, and of the texts that these may be, by their keys.
        is_list: whether it returns several.
    """

    weights: dict[str, float]
    is_list: bool


_NOTHING = Returned(weights={}, is_list=False)


class Responses:
    """What the links of an API return; the schema of several is read once."""

    def __init__(self) -> None:
        self._known: dict[str, Returned] = {}
        self._weights: dict[str, dict[str, float]] = {}

    def of(self, link: Link) -> Returned:
        """Return what a link that reads returns, as far as its schema says so."""
        schema = link.target_schema
        if schema is None or link.method != "GET":
            return _NOTHING
        known = self._known.get(schema.pointer)
        if known is None:
            known = self._known[schema.pointer] = self._read(schema, link)
        return known

    def _read(self, schema: Schema, link: Link) -> Returned:
        try:
            items = _items(schema, link)
            target = (schema if items is None else items).dereference()
            if target.pointer not in self._weights:
                self._weights[target.pointer] = _weights(target)
            return Returned(weights=self._weights[target.pointer], is_list=items is not None)
        except SchemaError:
            return _NOTHING


def _items(schema: Schema, link: Link) -> Schema | None:
    """Return the schema of the items if a response is a list, or an object with one."""
    kinds = {*types_of(schema)} - {"null"}
    if kinds == {"array"}:
        return schema.dereference().child("items")
    found = items_of(fields_of(schema), link) if kinds <= {"object"} and ends_with_noun(link) else None
    return found.schema.dereference().child("items") if found is not None and found.schema is not None else None


def _weights(schema: Schema) -> dict[str, float]:
    weights: dict[str, float] = {}
    for name, field in list(properties_of(schema).items())[:_MOST_FIELDS]:
        weigh(weights, words_of(name), _FIELD)
        for value in values_of(field)[:_MOST_VALUES]:
            if isinstance(value, str):
                weigh(weights, words_of(value), _VALUE)
    return weights
