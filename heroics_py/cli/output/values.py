"""The values of a result, as JSON has them."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from heroics_py.call.values.scalars import ExactFloat, is_decimal, scalar_text
from heroics_py.support.json_types import Json

__all__ = ["flat_names", "plain", "scalar_as_text", "value_at"]

_SAME = frozenset({str, int, bool, type(None)})
_MISSING = object()


def plain(value: Any) -> Json:
    """Return a value as plain dicts and lists: records too, dates and other scalars as text.

    Args:
        value: a value of an API, or one of a program's own.
    """
    if type(value) in _SAME:
        return value  # type: ignore[no-any-return]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in dict.items(value)}  # not the conversions of a record
    if isinstance(value, list):
        return list(map(plain, value))
    return _converted(value)


def _converted(value: Any) -> Json:
    """Return a value of a program's own as JSON has it."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if is_decimal(value):
        return _number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    text = scalar_text(value)
    if text is not None:
        return text
    return [plain(item) for item in value] if isinstance(value, Iterable) else str(value)


def _number(value: Any) -> Json:
    """Return a Decimal as a number with its own digits; text if JSON has no such number."""
    text = scalar_text(value)
    if text is None:
        return str(value)
    number = ExactFloat(text)
    number.text = text
    return number


def scalar_as_text(value: Json) -> str | None:
    """Return a single value as JSON spells it, text without quotes; None for a list or an object."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    return None if isinstance(value, dict | list) else scalar_text(value)


def value_at(value: Json, name: str) -> Json:
    """Return the value of a dotted name such as "owner.email"; None if it is missing.

    A number is the index of an item; below a list, any other name gives a list with the value of each item.
    """
    found = _found(value, name)
    return None if found is _MISSING else found  # type: ignore[return-value]


def _found(value: Json, name: str) -> object:
    if isinstance(value, list):
        head, _, rest = name.partition(".")
        if head.isdecimal():
            item = value[int(head)] if int(head) < len(value) else None
            return _found(item, rest) if rest else item
        return [value_at(item, name) for item in value]
    if not isinstance(value, dict):
        return _MISSING
    if name in value:
        return value[name]
    for end in _dots(name):
        if name[:end] in value:
            return _found(value[name[:end]], name[end + 1 :])
    return _MISSING


def _dots(name: str) -> Iterable[int]:
    """Return where a name has dots: the parts before them may be names of their own."""
    return (place for place, letter in enumerate(name) if letter == ".")


def flat_names(value: Json, above: str = "") -> list[str]:
    """Return the dotted names of the values in an object: a list is one value."""
    if not isinstance(value, dict) or not value:
        return [above] if above else []
    return [name for key, item in value.items() for name in flat_names(item, f"{above}.{key}" if above else key)]
