"""Many pages as one lazy sequence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from os import getpid
from threading import RLock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from heroics_py.call.pages import ALL, Items, Pages, counted, needed
from heroics_py.errors import CallError, NoSuchName, PagingError
from heroics_py.record import Record, origin_of, shown_of
from heroics_py.secrecy.names import masked_url
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock
from heroics_py.support.suggestions import did_you_mean

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pandas import DataFrame

__all__ = ["Collection", "Page"]

_MOST_PAGES = 100_000
_MOST_ROWS = 10
_WORTH_A_THREAD = 0.004  # seconds: a page that comes faster is fetched when it is needed


_NOTHING: frozenset[str] = frozenset()


class Page(NamedTuple):
    """One answer of a list.

    Attributes:
        items: in the order of the server.
        next_range: what brings the next page: a Range header, or its absolute URL; None on the last one.
        mask: returns a text of the answer, such as that URL, as an error may show it.
    """

    items: Sequence[Any]
    next_range: str | None = None
    mask: Callable[[str], str] = masked_url


class Collection(Sequence[Any]):
    """A list of the API as a lazy sequence: the first page is here, further ones are fetched when they are needed.

    Iterating fetches as it goes, the next page in the background while the current one is used (where pages take longer
    to come than a thread is worth), and can be done any number of times: what was fetched is kept. ``len``, a negative
    index, ``reversed`` and ``==`` fetch the rest; truth needs the first page alone. A text in brackets finds by
    identity: ``apps["example"]``. A page that fails raises, and keeps what came before; asking again goes on from
    there, also within one iteration. A list never ends early in silence.

    Only a GET is repeated for further pages. What another method answers holds the items that came; whatever asks for
    more than those raises, if the server says that there are more.

    Raises:
        PagingError: the server's Next-Range, or its link to the next page, does not move on; or what the list answers
            is no GET, and the items that came with it are not all.
        HeroicsError: whatever a call can raise, from any access that fetches.
    """

    __slots__ = (
        "_ahead",
        "_ahead_in",
        "_ends",
        "_fetch",
        "_followed",
        "_identities",
        "_items",
        "_limit",
        "_lock",
        "_made",
        "_mask",
        "_method",
        "_next",
        "_prefetch",
        "_took",
    )

    def __init__(  # noqa: PLR0913 - what a page alone can't tell
        self,
        first: Page,
        fetch: Callable[[str], Page],
        *,
        method: str = "GET",
        limit: int | None = None,
        prefetch: bool = False,
        asked: Iterable[str] = (),
        made: Callable[[dict[str, Any]], Record] = Record,
        identities: Callable[[], Sequence[str]] = lambda: ("id", "name"),
    ) -> None:
        self._items: list[Any] = []
        self._ends: list[int] = []
        self._fetch = fetch
        self._method = method
        self._made = made
        self._identities = identities
        self._limit = limit
        self._prefetch = prefetch
        self._lock = ProcessLock(RLock)
        self._followed = set(asked)
        self._ahead: Future[tuple[Page, float]] | None = None
        self._ahead_in = 0
        self._took = inf
        self._next: str | None = None
        self._take(first)

    def __iter__(self) -> Iterator[Any]:
        return Items(self._ready, self._some)

    def __reversed__(self) -> Iterator[Any]:
        return iter(self.to_list()[::-1])

    def __len__(self) -> int:
        if self._next is not None:
            load_modules("heroics_py.display.notebook")
            from heroics_py.display.notebook import asked_by_help

            if asked_by_help():
                raise TypeError("how many items there are is not known before all of them are here")
        self._reach(ALL)
        return len(self._items)

    def __bool__(self) -> bool:
        return self._reach(1)

    @overload
    def __getitem__(self, index: int | str) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | str | slice) -> Any:
        if isinstance(index, str):
            return self._identified(index)
        if isinstance(index, slice):
            self._reach(needed(index))
            return [self._item(each) for each in range(len(self._items))[index]]
        if not hasattr(index, "__index__"):
            fields = " or ".join(self._identities())
            raise CallError(f"an item is found by its number, or by its {fields} as text; got {type(index).__name__}")
        index = index.__index__()
        self._reach(ALL if index < 0 else index + 1)
        if -len(self._items) <= index < len(self._items):
            return self._item(index)
        raise IndexError(f"no item {index}: the list has {len(self._items)}")

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str):
            return any(item == value or self._is_named(item, value) for item in self)
        return any(item is value or item == value for item in self)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Collection):
            return self.to_list() == other.to_list()
        return self.to_list() == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        more = " so far" if self._next is not None and self._method == "GET" else self._unasked()
        return f"<Collection: {counted(len(self._items))}{more}>"

    def _unasked(self) -> str:
        """Return what to say of further pages that are never asked for; empty where there are none."""
        if self._next is None or self._method == "GET":
            return ""
        return f" of a {self._method}'s answer; further pages are not asked for"

    def _repr_html_(self) -> str:
        """Return the items that are here as a table; nothing is fetched for it."""
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import table_of

        here = len(self._items)
        items = [self._item(index) for index in range(min(here, _MOST_ROWS))]
        kind = next((str(getattr(origin_of(item), "kind", "")) for item in items if isinstance(item, Record)), "")
        more = self._unasked() or (" here; the API has more" if self._next is not None else "")
        told = f"{counted(here)}{more}"
        return table_of([shown_of(item) for item in items], title=kind or "Collection", told=told, total=here).html()

    def __reduce__(self) -> tuple[object, ...]:
        return (_whole, (self.to_list(), tuple(self._identities())))

    def to_list(self) -> list[Any]:
        """Return every item, fetching what is not here yet."""
        self._reach(ALL)
        return [self._item(index) for index in range(len(self._items))]

    def first(self) -> Any:
        """Return the first item, or None where the list is empty."""
        return self._item(0) if self._reach(1) else None

    def pages(self) -> Iterator[list[Any]]:
        """Yield the items page by page, as the server divides them, fetching as it goes; no page is empty."""
        return Pages(self._page)

    def to_frame(self) -> DataFrame:
        """Return every item as a row of a pandas DataFrame, fetching what is not here yet.

        Nested objects become columns such as ``app.name``, timestamps become datetimes in UTC.

        Raises:
            ImportError: pandas is not installed; ``pip install 'heroics-py[pandas]'``.
        """
        from heroics_py.display.frames import frame_of

        return frame_of(self.to_list())

    def _ipython_key_completions_(self) -> list[str]:
        """Return what may stand in the brackets: the identities of the items that are here."""
        names = dict.fromkeys(self._names_of(index) for index in range(len(self._items)))
        return [name for name in names if name]

    def _at_hand(self, key: object) -> object:
        """Return the item that ``self[key]`` is, if it is here; else None. Nothing is fetched: Tab asks for it."""
        here = range(len(self._items))
        if isinstance(key, str):
            return next((self._item(index) for index in here if self._is_named(self._items[index], key)), None)
        return self._item(key) if isinstance(key, int) and key in here else None

    def _names_of(self, index: int) -> str:
        item = self._items[index]
        found = [dict.get(item, each) for each in reversed(self._identities())] if isinstance(item, dict) else []
        return next((name for name in found if isinstance(name, str)), "")

    def _identified(self, identity: str) -> object:
        """Return the first item that one of its identities, id or name, names so."""
        for item in self:
            if self._is_named(item, identity):
                return item
        known = self._ipython_key_completions_()
        fields = " or ".join(self._identities())
        raise NoSuchName(
            f"no item has {fields} {identity!r} in this list of {len(self._items)}; {did_you_mean(identity, known)}"
        )

    def _is_named(self, item: object, identity: str) -> bool:
        return isinstance(item, dict) and any(dict.get(item, each) == identity for each in self._identities())

    def _item(self, index: int) -> Any:
        """Return an item, an object as a record that is made when it is first looked at."""
        item = self._items[index]
        if type(item) is dict:
            with self._lock.here():
                item = self._items[index]
                if type(item) is dict:
                    item = self._items[index] = self._made(item)
        return item

    def _some(self, start: int, end: int) -> list[Any]:
        """Return the items from ``start`` to before ``end``, all of which are here."""
        with self._lock.here():
            items, made = self._items, self._made
            for index in range(start, end):
                item = items[index]
                if type(item) is dict:
                    items[index] = made(item)
            return items[start:end]

    def _ready(self, index: int) -> int:
        """Return how many items are here once ``index`` is, and start to fetch those behind them.

        Raises:
            StopIteration: the list has ended before it.
        """
        if not self._reach(index + 1):
            raise StopIteration
        if self._ahead is None:
            self._look_ahead()
        return len(self._items)

    def _page(self, number: int, start: int) -> tuple[int, list[Any]]:
        """Return where a page ends, and its items, and start to fetch the next one.

        Raises:
            StopIteration: the list has ended before it.
        """
        if not self._has_page(number):
            raise StopIteration
        self._look_ahead()
        end = self._ends[number]
        return end, self._some(start, end)

    def _reach(self, count: int) -> bool:
        """Fetch until ``count`` items are here or the list has ended; tell whether there are that many."""
        if len(self._items) >= count:
            return True
        with self._lock.here():
            while len(self._items) < count and self._next is not None:
                self._take(self._following(self._next), self._next)
            return len(self._items) >= count

    def _has_page(self, number: int) -> bool:
        with self._lock.here():
            while len(self._ends) <= number and self._next is not None:
                self._take(self._following(self._next), self._next)
            return len(self._ends) > number

    def _following(self, wanted: str) -> Page:
        """Return the page behind a Next-Range that was not followed before."""
        if problem := self._problem(wanted):
            raise PagingError(f"{problem}; {len(self._items)} items are here")
        # A fork has the future, and not the thread that would bring the page.
        ahead, self._ahead = self._ahead if self._ahead_in == getpid() else None, None
        page, self._took = _timed(self._fetch, wanted) if ahead is None else ahead.result()
        return page

    def _problem(self, wanted: str) -> str:
        """Return why a Next-Range can't be followed; empty where it can."""
        if self._method != "GET":
            told = _told(wanted, self._mask)
            return (
                f"the server has further pages ({told}), and they are not asked for: a {self._method} is never sent "
                "again for them; .send(...) returns its answer with the headers"
            )
        if wanted in self._followed:
            return f"the list does not end: {_told(wanted, self._mask)} came again after {len(self._ends)} pages"
        if len(self._ends) >= _MOST_PAGES:
            return f"the list does not end: it has more than {_MOST_PAGES:,} pages"
        if any(letter < " " or letter == "\x7f" for letter in wanted):
            return f"{_told(wanted, self._mask)} holds a control character, and can't be asked for"
        return ""

    def _take(self, page: Page, wanted: str = "") -> None:
        here = self._ends[-1] if self._ends else 0
        items = page.items if self._limit is None else page.items[: self._limit - here]
        end, followed = here + len(items), {wanted} if wanted else _NOTHING
        following = page.next_range if self._limit is None or end < self._limit else None
        self._items[here:] = items
        # Ctrl-C strikes at calls: from here on there is none, so that a page is taken whole, or asked for again.
        self._mask = page.mask
        self._ends += [end]
        self._followed |= followed
        self._next = following

    def _look_ahead(self) -> None:
        """Start to fetch the next page in the background, unless that is under way; what fails is raised when used."""
        if not self._prefetch or self._next is None or self._method != "GET" or self._took < _WORTH_A_THREAD:
            return
        load_modules("concurrent.futures")
        from concurrent.futures import Future

        with self._lock.here():
            wanted = self._next
            if wanted is None or self._ahead is not None or wanted in self._followed:
                return
            ahead: Future[tuple[Page, float]] = Future()
            work = Thread(target=_bring, args=(self._fetch, wanted, ahead), name="heroics-py next page", daemon=True)
            try:
                work.start()
            except RuntimeError:  # there are too many threads: the page is fetched when it is needed
                return
            self._ahead, self._ahead_in = ahead, getpid()


def _timed(fetch: Callable[[str], Page], wanted: str) -> tuple[Page, float]:
    """Return a page, and the seconds that it took to come."""
    start = monotonic()
    return fetch(wanted), monotonic() - start


def _bring(fetch: Callable[[str], Page], wanted: str, ahead: Future[tuple[Page, float]]) -> None:
    try:
        ahead.set_result(_timed(fetch, wanted))
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever asks for the page
        ahead.set_exception(error)


def _told(wanted: str, mask: Callable[[str], str]) -> str:
    is_url = wanted.startswith(("http://", "https://"))
    return f"the link to {mask(wanted)}" if is_url else f"Next-Range {mask(wanted)!r}"


def _whole(items: list[object], identities: Sequence[str] = ("id", "name")) -> Collection:
    return Collection(Page(items=items), _nothing_more, identities=lambda: identities)


def _nothing_more(next_range: str) -> Page:
    raise PagingError(f"there is no page {next_range!r} of a list that came from elsewhere")
