r"""What the values that a document shows fail of their own schemas: its examples, defaults and listed values.

A document that shows a value takes it, whatever its schema says. So a value that fails the same keyword of the same
schema is sent, with a warning:

    {"type": "string", "pattern": "^v\d+$", "example": "1.2"}      "1.3" is sent: 1.2 fails pattern, too
                                                                   7 is refused: no example fails type
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from jsonschema.exceptions import ValidationError as Failure

from heroics_py.errors import SchemaError
from heroics_py.model.keywords import CHOICES, documented_values
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import type_name
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import StepLimitError, step_limit
from heroics_py.validation.choice_checks import Descending

__all__ = ["DocumentedFailures", "values_beside"]

_MAX_SCHEMAS = 2_000
_MAX_FAILURES = 100
_MAX_STEPS = 200_000
_MAX_DEPTH = 8
# Their failures are about one field each.
_BY_FIELD = frozenset({"required", "dependentRequired", "dependencies"})
# Of a field that the schema does not name.
_OF_OTHERS = frozenset({"additionalProperties", "unevaluatedProperties"})

# The schema that failed, its keyword, the type of the value, and the field that is missing or too much.
_Key: TypeAlias = tuple[int, str, str, str]


class DocumentedFailures:
    """The failures of the values that a document shows, found when a value has failed.

    Args:
        validator: of the schema as a whole.
        shown: each schema with values, as it is written out and as it is in the document.
    """

    __slots__ = ("_places", "_shown", "_validator")

    def __init__(self, validator: Descending, shown: Sequence[tuple[dict[str, Json], Schema]]) -> None:
        self._validator = validator
        self._shown = shown
        self._places: dict[_Key, str] | None = None

    def place_of(self, failure: Failure, depth: int = 0) -> str:
        """Return where the document shows a value with the same failure, as a URI fragment; empty if nowhere.

        A choice also fails like an example if all failures of one of its alternatives do.
        """
        if self._places is None:
            self._places = self._find()
        if not self._places:
            return ""
        if place := self._places.get(_key_of(failure)):
            return place
        if failure.validator not in CHOICES or depth > _MAX_DEPTH:
            return ""
        branches: dict[object, list[str]] = {}
        for below in failure.context or ():
            branches.setdefault(below.schema_path[0], []).append(self.place_of(below, depth + 1))
        return next((places[0] for places in branches.values() if all(places)), "")

    def _find(self) -> dict[_Key, str]:
        places: dict[_Key, str] = {}
        try:
            with step_limit(_MAX_STEPS):
                for node, schema in self._shown[:_MAX_SCHEMAS]:
                    for place, value in _values_of(schema):
                        for failure in islice(self._validator.descend(value, node), _MAX_FAILURES):
                            places.setdefault(_key_of(failure), place)
        except (StepLimitError, RecursionError):
            pass
        return places


def _values_of(schema: Schema) -> Iterator[tuple[str, Json]]:
    """Yield the values that a document shows for a schema, each with its place."""
    yield from ((f"{schema.pointer}/{place}", value) for place, value in documented_values(schema.node))
    yield from values_beside(schema)


def values_beside(schema: Schema) -> Iterator[tuple[str, Json]]:
    """Yield the examples next to a schema: those of a parameter or a media type (OpenAPI 3.1.1, 4.8.12 and 4.8.14)."""
    parent, _, key = schema.pointer.rpartition("/")
    if key != "schema":
        return
    try:
        raw = schema.documents.schema_at(parent).raw
    except SchemaError:
        return
    if isinstance(raw, dict):
        beside: Json = {name: raw[name] for name in ("example", "examples") if name in raw}
        yield from ((f"{parent}/{place}", value) for place, value in documented_values(beside))


def _key_of(failure: Failure) -> _Key:
    keyword = str(failure.validator)
    node = failure.schema if isinstance(failure.schema, dict) else {}
    name = ""
    if keyword in _BY_FIELD or (keyword in _OF_OTHERS and node.get("properties")):
        name = str(failure.path[-1]) if failure.path else ""
    return id(failure.schema), keyword, type_name(failure.instance), name
