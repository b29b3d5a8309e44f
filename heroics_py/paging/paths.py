"""Values within a response, named by paths such as "meta.next"."""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["items_at", "keys_at", "value_at_path", "without_path"]

_MAX_STEPS = 8


def value_at_path(data: object, path: str) -> Any:
    """Return the value at a path, or None if there is none.

    Args:
        data: a JSON value.
        path: names with dots between them. A name that has dots itself, such as "@odata.nextLink", is tried first; "*"
            as the last name is the only list of an object.
    """
    return items_at(data, path)[1]


def items_at(data: object, path: str) -> tuple[bool, Any]:
    """Return whether there is something at a path, and the value there."""
    keys = _keys(data, path)
    value: Any = data
    for key in keys or ():
        value = dict.get(value, key)  # past a record's lookup, which makes records of objects
    return keys is not None, None if keys is None else value


def keys_at(data: object, path: str) -> tuple[str, ...]:
    """Return the keys that lead to what is at a path; empty if there is nothing, or the path is."""
    return (_keys(data, path) if path else None) or ()


def without_path(data: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return a copy of an object without what is at a path, and without objects that are empty then."""
    keys = _keys(data, path)
    copy = dict(data)
    if not keys:
        return copy
    rest = dict.get(copy, keys[0])
    if len(keys) > 1 and isinstance(rest, dict) and (left := without_path(rest, ".".join(keys[1:]))):
        return copy | {keys[0]: left}
    del copy[keys[0]]
    return copy


def _keys(data: object, path: str) -> tuple[str, ...] | None:
    """Return the keys that a path leads through, or None if it leads nowhere."""
    return next(_ways(data, path, _MAX_STEPS), None)


def _ways(data: object, path: str, steps: int) -> Iterator[tuple[str, ...]]:
    if not isinstance(data, dict) or not steps:
        return
    if path in data:
        yield (path,)
    elif path == "*":
        lists = [key for key, value in dict.items(data) if isinstance(value, list)]
        if len(lists) == 1:
            yield (lists[0],)
    names = path.split(".")
    for count in range(len(names) - 1, 0, -1):
        head = ".".join(names[:count])
        if head in data:
            for rest in _ways(dict.get(data, head), ".".join(names[count:]), steps - 1):
                yield (head, *rest)
