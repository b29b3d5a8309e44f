"""What the sandbox holds: things of every kind, and what they stand below."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from heroics_py.server.kinds import Kind
from heroics_py.support.json_types import Json

__all__ = ["Above", "Store", "Thing", "name_of"]


@dataclass(slots=True, eq=False)
class Thing:
    """One thing that the API holds.

    Attributes:
        kind: what it is.
        data: what an answer shows of it.
        above: the keys of all that it stands below.
        hidden: whether lists leave it out.
        number: tells it from every other one; a later thing has a higher one.
    """

    kind: Kind
    data: dict[str, Json]
    above: frozenset[str] = frozenset()
    hidden: bool = False
    number: int = 0

    @property
    def key(self) -> str:
        """The name that what stands below it keeps."""
        return f"#{self.number}"


Above: TypeAlias = Thing | str
"""What stands above: a thing, or the bare text of a path where nothing is kept that it could name."""


def name_of(above: Above) -> str:
    """Return the key of what stands above."""
    return above.key if isinstance(above, Thing) else above


@dataclass(slots=True)
class Store:
    """Things by kind, in the order of their making; found by their identity without a search."""

    _things: dict[str, dict[int, Thing]] = field(default_factory=dict)
    _index: dict[tuple[str, str, str], dict[int, Thing]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def of(self, kind: Kind) -> Collection[Thing]:
        """Return the things of a kind, hidden ones included."""
        return self._things.get(kind.name, {}).values()

    def put(self, thing: Thing) -> Thing:
        """Keep ``thing`` from now on."""
        thing.number = next(self._numbers)
        self._things.setdefault(thing.kind.name, {})[thing.number] = thing
        self._note(thing)
        return thing

    def change(self, thing: Thing, data: dict[str, Json]) -> None:
        """Let ``thing`` be ``data`` from now on."""
        self._forget(thing)
        thing.data = data
        self._note(thing)

    def remove(self, thing: Thing) -> None:
        """Let go of ``thing``, and of everything below it."""
        for things in list(self._things.values()):
            for other in list(things.values()):
                if other is thing or thing.key in other.above:
                    self._forget(other)
                    del things[other.number]

    def below(self, thing: Thing) -> Iterator[Thing]:
        """Yield everything that stands below ``thing``."""
        for things in self._things.values():
            yield from (other for other in things.values() if thing.key in other.above)

    def named(self, kind: Kind, fields: Iterable[str], text: str) -> Iterator[Thing]:
        """Yield the things of a kind that one of ``fields`` names, the first made first.

        A field that the things don't have themselves is looked for in the objects inside them.
        """
        for name in fields:
            if name in kind.identity:
                yield from list(self._index.get((kind.name, name, text), {}).values())
            elif name in kind.properties:
                yield from (thing for thing in self.of(kind) if _text(thing.data.get(name)) == text)
            else:
                yield from (thing for thing in self.of(kind) if _holds(thing, name, text))

    def _keys(self, thing: Thing) -> Iterator[tuple[str, str, str]]:
        for name in thing.kind.identity:
            text = _text(thing.data.get(name))
            if text is not None:
                yield thing.kind.name, name, text

    def _note(self, thing: Thing) -> None:
        for key in self._keys(thing):
            self._index.setdefault(key, {})[thing.number] = thing

    def _forget(self, thing: Thing) -> None:
        for key in self._keys(thing):
            known = self._index.get(key, {})
            known.pop(thing.number, None)
            if not known:
                self._index.pop(key, None)


def _text(value: Json) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _holds(thing: Thing, name: str, text: str) -> bool:
    return any(isinstance(below, dict) and _text(below.get(name)) == text for below in thing.data.values())
