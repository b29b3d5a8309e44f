"""The items of a result, in the batches in which they arrive."""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field

from heroics_py.call.lists.lazy_list import LazyList, has_further_pages, known_total
from heroics_py.call.streams.stream import Stream

__all__ = ["Items", "items_of"]


def _unknown() -> None:
    return None


def _nothing_follows() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The items of a list or a stream.

    Attributes:
        batches: the items that arrive together, such as those of a page; an iterator that may raise.
        title: what they are, such as "app list".
        is_stream: whether nobody knows how many will come, and when.
        total: returns how many there are; None if that is unknown so far.
        has_more: returns whether the API has further pages.
    """

    batches: Iterator[list[object]]
    title: str = ""
    is_stream: bool = False
    total: Callable[[], int | None] = field(default=_unknown)
    has_more: Callable[[], bool] = field(default=_nothing_follows)

    def rest(self) -> list[object]:
        """Return all items that are left."""
        return [item for batch in self.batches for item in batch]

    def close(self) -> None:
        """End the batches, and with them what shows their progress."""
        if isinstance(self.batches, Generator):
            self.batches.close()


def items_of(result: object, title: str) -> Items | None:
    """Return the items of a result; None if it is a single value.

    Args:
        result: what a call returned.
        title: what it is.
    """
    if isinstance(result, LazyList):
        return Items(
            batches=iter(result.pages()),  # type: ignore[attr-defined]  # a Collection has them
            title=title,
            total=lambda: known_total(result),
            has_more=lambda: has_further_pages(result),
        )
    if isinstance(result, Stream):
        return Items(batches=_one_by_one(result), title=title, is_stream=True)
    if isinstance(result, list | tuple):
        return Items(batches=iter([list(result)] if result else []), title=title, total=lambda: len(result))
    if isinstance(result, Iterator):
        return Items(batches=_one_by_one(result), title=title, is_stream=True)
    return None


def _one_by_one(items: Iterable[object]) -> Iterator[list[object]]:
    for item in items:
        yield [item]
