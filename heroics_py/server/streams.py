"""The items of a response that is a stream, from the schema of an item."""

from contextlib import suppress

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import EVENT_STREAM, essence_of, is_json
from heroics_py.model.schema import Schema
from heroics_py.samples.checked_sample import TooLargeError, sample
from heroics_py.server.responses import json_bytes
from heroics_py.support.json_types import Json

__all__ = ["event_lines", "sample_items"]

_COUNT = 3
_EVENT_FIELDS = ("event", "id", "retry", "data")


def sample_items(items: Schema, media_type: str) -> list[Json]:
    """Return a few items that follow their schema; an event without a schema for its data has an empty one."""
    item: Json = {}
    with suppress(SchemaError, TooLargeError):
        item = sample(items)
    if essence_of(media_type) == EVENT_STREAM and isinstance(item, dict):
        item = {**item, "data": _data_of(items, item.get("data"))}
    return [item] * _COUNT


def _data_of(items: Schema, data: Json) -> Json:
    """Return the data of an event: as JSON, if ``contentMediaType`` says so (OpenAPI 3.2.0, 4.14.4)."""
    with suppress(SchemaError, TooLargeError):
        place = items.dereference().children("properties").get("data")
        node = place.dereference().node if place is not None else {}
        if place is not None and is_json(str(node.get("contentMediaType", ""))):
            content = place.dereference().child("contentSchema") if "contentSchema" in node else None
            return json_bytes(sample(content) if content is not None else {}).decode()
    return "" if data is None else data


def event_lines(item: Json) -> bytes:
    """Return one server-sent event: of an object with its fields, or with any other value as its data."""
    fields = item if isinstance(item, dict) and "data" in item and item.keys() <= {*_EVENT_FIELDS} else {"data": item}
    lines = [
        f"{name}: {line}\n" for name in _EVENT_FIELDS if name in fields for line in _text(fields[name]).split("\n")
    ]
    return "".join([*lines, "\n"]).encode()


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json_bytes(value).decode()
