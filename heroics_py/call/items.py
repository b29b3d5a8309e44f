"""The items of a list in memory, and the pages that bring further ones.

What `Items` knows of the next page, and what changes it:

    state         next range   future    next step
    -----------   ----------   -------   ------------------------------------------------------------
    last page     None         None      nothing: the list is complete
    next known    "..."        None      fetch it when an item of it is needed, or prefetch it
    prefetching   "..."        pending   wait for it when an item of it is needed; then take it

Taking a page appends its items, and its own next range becomes the next one. An error leaves the state as it was, so
that the next access tries again. A next range that came before, or that can't be sent, is an error: a list never ends
early in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from os import getpid
from threading import RLock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from heroics_py.call.page import Page
from heroics_py.errors import PagingError, caller_line, warning_at
from heroics_py.record import Record
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from concurrent.futures import Future

    from heroics_py.errors.warning import CallerLine

__all__ = ["ALL", "Items", "count_for_slice"]

ALL = 1_000_000_000
"""More items than a list has: reaching so many fetches the whole list."""

_MAX_PAGES = 100_000
_WORTH_A_THREAD = 0.004  # seconds: a page that arrives sooner is fetched when it is needed
_NO_RANGES: frozenset[str] = frozenset()


class Items:
    """The items of a list that are in memory; further pages are fetched on demand.

    Args:
        first: the first page.
        fetch: returns the page of a next range.
        method: of the request; only a GET is repeated.
        limit: the most items to take.
        prefetch: fetch the next page in the background.
        followed: ranges and URLs that were requested already.
        to_record: makes a record of an object.
    """

    __slots__ = (
        "_ends",
        "_fetch",
        "_followed",
        "_future",
        "_future_process",
        "_limit",
        "_lock",
        "_mask",
        "_next",
        "_prefetch",
        "_seconds",
        "_to_record",
        "_values",
        "method",
    )

    def __init__(  # noqa: PLR0913 - the arguments of a collection
        self,
        first: Page,
        fetch: Callable[[str], Page],
        *,
        method: str,
        limit: int | None,
        prefetch: bool,
        followed: Iterable[str],
        to_record: Callable[[dict[str, Any]], Record],
    ) -> None:
        self.method = method
        self._values: list[Any] = []
        self._ends: list[int] = []
        self._fetch = fetch
        self._to_record = to_record
        self._limit = limit
        self._prefetch = prefetch
        self._lock = ProcessLock(RLock)
        self._followed = set(followed)
        self._future: Future[tuple[Page, float]] | None = None
        self._future_process = 0
        self._seconds = inf
        self._next: str | None = None
        self._take(first)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def has_more(self) -> bool:
        """Whether the server has further pages."""
        return self._next is not None

    @property
    def raw(self) -> list[Any]:
        """The items in memory, which may be plain dicts instead of records."""
        return self._values

    def __getitem__(self, index: int) -> Any:
        """Return an item in memory; an object becomes a record the first time."""
        item = self._values[index]
        if type(item) is dict:
            with self._lock.here():
                item = self._values[index]
                if type(item) is dict:
                    item = self._values[index] = self._to_record(item)
        return item

    def records(self, start: int, end: int) -> list[Any]:
        """Return the items in memory from ``start`` up to ``end``."""
        with self._lock.here():
            values, to_record = self._values, self._to_record
            for index in range(start, end):
                item = values[index]
                if type(item) is dict:
                    values[index] = to_record(item)
            return values[start:end]

    def reach(self, count: int) -> bool:
        """Fetch until ``count`` items are in memory or the list ends; return whether it has that many."""
        if len(self._values) >= count:
            return True
        with self._lock.here():
            while len(self._values) < count and self._next is not None:
                self._take(self._page(self._next), self._next)
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
        if not self._has_page(number):
            raise StopIteration
        self._start_prefetch()
        end = self._ends[number]
        return end, self.records(start, end)

    def _has_page(self, number: int) -> bool:
        with self._lock.here():
            while len(self._ends) <= number and self._next is not None:
                self._take(self._page(self._next), self._next)
            return len(self._ends) > number

    def _page(self, next_range: str) -> Page:
        """Return the page of a next range, prefetched or fetched now."""
        if problem := self._problem(next_range):
            raise PagingError(f"{problem}; {len(self._values)} items are in memory")
        # A fork copies the future, but not the thread that completes it.
        future, self._future = self._future if self._future_process == getpid() else None, None
        page, self._seconds = _timed(self._fetch, next_range) if future is None else future.result()
        return page

    def _problem(self, next_range: str) -> str:
        """Return why a next range can't be followed; empty if it can."""
        if self.method != "GET":
            return (
                f"the server has further pages ({self._describe(next_range)}), "
                f"but a {self.method} is not sent again to fetch them; "
                ".send(...) returns the response with its headers"
            )
        if next_range in self._followed:
            return f"the list does not end: {self._describe(next_range)} came again after {len(self._ends)} pages"
        if len(self._ends) >= _MAX_PAGES:
            return f"the list does not end: it has more than {_MAX_PAGES:,} pages"
        if any(letter < " " or letter == "\x7f" for letter in next_range):
            return f"{self._describe(next_range)} holds a control character, which a request can't carry"
        return ""

    def _describe(self, next_range: str) -> str:
        is_url = next_range.startswith(("http://", "https://"))
        return f"the link to {self._mask(next_range)}" if is_url else f"Next-Range {self._mask(next_range)!r}"

    def _take(self, page: Page, next_range: str = "") -> None:
        count = self._ends[-1] if self._ends else 0
        items = page.items if self._limit is None else page.items[: self._limit - count]
        end, followed = count + len(items), {next_range} if next_range else _NO_RANGES
        following = page.next_range if self._limit is None or end < self._limit else None
        self._values[count:] = items
        # Ctrl-C interrupts at calls. No call follows, so that a page is taken as a whole or fetched again.
        self._mask = page.mask
        self._ends += [end]
        self._followed |= followed
        self._next = following

    def _start_prefetch(self) -> None:
        """Start to fetch the next page in the background; an error is raised when the page is needed."""
        if not self._prefetch or self._next is None or self.method != "GET" or self._seconds < _WORTH_A_THREAD:
            return
        load_modules("concurrent.futures")
        from concurrent.futures import Future

        with self._lock.here():
            next_range = self._next
            if next_range is None or self._future is not None or next_range in self._followed:
                return
            future: Future[tuple[Page, float]] = Future()
            arguments = (self._fetch, next_range, future, caller_line())
            thread = Thread(target=_complete, args=arguments, name="heroics-py next page", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # too many threads: the page is fetched when it is needed
                return
            self._future, self._future_process = future, getpid()


def count_for_slice(part: slice) -> int:
    """Return how many items have to be in memory before a slice can be taken; `ALL` for the whole list."""
    start, stop, step = part.start, part.stop, 1 if part.step is None else part.step
    if any(end is not None and end < 0 for end in (start, stop)):
        return ALL
    if step > 0:
        indexes = range(start or 0, ALL if stop is None else stop, step)
    else:
        indexes = range(ALL if start is None else start, -1 if stop is None else stop, step or -1)
    return max(indexes[0], indexes[-1]) + 1 if indexes else 0


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
