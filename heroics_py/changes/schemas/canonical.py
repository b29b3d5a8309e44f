"""A schema as text that is equal for schemas which are written differently and mean the same."""

import json
from hashlib import sha256

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["CanonicalTexts", "value_key"]

_MAX_REFERENCES = 2
_NOTES = frozenset(
    {"title", "description", "example", "examples", "default", "deprecated", "$comment", "$id", "id", "$schema"}
)
_HOLDERS = frozenset({"definitions", "$defs"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas", "dependencies"})
_SETS = frozenset({"required", "enum", "type"})


def value_key(value: Json) -> str:
    """Return a text that is equal for equal JSON values: 1 and 1.0 are, 1 and true are not."""
    if type(value) in {str, int}:
        return repr(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, sort_keys=True, default=str)


class CanonicalTexts:
    """The schemas of one API as texts, in which each definition is written once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], Json] = {}

    def of(self, schema: Schema) -> str:
        """Return a text for what a schema allows: without notes, with what its references lead to in their place.

        Schemas with the same text allow the same. Below two references, their names are left. The text of a schema
        that says nothing is "{}".
        """
        return str(self._plain(schema, schema.raw, 0))

    def _plain(self, place: Schema, raw: Json, depth: int) -> Json:
        """Return a schema, or a list of schemas, in the usual spelling; each object as a digest of its text."""
        if isinstance(raw, list):
            return [self._plain(place, each, depth) for each in raw]
        if not isinstance(raw, dict):
            return raw
        if isinstance(reference := raw.get("$ref"), str):
            followed, beside = self._followed(place, reference, depth), self._beside(place, raw, depth)
            return followed if beside == "{}" else [followed, beside]
        kept = {key: value for key, value in raw.items() if key not in _NOTES and key not in _HOLDERS}
        return _digest({str(key): self._value(place, key, value, depth) for key, value in kept.items()})

    def _beside(self, place: Schema, raw: dict[str, Json], depth: int) -> Json:
        """Return what holds beside a reference: nothing in drafts before 2019-09."""
        is_alone = is_before(place.draft, "2019-09")
        return self._plain(place, {key: raw[key] for key in raw if key != "$ref" and not is_alone}, depth)

    def _value(self, place: Schema, key: str, value: Json, depth: int) -> Json:
        if key in _SETS:
            listed = value if isinstance(value, list) else [value]
            return [*sorted({value_key(each) for each in listed})]
        if key in _MAPS and isinstance(value, dict):
            return {str(name): self._plain(place, each, depth) for name, each in value.items()}
        return self._plain(place, value, depth)

    def _followed(self, place: Schema, reference: str, depth: int) -> Json:
        if depth >= _MAX_REFERENCES:
            return reference.rpartition("/")[2]
        try:
            target = place.resolve(reference)
        except SchemaError:
            return reference
        key = (target.pointer, depth)
        if key not in self._known:
            self._known[key] = self._plain(target, target.raw, depth + 1)
        return self._known[key]


def _digest(node: dict[str, Json]) -> str:
    if not node:
        return "{}"
    return sha256(json.dumps(node, sort_keys=True, default=str).encode()).hexdigest()
