"""JSON pointers (RFC 6901), and the values they name."""

from collections.abc import Iterable

from heroics_py.support.json_types import Json

__all__ = ["decode_percent", "escape_key", "parse_pointer", "scalar_at", "value_at"]

_MAX_INDEX_DIGITS = 9


def parse_pointer(fragment: str) -> list[str]:
    """Split a JSON pointer, percent-encoded or not, into keys (RFC 6901, sections 3 and 6)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in decode_percent(fragment).split("/")[1:]]


def escape_key(key: object) -> str:
    """Spell a key as part of a JSON pointer in a URI fragment (RFC 6901, sections 3 and 6)."""
    return str(key).replace("~", "~0").replace("/", "~1").replace("%", "%25")


def decode_percent(text: str) -> str:
    """Return ``text`` without its percent-encoding."""
    if "%" not in text:
        return text
    # The two signs that a pointer in an href has to escape. Neither can become part of another escape.
    text = text.replace("%23", "#").replace("%2F", "/")
    if "%" not in text:
        return text
    from urllib.parse import unquote  # most pointers do without

    return unquote(text)


def value_at(root: Json, keys: Iterable[str]) -> Json:
    """Return the value below ``root`` that ``keys`` lead to.

    Raises:
        LookupError: a key or index is missing.
    """
    value = root
    for key in keys:
        if isinstance(value, dict):
            value = value[key]
        elif isinstance(value, list) and _is_index(key):
            value = value[int(key)]
        else:
            raise LookupError(key)
    return value


def scalar_at(data: object, pointer: str) -> str | int | float | None:
    """Return the scalar at a JSON pointer of ``data``, such as "/owner/id"; None for an empty text or no value."""
    value = data
    for key in parse_pointer(pointer):
        if isinstance(value, list) and _is_index(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            # Past a record's own lookup, which would turn every object on the path into a record.
            value = dict.get(value, key) if isinstance(value, dict) else None
    return value if isinstance(value, str | int | float) and value != "" else None


def _is_index(key: str) -> bool:
    return key.isdecimal() and len(key) <= _MAX_INDEX_DIGITS
