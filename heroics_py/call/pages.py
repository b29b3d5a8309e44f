"""Walks over the items of a list that is fetched as it is needed."""

from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["ALL", "Items", "Pages", "counted", "needed"]


ALL = 1_000_000_000
"""More items than any list has: who asks for so many asks for all of them."""

_AT_ONCE = 200
_NONE_HERE = object()


class Items(Iterator[Any]):
    """The items of a list, one by one. No generator: that would end for good, in silence, where a page once failed."""

    __slots__ = ("_end", "_here", "_ready", "_some")

    def __init__(self, ready: Callable[[int], int], some: Callable[[int, int], list[Any]]) -> None:
        self._ready = ready
        self._some = some
        self._here: Iterator[Any] = iter(())
        self._end = 0

    def __next__(self) -> Any:
        item = next(self._here, _NONE_HERE)
        return self._further() if item is _NONE_HERE else item

    def _further(self) -> Any:
        """Return the first of the next items, which are made records together: that takes less than one by one."""
        start = self._end
        end = min(self._ready(start), start + _AT_ONCE)
        self._here = iter(self._some(start, end))
        self._end = end
        return next(self._here)


class Pages(Iterator[list[Any]]):
    """The pages of a list, one by one, which go on as the items do."""

    __slots__ = ("_number", "_page", "_start")

    def __init__(self, page: Callable[[int, int], tuple[int, list[Any]]]) -> None:
        self._page = page
        self._number = self._start = 0

    def __next__(self) -> list[Any]:
        page: list[Any] = []
        while not page:
            self._start, page = self._page(self._number, self._start)
            self._number += 1
        return page


def needed(part: slice) -> int:
    """Return how many items have to be here before a slice can be taken; a huge number stands for all."""
    start, stop, step = part.start, part.stop, 1 if part.step is None else part.step
    if any(end is not None and end < 0 for end in (start, stop)):
        return ALL
    if step > 0:
        wanted = range(start or 0, ALL if stop is None else stop, step)
    else:
        wanted = range(ALL if start is None else start, -1 if stop is None else stop, step or -1)
    return max(wanted[0], wanted[-1]) + 1 if wanted else 0


def counted(items: int) -> str:
    """Return a number of items in words."""
    return f"{items} item{'' if items == 1 else 's'}"
