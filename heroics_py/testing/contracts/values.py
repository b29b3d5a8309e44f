"""Values of a schema: drawn ones, which pass it, and single changes of one, some of which fail it."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from heroics_py.errors import HeroicsError, SchemaError
from heroics_py.model.one_way import Omissions
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.samples.checked_sample import sample
from heroics_py.samples.pattern_text import text_for
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.draws import Draws
from heroics_py.validation.checker import Checker

__all__ = ["Change", "Values", "changes_of", "scalars_of"]

_MAX_DEPTH = 6
_MAX_CHANGES = 400
_LONG = 300
_LONGEST = 20_000  # characters: longer texts only slow everybody down
_TEXTS = (
    *("a", "example", "", "0", " ", "é", "名前", "🙂", "'", '"', "<b>", "%", "null", "a b", "-1", "a\nb", "\\", "../a"),
)
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "date-time": ("2015-01-01T12:00:00Z", "1969-12-31T23:59:59+01:00", "2099-12-31T23:59:59.999Z"),
    "date": ("2015-01-01", "2000-02-29", "1900-12-31"),
    "time": ("12:00:00Z", "23:59:59Z"),
    "uuid": ("01234567-89ab-cdef-0123-456789abcdef", "00000000-0000-0000-0000-000000000000"),
    "email": ("user@example.com", "first.last+tag@example.com"),
    "hostname": ("www.example.com", "a"),
    "ipv4": ("192.0.2.1", "0.0.0.0"),  # noqa: S104 - a sample, no address to bind to
    "ipv6": ("2001:db8::1", "::"),
    "uri": ("https://example.com/", "https://example.com/a?b=c#d"),
}
_NUMBERS = (0, 1, -1, 7, 100, 2**31, -(2**31) - 1, 2**53)
_WRONG: Mapping[str, tuple[Json, ...]] = {
    "string": ([], {}),
    "integer": ("text", {}),
    "number": ("text", {}),
    "boolean": ("text", {}),
    "array": ("text", {"a": "a"}),
    "object": ("text", ["a"]),
}


class Values:
    """Draws values that pass a schema; each schema is compiled once."""

    def __init__(self) -> None:
        self._checkers: dict[tuple[str, str], Checker | None] = {}
        self._samples: dict[tuple[str, str], Json] = {}
        self._scalars: dict[tuple[str, str, str], list[Json]] = {}
        self._omissions = Omissions()

    def passes(self, schema: Schema | None, value: Json) -> bool:
        """Return whether a value passes a schema; one that can't be used accepts everything."""
        if schema is None:
            return True
        key = (schema.pointer, schema.documents.omits)
        if key not in self._checkers:
            try:
                self._checkers[key] = Checker(schema)
            except HeroicsError:
                self._checkers[key] = None
        checker = self._checkers[key]
        return checker is None or not checker.problems(value)

    def drawn(self, schema: Schema | None, draws: Draws) -> Json:
        """Return a value that passes ``schema``; for the first choice each time, the smallest.

        Raises:
            SchemaError: none was found.
        """
        if schema is None:
            return draws.one_of(_TEXTS)
        try:
            value = self._value(schema, draws, 0)
        except SchemaError:
            value = None
        return value if self.passes(schema, value) else self._sample(schema)

    def _sample(self, schema: Schema) -> Json:
        key = (schema.pointer, schema.documents.omits)
        if key not in self._samples:
            self._samples[key] = sample(schema)
        return deepcopy(self._samples[key])

    def _value(self, schema: Schema, draws: Draws, depth: int) -> Json:
        target = schema.dereference()
        if depth > _MAX_DEPTH:
            return self._sample(target)
        if listed := values_of(target):
            return deepcopy(draws.one_of(listed))
        kinds = sorted(types_of(target), key=lambda kind: kind == "null") or ["string"]
        if choices := [branch for keyword in ("anyOf", "oneOf") for branch in target.branches(keyword)]:
            chosen = self._value(_by_null_last(choices, draws), draws, depth + 1)
            if not isinstance(chosen, dict):
                return chosen
            return {**self._fields(target, draws, depth), **chosen}
        if parts := target.branches("allOf"):
            values = [self._value(part, draws, depth + 1) for part in parts]
            merged = {name: each for value in values if isinstance(value, dict) for name, each in value.items()}
            return {**merged, **self._fields(target, draws, depth)} if merged or "object" in kinds else values[0]
        kind = draws.one_of(kinds)
        if kind == "object":
            return self._fields(target, draws, depth)
        if kind == "array":
            return self._items(target, draws, depth)
        return draws.one_of(self._passing(target, kind))

    def _passing(self, schema: Schema, kind: str) -> list[Json]:
        """Return the scalars of a type that pass a schema, found once; a sample if there are none."""
        key = (schema.pointer, schema.documents.omits, kind)
        if key not in self._scalars:
            passing = [value for value in scalars_of(schema, kind) if self.passes(schema, value)]
            self._scalars[key] = passing or [self._sample(schema)]
        return self._scalars[key]

    def _fields(self, schema: Schema, draws: Draws, depth: int) -> dict[str, Json]:
        omitted = self._omissions.names(schema)
        required = schema.node.get("required")
        needed = set(required) if isinstance(required, list) else set()
        fields: dict[str, Json] = {}
        for name, below in schema.children("properties").items():
            if name in omitted:
                continue
            if name in needed or (depth < _MAX_DEPTH and draws.flag()):
                fields[name] = self._value(below, draws, depth + 1)
        return fields

    def _items(self, schema: Schema, draws: Draws, depth: int) -> list[Json]:
        items = schema.node.get("items")
        least = schema.node.get("minItems")
        count = (least if isinstance(least, int) and least < _LONG else 0) + draws.below(3)
        if not isinstance(items, dict):
            return ["a"] * count if items is None else []
        return [self._value(schema.child("items"), draws, depth + 1) for _ in range(count)]


