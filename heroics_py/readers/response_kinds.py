"""Whether a response is one thing, a list of things, or a stream of items."""

from collections.abc import Iterable

from heroics_py.errors import SchemaError
from heroics_py.http.media_types import essence_of, is_stream
from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, target_of

__all__ = ["is_list", "stream_types"]

_MAX_PARTS = 20


def is_list(schema: Schema | None) -> bool | None:
    """Return whether a schema describes a list; None if it does not say, as an object with a list in it.

    Such an object may be a page of a list. A schema with a fault says nothing.
    """
    try:
        return None if schema is None else _is_list([schema])
    except SchemaError:
        return None


def _is_list(parts: list[Schema]) -> bool | None:
    is_object = False
    for _ in range(_MAX_PARTS):
        if not parts:
            return False if is_object else None
        place = target_of(parts.pop())
        properties = place.children("properties").values()
        if _is_array(place):
            return True
        if any(_is_array(target_of(each)) for each in properties):
            return None
        is_object = is_object or object_of(place.raw).get("type") == "object" or bool(properties)
        parts += place.branches("allOf")
    return None


def _is_array(place: Schema) -> bool:
    kind = object_of(place.raw).get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)


def stream_types(media_types: Iterable[str]) -> tuple[str, ...]:
    """Return those media types that are sequences of items, such as server-sent events, without parameters."""
    return tuple(dict.fromkeys(essence_of(each) for each in media_types if is_stream(each)))
