"""A list of the API whose further pages are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from heroics_py.call.lists.async_items import AsyncItems, TaskStarter
from heroics_py.call.lists.iterators import AsyncItemIterator, AsyncPageIterator
from heroics_py.call.lists.lazy_list import LazyList, count_text
from heroics_py.call.lists.page import Page
from heroics_py.call.lists.paging import ALL
from heroics_py.call.pending import Deferred
from heroics_py.errors import CallError, caller_line
from heroics_py.record import Record

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["AsyncCollection"]


class AsyncCollection(LazyList):
    """A list of the API: its first page is in memory, and ``async for`` fetches further pages when it needs them.

    Iterating fetches the next page in a task while you use the current one, unless pages arrive too fast for that to
    help. Fetched items stay in memory, so that you can iterate any number of times, also in several tasks at once.

    Items in memory need no ``await``: ``apps[0]``, ``apps[:3]``, ``apps["example"]``, ``bool(apps)``. Once all pages
    are in memory, neither do ``for``, ``len``, ``in``, ``reversed``, ``==``, ``apps[-1]`` and pickles. If a page is
    missing, these raise an error that says what to await: they never stop at the items in memory in silence.

    If a page fails, or the task is cancelled, earlier items stay, and the next access tries again.

    Only a GET is repeated for further pages. The list that another method returns holds the items of its response;
    reaching for more raises an error if the server has more.

    Raises:
        CallError: a page is missing, and only ``await`` can fetch it.
        PagingError: the server's Next-Range, or its link to the next page, does not move on; or another method than
            GET returned the list, and it has further pages.
        HeroicsError: what is awaited raises what a call raises.
    """

    __slots__ = ()

    _advice = "await its .to_list(), and pass the result"
    _items: AsyncItems

    def __init__(  # noqa: PLR0913 - what a page can't know
        self,
        first: Page,
        fetch: Callable[[str], Awaitable[Page]],
        *,
        method: str = "GET",
        limit: int | None = None,
        prefetch: bool = False,
        followed: Iterable[str] = (),
        to_record: Callable[[dict[str, Any]], Record] = Record,
        identities: Callable[[], Sequence[str]] = lambda: ("id", "name"),
        start: TaskStarter = asyncio.create_task,
    ) -> None:
        rule = {"method": method, "limit": limit, "prefetch": prefetch, "followed": followed, "to_record": to_record}
        items = AsyncItems(first, fetch, start=start, **rule)
        super().__init__(items, identities)

    def __aiter__(self) -> AsyncIterator[Any]:
        return AsyncItemIterator(self._items.ready, self._items.records)

    def __iter__(self) -> Iterator[Any]:
        if self._is_missing(ALL):
            self._raise_missing("iterate with 'async for', or await its .to_list()")
        return self._walk()

    def to_list(self) -> Deferred[list[Any]]:
        """Return every item, fetching the pages that are left."""
        return Deferred(self._list(), "items.to_list", caller_line())

    def first(self) -> Deferred[Any]:
        """Return the first item, or None if the list is empty."""
        return Deferred(self._first(), "items.first", caller_line())

    def reach(self, count: int) -> Deferred[bool]:
        """Fetch pages until so many items are in memory, or the list ends; return whether it has that many.

        Then these items need no ``await``: ``await apps.reach(20)``, ``apps[19]``.
        """
        return Deferred(self._items.reach(count), "items.reach", caller_line())

    def pages(self) -> AsyncIterator[list[Any]]:
        """Yield the items page by page, as the server divides them, fetching as it goes; no page is empty."""
        return AsyncPageIterator(self._items.page)

    def to_frame(self) -> Deferred[DataFrame]:
        """Return every item as a row of a pandas DataFrame, fetching the pages that are left.

        Nested objects become columns such as ``app.name``, timestamps become datetimes in UTC.

        Raises:
            ImportError: pandas is not installed; ``pip install 'heroics-py[pandas]'``.
        """
        return Deferred(self._frame(), "items.to_frame", caller_line())

    async def _list(self) -> list[Any]:
        await self._items.reach(ALL)
        return self._all()

    async def _first(self) -> Any:
        return self._items[0] if await self._items.reach(1) else None

    async def _frame(self) -> DataFrame:
        from heroics_py.display.frames import frame_of

        return frame_of(await self._list())

    def _reach(self, count: int) -> bool:
        if self._is_missing(count):
            self._raise_missing("await its .to_list() first" if count == ALL else f"await its .reach({count}) first")
        return len(self._items) >= count

    def _walk(self) -> Iterator[Any]:
        yield from self._items.records(0, len(self._items))
        self._reach(ALL)

    def _is_missing(self, count: int) -> bool:
        """Return whether a page has to be fetched before ``count`` items are in memory."""
        return next(self._items.missing(count), None) is not None

    def _raise_missing(self, advice: str) -> NoReturn:
        count = len(self._items)
        known = f"{count_text(count)} {'is' if count == 1 else 'are'} in memory"
        raise CallError(f"{known}, and the API has further pages: {advice}")
