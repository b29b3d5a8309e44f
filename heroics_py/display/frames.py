"""A list as a pandas DataFrame."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["frame_of"]

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)?")


def frame_of(items: Sequence[Any]) -> "DataFrame":
    """Return a DataFrame with a row for each item.

    Nested objects become columns such as ``app.name``, which are empty for items with null instead of the object.
    Columns of timestamps become datetimes in UTC. Items other than objects go into one column, ``value``.

    Raises:
        ImportError: pandas is not installed.
    """
    try:
        load_modules("pandas")
        import pandas as pd
    except ImportError:
        pd = None  # type: ignore[assignment]
    if pd is None:
        raise ImportError("a DataFrame needs pandas: pip install 'heroics-py[pandas]'")
    rows = [item if isinstance(item, dict) else {"value": item} for item in items]
    frame = pd.json_normalize([_plain(row) for row in rows])
    for name in frame.columns:
        if _is_of_timestamps(frame[name].dropna().tolist()):
            with suppress(ValueError):  # such as February 30 or a leap second: keep the text
                frame[name] = pd.to_datetime(frame[name], utc=True, format="ISO8601")
    objects = {above for name in frame.columns for above in _enclosing(name)}
    return frame.drop(columns=[name for name in objects.intersection(frame.columns) if frame[name].isna().all()])


def _plain(value: Any) -> Any:
    """Return records as plain dicts, which pandas can flatten."""
    return {key: _plain(item) for key, item in dict.items(value)} if isinstance(value, dict) else value


def _enclosing(name: str) -> Iterator[str]:
    """Yield the names of the enclosing objects: "app" and "app.owner" for "app.owner.id"."""
    return (name[: dot.start()] for dot in re.finditer(r"\.", name))


def _is_of_timestamps(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(value, str) and _TIMESTAMP.fullmatch(value) for value in values)
