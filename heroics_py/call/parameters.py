"""Query, header and cookie parameters as text."""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from heroics_py.call.scalars import has_surrogate, scalar_text
from heroics_py.errors import CallError
from heroics_py.support.json_types import Json

__all__ = ["encode_query", "field_text", "flatten", "query_pairs", "styled_query"]

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


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
    """Return nested fields under names as HTML forms use them: ``owner[name]``."""
    flat: dict[str, Json] = {}
    for name, value in fields.items():
        path = f"{parent}[{name}]" if parent else name
        if isinstance(value, dict):
            flat.update(flatten(value, path))
        else:
            flat[path] = value
    return flat


def styled_query(name: str, value: Json, style: str, *, explode: bool) -> str:
    """Return one query parameter percent-encoded, in a style of OpenAPI (3.1.0, 4.8.12.3); empty for None.

    Args:
        name: the name of the parameter.
        value: a single value, a list or an object.
        style: "form", "spaceDelimited", "pipeDelimited", "deepObject", or "json" for JSON as text.
        explode: whether each item is a pair of its own.

    Raises:
        CallError: a query can't hold a value.
    """
    if style == "json" and value is not None:
        value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, dict) and style == "deepObject":
        return encode_query(query_pairs(flatten({name: value})))
    if isinstance(value, dict) and explode:
        return encode_query(query_pairs(value))
    if explode or not isinstance(value, dict | list):
        return encode_query(query_pairs({name: value}))
    parts = [quote(part, safe="") for part in _parts(name, value)]
    return f"{quote(name, safe='')}={_DELIMITERS.get(style, ',').join(parts)}" if parts else ""


def field_text(name: str, value: Json, *, explode: bool) -> str:
    """Return a header or cookie parameter as text: "a,b" for a list, "k,v" or (exploded) "k=v" for an object.

    Raises:
        CallError: a header can't hold the value.
    """
    if isinstance(value, dict) and explode:
        text = ",".join(f"{key}={part}" for key, part in query_pairs(value))
    else:
        text = ",".join(_parts(name, value))
    if re.search("[\x00-\x08\x0a-\x1f\x7f]", text):
        raise CallError(f"{name} holds a line break or another control character, which a header can't carry")
    return text


def _parts(name: str, value: Json) -> list[str]:
    if isinstance(value, dict):
        return [part for pair in query_pairs(value) for part in pair]
    return [part for _, part in query_pairs({name: value})]
