"""The value that a text means, by the schema of its argument."""

import json
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from heroics_py.call.schema_fields import properties_of
from heroics_py.errors import HeroicsError
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary, types_of, values_of
from heroics_py.support.json_types import Json

__all__ = ["item_schema", "member_schema", "takes_file", "takes_list", "value_of"]

Passes: TypeAlias = Callable[[Schema, object], bool]
"""Returns whether a value passes a schema."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_WORDS: dict[str, bool] = {"true": True, "false": False}


def value_of(text: str, schema: Schema | None, passes: Passes) -> Json:
    """Return what a text means: by the types and the listed values of the schema; the text itself where it may be one.

    Of several meanings it is the first that passes the schema, and text comes first.

    Args:
        text: as it was typed.
        schema: of the argument; None if the document has none.
        passes: whether a value passes a schema.
    """
    if schema is None:
        return text
    meanings = list(_meanings(text, schema))
    if len(meanings) == 1:
        return meanings[0]
    return next((each for each in meanings if passes(schema, each)), meanings[0] if meanings else text)


def _meanings(text: str, schema: Schema) -> Iterator[Json]:
    kinds = types_of(schema)
    listed = values_of(schema)
    if text in listed or not kinds or "string" in kinds:
        yield text
    yield from (each for each in listed if not isinstance(each, str) and _json_of(text) == each)
    if "integer" in kinds and _INTEGER.fullmatch(text):
        yield int(text)
    if "number" in kinds and _NUMBER.fullmatch(text):
        yield json.loads(text)
    if "boolean" in kinds and text.lower() in _WORDS:
        yield _WORDS[text.lower()]
    if "null" in kinds and text == "null":
        yield None
    if "object" in kinds and isinstance(value := _json_of(text), dict):
        yield value
    if "array" in kinds and isinstance(value := _json_of(text), list):
        yield value


def _json_of(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except ValueError:
        return None
    return value


def takes_list(schema: Schema | None) -> bool:
    """Return whether the values of a schema are lists, so that a single text is an item of one."""
    kinds = types_of(schema) if schema is not None else ()
    return "array" in kinds and "string" not in kinds


def item_schema(schema: Schema | None) -> Schema | None:
    """Return the schema of the items of a list, if the document has one."""
    for each in _alternatives(schema):
        if isinstance(each.node.get("items"), dict):
            return each.child("items")
    return None


def member_schema(schema: Schema | None, name: str) -> Schema | None:
    """Return the schema of a member of an object, if the document has one."""
    if schema is None:
        return None
    try:
        return properties_of(schema).get(name) or _other_member(schema.dereference(), name)
    except HeroicsError:
        return None


def _other_member(target: Schema, name: str) -> Schema | None:
    """Return the schema of a member without a name of its own: by a pattern, else the one of all others."""
    if patterns := target.children("patternProperties"):
        from heroics_py.validation.patterns import pattern_of

        if matching := [schema for pattern, schema in patterns.items() if pattern_of(pattern).matches(name)]:
            return matching[0]
    return target.child("additionalProperties") if isinstance(target.node.get("additionalProperties"), dict) else None


def takes_file(schema: Schema | None) -> bool:
    """Return whether the values of a schema are files, alone or in a list."""
    item = item_schema(schema) if takes_list(schema) else schema
    return item is not None and is_binary(item)


def _alternatives(schema: Schema | None) -> Iterator[Schema]:
    if schema is None:
        return
    try:
        target = schema.dereference()
        yield target
        for branch in target.branches("allOf", "anyOf", "oneOf"):
            yield branch.dereference()
    except HeroicsError:
        return
