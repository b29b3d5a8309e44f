"""Values that follow the schema of a response, as close to the stored data as the schema allows."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from heroics_py.errors import Problem, SchemaError
from heroics_py.model.schema import Schema
from heroics_py.server.integer_formats import out_of_range
from heroics_py.server.responses import HttpError
from heroics_py.server.schema_lookup import deep_types, example_of, items_of, properties_of
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import Checker

__all__ = ["Conformer"]

_MAX_DEPTH = 8
# A schema of many levels has very many places for a value; then a sample is close enough.
_MAX_STEPS = 2000
_COUNTS = frozenset(
    {"count", "total", "totalcount", "total_count", "totalitems", "total_items", "totalresults", "size"}
)


@dataclass(slots=True)
class Conformer:
    """Fits values into schemas, each of which is compiled once."""

    _checkers: dict[str, Checker | None] = field(default_factory=dict)
    _examples: dict[str, Json] = field(default_factory=dict)
    _steps: int = 0

    def accepts(self, schema: Schema, value: Json) -> bool:
        """Return whether ``value`` passes ``schema``; a broken schema accepts everything."""
        return not self._problems(schema, value)

    def tolerates(self, schema: Schema, value: Json) -> bool:
        """Return whether ``value`` passes ``schema``, or fails it only as a value that the document shows."""
        return all(each.documented for each in self._problems(schema, value, heeds_examples=True))

    def _problems(self, schema: Schema, value: Json, *, heeds_examples: bool = False) -> tuple[Problem, ...]:
        key = f"{schema.pointer} {schema.documents.omits} {schema.documents.normalize!r} {heeds_examples}"
        if key not in self._checkers:
            try:
                self._checkers[key] = Checker(schema, heeds_examples=heeds_examples)
            except SchemaError:
                self._checkers[key] = None
        checker = self._checkers[key]
        if checker is None:
            return ()
        too_large = out_of_range(schema, value)
        return checker.problems(value) or ((too_large,) if too_large else ())

    def conform(self, schema: Schema, value: Json, depth: int = 0) -> Json:
        """Return ``value`` without what only requests have; if it fails ``schema``, the closest value that passes.

        That is a sample of the schema in which everything that passes is taken from ``value``: a list goes where the
        schema has a list, and an object where the schema has a property for such objects.
        """
        value = _without_write_only(schema, value, depth)
        self._steps = 0 if depth == 0 else self._steps + 1
        if depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            return value
        if self.accepts(schema, value) and not _is_foreign(schema, value):
            return value
        example = self._example_of(schema)
        candidates = self._candidates(schema, value, example, depth)
        return next((each for each in candidates if self.accepts(schema, each)), example)

    def _candidates(self, schema: Schema, value: Json, example: Json, depth: int) -> list[Json]:
        if isinstance(value, list):
            return self._lists(schema, value, example, depth)
        return self._objects(schema, value, example, depth) if isinstance(value, dict) else []

    def _lists(self, schema: Schema, value: list[Json], example: Json, depth: int) -> list[Json]:
        items = items_of(schema)
        if items is not None:
            return [[self.conform(items, item, depth + 1) for item in value]]
        names = {name for item in value if isinstance(item, dict) for name in item}
        likely = self._wrapped(schema, value, example, depth, lambda inner: _shares(items_of(inner), names))
        return likely or self._wrapped(schema, value, example, depth, lambda inner: items_of(inner) is not None)

    def _objects(self, schema: Schema, value: dict[str, Json], example: Json, depth: int) -> list[Json]:
        items = items_of(schema)
        if items is not None and "object" not in deep_types(schema):
            return [[self.conform(items, value, depth + 1)]]
        names = {*value}
        wrapped = self._wrapped(schema, value, example, depth, lambda inner: _shares(inner, names))
        merged = self._merged(schema, value, example, depth)
        return [*merged, *wrapped] if _shares(schema, names) else [*wrapped, *merged]

    def _merged(self, schema: Schema, value: dict[str, Json], example: Json, depth: int) -> list[Json]:
        """Return the sample with each property of ``value`` that passes."""
        if not isinstance(example, dict):
            return []
        merged = deepcopy(example)
        for name, inner in properties_of(schema).items():
            if name in value:
                merged[name] = self.conform(inner, value[name], depth + 1)
        return [merged]

    def _wrapped(
        self, schema: Schema, value: Json, example: Json, depth: int, fits: Callable[[Schema], bool]
    ) -> list[Json]:
        """Return the sample with ``value`` in each of the properties that fit."""
        if not isinstance(example, dict):
            return []
        wrapped: list[Json] = []
        for name, inner in properties_of(schema).items():
            if fits(inner):
                outer: dict[str, Json] = {**deepcopy(example), name: self.conform(inner, value, depth + 1)}
                wrapped.append(self.with_counts(schema, outer, len(value)) if isinstance(value, list) else outer)
        return wrapped

    def with_counts(self, schema: Schema, envelope: Json, count: int, *, is_last: bool = True) -> Json:
        """Return the envelope of a list with the number of all items, and whether there are more pages."""
        if not isinstance(envelope, dict):
            return envelope
        properties = {name: inner for name, inner in properties_of(schema).items() if name in envelope}
        return {**envelope, **self._counts(properties, count, is_last=is_last)}

    def _counts(self, properties: Mapping[str, Schema], count: int, *, is_last: bool) -> dict[str, Json]:
        fields: dict[str, Json] = {}
        for name, schema in properties.items():
            if name.lower() in _COUNTS and self.accepts(schema, count):
                fields[name] = count
            elif name.lower() in {"next", "previous", "prev"} and self.accepts(schema, None):
                fields[name] = None
            elif name.lower() in {"has_more", "hasmore", "has_next", "hasnext"} and self.accepts(schema, not is_last):
                fields[name] = not is_last
        return fields

    def _example_of(self, schema: Schema) -> Json:
        if schema.pointer not in self._examples:
            self._examples[schema.pointer] = _without_write_only(schema, example_of(schema), 0)
        return deepcopy(self._examples[schema.pointer])

    def error(self, schema: Schema | None, error: HttpError) -> Json:
        """Return the body of an error: a sample of its schema, with what ``error`` says where it has a field for it."""
        plain: Json = {"id": error.code, "message": error.message}
        if schema is None or not (deep_types(schema) or properties_of(schema)):
            return plain
        try:
            example = self._example_of(schema)
        except HttpError:
            return plain
        filled = _filled(schema, deepcopy(example), error, 0)
        return filled if self.accepts(schema, filled) else example if example is not None else plain


def _shares(schema: Schema | None, names: set[str]) -> bool:
    """Return whether a schema has properties among ``names``."""
    return not names.isdisjoint(properties_of(schema))


def _is_foreign(schema: Schema, value: Json) -> bool:
    """Return whether an object has none of the properties that the schema names."""
    properties = properties_of(schema)
    return isinstance(value, dict) and bool(properties) and not value.keys() & properties.keys()


def _without_write_only(schema: Schema | None, value: Json, depth: int) -> Json:
    """Return ``value`` without the properties that are for requests alone, at any level."""
    if depth > _MAX_DEPTH or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        items = items_of(schema)
        return value if items is None else [_without_write_only(items, item, depth + 1) for item in value]
    known = properties_of(schema)
    return {
        name: _without_write_only(known.get(name), each, depth + 1)
        for name, each in value.items()
        if name not in known or not _is_write_only(known[name])
    }


def _is_write_only(schema: Schema) -> bool:
    try:
        return any(
            isinstance(each.raw, dict) and each.raw.get("writeOnly") is True for each in schema.reference_chain()
        )
    except SchemaError:
        return False


_TEXTS = ("message", "detail", "error_description", "error_message", "description", "title", "error", "msg", "reason")
_STATUSES = ("status", "status_code", "statuscode", "code")
_CODES = ("id", "code", "error_code", "errorcode")


def _filled(schema: Schema, value: Json, error: HttpError, depth: int) -> Json:
    """Return the sample of an error with the text, the code and the status of ``error``."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, str):
        return error.message
    if isinstance(value, list):
        items = items_of(schema)
        return [_filled(items, value[0], error, depth + 1)] if items is not None and value else value
    if not isinstance(value, dict):
        return value
    filled: dict[str, Json] = {}
    for name, inner in (properties_of(schema) or dict.fromkeys(value, schema)).items():
        types, key = deep_types(inner), name.lower()
        if key in _STATUSES and "integer" in types:
            filled[name] = error.status
        elif key in _TEXTS and "string" in types:
            filled[name] = error.message
        elif key in _CODES and "string" in types:
            filled[name] = error.code
        elif name in value and isinstance(value[name], dict | list):
            filled[name] = _filled(inner, value[name], error, depth + 1)
    return {**value, **filled}
