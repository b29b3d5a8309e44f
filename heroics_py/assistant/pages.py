"""Answers cut into parts of a limited size."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol

from heroics_py.assistant.shortening import compact, shortened
from heroics_py.errors import HeroicsError
from heroics_py.support.json_types import Json

__all__ = ["Arriving", "ItemPages", "Pages", "Part", "TextPages", "Together"]

_MOST_ITEMS = 1000
_UNIT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an answer.

    Attributes:
        data: what is in it.
        next: where the next part begins; None after the last.
        is_shortened: whether something in it was cut.
    """

    data: Json
    next: int | None = None
    is_shortened: bool = False


class Pages(Protocol):
    """An answer that can be read from any place on."""

    def part(self, start: int, budget: int, end: float) -> Part:
        """Return the part that begins at ``start``.

        Args:
            start: an item or a character.
            budget: the most characters of its JSON.
            end: the time on the monotonic clock after which no further item is fetched.
        """


class ItemPages:
    """A list, fetched as far as its parts need it.

    Args:
        item: returns the item at an index as JSON; raises `IndexError` after the last, and `HeroicsError` if it can't
            be fetched.
    """

    def __init__(self, item: Callable[[int], Json]) -> None:
        self._item = item

    def part(self, start: int, budget: int, end: float) -> Part:
        """Return as many items as fit, at least one, which is shortened if it is too long."""
        items: list[Json] = []
        left = budget - len("[]")
        for index in range(start, start + _MOST_ITEMS):
            if items and time.monotonic() > end:
                return Part(data=items, next=index)
            try:
                item = self._item(index)
            except IndexError:
                return Part(data=items)
            except HeroicsError:
                if items:  # the part that begins with it will say what failed
                    return Part(data=items, next=index)
                raise
            size = len(compact(item)) + 1
            if size > left:
                break
            items.append(item)
            left -= size
        else:
            return Part(data=items, next=start + _MOST_ITEMS)
        if items:
            return Part(data=items, next=index)
        return Part(data=[shortened(item, budget)], next=index + 1, is_shortened=True)


class TextPages:
    """A text, cut between characters."""

    def __init__(self, text: str) -> None:
        self._text = text

    def part(self, start: int, budget: int, end: float) -> Part:  # noqa: ARG002 - nothing is fetched
        """Return as many characters as fit."""
        count = max(budget, _UNIT)
        while count > _UNIT and len(compact(self._text[start : start + count])) > budget:
            count = count * 3 // 4
        rest = start + count
        return Part(data=self._text[start:rest], next=rest if rest < len(self._text) else None)


class Together:
    """A value that is not divided: it is shortened if it is too long."""

    def __init__(self, value: Json) -> None:
        self._value = value

    def part(self, start: int, budget: int, end: float) -> Part:  # noqa: ARG002 - there is one part
        """Return the value."""
        data = shortened(self._value, budget)
        return Part(data=data, is_shortened=data is not self._value)


class Arriving:
    """The items of a stream by their numbers, each kept from its arrival on."""

    def __init__(self, items: Iterator[Any], to_json: Callable[[Any], Json]) -> None:
        self._items = items
        self._to_json = to_json
        self._known: list[Json] = []
        self._lock = Lock()

    def __call__(self, index: int) -> Json:
        """Return an item; wait for it if need be."""
        with self._lock:
            with suppress(StopIteration):
                while len(self._known) <= index:
                    self._known.append(self._to_json(next(self._items)))
            return self._known[index]
