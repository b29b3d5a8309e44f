"""The types of arguments: every value that a call accepts, and as few others as types can say."""

from heroics_py.errors import SchemaError
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import is_binary, types_of, values_of
from heroics_py.stubs.source_text import is_literal, literal_type, union

__all__ = ["ARRAY", "FILE", "MAPPING", "MOST_VALUES", "identity_type", "input_type", "listed_values"]

MOST_VALUES = 300
"""The most values that are listed: checkers are slow with more."""

MAPPING = "_t.Mapping[_b.str, _t.Any]"
ARRAY = "_b.list[_t.Any] | _b.tuple[_t.Any, ...] | _h.Collection"
FILE = "_b.bytes | _b.bytearray | _t.IO[_b.bytes] | _os.PathLike[_b.str]"
_MOST_LEVELS = 5
_TYPES = {
    "string": "_b.str",
    "integer": "_b.int",
    "number": "_b.float | _decimal.Decimal",
    "boolean": "_b.bool",
    "object": MAPPING,
    "null": "None",
}
_FORMATS = {
    "date-time": "_datetime.datetime",
    "date": "_datetime.date",
    "time": "_datetime.time",
    "uuid": "_uuid.UUID",
}


def input_type(schema: Schema | None) -> str:
    """Return the type of an argument with a schema."""
    return "_t.Any" if schema is None else _type(schema, 0)


def identity_type(parameter: Parameter) -> str:
    """Return the type of what fills a part of an href: text, a number, or the record of a thing."""
    types = [] if parameter.schema is None else list(types_of(parameter.schema))
    if parameter.schema is not None and (listed := listed_values(parameter.schema)):
        return listed
    if parameter.schema is None or not types:
        return "_t.Any"
    below = input_type(parameter.schema)
    return union([below, "_uuid.UUID", "_h.Record"]) if "string" in types else below


def listed_values(schema: Schema) -> str:
    """Return the ``Literal`` of the values that a schema lists; empty if it lists none, or too many."""
    values = values_of(schema)
    return literal_type(values) if 0 < len(values) <= MOST_VALUES and all(map(is_literal, values)) else ""


def _type(schema: Schema, level: int) -> str:
    if listed := listed_values(schema):
        return listed
    if is_binary(schema):
        return FILE
    try:
        target = schema.dereference()
        node, branches = target.node, target.branches("anyOf", "oneOf")
    except SchemaError:
        return "_t.Any"
    if "type" not in node and branches:
        return "_t.Any" if level >= _MOST_LEVELS else union([_type(each, level + 1) for each in branches])
    names = types_of(target)
    return union([_of_type(name, target, level) for name in names])


def _of_type(name: str, target: Schema, level: int) -> str:
    if name == "array":
        return _array(target, level)
    if name == "string" and (further := _FORMATS.get(str(target.node.get("format")))):
        return f"_b.str | {further}"
    return _TYPES[name]


def _array(target: Schema, level: int) -> str:
    if level >= _MOST_LEVELS or not isinstance(target.node.get("items"), dict):
        return ARRAY
    item = _type(target.child("items"), level + 1)
    # A text is a sequence of texts, so the array of them is spelled by its types.
    if "_b.str" in item.split(" | "):
        return f"_b.list[{item}] | _b.list[_b.str] | _b.tuple[{item}, ...]" if item != "_b.str" else _texts()
    return f"_t.Sequence[{item}]"


def _texts() -> str:
    return "_b.list[_b.str] | _b.tuple[_b.str, ...]"
