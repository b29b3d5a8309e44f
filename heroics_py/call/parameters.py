"""Query, header and cookie parameters as text."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from heroics_py.call.urls.uri_template import percent_encoded
from heroics_py.call.values.json_text import compact_json
from heroics_py.call.values.scalars import has_surrogate, scalar_text
from heroics_py.errors import CallError
from heroics_py.support.json_types import Json

__all__ = [
    "cookie_text",
    "encode_query",
    "field_text",
    "flatten",
    "joined_text",
    "query_pairs",
    "styled_query",
    "whole_query",
]

_DELIMITERS = {"spaceDelimited": " ", "tabDelimited": "\t", "pipeDelimited": "|"}
# Reserved characters (RFC 3986, 2.2) that keep their meaning as data in a query: "#", "[" and "]" are not allowed there
# (3.4), and "&" and "+" separate pairs and words in a form.
_RESERVED_IN_QUERIES = "!$'()*,/:;=?@"
# Those that a cookie can hold (RFC 6265, 4.1.1).
_RESERVED_IN_COOKIES = "!#$&'()*+/:=?@[]"
_SAFE_IN_COOKIE_NAMES = "!#$&'*+.^`|~"


def query_pairs(fields: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Return query fields as pairs of text; a list repeats its name, None is left out.

    Raises:
        CallError: a query can't hold a value.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if item is None:
                continue
            text = scalar_text(item)
            if text is None:
                raise CallError(f"{name} holds {type(item).__name__}: expected text, a number or a list of those")
            if has_surrogate(name) or has_surrogate(text):
                raise CallError(f"{name!r} holds half a surrogate pair, which is not valid text")
            pairs.append((name, text))
    return pairs


def encode_query(pairs: list[tuple[str, str]]) -> str:
    """Return pairs as a query string (RFC 3986, 3.4), percent-encoded, spaces as ``%20``."""
    return urlencode(pairs, quote_via=quote)


def flatten(fields: Mapping[str, Json], parent: str = "") -> dict[str, Json]:
    """Return nested fields under names as HTML forms use them: ``owner[name]``, ``items[0][price]``."""
    flat: dict[str, Json] = {}
    for name, value in fields.items():
        path = f"{parent}[{name}]" if parent else name
        if isinstance(value, dict):
            flat.update(flatten(value, path))
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            flat.update(flatten({str(index): item for index, item in enumerate(value)}, path))
        else:
            flat[path] = value
    return flat


def styled_query(name: str, value: Json, style: str, *, explode: bool, allow_reserved: bool = False) -> str:
    """Return one query parameter percent-encoded, in a style of OpenAPI (3.1.1, 4.8.12.7); empty for None.

    An empty list or object is left out, as RFC 6570 (2.3) asks.

    Args:
        name: the name of the parameter.
        value: a single value, a list or an object.
        style: "form", "spaceDelimited", "pipeDelimited", "deepObject", or "json" for JSON as text; "tabDelimited" is
            Swagger's.
        explode: whether each item is a pair of its own.
        allow_reserved: whether reserved characters of the value stay as they are.

    Raises:
        CallError: a query can't hold a value.
    """
    safe = _RESERVED_IN_QUERIES if allow_reserved else ""
    if style == "json" and value is not None:
        value = compact_json(value)
    if style == "deepObject" and isinstance(value, dict | list):
        items = value if isinstance(value, dict) else {str(index): item for index, item in enumerate(value)}
        return _encoded_pairs(query_pairs(flatten({name: items})), safe)
    if isinstance(value, dict) and explode:
        return _encoded_pairs(query_pairs(value), safe)
    if explode or not isinstance(value, dict | list):
        return _encoded_pairs(query_pairs({name: value}), safe)
    parts = [percent_encoded(part, safe) for part in _parts(name, value)]
    return f"{quote(name, safe='', errors='surrogatepass')}={_encoded_delimiter(style).join(parts)}" if parts else ""


def whole_query(name: str, value: Json, style: str) -> str:
    """Return a parameter that is the whole query string, without its name (OpenAPI 3.2.0, 4.12.1).

    Args:
        name: the name of the parameter, for errors.
        value: its value.
        style: "urlencoded" for a form, "json" for JSON; any other takes text.

    Raises:
        CallError: the query can't hold the value.
    """
    if style == "json":
        return quote(compact_json(value), safe="")
    if style == "urlencoded" and isinstance(value, dict):
        return urlencode(query_pairs(flatten(value)))
    if not isinstance(value, str):
        raise CallError(f"{name} holds {type(value).__name__}: expected text")
    return value if style == "urlencoded" else quote(value, safe="")


def field_text(name: str, value: Json, *, explode: bool, style: str = "simple") -> str:
    """Return a header parameter as text: "a,b" for a list, "k,v" or (exploded) "k=v" for an object.

    Raises:
        CallError: a header can't hold the value.
    """
    if style == "json":
        text = compact_json(value, ascii_only=True)
    elif isinstance(value, dict) and explode:
        text = ",".join(f"{key}={part}" for key, part in query_pairs(value))
    else:
        text = _DELIMITERS.get(style, ",").join(_parts(name, value))
    return _checked_header(name, text)


def cookie_text(name: str, value: Json, style: str, *, explode: bool, allow_reserved: bool = False) -> str:
    """Return a cookie parameter as pairs, ``a=b; c=d``; empty for an empty list or object.

    The style "form" percent-encodes its values, "cookie" doesn't (OpenAPI 3.2.0, 4.12.3).

    Raises:
        CallError: a cookie can't hold the value.
    """
    if style == "json":
        value = compact_json(value)
    if explode and isinstance(value, dict):
        pairs = [(key, [part]) for key, part in query_pairs(value)]
    elif explode or not isinstance(value, dict | list):
        pairs = [(name, [part]) for part in _parts(name, value)]
    else:
        parts = _parts(name, value)
        pairs = [(name, parts)] if parts else []
    encode = _raw_cookie if style in {"cookie", "text"} else percent_encoded
    safe = _RESERVED_IN_COOKIES if allow_reserved else ""
    texts = (
        f"{quote(key, safe=_SAFE_IN_COOKIE_NAMES)}={','.join(encode(part, safe) for part in parts)}"
        for key, parts in pairs
    )
    return _checked_header(name, "; ".join(texts))


def joined_text(name: str, value: Json, style: str) -> str | None:
    """Return the items of a list joined as ``style`` asks; None if it asks for commas, which templates know."""
    delimiter = _DELIMITERS.get(style)
    return None if delimiter is None else delimiter.join(_parts(name, value))


def _encoded_delimiter(style: str) -> str:
    return quote(_DELIMITERS[style]) if style in _DELIMITERS else ","


def _encoded_pairs(pairs: list[tuple[str, str]], safe: str) -> str:
    if not safe:
        return encode_query(pairs)
    return "&".join(
        f"{quote(name, safe='', errors='surrogatepass')}={percent_encoded(text, safe)}" for name, text in pairs
    )


def _raw_cookie(text: str, _: str) -> str:
    if ";" in text:
        raise CallError("a cookie holds ';', which would begin another one: percent-encode it ('%3B')")
    return text


def _checked_header(name: str, text: str) -> str:
    if re.search("[\x00-\x08\x0a-\x1f\x7f]", text):
        raise CallError(f"{name} holds a line break or another control character, which a header can't carry")
    return text


def _parts(name: str, value: Json) -> list[str]:
    if isinstance(value, dict):
        return [part for pair in query_pairs(value) for part in pair]
    return [part for _, part in query_pairs({name: value})]
