"""The state of the sandbox: what is there, what can be found by a path, and how it changes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from heroics_py.model.api import Link
from heroics_py.server.kinds import Catalogue, Kind
from heroics_py.server.making import Maker
from heroics_py.server.routes import Place
from heroics_py.server.store import Above, Store, Thing, name_of
from heroics_py.support.json_types import Json

__all__ = ["Capture", "World"]

_SEEDS = 3


class Capture(NamedTuple):
    """What stands in the place of one capture of a path."""

    link: Link
    place: Place
    number: int
    text: str


@dataclass(slots=True)
class World:
    """Everything that the sandbox holds. Not for several threads at once: the core lets one in at a time."""

    catalogue: Catalogue
    now: Callable[[], datetime]
    store: Store = field(default_factory=Store)
    maker: Maker = field(init=False)
    _seeded: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)
    _alone: dict[tuple[str, tuple[str, ...]], Thing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.maker = Maker(self.catalogue, self.store, self.now, self._anywhere)

    def things(self, kind: Kind, above: tuple[Above, ...]) -> list[Thing]:
        """Return the things of a kind below all of ``above``; a kind that nobody can create begins with a few."""
        above = tuple(parent for parent in above if self._related(kind, parent))
        self._seed(kind, above)
        things = (thing for thing in self.store.of(kind) if not thing.hidden)
        return [thing for thing in things if self._below(thing, above)]

    def named(
        self, kinds: Iterable[Kind], fields: tuple[str, ...], text: str, above: tuple[Above, ...]
    ) -> Thing | None:
        """Return the thing that ``text`` identifies, or None; where several bear one name, the newest.

        Args:
            kinds: what it may be; the first is what is meant, things of the others count where they stand at the root.
            fields: the attributes that ``text`` may be.
            text: from the path.
            above: what it has to stand below.
        """
        found: list[Thing] = []
        for number, kind in enumerate(kinds):
            near = tuple(parent for parent in above if self._related(kind, parent))
            self._seed(kind, near)
            things = (thing for thing in self.store.named(kind, fields, text) if not thing.hidden)
            found += (thing for thing in things if self._below(thing, near) and (number == 0 or not thing.above))
        return max(found, key=lambda thing: thing.number, default=None)

    def captured(self, capture: Capture, above: tuple[Above, ...]) -> Above | None:
        """Return what a capture means: a thing, its bare text where nothing is kept that it could name, or None."""
        link, place, index, text = capture
        kinds = self.catalogue.designated(link, index, place)
        if not kinds:
            return f"{place.shape}:{text}"
        fields = self.catalogue.fields(link, index, kinds[0])
        kept = [kind for kind in kinds if any(kind.bears(name) for name in fields)]
        if not kept:
            return f"{kinds[0].name}:{text}" if self.catalogue.accepts(link, index, text) else None
        wider = [*kept, *(other for kind in kept for other in self.catalogue.narrower(kind))]
        found = self.named(dict.fromkeys(wider), fields, text, above)
        if found is None and self.catalogue.is_own_name(link, index, kinds[0], text):
            return self.only(kinds[0], above)
        return found

    def inside(self, kind: Kind, fields: tuple[str, ...], text: str, above: tuple[Above, ...]) -> Thing | None:
        """Return the thing of ``kind`` below ``above`` that holds what ``text`` identifies in an object inside it.

        Where none does, the thing that bears it itself.
        """
        for thing in self.things(kind, above):
            for below in thing.data.values():
                if isinstance(below, dict) and any(str(below.get(name)) == text for name in fields):
                    return thing
        return self.named([kind], fields, text, above)

    def only(self, kind: Kind, above: tuple[Above, ...]) -> Thing:
        """Return the one thing of a kind that a path without its identity means: the newest, or an example."""
        known = self.things(kind, above)
        if known:
            return known[-1] if kind.creatable else known[0]
        key = (kind.name, tuple(map(name_of, above)))
        if key not in self._alone:
            thing = Thing(kind, self.maker.seed(kind, above, 0), _keys(above), hidden=kind.creatable)
            self._alone[key] = self.store.put(thing)
        return self._alone[key]

    def create(self, kind: Kind, body: dict[str, Json], above: tuple[Above, ...]) -> Thing:
        """Make a thing from what was sent, below ``above``."""
        return self.store.put(Thing(kind, self.maker.new(kind, body, above), _keys(above)))

    def twin(self, kind: Kind, body: dict[str, Json], above: tuple[Above, ...]) -> Thing | None:
        """Return the thing below ``above`` whose identity ``body`` names, or None."""
        for name in kind.identity:
            if name in body and (found := self.named([kind], (name,), str(body[name]), above)) is not None:
                return found
        return None

    def update(self, thing: Thing, body: dict[str, Json]) -> Thing:
        """Lay ``body`` over ``thing``; what stands below it learns its new name."""
        self.store.change(thing, self.maker.changed(thing, body))
        for below in list(self.store.below(thing)):
            self.maker.refer(below.kind, below.data, thing)
        return thing

    def remove(self, thing: Thing) -> None:
        """Let go of ``thing`` and of all that stands below it."""
        self.store.remove(thing)
        if not thing.kind.listed and not thing.kind.creatable:
            # There is one of a kind, and no link could bring it back: the next look finds an example again.
            self._seeded = {key for key in self._seeded if key[0] != thing.kind.name}
        gone = [key for key, kept in self._alone.items() if kept is thing or thing.key in kept.above]
        for key in gone:
            del self._alone[key]

    def _anywhere(self, kind: Kind, name: str, text: str) -> Thing | None:
        """Return the thing whose attribute ``name`` is ``text``, wherever it stands."""
        self._seed(kind, ())
        found = (thing for thing in self.store.named(kind, (name,), text) if not thing.hidden)
        return max(found, key=lambda thing: thing.number, default=None)

    def _seed(self, kind: Kind, above: tuple[Above, ...]) -> None:
        key = (kind.name, tuple(map(name_of, above)))
        if kind.creatable or kind.is_map or key in self._seeded:
            return
        kind.example()  # refused before anything is kept
        self._seeded.add(key)
        for number in range(_SEEDS if kind.listed and kind.identity else 1):
            self.store.put(Thing(kind, self.maker.seed(kind, above, number), _keys(above)))

    def _below(self, thing: Thing, above: tuple[Above, ...]) -> bool:
        return all(name_of(parent) in thing.above or self._names(thing, parent) for parent in above)

    def _names(self, thing: Thing, parent: Above) -> bool:
        """Tell whether an attribute of ``thing`` names ``parent``."""
        if not isinstance(parent, Thing):
            return False
        for name in self.catalogue.names_of(thing.kind, parent.kind):
            reference = thing.data.get(name)
            if isinstance(reference, dict):
                shared = [field for field in parent.kind.identity if field in reference and field in parent.data]
                first = next((field for field in shared if field == "id"), next(iter(shared), None))
                if first is not None and reference[first] == parent.data[first]:
                    return True
        return False

    def _related(self, kind: Kind, parent: Above) -> bool:
        """Tell whether it can be known what of ``kind`` stands below ``parent``; else everything does."""
        if not isinstance(parent, Thing) or not kind.creatable:
            return True
        families = (parent.kind, *self.catalogue.narrower(parent.kind))
        return any(
            other.name in kind.created_below or self.catalogue.references(kind, other) for other in families
        ) or any(parent.kind in self.catalogue.narrower(self.catalogue.kinds[name]) for name in kind.created_below)


def _keys(above: Iterable[Above]) -> frozenset[str]:
    return frozenset(_all_keys(above))


def _all_keys(above: Iterable[Above]) -> Iterator[str]:
    for parent in above:
        yield name_of(parent)
        if isinstance(parent, Thing):
            yield from parent.above
