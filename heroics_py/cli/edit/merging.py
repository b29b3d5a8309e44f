"""The changes of two people to one thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heroics_py.cli.edit.changes import Path
from heroics_py.cli.edit.values import is_same
from heroics_py.support.json_types import Json

__all__ = ["Merged", "merge"]

_ABSENT = object()


@dataclass(slots=True)
class Merged:
    """A thing with the changes of both.

    Attributes:
        value: the thing.
        conflicts: the places that both have changed, each in another way; the value is the user's.
    """

    value: dict[str, Json] = field(default_factory=dict)
    conflicts: list[Path] = field(default_factory=list)


def merge(base: Mapping[str, Json], mine: Mapping[str, Json], theirs: Mapping[str, Json], path: Path = ()) -> Merged:
    """Return ``theirs`` with what the user has changed from ``base`` to ``mine``.

    Objects are merged key by key; a list counts as a whole.
    """
    merged = Merged()
    for name in dict.fromkeys((*theirs, *mine)):
        values = [each.get(name, _ABSENT) for each in (base, mine, theirs)]
        value = _merged(values[0], values[1], values[2], (*path, name), merged.conflicts)
        if value is not _ABSENT:
            merged.value[name] = value  # type: ignore[assignment]  # a value of the three
    return merged


def _merged(base: object, mine: object, theirs: object, path: Path, conflicts: list[Path]) -> object:
    if _same(mine, base) or _same(mine, theirs):
        return theirs
    if _same(theirs, base):
        return mine
    if isinstance(base, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
        inner = merge(base, mine, theirs, path)
        conflicts += inner.conflicts
        return inner.value
    conflicts.append(path)
    return mine


def _same(one: object, other: object) -> bool:
    return one is other if _ABSENT in (one, other) else is_same(one, other)
