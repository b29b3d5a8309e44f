"""What every list of the API offers, however its pages are fetched."""

from __future__ import annotations

import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, overload

from heroics_py.call.lists.page import Page
from heroics_py.call.lists.paging import ALL, PagedItems, count_for_slice
from heroics_py.call.lists.row_list import RowList, list_html
from heroics_py.errors import CallError, NoSuchName, PagingError
from heroics_py.model.pointers import scalar_at
from heroics_py.record import Record
from heroics_py.support.advising_type import AdvisingType
from heroics_py.support.loading import load_modules
from heroics_py.support.suggestions import did_you_mean

__all__ = ["LazyList", "count_text", "has_further_pages", "known_total"]

_NO_META: Mapping[str, Any] = {}

_MAX_ROWS = 10


class LazyList(Sequence[Any], metaclass=AdvisingType):
    """A sequence of which some items are in memory; a subclass decides what happens where one is missing.

    Args:
        items: those in memory, and the state of the list.
        identities: returns the fields that identify an item.
    """

    __slots__ = ("_identities", "_items")

    _advice = "pass its .to_list()"
    _items: PagedItems

    def __init__(self, items: PagedItems, identities: Callable[[], Sequence[str]]) -> None:
        self._identities = identities
        self._items = items

    @abstractmethod
    def _reach(self, count: int) -> bool:
        """Return whether the list has ``count`` items: they are in memory then.

        Raises:
            HeroicsError: that can't be known, because a page is missing.
        """

    @abstractmethod
    def _walk(self) -> Iterator[Any]:
        """Return an iterator over the items in memory and those that follow.

        Raises:
            HeroicsError: a page is missing; raised by the iterator, after the items before it.
        """

    def __iter__(self) -> Iterator[Any]:
        return self._walk()

    def __reversed__(self) -> Iterator[Any]:
        return iter(self._all()[::-1])

    @property
    def meta(self) -> Record:
        """The rest of the latest response, such as counts and cursors; empty if the responses are lists alone."""
        meta = self._items.meta
        return meta.copy() if isinstance(meta, Record) else Record(meta)

    def __len__(self) -> int:
        if (total := self._items.total) is not None:
            return total
        if self._items.has_more:
            load_modules("heroics_py.display.notebook")
            from heroics_py.display.notebook import is_called_by_help

            if is_called_by_help():
                raise TypeError("the number of items is unknown until all pages are fetched")
        self._reach(ALL)
        return len(self._items)

    def __bool__(self) -> bool:
        return self._reach(1)

    @overload
    def __getitem__(self, index: int | str) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: int | str | slice) -> Any:
        items = self._items
        if isinstance(index, str):
            return self._identified(index)
        if isinstance(index, slice):
            self._reach(count_for_slice(index))
            return RowList(items[each] for each in range(len(items))[index])
        if not hasattr(index, "__index__"):
            fields = " or ".join(self._identities())
            raise CallError(f"an index is a number, or the {fields} of an item as text; got {type(index).__name__}")
        index = index.__index__()
        self._reach(ALL if index < 0 else index + 1)
        if -len(items) <= index < len(items):
            return items[index]
        raise IndexError(f"no item {index}: the list has {len(items)}")

    def __contains__(self, value: object) -> bool:
        if isinstance(value, str):
            return any(item == value or self._has_identity(item, value) for item in self._walk())
        return any(item is value or item == value for item in self._walk())

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, LazyList):
            return self._all() == other._all()
        return self._all() == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            load_modules("heroics_py.call.lists.list_advice")
            from heroics_py.call.lists.list_advice import no_list_attribute

            if name.startswith("_"):  # one of its own, maybe: a copy has none at first
                raise no_list_attribute(type(self), name, None)
            raise no_list_attribute(type(self), name, next(iter(self._items.raw), None), self._items.meta)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._summary(' so far')}>"

    def _summary(self, more: str) -> str:
        """Return how many items there are, in words."""
        count, total = len(self._items), self._items.total
        if total is not None and total != count:
            return f"{count} of {count_text(total)} so far"
        is_partial = self._items.has_more and self._items.method == "GET"
        return f"{count_text(count)}{more if is_partial else self._unfetched_note()}"

    def _unfetched_note(self) -> str:
        """Return a note on further pages that are never fetched; empty if there are none."""
        if not self._items.has_more or self._items.method == "GET":
            return ""
        return f" of the response to a {self._items.method}; further pages are not fetched"

    def _repr_html_(self) -> str:
        """Return the items in memory as a table; nothing is fetched."""
        count = len(self._items)
        items = self._items.records(0, count if "itables" in sys.modules else min(count, _MAX_ROWS))
        summary = self._summary(" so far; the API has more")
        return list_html(items, title="Collection", summary=summary, most=_MAX_ROWS, total=count)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the items in memory and the place in the list; a list of other functions fetches all first."""
        if getattr(self._items, "is_portable", False):
            return (_restore, (type(self), self._items, self._identities))
        return self._completed()

    def __deepcopy__(self, memo: dict[int, object]) -> LazyList:
        load_modules("copy")
        from copy import deepcopy

        make, arguments = self._completed()
        return make(*deepcopy(arguments, memo))  # type: ignore[no-any-return]

    def _completed(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        items = self._all()  # whose last response has the rest
        return (_complete_list, (type(self), items, tuple(self._identities()), dict(self._items.meta)))

    def _all(self) -> list[Any]:
        """Return every item."""
        self._reach(ALL)
        return RowList(self._items.records(0, len(self._items)))

    def _ipython_key_completions_(self) -> list[str]:
        """Return the identities of the items in memory, for completion in brackets."""
        names = dict.fromkeys(self._name_of(item) for item in self._items.raw)
        return [name for name in names if name]

    def _item_in_memory(self, key: object) -> object:
        """Return ``self[key]`` if it is in memory, else None: completion fetches nothing."""
        indexes = range(len(self._items))
        if isinstance(key, str):
            values = self._items.raw
            return next((self._items[each] for each in indexes if self._has_identity(values[each], key)), None)
        return self._items[key] if isinstance(key, int) and key in indexes else None

    def _name_of(self, item: object) -> str:
        values = [_field(item, each) for each in reversed(self._identities())] if isinstance(item, dict) else []
        return next((text for value in values if (text := _text(value))), "")

    def _identified(self, identity: str) -> object:
        """Return the first item that has an identity, an id or a name."""
        for item in self._walk():
            if self._has_identity(item, identity):
                return item
        names = self._ipython_key_completions_()
        fields = " or ".join(self._identities())
        hint = f"the response has it: items.meta[{identity!r}]" if identity in self._items.meta else ""
        hint = hint or did_you_mean(identity, names)
        raise NoSuchName(f"no item has {fields} {identity!r} in this list of {len(self._items)}; {hint}")

    def _has_identity(self, item: object, identity: str) -> bool:
        return isinstance(item, dict) and any(_text(_field(item, each)) == identity for each in self._identities())


def has_further_pages(items: LazyList) -> bool:
    """Return whether the API has pages that were not fetched; nothing is sent."""
    return items._items.has_more  # noqa: SLF001 - of this module; the public names of a list are those of a sequence


def known_total(items: LazyList) -> int | None:
    """Return how many items a list has; None if that is unknown until all pages are fetched. Nothing is sent."""
    return items._items.total  # noqa: SLF001 - as above


def count_text(count: int) -> str:
    """Return a number of items in words."""
    return f"{count} item{'' if count == 1 else 's'}"


def _field(item: dict[str, Any], name: str) -> object:
    """Return the field of an item, or the one that a JSON pointer leads to."""
    return scalar_at(item, name) if name.startswith("/") and name not in item else dict.get(item, name)


def _text(value: object) -> str | None:
    """Return an identity as text: that of 7 is "7"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _complete_list(
    kind: type[Any], items: list[object], identities: Sequence[str], meta: Mapping[str, Any] = _NO_META
) -> Any:
    """Return a list of these items, without further pages."""
    return kind(Page(items=items, meta=meta), _no_next_page, identities=lambda: identities)


def _restore(kind: type[LazyList], items: PagedItems, identities: Callable[[], Sequence[str]]) -> LazyList:
    restored = kind.__new__(kind)
    LazyList.__init__(restored, items, identities)
    return restored


def _no_next_page(next_range: str) -> Page:
    raise PagingError(f"a list from a pickle has no page {next_range!r}")
