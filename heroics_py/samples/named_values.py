"""The values that a schema names itself: its examples, defaults and choices."""

from heroics_py.support.json_types import Json

__all__ = ["named_value"]


def named_value(node: dict[str, Json], index: int) -> tuple[Json, int]:
    """Return the named value at ``index``, if any, the likeliest first; and how many there are.

    The value may be changed without changing the schema.
    """
    values = [node[keyword] for keyword in ("example", "default", "const") if keyword in node]
    value, count = (values[index] if index < len(values) else None), len(values)
    for keyword in ("examples", "enum"):
        listed = node.get(keyword)
        if isinstance(listed, list):
            value = listed[index - count] if count <= index < count + len(listed) else value
            count += len(listed)
    return _copy(value), count


def _copy(value: Json) -> Json:
    if not isinstance(value, dict | list):
        return value
    from copy import deepcopy  # most named values are texts and numbers

    return deepcopy(value)
