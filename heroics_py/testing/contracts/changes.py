"""Single changes of a value, some of which its schema does not allow."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.samples.checked_sample import sample
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.scalars import limits_of, scalars_of

__all__ = ["KINDS", "Change", "changes_of", "smaller_values"]

_MAX_DEPTH = 6
_MAX_CHANGES = 400
_LONG = 300
_KEYS = ("a", "", "é", "a.b")
_WRONG: Mapping[str, tuple[Json, ...]] = {
    "string": ([], {}),
    "integer": ("text", {}),
    "number": ("text", {}),
    "boolean": ("text", {}),
    "array": ("text", {"a": "a"}),
    "object": ("text", ["a"]),
}


KINDS = ("missing", "value", "null", "type", "choice", "format", "unknown", "items")
"""The kinds of changes, the likeliest to be overlooked first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value with a single change.

    Attributes:
        where: the place of the change, as a JSON pointer.
        kind: one of `KINDS`.
        what: the change in words.
        value: the whole value.
        new: the part that is changed.
        whole: makes the whole of another part.
        is_limit: whether it is at a limit of the schema, or beyond one.
    """

    where: str
    kind: str
    what: str
    value: Json
    new: Json
    whole: Callable[[Json], Json]
    is_limit: bool = False

    @property
    def as_text(self) -> Json:
        """The whole value with the text of the part that is changed."""
        return self.whole(str(self.new))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A place in a value, and how the whole is made of what is there."""

    schema: Schema
    value: Json
    where: str = ""
    depth: int = 0
    whole: Callable[[Json], Json] = lambda changed: changed

    def below(self, schema: Schema, value: Json, key: str, whole: Callable[[Json], Json]) -> "_Place":
        return _Place(
            schema=schema,
            value=value,
            where=f"{self.where}/{key}",
            depth=self.depth + 1,
            whole=lambda each: self.whole(whole(each)),
        )


def changes_of(schema: Schema, value: Json) -> list[Change]:
    """Return single changes of a value that passes ``schema``: other values, wrong types, fields more and fewer.

    Some of them pass it, too.
    """
    found: list[Change] = []
    seen: set[str] = set()
    for change in _changes(_Place(schema=schema, value=value)):
        if len(found) >= _MAX_CHANGES:
            break
        key = repr(change.value)
        if key not in seen and change.value != value:
            seen.add(key)
            found.append(change)
    return found


def _changes(place: _Place) -> Iterator[Change]:
    """Yield each change at a place, and below it."""
    try:
        parts = list(_parts(place.schema, 0))
    except SchemaError:
        return
    kinds = types_of(place.schema)
    yield from _value_changes(place, parts)
    yield from (_change(place, "type", _words(each), each) for kind in kinds for each in _WRONG.get(kind, ()))
    yield _change(place, "null", "null", None)
    if values_of(place.schema):
        yield _change(place, "choice", "a value that is not listed", "not one of them")
    if any("format" in part.node or "pattern" in part.node for part in parts):
        yield _change(place, "format", "a text of another format", "not of this format!")
    if place.value is None and not {"array", "object"}.isdisjoint(kinds):
        place = replace(place, value=_sample(place.schema))
        yield _change(place, "value", "a sample", place.value)
    if place.depth < _MAX_DEPTH and isinstance(place.value, dict):
        yield from _field_changes(place, place.value, parts)
    elif place.depth < _MAX_DEPTH and isinstance(place.value, list):
        yield from _item_changes(place, place.value, parts)


def _value_changes(place: _Place, parts: list[Schema]) -> Iterator[Change]:
    """Yield texts, numbers and flags in the place of a value."""
    for part in parts:
        for kind in types_of(part):
            if kind not in {"object", "array", "null"}:
                limits = limits_of(part, kind)
                for each in (*scalars_of(part, kind), *values_of(part)):
                    yield _change(place, "value", _words(each), each, is_limit=each in limits)


def _sample(schema: Schema) -> Json:
    try:
        return sample(schema)
    except SchemaError:
        return None


def _change(place: _Place, kind: str, what: str, value: Json, *, is_limit: bool = False) -> Change:
    return Change(
        where=place.where,
        kind=kind,
        what=what,
        value=place.whole(value),
        new=value,
        whole=place.whole,
        is_limit=is_limit,
    )


def _field_changes(place: _Place, value: dict[str, Json], parts: list[Schema]) -> Iterator[Change]:
    for name in value:
        rest = {key: value[key] for key in value if key != name}
        yield _change(replace(place, where=f"{place.where}/{escape_key(name)}"), "missing", "left out", rest)
    if any(part.node.get("additionalProperties") is False for part in parts):
        yield _change(place, "unknown", "a field that the schema does not know", {**value, "unexpected": "a"})
    for below in (part.child("additionalProperties") for part in parts if _has_entries(part)):
        entry = _sample(below)
        for key in _KEYS:
            yield _change(place, "items", f"an entry {key!r}", {**value, key: entry})
    properties = {name: each for part in parts for name, each in part.children("properties").items()}
    for name, below in properties.items():
        yield from _changes(place.below(below, value.get(name), escape_key(name), _at(value, name)))


def _has_entries(schema: Schema) -> bool:
    return isinstance(schema.node.get("additionalProperties"), dict)


def _item_changes(place: _Place, value: list[Json], parts: list[Schema]) -> Iterator[Change]:
    yield _change(place, "items", "an empty list", [])
    limits = [part.node.get("maxItems") for part in parts]
    for most in (each for each in limits if isinstance(each, int) and 0 <= each < _LONG and value):
        for count in (most, most + 1):
            items = [deepcopy(value[0]) for _ in range(count)]
            yield _change(place, "items", f"{count} items", items, is_limit=True)
    if value:
        yield _change(place, "items", "an item twice", [*value, deepcopy(value[0])])
    for part in parts:
        if isinstance(part.node.get("items"), dict):
            for kind in types_of(part.child("items")):
                two = scalars_of(part.child("items").dereference(), kind)[:2]
                yield _change(place, "items", "two items", list(two))
            first = value[0] if value else None
            yield from _changes(place.below(part.child("items"), first, "0", lambda each: [each, *value[1:]]))


def _at(value: dict[str, Json], name: str) -> Callable[[Json], Json]:
    return lambda changed: {**value, name: changed}


def _parts(schema: Schema, depth: int) -> Iterator[Schema]:
    """Yield the schemas that describe the same value: behind references, in allOf and in each choice."""
    target = schema.dereference()
    yield target
    if depth < _MAX_DEPTH:
        for branch in target.branches("allOf", "anyOf", "oneOf"):
            yield from _parts(branch, depth + 1)


def _words(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__} of {len(text)} characters"


def smaller_values(value: Json) -> Iterator[Json]:
    """Yield a value with one field or one item less, at any level."""
    if isinstance(value, dict):
        for name in value:
            yield {key: each for key, each in value.items() if key != name}
        for name, inner in value.items():
            yield from ({**value, name: smaller} for smaller in smaller_values(inner))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield [*value[:index], *value[index + 1 :]]
            yield from ([*value[:index], smaller, *value[index + 1 :]] for smaller in smaller_values(inner))
