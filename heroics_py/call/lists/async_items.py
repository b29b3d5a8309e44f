"""The items of a list whose further pages are awaited, the next one in a task ahead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeAlias

from heroics_py.call.lists.page import Page
from heroics_py.call.lists.paging import PagedItems
from heroics_py.errors import caller_line, warning_at

if TYPE_CHECKING:
    from heroics_py.errors.warning import CallerLine

__all__ = ["AsyncItems", "TaskStarter"]

_Fetch: TypeAlias = Callable[[str], Awaitable[Page]]
_Outcome: TypeAlias = tuple[Page, float] | Exception
TaskStarter: TypeAlias = Callable[[Coroutine[Any, Any, Any]], "asyncio.Task[Any]"]


class AsyncItems(PagedItems):
    """The items of a list, for any number of tasks.

    A page is fetched by the task that needs it, so that cancelling the task ends the fetch; a page that was begun
    ahead is cancelled with the task that waits for it, and with the list itself.

    Args:
        first: the first page.
        fetch: returns an awaitable page of a next range.
        start: starts the task that fetches ahead.
        **rule: the other arguments of `PagedItems`.
    """

    __slots__ = ("_ahead", "_fetch", "_lock", "_loop", "_start")

    def __init__(self, first: Page, fetch: _Fetch, *, start: TaskStarter = asyncio.create_task, **rule: Any) -> None:
        self._ahead: asyncio.Task[_Outcome] | None = None
        super().__init__(first, **rule)
        self._fetch = fetch
        self._start = start
        self._lock = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (self._fetch, self._start, self.state(getattr(self._fetch, "secret_fields", ()))))

    @property
    def is_portable(self) -> bool:
        """Whether a pickle keeps the place in the list: its further pages can be fetched elsewhere."""
        return getattr(self._fetch, "is_portable", False) is True

    def __del__(self) -> None:
        task = self._ahead
        if task is not None and not task.done():
            with suppress(RuntimeError):  # its loop is closed
                task.get_loop().call_soon_threadsafe(task.cancel)

    async def reach(self, count: int) -> bool:
        """Fetch until ``count`` items are in memory or the list ends; return whether it has that many."""
        if len(self._values) < count:
            await self._fetch_pages(self.missing(count))
        return len(self._values) >= count

    async def ready(self, index: int) -> int:
        """Fetch until ``index`` is in memory, begin the next page, and return how many items are in memory.

        Raises:
            StopAsyncIteration: the list ends before it.
        """
        if not await self.reach(index + 1):
            raise StopAsyncIteration
        self._fetch_ahead()
        return len(self._values)

    async def page(self, number: int, start: int) -> tuple[int, list[Any]]:
        """Return the index after a page and the items of the page, and begin the next one.

        Raises:
            StopAsyncIteration: the list ends before it.
        """
        await self._fetch_pages(self.missing_page(number))
        if len(self._ends) <= number:
            raise StopAsyncIteration
        self._fetch_ahead()
        end = self._ends[number]
        return end, self.records(start, end)

    async def _fetch_pages(self, ranges: Iterator[str]) -> None:
        async with self._lock_here():
            for next_range in ranges:
                page, seconds = await self._page(next_range)
                self.take(page, next_range, seconds)

    def _lock_here(self) -> asyncio.Lock:
        """Return the lock of the running loop: a lock that tasks have waited for belongs to their loop."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._lock = loop, asyncio.Lock()
        return self._lock

    async def _page(self, next_range: str) -> tuple[Page, float]:
        """Return the page of a next range, begun ahead or fetched now, and the seconds that it took."""
        task, self._ahead = self._ahead, None
        if task is None or task.get_loop() is not self._loop:
            return await _timed(self._fetch, next_range)
        await _wait_or_cancel(task)
        if task.cancelled():  # because its client was closed
            return await _timed(self._fetch, next_range)
        outcome = task.result()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _fetch_ahead(self) -> None:
        """Begin to fetch the next page in a task; an error is raised when the page is needed."""
        next_range = self.next_ahead()
        if next_range is not None and self._ahead is None and not self._lock_here().locked():
            self._ahead = self._start(_outcome(self._fetch, next_range, caller_line()))


def _restore(fetch: _Fetch, start: TaskStarter, state: dict[str, Any]) -> AsyncItems:
    items = AsyncItems(Page(items=()), fetch, start=start)
    items.restore(state)
    return items


async def _timed(fetch: _Fetch, next_range: str) -> tuple[Page, float]:
    """Return a page, and the seconds that it took."""
    start = monotonic()
    return await fetch(next_range), monotonic() - start


async def _outcome(fetch: _Fetch, next_range: str, line: CallerLine) -> _Outcome:
    """Return a page, or the error that the page ends with: nobody may ever ask for it.

    It knows nothing of the list, so that the list can be forgotten before the page is there.
    """
    try:
        with warning_at(line):
            return await _timed(fetch, next_range)
    except Exception as error:  # noqa: BLE001 - raised again where the page is needed
        return error


async def _wait_or_cancel(task: asyncio.Task[Any]) -> None:
    """Wait for a task; to cancel this cancels the task too, and waits for its end."""
    try:
        await asyncio.wait([task])
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait([task])
        raise
