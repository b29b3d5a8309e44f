"""The keywords of JSON Schema in one table: what each of them takes, and which schemas it holds."""

import math
from collections.abc import Callable, Iterator, Mapping

from heroics_py.model.pointers import escape_key
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = [
    "CHOICE",
    "CHOICES",
    "DOCUMENTING",
    "FLATTENED",
    "IN_PLACE",
    "JSON_TYPES",
    "KEYWORDS",
    "LISTS",
    "MAPS",
    "SINGLES",
    "Keyword",
    "documented_values",
    "is_schema",
    "is_text_list",
]

JSON_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
"""The names of JSON's types."""


class Keyword(Value):
    """What is known about a keyword.

    Attributes:
        takes: the kind of its value: "schema", "schemas" (a list), "map" (of names to schemas), "list", "object",
            "text", "count", "number", or "" for any other.
        is_valid: returns whether a validator can use a value; what it can't use is left out.
        in_place: whether its schemas are for the very same value (JSON Schema core 2020-12, 10.2), as those of allOf,
            and not for a part of it, as those of items.
        asserts: whether a value can fail it; definitions are there for references alone.
    """

    takes: str
    is_valid: Callable[[Json], bool]
    in_place: bool = False
    asserts: bool = True


def is_schema(value: Json) -> bool:
    """Return whether ``value`` is a schema by its type: an object, true or false."""
    return isinstance(value, dict | bool)


def is_text_list(value: Json) -> bool:
    """Return whether ``value`` is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_schemas(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(is_schema(item) for item in value)


def _is_schema_or_schemas(value: Json) -> bool:
    return is_schema(value) or _is_schemas(value)


def _is_number(value: Json) -> bool:
    # JSON texts may hold 1e999, which Python reads as infinity.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != math.inf


def _is_number_or_flag(value: Json) -> bool:
    return _is_number(value) or isinstance(value, bool)


def _is_step(value: Json) -> bool:
    return _is_number(value) and value > 0  # type: ignore[operator]


def _is_count(value: Json) -> bool:
    # 2.0 is an integer of JSON, too.
    is_whole = value.is_integer() if isinstance(value, float) else isinstance(value, int)
    return is_whole and not isinstance(value, bool) and value >= 0  # type: ignore[operator]


def _is_type(value: Json) -> bool:
    return value in JSON_TYPES if isinstance(value, str) else is_text_list(value) and bool(value)


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_list(value: Json) -> bool:
    return isinstance(value, list) and bool(value)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict)


def _is_flag(value: Json) -> bool:
    return isinstance(value, bool)


def _is_anything(_: Json) -> bool:
    return True


CHOICE = "$choice"
"""Our own keyword, next to anyOf and oneOf: how to tell from a value which alternative is meant.

It never decides what is valid. A reader adds ``{"field": NAME, "values": {VALUE: INDEX}, "default": INDEX}``, the rest
of the library ``"names"`` of the alternatives, for messages. No document has it.
"""
CHOICES = ("anyOf", "oneOf")
"""The keywords of which one alternative is meant."""

FLATTENED = "$flattened"
"""Our own keyword, next to required, for documents that describe a request by its nested fields.

If it is true, a required object that requires no field itself may be missing beside another one: none of its fields is
required. No document has it.
"""

KEYWORDS: Mapping[str, Keyword] = {
    "properties": Keyword("map", _is_object),
    "patternProperties": Keyword("map", _is_object),
    "dependentSchemas": Keyword("map", _is_object, in_place=True),
    # Up to draft-07, a name is mapped to a schema, or to the names of the fields that it requires.
    "dependencies": Keyword("map", _is_object, in_place=True),
    "definitions": Keyword("map", _is_object, asserts=False),
    "$defs": Keyword("map", _is_object, asserts=False),
    "anyOf": Keyword("schemas", _is_schemas, in_place=True),
    "allOf": Keyword("schemas", _is_schemas, in_place=True),
    "oneOf": Keyword("schemas", _is_schemas, in_place=True),
    "prefixItems": Keyword("schemas", _is_schemas),
    # Before 2020-12, a list has a schema for each item in turn.
    "items": Keyword("schema", _is_schema_or_schemas),
    "not": Keyword("schema", is_schema, in_place=True),
    "additionalProperties": Keyword("schema", is_schema),
    "additionalItems": Keyword("schema", is_schema),
    "contains": Keyword("schema", is_schema),
    "propertyNames": Keyword("schema", is_schema),
    "if": Keyword("schema", is_schema, in_place=True),
    "then": Keyword("schema", is_schema, in_place=True),
    "else": Keyword("schema", is_schema, in_place=True),
    "unevaluatedItems": Keyword("schema", is_schema),
    "unevaluatedProperties": Keyword("schema", is_schema),
    CHOICE: Keyword("object", _is_object),
    FLATTENED: Keyword("", _is_flag),
    "const": Keyword("", _is_anything),
    "dependentRequired": Keyword("object", _is_object),
    "description": Keyword("text", _is_text),
    "enum": Keyword("list", _is_list),
    # Up to draft-04, a flag next to maximum or minimum.
    "exclusiveMaximum": Keyword("", _is_number_or_flag),
    "exclusiveMinimum": Keyword("", _is_number_or_flag),
    "format": Keyword("text", _is_text),
    "maxContains": Keyword("count", _is_count),
    "maxItems": Keyword("count", _is_count),
    "maxLength": Keyword("count", _is_count),
    "maxProperties": Keyword("count", _is_count),
    "maximum": Keyword("number", _is_number),
    "minContains": Keyword("count", _is_count),
    "minItems": Keyword("count", _is_count),
    "minLength": Keyword("count", _is_count),
    "minProperties": Keyword("count", _is_count),
    "minimum": Keyword("number", _is_number),
    "multipleOf": Keyword("number", _is_step),
    "pattern": Keyword("text", _is_text),
    "required": Keyword("", is_text_list),
    "type": Keyword("", _is_type),
    "uniqueItems": Keyword("", _is_flag),
}


def _taking(kind: str) -> tuple[str, ...]:
    return tuple(name for name, keyword in KEYWORDS.items() if keyword.takes == kind)


MAPS = _taking("map")
"""The keywords that map names to schemas."""
LISTS = (*_taking("schemas"), "items")
"""The keywords that list schemas."""
SINGLES = _taking("schema")
"""The keywords that hold one schema."""
IN_PLACE = frozenset(name for name, keyword in KEYWORDS.items() if keyword.in_place)
"""The keywords whose schemas are for the very value that theirs is for."""


_MAX_VALUES = 100


def documented_values(raw: Json) -> Iterator[tuple[str, Json]]:
    """Yield the values that a schema shows itself, each with its place below: examples, defaults and listed values."""
    node = raw if isinstance(raw, dict) else {}
    yield from ((keyword, node[keyword]) for keyword in ("example", "default", "const") if keyword in node)
    for keyword in ("examples", "enum"):
        listed = node.get(keyword)
        for index, value in enumerate(listed[:_MAX_VALUES] if isinstance(listed, list) else ()):
            yield f"{keyword}/{index}", value
    # OpenAPI's, each an object with a value (3.1.1, 4.8.19).
    named = node.get("examples")
    for name, example in named.items() if isinstance(named, dict) else ():
        if isinstance(example, dict) and "value" in example:
            yield f"examples/{escape_key(name)}/value", example["value"]


DOCUMENTING = frozenset({"example", "default", "const", "examples", "enum"})
"""The keywords with values that a document shows."""
