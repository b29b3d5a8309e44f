"""Builds a sample from a schema, and a different one when some of it failed."""

from collections.abc import Container, Iterable
from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.model.one_way import Omissions
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.samples.limits import SampleLimits, too_large
from heroics_py.samples.named_values import named_value
from heroics_py.samples.scalars import SCALARS, number_or, sample_type
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

__all__ = ["SampleBuilder"]

_MAX_DEPTH = 12
_CHEAP = 20
_CLOSED = frozenset({"enum", "const"})


_NOTHING: Any = object()
"""Marks a schema that no other schemas compose; None is a sample (JSON's null)."""


class _EndlessError(Exception):
    """A required part of a schema contains itself."""


class SampleBuilder:
    """Builds samples of one schema.

    It counts how often the value at each pointer failed, and takes the next choice there: the values that the schema
    names, then others of its type, format and pattern. An optional field that failed is left out.
    """

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._named: set[str] = set()
        self._above: list[str] = []
        self._limits = SampleLimits()
        self._omissions = Omissions()

    def build(self, schema: Schema) -> Json:
        """Return the next sample.

        Raises:
            SchemaError: a required part of the schema contains itself, or a reference points to nothing.
            TooLargeError: the sample would be too large, or take too long.
        """
        self._limits.restart()
        try:
            return self._value(schema, "")
        except _EndlessError:
            raise SchemaError("no example could be made: the schema requires itself", pointer=schema.pointer) from None

    def reject(self, pointers: Iterable[str]) -> None:
        """Count what failed: the value at each pointer, or the named value that it is part of."""
        for pointer in dict.fromkeys(self._origin(pointer) for pointer in pointers):
            self._failures[pointer] = self._failures.get(pointer, 0) + 1
        self._named.clear()

    def _origin(self, pointer: str) -> str:
        keys = pointer.split("/")
        enclosing = ("/".join(keys[:count]) for count in range(1, len(keys) + 1))
        return next((each for each in enclosing if each in self._named), pointer)

    def _value(self, schema: Schema, pointer: str) -> Json:
        self._limits.look(schema)
        target = schema.dereference()
        if target.pointer in self._above or len(self._above) >= _MAX_DEPTH:
            raise _EndlessError
        self._above.append(target.pointer)
        try:
            return self._new_value(target, pointer, self._failures.get(pointer, 0))
        finally:
            self._above.pop()

    def _new_value(self, schema: Schema, pointer: str, failures: int) -> Json:
        value, count = named_value(schema.node, failures)
        if failures >= count > 0 and not _CLOSED.isdisjoint(schema.node):
            # No other value can pass: what failed has to differ elsewhere.
            failures %= count
            value, _ = named_value(schema.node, failures)
        if failures < count:
            self._named.add(pointer)
            self._limits.add(value, schema)
            return value
        failures -= count
        composed = self._composed(schema, pointer, failures)
        if composed is not _NOTHING and not isinstance(composed, dict):
            return composed
        kind = sample_type(schema.node, failures)
        if kind == "object" or isinstance(composed, dict):
            parts = composed if isinstance(composed, dict) else {}
            return {**parts, **self._object(schema, pointer, parts)}
        if kind == "array":
            return self._array(schema, pointer)
        if kind == "string":
            self._check_length(schema)
        value = SCALARS[kind](schema.node, failures)
        self._limits.add(value, schema)
        return value

    def _check_length(self, schema: Schema) -> None:
        """Check that there is room for a text, before it is created."""
        min_length = number_or(schema.node.get("minLength"), 0)
        if min_length > self._limits.characters_left:
            raise too_large(f"at least {min_length:.15g} characters", schema)
        pattern = schema.node.get("pattern")
        if isinstance(pattern, str):
            load_modules("heroics_py.samples.pattern_text")
            from heroics_py.samples.pattern_text import MAX_LENGTH, text_for

            if len(text_for(pattern)) >= MAX_LENGTH:
                raise too_large(f"a pattern of {MAX_LENGTH} characters or more", schema)

    def _composed(self, schema: Schema, pointer: str, failures: int) -> Json:
        """Return the sample of allOf together with one branch of anyOf and of oneOf; _NOTHING without these."""
        choices = [sorted(schema.branches(keyword), key=_is_null) for keyword in ("anyOf", "oneOf")]
        self._limits.look(schema, sum(map(len, choices)) // _CHEAP)
        parts = [*schema.branches("allOf"), *(branches[failures % len(branches)] for branches in choices if branches)]
        turns = max(1, *map(len, choices))
        merged: dict[str, Json] = {}
        composed: Json = _NOTHING
        for part in parts:
            value = self._value_after(failures // turns, part, pointer)
            if isinstance(value, dict):
                merged.update(value)
                composed = merged
            elif composed is _NOTHING:
                composed = value
        return composed

    def _value_after(self, failures: int, schema: Schema, pointer: str) -> Json:
        """Return the sample of a branch after some failures of its own: others came from another branch."""
        outer = self._failures.get(pointer, 0)
        self._failures[pointer] = failures
        try:
            return self._value(schema, pointer)
        finally:
            self._failures[pointer] = outer

    def _object(self, schema: Schema, pointer: str, parts: Container[str]) -> dict[str, Json]:
        """Return the fields that a schema itself describes; those in ``parts`` are described by others."""
        omitted = self._omissions.names(schema)
        required = {name: None for name in _names(schema.node.get("required")) if name not in omitted}
        self._limits.add({}, schema)
        if len(required) > self._limits.values_left:
            raise too_large(f"at least {len(required)} fields", schema)
        properties = schema.children("properties")
        self._limits.look(schema, len(properties) // _CHEAP)
        fields: dict[str, Json] = {}
        for name, below in properties.items():
            inner = f"{pointer}/{escape_key(name)}"
            if name in omitted:
                continue
            if name in required:
                fields[name] = self._value(below, inner)
            elif not self._failures.get(inner):
                fields.update(self._optional_field(name, below, inner))
        for name in required:
            if name not in fields and name not in properties and name not in parts:
                fields[name] = self._further_value(_further_schema(schema), f"{pointer}/{escape_key(name)}")
        self._add_further_fields(schema, pointer, fields)
        return fields

    def _optional_field(self, name: str, schema: Schema, pointer: str) -> dict[str, Json]:
        try:
            with self._limits.optional_part():
                return {name: self._value(schema, pointer)}
        except (SchemaError, _EndlessError):
            return {}

    def _add_further_fields(self, schema: Schema, pointer: str, fields: dict[str, Json]) -> None:
        """Add as many further fields as minProperties requires."""
        minimum = number_or(schema.node.get("minProperties"), 0)
        if minimum - len(fields) > self._limits.values_left:
            raise too_large(f"at least {minimum:.15g} fields", schema)
        number = 0
        while len(fields) < minimum and number <= 2 * minimum:
            number += 1
            name, below = self._further_field(schema, number)
            if name not in fields:
                fields[name] = self._further_value(below, f"{pointer}/{escape_key(name)}")

    def _further_field(self, schema: Schema, number: int) -> tuple[str, Schema | None]:
        load_modules("heroics_py.samples.pattern_text")
        from heroics_py.samples.pattern_text import text_for

        for pattern, below in schema.children("patternProperties").items():
            self._limits.look(schema)
            return text_for(pattern, number - 1), below
        return f"example{number}", _further_schema(schema)

    def _further_value(self, schema: Schema | None, pointer: str) -> Json:
        return "example" if schema is None else self._value(schema, pointer)

    def _array(self, schema: Schema, pointer: str) -> list[Json]:
        items = schema.node.get("items")
        minimum = number_or(schema.node.get("minItems"), 0)
        self._limits.add([], schema)
        if minimum > self._limits.values_left:
            most = self._limits.max_values
            raise too_large(f"at least {minimum:.15g} items" if minimum > most else f"more than {most} values", schema)
        # JSON Schema 2020-12, 10.3.1.1; "items" holds such a list in older drafts.
        tuple_keyword = "items" if isinstance(items, list) else "prefixItems"
        if isinstance(schema.node.get(tuple_keyword), list):
            return [
                self._value(below, f"{pointer}/{index}") for index, below in enumerate(schema.branches(tuple_keyword))
            ]
        if not isinstance(items, dict):
            return ["example" if index == 0 else f"example{index}" for index in range(int(minimum))]
        maximum = number_or(schema.node.get("maxItems"), max(minimum, 1))
        count = int(min(max(minimum, 1), maximum))
        unique = schema.node.get("uniqueItems") is True
        try:
            return [self._item(schema.child("items"), f"{pointer}/{index}", index * unique) for index in range(count)]
        except (SchemaError, _EndlessError):
            if minimum:
                raise
            return []

    def _item(self, schema: Schema, pointer: str, others: int) -> Json:
        """Return an item of a list, unlike the ``others`` before it."""
        failures = self._failures.get(pointer, 0)
        self._failures[pointer] = failures + others
        try:
            return self._value(schema, pointer)
        finally:
            self._failures[pointer] = failures


def _is_null(schema: Schema) -> bool:
    """Return whether a branch only allows null: it is tried last."""
    return isinstance(schema.raw, dict) and schema.raw.get("type") == "null"


def _further_schema(schema: Schema) -> Schema | None:
    """Return the schema of a field that properties does not name, if any."""
    for below in schema.children("patternProperties").values():
        return below
    has_schema = isinstance(schema.node.get("additionalProperties"), dict)
    return schema.child("additionalProperties") if has_schema else None


def _names(value: Json) -> dict[str, None]:
    return dict.fromkeys(name for name in value if isinstance(name, str)) if isinstance(value, list) else {}
