"""Values as bytes of a media type."""

import csv
from base64 import b64decode
from collections.abc import Callable, Mapping
from html import escape
from io import StringIO
from itertools import chain

from heroics_py.http.media_types import essence_of, is_json, is_separated, is_sequence
from heroics_py.server.responses import json_bytes
from heroics_py.server.streams import event_lines
from heroics_py.support.json_types import Json

__all__ = ["encoded"]

# The smallest picture: one transparent dot.
_PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")


def encoded(value: Json, media_type: str) -> bytes:
    """Return ``value`` in a media type: JSON as such, a list as lines or as a table, a text as it is."""
    essence = essence_of(media_type)
    if is_json(essence) or not essence:
        return json_bytes(value)
    encode = _ENCODERS.get(essence)
    if encode is not None:
        return encode(value)
    if essence.endswith("+xml"):
        return _xml(value)
    if is_sequence(essence):
        return _sequence(value) if is_separated(essence) else _lines(value)
    if isinstance(value, str) or value is None:
        return (value or "").encode()
    return json_bytes(value)


def _png(_: Json) -> bytes:
    return _PNG


def _lines(value: Json) -> bytes:
    return b"".join(json_bytes(item) + b"\n" for item in _items(value))


def _sequence(value: Json) -> bytes:
    return b"".join(b"\x1e" + json_bytes(item) + b"\n" for item in _items(value))


def _events(value: Json) -> bytes:
    return b"".join(map(event_lines, _items(value)))


def _csv(value: Json) -> bytes:
    if isinstance(value, str):
        return value.encode()
    rows = [item if isinstance(item, dict) else {"value": item} for item in _items(value)]
    output = StringIO()
    writer = csv.DictWriter(output, list(dict.fromkeys(chain.from_iterable(rows))))
    writer.writeheader()
    writer.writerows({name: _cell(each) for name, each in row.items()} for row in rows)
    return output.getvalue().encode()


def _cell(value: Json) -> str:
    return value if isinstance(value, str) else "" if value is None else json_bytes(value).decode()


def _html(value: Json) -> bytes:
    return value.encode() if isinstance(value, str) else f"<pre>{escape(json_bytes(value).decode())}</pre>".encode()


def _xml(value: Json) -> bytes:
    return value.encode() if isinstance(value, str) else _element("response", value).encode()


def _element(name: str, value: Json) -> str:
    if isinstance(value, dict):
        inner = "".join(_element(key, each) for key, each in value.items())
    elif isinstance(value, list):
        inner = "".join(_element("item", each) for each in value)
    else:
        inner = escape(_cell(value))
    tag = name if name.isidentifier() else "field"
    return f"<{tag}>{inner}</{tag}>"


def _items(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


_ENCODERS: Mapping[str, Callable[[Json], bytes]] = {
    "application/json-seq": _sequence,
    "application/jsonl": _lines,
    "application/x-jsonlines": _lines,
    "application/x-ndjson": _lines,
    "application/xml": _xml,
    "image/png": _png,
    "text/csv": _csv,
    "text/event-stream": _events,
    "text/html": _html,
    "text/xml": _xml,
}
