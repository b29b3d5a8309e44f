"""Iterators over a list that is fetched on demand."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

__all__ = ["AsyncItemIterator", "AsyncPageIterator", "ItemIterator", "PageIterator"]

_CHUNK = 200
_END = object()


class ItemIterator(Iterator[Any]):
    """The items of a list, one by one.

    It is not a generator: a generator ends for good after an error, and this one resumes at the page that failed.

    Args:
        ready: fetches until an index is in memory, and returns the number of items in memory; at the end of the list,
            it raises StopIteration.
        records: returns the items from one index up to another.
    """

    __slots__ = ("_chunk", "_end", "_ready", "_records")

    def __init__(self, ready: Callable[[int], int], records: Callable[[int, int], list[Any]]) -> None:
        self._ready = ready
        self._records = records
        self._chunk: Iterator[Any] = iter(())
        self._end = 0

    def __next__(self) -> Any:
        item = next(self._chunk, _END)
        return self._first_of_next_chunk() if item is _END else item

    def _first_of_next_chunk(self) -> Any:
        """Return the first of the next items; converting many at once is faster than one by one."""
        start = self._end
        end = min(self._ready(start), start + _CHUNK)
        self._chunk = iter(self._records(start, end))
        self._end = end
        return next(self._chunk)


class PageIterator(Iterator[list[Any]]):
    """The pages of a list, one by one, without empty ones; it resumes after an error, too.

    Args:
        page: takes the number of a page and the index of its first item, and returns the index after its last item,
            and its items; at the end of the list, it raises StopIteration.
    """

    __slots__ = ("_number", "_page", "_start")

    def __init__(self, page: Callable[[int, int], tuple[int, list[Any]]]) -> None:
        self._page = page
        self._number = self._start = 0

    def __next__(self) -> list[Any]:
        items: list[Any] = []
        while not items:
            self._start, items = self._page(self._number, self._start)
            self._number += 1
        return items


class AsyncItemIterator(AsyncIterator[Any]):
    """The items of a list, one by one, each once also if several tasks share the iterator.

    It resumes after an error and after a cancellation.

    Args:
        ready, records: as for `ItemIterator`; the first one is awaited, and raises StopAsyncIteration.
    """

    __slots__ = ("_chunk", "_end", "_ready", "_records")

    def __init__(self, ready: Callable[[int], Awaitable[int]], records: Callable[[int, int], list[Any]]) -> None:
        self._ready = ready
        self._records = records
        self._chunk: Iterator[Any] = iter(())
        self._end = 0

    async def __anext__(self) -> Any:
        while (item := next(self._chunk, _END)) is _END:
            start = self._end
            count = await self._ready(start)
            if self._end == start:  # else another task was faster
                self._end = min(count, start + _CHUNK)
                self._chunk = iter(self._records(start, self._end))
        return item


class AsyncPageIterator(AsyncIterator[list[Any]]):
    """The pages of a list, one by one, without empty ones; each once also if several tasks share the iterator.

    Args:
        page: as for `PageIterator`; it is awaited, and raises StopAsyncIteration.
    """

    __slots__ = ("_number", "_page", "_start")

    def __init__(self, page: Callable[[int, int], Awaitable[tuple[int, list[Any]]]]) -> None:
        self._page = page
        self._number = self._start = 0

    async def __anext__(self) -> list[Any]:
        items: list[Any] = []
        while not items:
            number = self._number
            end, found = await self._page(number, self._start)
            if self._number == number:  # else another task was faster
                self._number, self._start, items = number + 1, end, found
        return items
