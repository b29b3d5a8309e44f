"""The fields of an answer that the assistant asked for."""

from collections.abc import Iterable, Sequence

from heroics_py.assistant.errors import Refused
from heroics_py.support.json_types import Json
from heroics_py.support.suggestions import closest_names

__all__ = ["select"]

_MOST_NAMES = 20


def select(value: Json, fields: Sequence[str]) -> Json:
    """Return the fields of an object, or of each object of a list, by their paths: ``{"owner.email": ...}``.

    Without fields it is the value itself; so is a value that has no fields.

    Raises:
        Refused: an object has none of the fields.
    """
    if not fields or not isinstance(value, dict | list):
        return value
    if isinstance(value, list):
        return [select(item, fields) for item in value]
    found = {path: values[0] for path in fields if (values := list(_values(value, path)))}
    if not found:
        names = closest_names(fields[0], value) or list(value)[:_MOST_NAMES]
        raise Refused(f"the answer has no field {fields[0]!r}", source="api", closest=[*names])
    return found


def _values(value: Json, path: str) -> Iterable[Json]:
    """Yield the value at a path, if there is one; in a list, that of each item."""
    if isinstance(value, list):
        items = [each for item in value for each in _values(item, path)]
        if items:
            yield items
    elif isinstance(value, dict):
        if path in value:
            yield value[path]
            return
        for end in (index for index, letter in enumerate(path) if letter == "."):
            if path[:end] in value:
                yield from _values(value[path[:end]], path[end + 1 :])
                return
