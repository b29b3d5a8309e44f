"""Lists of both kinds for one test: a list that is awaited is driven like one that blocks."""

import asyncio
import atexit
import threading

from heroics_py.call.async_collection import AsyncCollection
from heroics_py.call.collection import Collection
from heroics_py.call.paging import ALL, count_for_slice

__all__ = ["AWAITING", "BLOCKING", "DRIVERS", "DrivenList"]


class Blocking:
    """Makes lists whose pages are fetched by threads.

    Attributes:
        clock: where the clock of these lists is, to be replaced.
    """

    clock = "heroics_py.call.items.monotonic"

    def __repr__(self):
        return "blocking"

    def collection(self, first, fetch, **options):
        return Collection(first, fetch, **options)

    def settle(self):
        """Wait until every page that was begun ahead is there."""
        for thread in threading.enumerate():
            if thread.name == "heroics-py next page":
                thread.join(5)

    def is_ahead(self):
        """Return whether the caller is fetching a page ahead."""
        return threading.current_thread().name == "heroics-py next page"


class Awaiting:
    """Makes lists whose pages are awaited, and drives them with one event loop."""

    clock = "heroics_py.call.async_items.monotonic"

    def __init__(self):
        self._runner = None

    def __repr__(self):
        return "awaiting"

    def run(self, awaitable):
        """Return what an awaitable returns."""
        if self._runner is None:
            self._runner = asyncio.Runner()
            atexit.register(self._runner.close)
        return self._runner.run(_awaited(awaitable))

    def collection(self, first, fetch, **options):
        async def awaited(next_range):
            await asyncio.sleep(0)
            return fetch(next_range)

        return DrivenList(AsyncCollection(first, awaited, **options), self.run)

    def settle(self):
        self.run(_settled())

    def is_ahead(self):
        return asyncio.current_task().get_coro().__qualname__ == "_outcome"


async def _awaited(awaitable):
    return await awaitable


async def _settled():
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others)


class DrivenList:
    """An `AsyncCollection` with the interface of a `Collection`: each access awaits what it needs.

    Args:
        awaited: the list.
        run: returns what an awaitable returns.
    """

    def __init__(self, awaited, run):
        self.awaited, self._run = awaited, run

    def __iter__(self):
        return _DrivenIterator(aiter(self.awaited), self._run)

    def pages(self):
        return _DrivenIterator(aiter(self.awaited.pages()), self._run)

    def __len__(self):
        return len(self._whole())

    def __bool__(self):
        self._run(self.awaited.reach(1))
        return bool(self.awaited)

    def __getitem__(self, index):
        if isinstance(index, str):
            self._walk_to(index)
        elif isinstance(index, slice):
            self._run(self.awaited.reach(count_for_slice(index)))
        elif isinstance(index, int):
            self._run(self.awaited.reach(ALL if index < 0 else index + 1))
        return self.awaited[index]

    def __contains__(self, value):
        self._walk_to(value)
        return value in self.awaited

    def _walk_to(self, value):
        """Fetch as far as the list in one that blocks would."""
        for item in self:
            if item is value or item == value or self._has_name(value):
                return

    def _has_name(self, value):
        return isinstance(value, str) and self.awaited._item_in_memory(value) is not None

    def __reversed__(self):
        return reversed(self._whole())

    def __eq__(self, other):
        return self._whole() == (other._whole() if isinstance(other, DrivenList) else other)

    __hash__ = None

    def __repr__(self):
        return repr(self.awaited)

    def __reduce__(self):
        return (_drive, (self._whole(),))

    def _whole(self):
        self._run(self.awaited.reach(ALL))
        return self.awaited

    def first(self):
        return self._run(self.awaited.first())

    def to_list(self):
        return self._run(self.awaited.to_list())

    def to_frame(self):
        return self._run(self.awaited.to_frame())

    def __getattr__(self, name):
        return getattr(self.awaited, name)


class _DrivenIterator:
    """An iterator over an asynchronous one, which resumes after an error if that does."""

    def __init__(self, awaited, run):
        self._awaited, self._run = awaited, run

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return self._run(anext(self._awaited))
        except StopAsyncIteration:
            raise StopIteration from None


def _drive(awaited):
    return DrivenList(awaited, AWAITING.run)


BLOCKING, AWAITING = Blocking(), Awaiting()
DRIVERS = [BLOCKING, AWAITING]