def _by_null_last(choices: list[Schema], draws: Draws) -> Schema:
    return draws.one_of(sorted(choices, key=lambda each: types_of(each) == ("null",)))


def scalars_of(schema: Schema, kind: str) -> list[Json]:
    """Return texts, numbers or flags of a type, ordinary ones first, at the limits of a schema and beyond them."""
    if kind == "string":
        return list(dict.fromkeys(_texts(schema)))
    if kind in {"integer", "number"}:
        return list(dict.fromkeys(_numbers(schema, kind)))
    return [False, True] if kind == "boolean" else [None]


def _texts(schema: Schema) -> Iterator[str]:
    node = schema.node
    named = [node.get("example"), node.get("default"), *_list(node.get("examples"))]
    yield from _FORMATS.get(str(node.get("format")), ())
    if isinstance(pattern := node.get("pattern"), str):
        yield from (text_for(pattern, more) for more in (0, 1, 2, 5))
    yield from (each for each in named if isinstance(each, str))
    least, most = _length(node.get("minLength")), _length(node.get("maxLength"))
    yield from _TEXTS if not least else [(text + "a" * least)[: max(least, len(text))] for text in _TEXTS]
    yield from ("a" * length for length in (least - 1, most, most + 1) if 0 < length <= _LONGEST)
    yield "a" * _LONG


