"""Many pages as one lazy sequence, and the part of a list to ask for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Any, overload

from heroics_py.errors import CallError, PagingError
from heroics_py.record import Record

__all__ = ["Collection", "ContentRange", "Page", "Range"]

_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a list.

    Attributes:
        items: in the order of the server.
        next_range: the Range header that brings the next page; None on the last one.
    """

    items: Sequence[Any]
    next_range: str | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The part and order of a list to ask for, as the Range header has it: ``name ]a..z; max=10, order=desc``.

    Args:
        order_by: the attribute that orders the list.
        start, end: where it begins and ends, both included; None for the ends of the list.
        max: items in one page.
        descending: from the last to the first.
        exclusive_start, exclusive_end: leave out the item at that end.

    Raises:
        CallError: a value that the grammar has no place for.
    """

    order_by: str
    start: object = None
    end: object = None
    max: int | None = None
    descending: bool = False
    exclusive_start: bool = False
    exclusive_end: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.order_by, str) or not re.fullmatch(r"[A-Za-z_][\w.-]*", self.order_by):
            raise CallError(f"Range order_by={self.order_by!r}: expected the name of an attribute, such as 'name'")
        if self.max is not None and (isinstance(self.max, bool) or not isinstance(self.max, int) or self.max < 1):
            raise CallError(f"Range max={self.max!r}: expected a number of items, 1 or more")
        for name, value in (("start", self.start), ("end", self.end)):
            if value is not None and (not (text := _bound_text(value)) or re.search(r"[\s\[\];]|\.\.", text)):
                raise CallError(f"Range {name}={value!r}: a bound is text without blanks, brackets, ';' and '..'")

    def __str__(self) -> str:
        start = f"{']' if self.exclusive_start and self.start is not None else ''}{_bound_text(self.start)}"
        end = f"{_bound_text(self.end)}{'[' if self.exclusive_end and self.end is not None else ''}"
        settings = [f"max={self.max}"] if self.max is not None else []
        settings += ["order=desc"] if self.descending else []
        return f"{self.order_by} {start}..{end}" + (f"; {', '.join(settings)}" if settings else "")


def _bound_text(value: object) -> str:
    if value is None:
        return ""
    from heroics_py.encoding import scalar_text

    return scalar_text(value) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRange:
    """What part of a list an answer holds, as its Content-Range header says."""

    order_by: str
    start: str = ""
    end: str = ""
    max: int | None = None
    descending: bool = False

    @classmethod
    def parsed(cls, text: str) -> "ContentRange | None":
        """Read a Content-Range header of the kind ``id 01..99; max=200, order=desc``; None for any other."""
        found = re.fullmatch(r"\s*([\w.-]+)\s+\]?(\S*?)\.\.(\S*?)\[?\s*(?:[;,](.*))?", text)
        if not found:
            return None
        settings = dict(re.findall(r"(\w+)\s*=\s*(\w+)", found[4] or ""))
        most = settings.get("max", "")
        return cls(
            order_by=found[1],
            start=found[2],
            end=found[3].rstrip(";,["),
            max=int(most) if most.isdecimal() else None,
            descending=settings.get("order") == "desc",
        )


class Collection(Sequence[Any]):
    """A list of the API as a lazy sequence: the first page is here, further ones are fetched when they are needed.

    Iterating fetches as it goes, and can be done any number of times: what was fetched is kept. ``len``, a negative
    index, ``reversed`` and ``==`` fetch the rest; truth needs the first page alone. A page that fails raises, and keeps
    what came before; asking again goes on from there.

    Raises:
        PagingError: the server's Next-Range does not move on.
        HeroicsError: whatever a call can raise, from any access that fetches.
    """

    __slots__ = ("_fetch", "_followed", "_items", "_limit", "_lock", "_next")

    def __init__(
        self,
        first: Page,
        fetch: Callable[[str], Page],
        *,
        limit: int | None = None,
        made: Callable[[dict[str, Any]], Record] = Record,
    ) -> None:
        self._items: list[Any] = []
        self._made = made
        self._fetch = fetch
        self._limit = limit
        self._lock = RLock()
        self._followed: set[str] = set()
        self._next: str | None = None
        self._take(first)

    def __iter__(self) -> Iterator[Any]:
        index = 0
        while self._reach(index + 1):
            yield self._item(index)
            index += 1

    def __len__(self) -> int:
        self._all()
        return len(self._items)

    def __bool__(self) -> bool:
        return bool(self._items) or self._reach(1)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            self._reach(self._needed(index))
            return [self._item(each) for each in range(len(self._items))[index]]
        if isinstance(index, str):
            return self._identified(index)
        if index < 0:
            self._all()
        else:
            self._reach(index + 1)
        if -len(self._items) <= index < len(self._items):
            return self._item(index)
        raise IndexError(f"no item {index}: the list has {len(self._items)}")

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Collection):
            return self.to_list() == other.to_list()
        return self.to_list() == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        known = len(self._items)
        return f"<Collection: {known} items{' so far' if self._next is not None else ''}>"

    def __reduce__(self) -> tuple[object, ...]:
        self._all()
        return (_whole, (list(self._items),))

    def to_list(self) -> list[Any]:
        """Return every item, fetching what is not here yet."""
        self._all()
        return [self._item(index) for index in range(len(self._items))]

    def first(self) -> Any:
        """Return the first item, or None where the list is empty."""
        return self._item(0) if self._reach(1) else None

    def _item(self, index: int) -> Any:
        """Return an item, an object as a record that is made when it is first looked at."""
        item = self._items[index]
        if type(item) is dict:
            item = self._items[index] = self._made(item)
        return item

    def _identified(self, identity: str) -> object:
        """Return the first item one of whose plain fields, ``id`` and ``name`` among them, is ``identity``."""
        for item in self:
            if isinstance(item, Record) and identity in (dict.get(item, "id"), dict.get(item, "name")):
                return item
        raise KeyError(identity)

    def _needed(self, part: slice) -> int:
        """Return how many items have to be here before a slice can be taken; a huge number stands for all."""
        ends = [end for end in (part.start, part.stop) if end is not None]
        if part.stop is None or any(end < 0 for end in ends) or (part.step or 1) < 0:
            return _MOST_PAGES * 10_000
        return int(max(ends))

    def _all(self) -> None:
        self._reach(_MOST_PAGES * 10_000)

    def _reach(self, count: int) -> bool:
        """Fetch until ``count`` items are here or the list has ended; tell whether there are that many."""
        with self._lock:
            while len(self._items) < count and self._next is not None:
                self._take(self._fetched(self._next))
            return len(self._items) >= count

    def _fetched(self, wanted: str) -> Page:
        """Fetch the page behind a Next-Range that was not followed before."""
        if wanted in self._followed or len(self._followed) >= _MOST_PAGES:
            raise PagingError(
                f"the list does not end: Next-Range {wanted!r} was sent after {len(self._followed)} pages that it "
                f"should have followed; {len(self._items)} items are here"
            )
        page = self._fetch(wanted)
        self._followed.add(wanted)
        return page

    def _take(self, page: Page) -> None:
        self._items.extend(page.items)
        self._next = page.next_range
        if self._limit is not None and len(self._items) >= self._limit:
            del self._items[self._limit :]
            self._next = None


def _whole(items: list[object]) -> Collection:
    return Collection(Page(items=tuple(items)), _nothing_more)


def _nothing_more(next_range: str) -> Page:
    raise PagingError(f"there is no page {next_range!r} of a list that came from elsewhere")
