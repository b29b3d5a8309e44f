"""The values in an instance that pointers name, absolute and relative ones.

A relative JSON pointer (draft-handrews-relative-json-pointer-01, 4) begins with the number of levels to go up; then
follows a JSON pointer, or "#" for the key or index of what was reached.
"""

import re
from collections.abc import Sequence
from typing import Final

from heroics_py.model.pointers import value_at
from heroics_py.support.json_types import Json

__all__ = ["MISSING", "Keys", "Missing", "keys_of", "pointer_of", "pointer_target", "value_of"]

Keys = tuple[str, ...]
_RELATIVE = re.compile(r"(0|[1-9][0-9]{0,8})(#|(?:/.*)?)", re.DOTALL)


class Missing:
    """The type of `MISSING`."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()
"""What a pointer names that points to nothing."""


def pointer_of(keys: Sequence[str]) -> str:
    """Return keys as a JSON pointer in its string form (RFC 6901, 5)."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def keys_of(pointer: str, place: Keys) -> Keys | None:
    """Return the keys that a pointer at ``place`` leads to; None if it is invalid, or leads out of the instance."""
    if pointer == "" or pointer.startswith("/"):
        return _keys(pointer)
    match = _RELATIVE.fullmatch(pointer)
    if match is None or match[2] == "#" or int(match[1]) > len(place):
        return None
    return (*place[: len(place) - int(match[1])], *_keys(match[2]))


def pointer_target(instance: Json, pointer: str, place: Keys) -> "Json | Missing":
    """Return the value that a pointer at ``place`` of an instance names."""
    match = _RELATIVE.fullmatch(pointer)
    if match is not None and match[2] == "#":
        return _key_of(instance, place[: len(place) - int(match[1])]) if int(match[1]) < len(place) else MISSING
    keys = keys_of(pointer, place)
    return MISSING if keys is None else value_of(instance, keys)


def value_of(instance: Json, keys: Sequence[str]) -> "Json | Missing":
    """Return the value at ``keys`` of an instance."""
    try:
        return value_at(instance, keys)
    except LookupError:
        return MISSING


def _keys(pointer: str) -> Keys:
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])


def _key_of(instance: Json, place: Keys) -> "Json | Missing":
    """Return the last of the keys: an index as a number."""
    outer = value_of(instance, place[:-1])
    return int(place[-1]) if isinstance(outer, list) else place[-1]
