"""Whether a response is one thing or a list of things."""

from heroics_py.model.schema import Schema
from heroics_py.readers.fields import object_of, target_of

__all__ = ["is_one_thing"]

_MAX_PARTS = 20


def is_one_thing(schema: Schema | None) -> bool:
    """Return whether a schema describes an object without a list in it, which can't be a page of a list."""
    parts = [schema] if schema is not None else []
    is_object = False
    for _ in range(_MAX_PARTS):
        if not parts:
            return is_object
        place = target_of(parts.pop())
        properties = place.children("properties").values()
        if _is_list(place) or any(_is_list(target_of(each)) for each in properties):
            return False
        is_object = is_object or object_of(place.raw).get("type") == "object" or bool(properties)
        parts += place.branches("allOf")
    return False


def _is_list(place: Schema) -> bool:
    kind = object_of(place.raw).get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)
