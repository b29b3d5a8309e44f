"""Python values as the text and bytes of a request."""

import json
import math
import re
import sys
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import quote, urlencode

from heroics_py.display.terminal import shown
from heroics_py.errors import CallError, Problem, ValidationError
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import MAX_DEPTH
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

__all__ = [
    "encoded_query",
    "field_text",
    "flat_fields",
    "json_value",
    "path_text",
    "path_value",
    "query_pairs",
    "refuse_detours",
    "scalar_text",
    "styled_query",
]

_MOST_DIGITS = 4300
_SURROGATE = "[\ud800-\udfff]"


def scalar_text(value: object) -> str | None:
    """Return how a single value is spelled in a path or a query, or None where it is no single value.

    A datetime becomes UTC, ``YYYY-MM-DDTHH:MM:SSZ`` (one without a time zone is taken for UTC); a bool ``true`` or
    ``false``; numbers, UUIDs and members of an Enum their text.
    """
    if isinstance(value, Enum):
        return scalar_text(value.value)
    if isinstance(value, str):
        return str.__str__(value)  # whatever a subclass makes of it
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) or _is_decimal(value):
        return _number_text(value)
    # Only here: a first look at a link needs none of them.
    load_modules("datetime", "uuid")
    from datetime import date, datetime
    from uuid import UUID

    if isinstance(value, datetime):
        return _moment(value)
    return str(value) if isinstance(value, UUID) else value.isoformat() if isinstance(value, date) else None


def _is_decimal(value: object) -> "TypeGuard[Decimal]":
    """Tell whether ``value`` is a Decimal; whoever has one has loaded its module."""
    loaded = sys.modules.get("decimal")
    return loaded is not None and isinstance(value, loaded.Decimal)


def _number_text(value: "float | Decimal") -> str | None:
    if not _is_writable(value):
        return None
    if isinstance(value, int):
        return int.__repr__(value)
    return float.__repr__(value) if isinstance(value, float) else f"{value:f}"


def _is_writable(value: "float | Decimal") -> bool:
    """Tell whether a number is finite, and within what a double holds or the digits that Python reads and writes."""
    if isinstance(value, int):
        # Eight to as many digits is less than ten to them, and soon told.
        return value.bit_length() <= 3 * _MOST_DIGITS or abs(value) < 10**_MOST_DIGITS
    if isinstance(value, float):
        return math.isfinite(value)
    return value.is_finite() and abs(value.adjusted()) <= sys.float_info.max_10_exp


def _moment(value: "datetime") -> str | None:
    load_modules("datetime")
    from datetime import UTC

    try:
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        return None
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def path_text(name: str, value: object) -> str:
    """Return ``value`` as the text of one path segment, not yet percent-encoded.

    Raises:
        CallError: it would change which path is meant (None, empty or blank, ".", ".."), or is no single value.
    """
    text = scalar_text(value)
    if text is None:
        found = "None" if value is None else f"a value of type {type(value).__name__}"
        raise CallError(f"{name} is {found}: expected text, a number, a datetime or a UUID that identifies something")
    if "\x00" in text or _is_broken(text):
        raise CallError(f"{name} holds a character that no URL can carry (NUL or half a surrogate pair)")
    if _is_blank(text) or text.strip() in {".", ".."}:
        raise CallError(f"{name} is {text!r}: as a part of the path it would lead to another place")
    return text


def _is_blank(text: str) -> bool:
    """Return whether ``text`` is empty, or holds nothing but white space and invisible characters."""
    return all(letter.isspace() or not letter.isprintable() for letter in text)


def _is_broken(text: str) -> bool:
    """Tell whether ``text`` holds half a surrogate pair; most text is ASCII, and then nothing has to be searched."""
    return not text.isascii() and re.search(_SURROGATE, text) is not None


def path_value(name: str, value: object) -> "str | list[str] | dict[str, str]":
    """Return ``value`` as an RFC 6570 template takes it: text, or several of them in a list or an object.

    Raises:
        CallError: as `path_text` does; and for an empty list or object, which would leave its segment out.
    """
    if not isinstance(value, Mapping | list | tuple):
        return path_text(name, value)
    if not value:
        raise CallError(f"{name} is empty: as a part of the path it would lead to another place")
    if isinstance(value, Mapping):
        return {
            path_text(f"a key of {name}", key): path_text(f"{name}[{shown(key)}]", item) for key, item in value.items()
        }
    return [path_text(name, item) for item in value]


def refuse_detours(name: str, template: str, values: Mapping[str, object]) -> None:
    """Refuse values that end the path: a variable with ``+`` is put in as it is (RFC 6570, 3.2.3).

    Raises:
        CallError: one holds a "?" or a "#", or nothing but slashes.
    """
    listed = ",".join(re.findall(r"\{\+([^{}]*)\}", template))
    for variable in re.split(r"[,*]|:\d+", listed):
        value = values.get(variable)
        for text in value if isinstance(value, list) else [*value.values()] if isinstance(value, dict) else [value]:
            if isinstance(text, str) and (not text.strip("/") or "?" in text or "#" in text):
                raise CallError(f"{name}: {variable} is {text!r}: as a part of the path it would lead to another place")


