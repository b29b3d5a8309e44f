"""Numbered pages and offsets: whether a further page follows, and what can't be right.

A server that numbers its pages does not say which page follows, but how many items there are, or nothing at all:

    what it says                     the list ends
    ------------------------------   --------------------------------------------------------------
    whether there is more            when there is not
    how many items, or pages         when so many are there, as long as every page says the same, and none comes twice
    nothing, or something else       with an empty page
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Counted", "Position"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a page is in a list that is counted, and what it says of the whole list.

    Attributes:
        parameter: the query parameter that counts.
        spelled: its value.
        number: how many pages, or items, come before this page.
        by_page: whether ``number`` counts pages.
        total: how many items the list has, if the response says so.
        pages: how many pages the list has, if the response says so.
        more: whether there are further pages, if the response says so.
    """

    parameter: str
    spelled: int
    number: int
    by_page: bool
    total: int | None = None
    pages: int | None = None
    more: bool | None = None

    @property
    def name(self) -> str:
        """The page in words."""
        return f"the page with {self.parameter}={self.spelled}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The pages of a list that is counted, up to one of them.

    Attributes:
        follows: whether another page follows.
        first: the first page.
        size: how many items it has.
        count: how many items all pages have.
        items: those of the latest page.
        trusts_total: whether the end is known by what the pages say of the whole list.
    """

    follows: bool = False
    first: Position | None = None
    size: int = 0
    count: int = 0
    items: Sequence[Any] = ()
    trusts_total: bool = True

    def after(self, page: Position, items: Sequence[Any]) -> "Counted":
        """Return the list up to another page.

        Raises:
            ValueError: the page can't be right: items would be missing, or the list would never end. The text says why.
        """
        if self.first is not None and items:
            self._check(page, items)
        first = self.first or page
        # The pages before a first page that is not the first of the list may have had another size.
        trusts_total = self.trusts_total and (first.number == 0 or not first.by_page or first.pages is not None)
        trusts_total = trusts_total and (page.total, page.pages) == (first.total, first.pages)
        size = self.size if self.first is not None else len(items)
        count = self.count + len(items)
        # A total of fewer items than there are is that of something else.
        trusts_total = trusts_total and (page.total is None or count <= page.total)
        follows = _follows(page, len(items), count, trusts_total=trusts_total)
        if not follows and page.more is None and self._comes_again(items):
            follows, trusts_total = True, False  # so many items are there, but not so many different ones
        return Counted(follows=follows, first=first, size=size, count=count, items=items, trusts_total=trusts_total)

    def _comes_again(self, items: Sequence[Any]) -> bool:
        """Return whether a page begins within the one before it: the pages became smaller, or the list longer."""
        return self.first is not None and bool(items) and isinstance(items[0], dict) and items[0] in self.items

    def _check(self, page: Position, items: Sequence[Any]) -> None:
        """Refuse items that can't follow those of the page before."""
        # Numbers may be the same on two pages, and so may texts that are all the same.
        is_telling = isinstance(items[0], dict) or (isinstance(items[0], str) and len({*map(str, items)}) > 1)
        if is_telling and items == self.items:
            raise ValueError(
                f"{page.name} has the items of the page before it: the server seems to ignore {page.parameter!r}"
            )
        if page.by_page and (len(self.items) < self.size or len(items) > self.size):
            raise ValueError(
                f"the size of the pages changed: the first has {self.size} items, the one before {page.name} has "
                f"{len(self.items)}, and this one {len(items)}; items may be missing"
            )


def _follows(page: Position, count: int, whole: int, *, trusts_total: bool) -> bool:
    """Return whether another page follows one of ``count`` items, with which there are ``whole``.

    Raises:
        ValueError: the page is empty, and says that more follows.
    """
    knows_total = trusts_total and (page.total, page.pages) != (None, None)
    promised = page.more if page.more is not None else knows_total and _counts_more(page, count, whole)
    if count:
        return promised if page.more is not None or knows_total else True
    if promised:
        said = f"there are {page.total} items" if page.pages is None else f"there are {page.pages} pages"
        said = said if page.more is None else "more follows"
        raise ValueError(f"{page.name} is empty, although its response says that {said}")
    return False


def _counts_more(page: Position, count: int, whole: int) -> bool:
    """Return whether something follows, by what a page says of the whole list."""
    if page.pages is not None:
        return page.number + (1 if count else 0) < page.pages
    return page.total is not None and (whole if page.by_page else page.number + count) < page.total
