"""A JSON value as text."""

import json

from heroics_py.call.values.scalars import ExactFloat, has_surrogate
from heroics_py.display.terminal import escaped
from heroics_py.support.json_types import Json

__all__ = ["compact_json", "surrogate_place"]

_ASCII = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_UNICODE = json.JSONEncoder(separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def compact_json(value: Json, *, ascii_only: bool = False) -> str:
    """Return ``value`` as JSON without spaces; a Decimal keeps its digits, which the json module would round."""
    return _with_digits(value, ascii_only) if _holds_decimal(value) else _dumped(value, ascii_only)


def surrogate_place(value: Json, place: str = "") -> str:
    """Return where half a surrogate pair is in a value, such as "items.0.name"; empty if there is none."""
    if isinstance(value, str):
        return place * has_surrogate(value)
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        below = f"{place}.{key}" if place else str(key)
        found = escaped(below) if has_surrogate(below) else surrogate_place(item, below)
        if found:
            return found
    return ""


def _with_digits(value: Json, ascii_only: bool) -> str:  # noqa: FBT001 - a helper of this module
    if isinstance(value, dict):
        pairs = (f"{_dumped(key, ascii_only)}:{_with_digits(item, ascii_only)}" for key, item in value.items())
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{','.join(_with_digits(item, ascii_only) for item in value)}]"
    return value.text if isinstance(value, ExactFloat) else _dumped(value, ascii_only)


def _dumped(value: Json, ascii_only: bool) -> str:  # noqa: FBT001 - as above
    return (_ASCII if ascii_only else _UNICODE).encode(value)


def _holds_decimal(value: Json) -> bool:
    if isinstance(value, dict):
        return any(_holds_decimal(item) for item in value.values() if not isinstance(item, str))
    if isinstance(value, list):
        return any(_holds_decimal(item) for item in value if not isinstance(item, str))
    return isinstance(value, ExactFloat)