def styled_query(name: str, value: Json, style: str, *, explode: bool) -> str:
    """Return one query parameter percent-encoded, in a style of OpenAPI (3.1.0, 4.8.12.3); empty for None.

    Args:
        name: of the parameter.
        value: a single value, a list or an object.
        style: "form", "spaceDelimited", "pipeDelimited", "deepObject", or "json" for JSON as text.
        explode: whether each item is a pair of its own.

    Raises:
        CallError: a value can't be spelled in a query.
    """
    if style == "json" and value is not None:
        value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if isinstance(value, dict) and style == "deepObject":
        return encoded_query(query_pairs(flat_fields({name: value})))
    if isinstance(value, dict) and explode:
        return encoded_query(query_pairs(value))
    if explode or not isinstance(value, dict | list):
        return encoded_query(query_pairs({name: value}))
    parts = [quote(part, safe="") for part in _listed_parts(name, value)]
    return f"{quote(name, safe='')}={_DELIMITERS.get(style, ',').join(parts)}" if parts else ""


_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}


def field_text(name: str, value: Json, *, explode: bool) -> str:
    """Return a header or cookie parameter as text: "a,b" for a list, "k,v" or (exploded) "k=v" for an object.

    Raises:
        CallError: the value holds what no header can carry.
    """
    if isinstance(value, dict) and explode:
        text = ",".join(f"{key}={part}" for key, part in query_pairs(value))
    else:
        text = ",".join(_listed_parts(name, value))
    if re.search("[\x00-\x08\x0a-\x1f\x7f]", text):
        raise CallError(f"{name} holds a line break or another control character, which no header can carry")
    return text


def _listed_parts(name: str, value: Json) -> list[str]:
    if isinstance(value, dict):
        return [part for pair in query_pairs(value) for part in pair]
    return [part for _, part in query_pairs({name: value})]


def query_pairs(fields: Mapping[str, Json]) -> list[tuple[str, str]]:
    """Return query fields as pairs of text; lists repeat the key, None leaves it out.

    Raises:
        CallError: a value can't be spelled in a query.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if item is None:
                continue
            text = scalar_text(item)
            if text is None:
                raise CallError(f"{name} holds {type(item).__name__}: expected text, a number or a list of those")
            if _is_broken(name) or _is_broken(text):
                raise CallError(f"{name!r} holds half a surrogate pair, which is no text")
            pairs.append((name, text))
    return pairs


def json_value(value: object) -> Json:
    """Return ``value`` in the types of JSON: tuples as lists, datetimes and UUIDs as their text, mappings as dicts.

    Nothing of the caller's is changed.

    Raises:
        ValidationError: it holds what JSON has no form for (NaN, an infinity, a set, bytes), or holds itself, or is
            nested beyond a hundred levels; each with its pointer.
    """
    problems: list[Problem] = []
    made = _json(value, "", problems, ())
    if problems:
        raise ValidationError(tuple(problems))
    return made


def _json(value: object, pointer: str, problems: list[Problem], above: tuple[int, ...]) -> Json:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value  # type: ignore[return-value]
    if isinstance(value, Mapping | list | tuple):
        return _nested(value, pointer, problems, above)
    if isinstance(value, float) or _is_decimal(value):
        return _json_number(value, pointer, problems)
    if isinstance(value, Enum):
        return _json(value.value, pointer, problems, above)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return _json_number(value, pointer, problems)
    text = scalar_text(value)
    if text is None:
        problems.append(_unfit(pointer, f"a {kind.__name__} has no form in JSON", _HINTS.get(kind, "a JSON value")))
    return text


def _json_number(value: "float | Decimal", pointer: str, problems: list[Problem]) -> Json:
    if not _is_writable(value):
        shown = "an integer of thousands of digits" if isinstance(value, int) else str(value)
        problems.append(_unfit(pointer, f"{shown} is no number in JSON", "a finite number"))
        return None
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, int):
        return int.__int__(value)
    return int(value) if value == value.to_integral_value() else float(value)


def _nested(
    value: Mapping[object, object] | list[object] | tuple[object, ...],
    pointer: str,
    problems: list[Problem],
    above: tuple[int, ...],
) -> Json:
    if id(value) in above:
        problems.append(_unfit(pointer, "it holds itself", "a value without circles"))
        return None
    if len(above) >= MAX_DEPTH:
        problems.append(_unfit(pointer, "it is nested too deeply", f"at most {MAX_DEPTH} levels"))
        return None
    above = (*above, id(value))
    if not isinstance(value, Mapping):
        return [_json(item, f"{pointer}/{index}", problems, above) for index, item in enumerate(value)]
    made: dict[str, Json] = {}
    for key, item in value.items():
        if isinstance(key, str):
            made[key] = _json(item, f"{pointer}/{escape_key(key)}", problems, above)
        else:
            problems.append(_unfit(pointer, f"the key {shown(key)} is no text", "keys that are text"))
    return made


_HINTS: dict[type, str] = {set: "a list", frozenset: "a list", bytes: "text"}


def _unfit(pointer: str, message: str, expected: str) -> Problem:
    return Problem(pointer=pointer, message=f"{message}; expected {expected}", expected=expected, keyword="type")


def flat_fields(fields: Mapping[str, Json], above: str = "") -> dict[str, Json]:
    """Spell nested fields as forms have them: ``owner[name]``."""
    flat: dict[str, Json] = {}
    for name, value in fields.items():
        spelled = f"{above}[{name}]" if above else name
        if isinstance(value, dict):
            flat.update(flat_fields(value, spelled))
        else:
            flat[spelled] = value
    return flat


def encoded_query(pairs: list[tuple[str, str]]) -> str:
    """Return pairs as a query string (RFC 3986, 3.4), percent-encoded, spaces as ``%20``."""
    return urlencode(pairs, quote_via=quote)
