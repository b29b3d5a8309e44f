"""A list of the API as a lazy sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from heroics_py.call.lists.items import Items
from heroics_py.call.lists.iterators import ItemIterator, PageIterator
from heroics_py.call.lists.lazy_list import LazyList
from heroics_py.call.lists.page import Page
from heroics_py.record import Record

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Collection"]


class Collection(LazyList):
    """A list of the API as a lazy sequence: further pages are fetched when they are needed.

    Iterating fetches the next page in the background while you use the current one, unless pages arrive too fast for
    that to help. Fetched items stay in memory, so that you can iterate any number of times. ``len``, a negative index,
    ``reversed`` and ``==`` fetch the rest; ``bool`` needs the first page only. A text in brackets finds an item by its
    identity: ``apps["example"]``.

    If a page fails, the error is raised and earlier items stay; the next access tries again, also within one
    iteration. A list never ends early in silence.

    Only a GET is repeated for further pages. The list that another method returns holds the items of its response;
    reaching for more raises an error if the server has more.

    Raises:
        PagingError: the server's Next-Range, or its link to the next page, does not move on; or another method than
            GET returned the list, and it has further pages.
        HeroicsError: any access that fetches raises what a call raises.
    """

    __slots__ = ()

    _items: Items

    def __init__(  # noqa: PLR0913 - what a page can't know
        self,
        first: Page,
        fetch: Callable[[str], Page],
        *,
        method: str = "GET",
        limit: int | None = None,
        prefetch: bool = False,
        followed: Iterable[str] = (),
        to_record: Callable[[dict[str, Any]], Record] = Record,
        identities: Callable[[], Sequence[str]] = lambda: ("id", "name"),
    ) -> None:
        items = Items(
            first, fetch, method=method, limit=limit, prefetch=prefetch, followed=followed, to_record=to_record
        )
        super().__init__(items, identities)

    def to_list(self) -> list[Any]:
        """Return every item, fetching the pages that are left."""
        return self._all()

    def first(self) -> Any:
        """Return the first item, or None if the list is empty."""
        return self._items[0] if self._items.reach(1) else None

    def pages(self) -> Iterator[list[Any]]:
        """Yield the items page by page, as the server divides them, fetching as it goes; no page is empty."""
        return PageIterator(self._items.page)

    def to_frame(self) -> DataFrame:
        """Return every item as a row of a pandas DataFrame, fetching the pages that are left.

        Nested objects become columns such as ``app.name``, timestamps become datetimes in UTC.

        Raises:
            ImportError: pandas is not installed; ``pip install 'heroics-py[pandas]'``.
        """
        from heroics_py.display.frames import frame_of

        return frame_of(self._all())

    def _reach(self, count: int) -> bool:
        return self._items.reach(count)

    def _walk(self) -> Iterator[Any]:
        return ItemIterator(self._items.ready, self._items.records)
