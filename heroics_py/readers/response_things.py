"""The object that a response holds: the whole, an item of a list, or what an envelope wraps."""

from collections.abc import Iterable, Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import parse_pointer
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.readers.english_words import singular, words_of
from heroics_py.readers.fields import object_of, target_of
from heroics_py.support.values import Value

__all__ = [
    "Returned",
    "is_described",
    "is_mixed",
    "is_same_thing",
    "name_words",
    "properties_of",
    "returned_item",
    "returned_items",
]

_MAX_SCHEMAS = 100
_ENVELOPES = ("data", "result", "payload")
_LIST_ENVELOPES = ("data", "items", "results", "result", "records", "values", "value", "list", "entries", "content")
_HOLDERS = frozenset({"schemas", "definitions", "$defs"})
# Words of a schema's name that tell what it is for, rather than which thing it describes.
_ROLES = frozenset({
    "a", "base", "basic", "brief", "compact", "create", "created", "data", "detail", "detailed", "details", "dto",
    "entity", "extended", "full", "get", "in", "info", "mini", "minimal", "model", "new", "object", "out",
    "output", "partial", "patch", "patched", "post", "public", "put", "read", "ref", "reference", "request",
    "resource", "response", "result", "retrieve", "row", "schema", "serializer", "short", "simple", "summary",
    "the", "update", "updated", "v", "view", "vo", "with",
})  # fmt: skip


class Returned(Value, kw_only=True):
    """What a response holds of a thing.

    Attributes:
        schema: the schema of the object, without references.
        place: the keys that lead to it; empty if it is the whole response or an item of it.
        rivals: the properties around an envelope, which may identify something else.
    """

    schema: Schema
    place: tuple[str, ...] = ()
    rivals: frozenset[str] = frozenset()


def returned_item(schema: Schema | None, nouns: Iterable[str] = ()) -> Returned | None:
    """Return the one object of a response, if any.

    In an envelope, it is at a property with a usual name, one of ``nouns``, or the only one. An object with an id of
    its own is an envelope only if what it holds has one, too.
    """
    target = _object(schema)
    if target is None:
        return None
    properties = properties_of(target)
    has_id = "id" in properties
    names = [*properties] if len(properties) == 1 else dict.fromkeys((*_ENVELOPES, *(() if has_id else nouns)))
    for name in names:
        inner = _object(properties[name]) if name in properties else None
        within = properties_of(inner) if inner is not None else {}
        if inner is not None and within and (not has_id or "id" in within):
            return Returned(schema=inner, place=(name,), rivals=frozenset(properties) - {name})
    return Returned(schema=target) if properties else None


def returned_items(schema: Schema | None, nouns: Iterable[str] = ()) -> Returned | None:
    """Return an item of the list that a response holds, if it holds one.

    In an envelope, it is at a property with a usual name, one of ``nouns``, or the only one.
    """
    item = _item(schema)
    if item is not None:
        return Returned(schema=item)
    target = _object(schema)
    if target is None:
        return None
    properties = properties_of(target)
    if "id" in properties:  # a thing that holds a list
        return None
    names = [*properties] if len(properties) == 1 else dict.fromkeys((*_LIST_ENVELOPES, *nouns))
    lists = {name: each for name in names if name in properties and (each := _item(properties[name])) is not None}
    for name, each in lists.items() if len(lists) == 1 else ():
        return Returned(schema=each, place=(name,))
    return None


def is_described(schema: Schema | None) -> bool:
    """Return whether a document says what a response holds."""
    return schema is not None and (bool(types_of(schema)) or bool(properties_of(schema)))


def is_mixed(schema: Schema) -> bool:
    """Return whether a schema is a choice of several things."""
    try:
        choices = [each for each in target_of(schema).branches("anyOf", "oneOf") if not _is_null(each)]
        return len({target_of(each).pointer for each in choices}) > 1
    except SchemaError:
        return False


def properties_of(schema: Schema) -> Mapping[str, Schema]:
    """Return the properties of an object, through allOf; of alternatives, those that all of them have."""
    try:
        return _properties(schema, {})
    except SchemaError:
        return {}


def _properties(schema: Schema, known: dict[str, dict[str, Schema]]) -> dict[str, Schema]:
    """Return the properties of a schema; each is looked at once, since references may lead to one in many ways."""
    target = target_of(schema)
    if target.pointer in known or len(known) > _MAX_SCHEMAS:
        return known.get(target.pointer, {})
    known[target.pointer] = {}
    properties = dict(target.children("properties"))
    for part in target.branches("allOf"):
        properties = {**_properties(part, known), **properties}
    choices = [each for each in target.branches("anyOf", "oneOf") if not _is_null(each)]
    if choices:
        first, *others = [_properties(each, known) for each in choices[:_MAX_SCHEMAS]]
        common = {name: each for name, each in first.items() if all(name in other for other in others)}
        properties = {**common, **properties}
    known[target.pointer] = properties
    return properties


def _is_null(schema: Schema) -> bool:
    """Return whether an alternative allows null alone; it is not looked through further alternatives."""
    node = object_of(target_of(schema).raw)
    return node.get("type") in ("null", ["null"]) or node.get("enum") == [None]


def is_same_thing(one: Schema, other: Schema) -> bool:
    """Return whether two schemas describe the same kind of thing.

    They are one schema, are named for one thing (``ItemPublic`` and ``ItemSummary``), or have one text without names.
    """
    if one.pointer == other.pointer:
        return True
    words, other_words = name_words(one), name_words(other)
    if words and other_words:
        return words == other_words
    return one.raw == other.raw and bool(properties_of(one))


def name_words(schema: Schema) -> tuple[str, ...]:
    """Return the words of a schema's name, without those that tell what it is for; empty without a name."""
    keys = parse_pointer(schema.pointer.partition("#")[2])
    if len(keys) < 2 or keys[-2] not in _HOLDERS:
        return ()
    words = [word for word in words_of(keys[-1]) if not word.isdigit()]
    if words[-1:] == ["list"] and returned_items(schema) is None:
        words.pop()  # an item of a list, such as BookList beside BookDetail, rather than the list
    kept = [word for word in words if word not in _ROLES] or words
    return (*kept[:-1], singular(kept[-1])) if kept else ()


def _object(schema: Schema | None) -> Schema | None:
    """Return an object's schema without references; of an object or null, the object."""
    target = _without_null(schema)
    return target if target is not None and set(types_of(target)) <= {"object", "null"} else None


def _item(schema: Schema | None) -> Schema | None:
    target = _without_null(schema)
    if target is None or "array" not in types_of(target):
        return None
    try:
        return _object(target.child("items"))
    except SchemaError:
        return None


def _without_null(schema: Schema | None) -> Schema | None:
    if schema is None:
        return None
    target = target_of(schema)
    try:
        choices = [each for each in target.branches("anyOf", "oneOf", "allOf") if not _is_null(each)]
        is_wrapper = len(choices) == 1 and not target.children("properties")
    except SchemaError:
        return None
    return target_of(choices[0]) if is_wrapper else target
