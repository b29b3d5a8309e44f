"""The items of a list in memory, and which page brings further ones: a rule without I/O.

What `PagedItems` knows of the next page, and what its driver does:

    state         next range   next step
    -----------   ----------   ----------------------------------------------------------------------
    last page     None         nothing: the list is complete
    next known    "..."        fetch it when an item of it is needed, or ahead of that if it is worth it

A driver fetches what `missing` yields, and hands each page to `take`, which appends its items; the page's own next
range becomes the next one. After an error the state is as it was, so that the next access tries again. A next range
that came before, or that can't be sent, is an error: a list never ends early in silence.

    items = PagedItems(first_page)
    for next_range in items.missing(20):
        items.take(fetch(next_range), next_range)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from math import inf
from typing import Any

from heroics_py.call.lists.page import Page
from heroics_py.errors import PagingError
from heroics_py.paging.counting import Counted
from heroics_py.record import Record, without_records
from heroics_py.secrecy.request_secrets import Sealer
from heroics_py.secrecy.urls import mask_url

__all__ = ["ALL", "PagedItems", "count_for_slice"]

ALL = 1_000_000_000
"""More items than a list has: reaching so many fetches the whole list."""

_MAX_PAGES = 100_000
_WORTH_FETCHING_AHEAD = 0.004  # seconds: a page that arrives sooner is fetched when it is needed
_NO_RANGES: frozenset[str] = frozenset()
_KEPT = (
    "method",
    "_broken",
    "_counted",
    "_ends",
    "_is_whole",
    "_limit",
    "_meta",
    "_next",
    "_prefetch",
    "_to_record",
    "_total",
)


class PagedItems:
    """The items of a list that are in memory, and the decisions about further pages.

    Args:
        first: the first page.
        method: of the request; only a GET is repeated.
        limit: the most items to take.
        prefetch: whether pages may be fetched ahead.
        followed: ranges and URLs that were requested already.
        to_record: makes a record of an object.

    Attributes:
        method: of the request.
    """

    __slots__ = (
        "_broken",
        "_counted",
        "_ends",
        "_followed",
        "_is_whole",
        "_limit",
        "_mask",
        "_meta",
        "_next",
        "_prefetch",
        "_seconds",
        "_to_record",
        "_total",
        "_values",
        "method",
    )

    def __init__(  # noqa: PLR0913 - what a page can't know
        self,
        first: Page,
        *,
        method: str = "GET",
        limit: int | None = None,
        prefetch: bool = False,
        followed: Iterable[str] = (),
        to_record: Callable[[dict[str, Any]], Record] = Record,
    ) -> None:
        self.method = method
        self._values: list[Any] = []
        self._ends: list[int] = []
        self._to_record = to_record
        self._limit = limit
        self._prefetch = prefetch
        self._followed = set(followed)
        self._seconds = inf
        self._next: str | None = None
        self._counted: Counted | None = None
        self._broken = ""
        self._meta: Mapping[str, Any] = {}
        self._total: int | None = None
        self._is_whole = first.is_first
        self.take(first)

    def __len__(self) -> int:
        return len(self._values)

    def state(self, fields: Collection[str] = ()) -> dict[str, Any]:
        """Return what a pickle keeps: the items in memory, and the place in the list, without secrets.

        Args:
            fields: names of query fields that carry the API's keys.
        """
        seal = Sealer({}, fields).seal
        state = {name: getattr(self, name) for name in _KEPT}
        if self._next is not None and seal(self._next) is None:
            state["_broken"] = (
                "pickling left out the address of the next page, which holds a secret: call the link again"
            )
            state["_next"] = ""
        kept = {text for text in self._followed if seal(text) is not None}
        return {**state, "_values": [without_records(each) for each in self._values], "_followed": kept}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over the `state` of another list."""
        for name, value in state.items():
            setattr(self, name, value)
        self._seconds = inf
        mask: Callable[[str], str] = mask_url
        self._mask = mask

    @property
    def has_more(self) -> bool:
        """Whether the server has further pages."""
        return self._next is not None

    @property
    def meta(self) -> Mapping[str, Any]:
        """The latest response without its items."""
        return self._meta

    @property
    def total(self) -> int | None:
        """How many items the list has; None if that is unknown until all pages are in memory."""
        if self._next is None:
            return len(self._values)
        if (
            self._broken
            or self._total is None
            or not len(self._values) <= self._total <= sys.maxsize
            or self.method != "GET"
            or not self._is_whole
        ):
            return None
        return self._total if self._limit is None else min(self._total, self._limit)

    @property
    def raw(self) -> list[Any]:
        """The items in memory, which may be plain dicts instead of records."""
        return self._values

    def __getitem__(self, index: int) -> Any:
        """Return an item in memory; an object becomes a record the first time."""
        item = self._values[index]
        if type(item) is dict:
            item = self._values[index] = self._to_record(item)
        return item

    def records(self, start: int, end: int) -> list[Any]:
        """Return the items in memory from ``start`` up to ``end``."""
        values, to_record = self._values, self._to_record
        for index in range(start, end):
            item = values[index]
            if type(item) is dict:
                values[index] = to_record(item)
        return values[start:end]

    def missing(self, count: int) -> Iterator[str]:
        """Yield the next range to fetch until ``count`` items are in memory or the list ends.

        Raises:
            PagingError: it can't be followed.
        """
        while len(self._values) < count and self._next is not None:
            yield self._checked(self._next)

    def missing_page(self, number: int) -> Iterator[str]:
        """Yield the next range to fetch until the page of this number, from 0, is in memory or the list ends.

        Raises:
            PagingError: it can't be followed.
        """
        while len(self._ends) <= number and self._next is not None:
            yield self._checked(self._next)

    def next_ahead(self) -> str | None:
        """Return the next range to fetch before an item of it is needed; None if it is not worth it."""
        if not self._prefetch or self._next is None or self._seconds < _WORTH_FETCHING_AHEAD:
            return None
        return None if self._problem(self._next) else self._next

    def take(self, page: Page, next_range: str | None = None, seconds: float = inf) -> None:
        """Append the items of a page; a page that is not the next one any more is dropped.

        Args:
            page: the page.
            next_range: what brought it; None for the first page.
            seconds: how long it took to arrive.
        """
        if next_range != self._next:
            return
        count = self._ends[-1] if self._ends else 0
        items = page.items if self._limit is None else page.items[: self._limit - count]
        end, followed = count + len(items), {next_range} if next_range else _NO_RANGES
        counted = self._count(page)
        is_last = (self._limit is not None and end >= self._limit) or (counted is not None and not counted.follows)
        following = None if is_last else page.next_range
        self._values[count:] = items
        # Ctrl-C interrupts at calls. No call follows, so that a page is taken as a whole or fetched again.
        self._mask = page.mask
        self._meta = page.meta
        self._total = page.total
        self._counted = counted
        self._seconds = seconds
        self._ends += [end]
        self._followed |= followed
        self._next = following

    def _count(self, page: Page) -> Counted | None:
        """Return a counted list up to ``page``; None for another list.

        Raises:
            PagingError: the page can't follow those before it.
        """
        if page.position is None:
            return None
        try:
            return (self._counted or Counted()).after(page.position, page.items)
        except ValueError as error:
            self._broken = str(error)
        raise PagingError(f"{self._broken}; {len(self._values)} items are in memory")

    def _checked(self, next_range: str) -> str:
        if problem := self._problem(next_range):
            raise PagingError(f"{problem}; {len(self._values)} items are in memory")
        return next_range

    def _problem(self, next_range: str) -> str:
        """Return why a next range can't be followed; empty if it can."""
        if self._broken:
            return self._broken
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