def _length(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _numbers(schema: Schema, kind: str) -> Iterator[Json]:
    node = schema.node
    step = node.get("multipleOf")
    step = step if isinstance(step, int | float) and not isinstance(step, bool) and step > 0 else 1
    bounds = [node.get(each) for each in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")]
    numbers = [each for each in bounds if isinstance(each, int | float) and not isinstance(each, bool)]
    whole = [int(each) if each == int(each) else each for each in numbers if abs(each) < 2**62]
    named = (each for each in (node.get("example"), node.get("default")) if isinstance(each, int | float))
    yield from (each for each in named if not isinstance(each, bool))
    yield from (each + more for each in whole for more in (0, step, -step))
    yield from (each * step for each in _NUMBERS)
    yield 0.5
    if kind == "number":
        yield from (1.25, -0.01, 1e20)


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value with a single change.

    Attributes:
        where: the place of the change, as a JSON pointer.
        what: the change in words.
        value: the whole value.
        passes: whether it passes its schema.
    """

    where: str
    what: str
    value: Json
    passes: bool


def changes_of(schema: Schema, value: Json, values: Values) -> list[Change]:
    """Return single changes of a value that passes ``schema``: other values, wrong types, fields more and fewer.

    Args:
        schema: of the value.
        value: the value.
        values: says which of them pass.
    """
    found: list[Change] = []
    seen: set[str] = set()
    for where, what, place in _places(schema, value, "", 0, lambda changed: changed):
        if len(found) >= _MAX_CHANGES:
            break
        key = repr(place)
        if key not in seen and place != value:
            seen.add(key)
            found.append(Change(where=where, what=what, value=place, passes=values.passes(schema, place)))
    return found


def _places(
    schema: Schema, value: Json, where: str, depth: int, whole: Callable[[Json], Json]
) -> Iterator[tuple[str, str, Json]]:
    """Yield the place, the words and the whole value of each change of ``value`` and of what is in it."""
    try:
        parts = list(_parts(schema, 0))
    except SchemaError:
        return
    for part in parts:
        for kind in types_of(part):
            for each in (*scalars_of(part, kind), *values_of(part)) if kind not in {"object", "array", "null"} else ():
                yield where, _words(each), whole(each)
    yield from ((where, _words(each), whole(each)) for kind in types_of(schema) for each in _WRONG.get(kind, ()))
    yield where, "null", whole(None)
    if values_of(schema):
        yield where, "a value that is not listed", whole("not one of them")
    if any("format" in part.node or "pattern" in part.node for part in parts):
        yield where, "a text of another format", whole("not of this format!")
    if depth < _MAX_DEPTH and isinstance(value, dict):
        yield from _field_changes(parts, value, where, depth, whole)
    elif depth < _MAX_DEPTH and isinstance(value, list):
        yield from _item_changes(parts, value, where, depth, whole)


def _field_changes(
    parts: list[Schema], value: dict[str, Json], where: str, depth: int, whole: Callable[[Json], Json]
) -> Iterator[tuple[str, str, Json]]:
    properties = {name: each for part in parts for name, each in part.children("properties").items()}
    for name in value:
        yield f"{where}/{escape_key(name)}", "left out", whole({key: value[key] for key in value if key != name})
    if any(part.node.get("additionalProperties") is False for part in parts):
        yield where, "a field that the schema does not know", whole({**value, "unexpected": "a"})
    for name, below in properties.items():
        yield from _places(below, value.get(name), f"{where}/{escape_key(name)}", depth + 1, _at(value, name, whole))


def _item_changes(
    parts: list[Schema], value: list[Json], where: str, depth: int, whole: Callable[[Json], Json]
) -> Iterator[tuple[str, str, Json]]:
    yield where, "an empty list", whole([])
    limits = [part.node.get("maxItems") for part in parts]
    for most in (each for each in limits if isinstance(each, int) and 0 <= each < _LONG and value):
        yield where, f"{most + 1} items", whole([deepcopy(value[0]) for _ in range(most + 1)])
    if value:
        yield where, "an item twice", whole([*value, deepcopy(value[0])])
    for part in parts:
        if isinstance(part.node.get("items"), dict):
            first = value[0] if value else None
            yield from _places(part.child("items"), first, f"{where}/0", depth + 1, _first_of(value, whole))


def _first_of(value: list[Json], whole: Callable[[Json], Json]) -> Callable[[Json], Json]:
    return lambda changed: whole([changed, *value[1:]])


def _at(value: dict[str, Json], name: str, whole: Callable[[Json], Json]) -> Callable[[Json], Json]:
    return lambda changed: whole({**value, name: changed})


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
