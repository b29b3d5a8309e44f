"""Values that pass a schema, drawn from it."""

from copy import deepcopy

from heroics_py.errors import HeroicsError, Problem, SchemaError
from heroics_py.model.one_way import Omissions
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of, values_of
from heroics_py.samples.checked_sample import sample
from heroics_py.support.json_types import Json
from heroics_py.testing.contracts.draws import Draws
from heroics_py.testing.contracts.scalars import scalars_of, texts
from heroics_py.validation.checker import Checker

__all__ = ["Values"]

_MAX_DEPTH = 6
_LONG = 300
_MOST_ITEMS = 3


class Values:
    """Draws values that pass a schema; each schema is compiled once."""

    def __init__(self) -> None:
        self._checkers: dict[tuple[str, str], Checker | None] = {}
        self._samples: dict[tuple[str, str], Json] = {}
        self._scalars: dict[tuple[str, str, str], list[Json]] = {}
        self._omissions = Omissions()

    def passes(self, schema: Schema | None, value: Json) -> bool:
        """Return whether a value passes a schema; one that can't be used accepts everything."""
        return not self._problems(schema, value)

    def verdict(self, schema: Schema | None, value: Json) -> bool | None:
        """Return whether a value passes a schema; None if it fails it, and the document shows such a value itself."""
        problems = self._problems(schema, value)
        return None if problems and all(each.documented for each in problems) else not problems

    def _problems(self, schema: Schema | None, value: Json) -> tuple[Problem, ...]:
        if schema is None:
            return ()
        key = (schema.pointer, schema.documents.omits)
        if key not in self._checkers:
            try:
                self._checkers[key] = Checker(schema, heeds_examples=True)
            except HeroicsError:
                self._checkers[key] = None
        checker = self._checkers[key]
        return () if checker is None else checker.problems(value)

    def drawn(self, schema: Schema | None, draws: Draws) -> Json:
        """Return a value that passes ``schema``; for the first choice each time, the smallest.

        Raises:
            SchemaError: none was found.
        """
        if schema is None:
            return draws.one_of(texts())
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
        if isinstance(schema.node.get("additionalProperties"), dict) and depth < _MAX_DEPTH:
            for _ in range(_MOST_ITEMS):
                if not draws.flag():
                    break
                fields[draws.one_of(texts())] = self._value(schema.child("additionalProperties"), draws, depth + 1)
        for name, below in schema.children("properties").items():
            if name in omitted:
                continue
            if name in needed or (depth < _MAX_DEPTH and draws.flag()):
                fields[name] = self._value(below, draws, depth + 1)
        return fields

    def _items(self, schema: Schema, draws: Draws, depth: int) -> list[Json]:
        items = schema.node.get("items")
        least = schema.node.get("minItems")
        count = least if isinstance(least, int) and least < _LONG else 0
        while count < _MOST_ITEMS and draws.flag():  # hypothesis removes items one by one
            count += 1
        if not isinstance(items, dict):
            return ["a"] * count if items is None else []
        return [self._value(schema.child("items"), draws, depth + 1) for _ in range(count)]


def _by_null_last(choices: list[Schema], draws: Draws) -> Schema:
    return draws.one_of(sorted(choices, key=lambda each: types_of(each) == ("null",)))
