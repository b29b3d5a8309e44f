"""The texts whose meaning the whole body decides: a field that is a number in one alternative, and text in another."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

__all__ = ["PlacedText", "settle"]

_MOST_TRIES = 64
_OTHER_KINDS = (bool, int, float, type(None))
_NOTHING: Any = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A text that was given a meaning by the schema of its field alone.

    Attributes:
        holder: the object or list with its value.
        place: the key or the index of its value there.
        text: as it was typed.
    """

    holder: Any
    place: Any
    text: str

    def meanings(self) -> Iterator[Any]:
        """Yield the value, then what else the text may mean: the text itself, a number, true, false or null."""
        value = self.holder[self.place]
        yield value
        if isinstance(value, list | dict):
            return
        if not isinstance(value, str):
            yield self.text
        elif isinstance(other := _scalar(self.text), _OTHER_KINDS):
            yield other


def settle(texts: Sequence[PlacedText], accepts: Callable[[], bool]) -> None:
    """Give texts other meanings until the whole is valid; if it can't be, each keeps its own.

    Args:
        texts: the texts, in their order.
        accepts: whether the whole is valid as it is.
    """
    choices = [(each, meanings) for each in texts if len(meanings := list(each.meanings())) > 1]
    if not choices or accepts():
        return
    for values in islice(product(*(meanings for _, meanings in choices)), 1, _MOST_TRIES):
        _place(choices, values)
        if accepts():
            return
    _place(choices, [meanings[0] for _, meanings in choices])


def _place(choices: Sequence[tuple[PlacedText, list[Any]]], values: Sequence[Any]) -> None:
    for (each, _), value in zip(choices, values, strict=True):
        each.holder[each.place] = value


def _scalar(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return _NOTHING
