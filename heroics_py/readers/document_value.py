"""The value of a schema document: JSON of its own, of limited size."""

import math
from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.schema import MAX_DEPTH
from heroics_py.support.json_types import Json

__all__ = ["check_size", "copy_json"]

_WORDS = {list: "a list", str: "a text", int: "a number", float: "a number", bool: "a boolean", type(None): "nothing"}

_DEEPEST = 2 * MAX_DEPTH
_LARGEST = 2_000_000
# Python neither parses nor prints integers of more than 4,300 digits.
_MOST_BITS = 14_000


def copy_json(value: object, where: str) -> Json:
    """Return a copy of ``value`` that later changes to it do not reach.

    Raises:
        SchemaError: it contains something that JSON can't express.
    """
    try:
        return _copy(value, {})
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = str(error)
    raise SchemaError(f"can't read {where}: {reason}")


def _copy(value: object, copies: dict[int, tuple[object, Json]]) -> Json:
    """Copy ``value``, and a part that appears several times only once.

    An alias of YAML is such a part.
    """
    if id(value) in copies:
        return copies[id(value)][1]
    if isinstance(value, Mapping):
        fields: dict[str, Json] = {}
        copies[id(value)] = (value, fields)
        fields.update((str(key), _copy(item, copies)) for key, item in value.items())
        return fields
    if isinstance(value, list | tuple):
        items: list[Json] = []
        copies[id(value)] = (value, items)
        items.extend(_copy(item, copies) for item in value)
        return items
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        raise ValueError("an integer has thousands of digits")
    if value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    shown = value if isinstance(value, float) else f"a value of type {type(value).__name__}"
    raise ValueError(f"JSON can't express {shown}")


def check_size(value: Json, where: str, *, part: bool = False) -> dict[str, Json]:
    """Return ``value`` if it is an object of limited size.

    Every alias counts as a copy. Part of a document, which a reference leads to, may also be a list.

    Raises:
        SchemaError: it is not an object, or too deep or too large.
    """
    if not isinstance(value, dict) and not (part and isinstance(value, list)):
        kind = _WORDS.get(type(value), type(value).__name__)
        expected = "an object or a list" if part else "an object that describes an API"
        raise SchemaError(f"{where} contains {kind}: expected {expected}")
    level: list[Json] = [value]
    depth = size = 0
    while level:
        depth, size = depth + 1, size + len(level)
        if depth > _DEEPEST:
            raise SchemaError(f"{where} is nested more than {_DEEPEST} levels deep, or an alias contains itself")
        if size > _LARGEST:
            raise SchemaError(f"{where} contains more than {_LARGEST:,} objects and lists, counting each alias")
        # Exact types: this visits every value of the document before the first call.
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)  # type: ignore[union-attr]
            if type(child) is dict or type(child) is list
        ]
    return value  # type: ignore[return-value]  # the list of a part, which no caller takes for a document
