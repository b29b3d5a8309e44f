"""The items of a list whose further pages are fetched by the thread that needs them, or by a thread ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import copy_context
from os import getpid
from threading import RLock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from heroics_py.call.lists.page import Page
from heroics_py.call.lists.paging import PagedItems
from heroics_py.errors import caller_line, warning_at
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from concurrent.futures import Future

    from heroics_py.errors.warning import CallerLine

__all__ = ["Items"]


class Items(PagedItems):
    """The items of a list, for any number of threads.

    Args:
        first: the first page.
        fetch: returns the page of a next range.
        **rule: the other arguments of `PagedItems`.
    """

    __slots__ = ("_fetch", "_future", "_future_process", "_lock")

    def __init__(self, first: Page, fetch: Callable[[str], Page], **rule: Any) -> None:
        super().__init__(first, **rule)
        self._fetch = fetch
        self._lock = ProcessLock(RLock)
        self._future: Future[tuple[Page, float]] | None = None
        self._future_process = 0

    def __reduce__(self) -> tuple[object, ...]:
        with self._lock.here():
            return (_restore, (self._fetch, self.state(getattr(self._fetch, "secret_fields", ()))))

    @property
    def is_portable(self) -> bool:
        """Whether a pickle keeps the place in the list: its further pages can be fetched elsewhere."""
        return getattr(self._fetch, "is_portable", False) is True

    def __getitem__(self, index: int) -> Any:
        """Return an item in memory; an object becomes a record the first time."""
        item = self._values[index]
        if type(item) is not dict:
            return item
        with self._lock.here():
            return super().__getitem__(index)

    def records(self, start: int, end: int) -> list[Any]:
        """Return the items in memory from ``start`` up to ``end``."""
        with self._lock.here():
            return super().records(start, end)

    def reach(self, count: int) -> bool:
        """Fetch until ``count`` items are in memory or the list ends; return whether it has that many."""
        if len(self._values) < count:
            self._fetch_pages(self.missing(count))
        return len(self._values) >= count

    def ready(self, index: int) -> int:
        """Fetch until ``index`` is in memory, prefetch the next page, and return how many items are in memory.

        Raises:
            StopIteration: the list ends before it.
        """
        if not self.reach(index + 1):
            raise StopIteration
        if self._future is None:
            self._start_prefetch()
        return len(self._values)

    def page(self, number: int, start: int) -> tuple[int, list[Any]]:
        """Return the index after a page and the items of the page, and prefetch the next one.

        Raises:
            StopIteration: the list ends before it.
        """
        self._fetch_pages(self.missing_page(number))
        if len(self._ends) <= number:
            raise StopIteration
        self._start_prefetch()
        end = self._ends[number]
        return end, self.records(start, end)

    def _fetch_pages(self, ranges: Iterator[str]) -> None:
        with self._lock.here():
            for next_range in ranges:
                page, seconds = self._page(next_range)
                self.take(page, next_range, seconds)

    def _page(self, next_range: str) -> tuple[Page, float]:
        """Return the page of a next range, prefetched or fetched now, and the seconds that it took."""
        # A fork copies the future, but not the thread that completes it.
        future, self._future = self._future if self._future_process == getpid() else None, None
        return _timed(self._fetch, next_range) if future is None else future.result()

    def _start_prefetch(self) -> None:
        """Start to fetch the next page in the background; an error is raised when the page is needed."""
        if self.next_ahead() is None:
            return
        load_modules("concurrent.futures")
        from concurrent.futures import Future

        with self._lock.here():
            next_range = self.next_ahead()
            if next_range is None or self._future is not None:
                return
            future: Future[tuple[Page, float]] = Future()
            arguments = (_complete, self._fetch, next_range, future, caller_line())
            # A copy of the caller's context variables, such as the span that the page belongs to.
            thread = Thread(target=copy_context().run, args=arguments, name="heroics-py next page", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # too many threads: the page is fetched when it is needed
                return
            self._future, self._future_process = future, getpid()


def _restore(fetch: Callable[[str], Page], state: dict[str, Any]) -> Items:
    items = Items(Page(items=()), fetch)
    items.restore(state)
    return items


def _timed(fetch: Callable[[str], Page], next_range: str) -> tuple[Page, float]:
    """Return a page, and the seconds that it took."""
    start = monotonic()
    return fetch(next_range), monotonic() - start


def _complete(
    fetch: Callable[[str], Page], next_range: str, future: Future[tuple[Page, float]], line: CallerLine
) -> None:
    try:
        with warning_at(line):
            page = _timed(fetch, next_range)
        future.set_result(page)
    except BaseException as error:  # noqa: BLE001 - raised again where the page is needed
        future.set_exception(error)
