"""Text without quotes, as people type it: ``PORT: 5000`` where the update takes text alone is "5000"."""

from collections.abc import Mapping

from heroics_py.cli.edit.sent_fields import item_schema, sent_fields
from heroics_py.cli.edit.values import is_same
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["with_typed_text"]

_NOT_TEXT = frozenset({"integer", "number", "boolean"})


def with_typed_text(before: Json, after: Json, texts: object, schema: Schema | None) -> Json:
    """Return ``after`` with the text that was typed for each new number and boolean where only text is taken.

    Args:
        before: the value as it was read.
        after: the value as YAML has it.
        texts: the same value with each scalar as the text that was typed.
        schema: of the values that are sent; None if anything is taken.
    """
    if isinstance(after, dict) and isinstance(texts, Mapping):
        fields, old = sent_fields(schema), before if isinstance(before, dict) else {}
        return {
            name: with_typed_text(old.get(name), value, texts.get(name), fields.schema_of(name))
            for name, value in after.items()
        }
    if isinstance(after, list) and isinstance(texts, list) and len(texts) == len(after):
        items = item_schema(schema)
        return [with_typed_text(None, value, text, items) for value, text in zip(after, texts, strict=True)]
    is_number = isinstance(after, bool | int | float)
    if not is_number or not isinstance(texts, str) or is_same(before, after) or schema is None:
        return after
    types = types_of(schema)
    return texts if "string" in types and _NOT_TEXT.isdisjoint(types) else after
