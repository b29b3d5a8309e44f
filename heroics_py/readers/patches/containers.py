"""Objects and lists that count how often a target visits their members."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, SupportsIndex

from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import spend

if TYPE_CHECKING:
    from _collections_abc import dict_items

__all__ = ["count_members", "counted_copy", "plain_copy"]


class _CountedDict(dict[str, Any]):
    """An object whose members cost a step each."""

    __slots__ = ()
    __hash__ = None

    def __getitem__(self, key: str) -> Any:
        spend()
        return super().__getitem__(key)

    def items(self) -> "dict_items[str, Any]":
        spend(len(self) + 1)
        return super().items()

    def __eq__(self, other: object) -> bool:
        spend(len(self) + 1)
        return super().__eq__(other)


class _CountedList(list[Any]):
    """A list whose items cost a step each."""

    __slots__ = ()
    __hash__ = None

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        found = super().__getitem__(index)
        spend(len(found) + 1 if isinstance(index, slice) else 1)
        return found

    def __iter__(self) -> Iterator[Any]:
        spend(len(self) + 1)
        return super().__iter__()

    def __eq__(self, other: object) -> bool:
        spend(len(self) + 1)
        return super().__eq__(other)


def counted_copy(value: Json) -> Json:
    """Return a deep copy whose objects and lists count; what was in several places is copied for each."""
    if isinstance(value, dict):
        return _CountedDict({key: counted_copy(each) for key, each in dict.items(value)})
    if isinstance(value, list):
        return _CountedList([counted_copy(each) for each in list.__iter__(value)])
    return value


def plain_copy(value: Json) -> Json:
    """Return a deep copy of plain dicts and lists; what was in several places is copied for each."""
    if isinstance(value, dict):
        return {key: plain_copy(each) for key, each in dict.items(value)}
    if isinstance(value, list):
        return [plain_copy(each) for each in list.__iter__(value)]
    return value


def count_members(value: Json) -> int:
    """Return how many members and items a value has, at any depth, with itself."""
    count, pending = 0, [value]
    while pending:
        each = pending.pop()
        count += 1
        if isinstance(each, dict):
            pending += dict.values(each)
        elif isinstance(each, list):
            pending += list.__iter__(each)
    return count
