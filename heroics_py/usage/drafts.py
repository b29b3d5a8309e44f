"""The calls that were found so far, each with what is passed and read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from heroics_py.usage.stub_calls import Place
from heroics_py.usage.use import ANY, IDENTITY, ITEMS, Use
from heroics_py.usage.values import Answer, Site

__all__ = ["DEFAULT", "Drafts"]

DEFAULT = "heroku"
"""The schema of ``connect()``."""

_MOST_PARTS = 500  # a loop through a tree, ``node = node.left or node.right``, would make one of each way down


@dataclass(slots=True)
class _Draft:
    fields: set[str] = field(default_factory=set)
    reads: set[tuple[str, ...]] = field(default_factory=set)
    wholes: set[tuple[str, ...]] = field(default_factory=set)
    is_call: bool = False
    is_certain: bool = False
    note: str = ""


class Drafts:
    """The calls that were found, by their place and name.

    Attributes:
        schemas: for each place that makes a client, the names of schemas that it may have, then those of locks; none
            if the source does not show it.
    """

    def __init__(self) -> None:
        self.schemas: set[tuple[str, ...]] = set()
        self._drafts: dict[tuple[Site, str], _Draft] = {}
        self._typed: dict[Site, frozenset[Place]] = {}
        self._parts: dict[tuple[Site, str], set[tuple[str, ...]]] = {}

    def add(
        self, site: Site, call: str, fields: Iterable[str] = (), *, is_certain: bool = True, note: str = ""
    ) -> None:
        """Add a call, or what else is passed to it.

        Args:
            site: where it is.
            call: its name.
            fields: the names of its arguments.
            is_certain: whether it is a call of an API.
            note: why its name is not known.
        """
        draft = self._draft(site, call)
        draft.is_call = True
        draft.fields.update(fields)
        draft.is_certain |= is_certain
        draft.note = draft.note or note

    def read(self, answer: Answer, *, whole: bool) -> None:
        """Note that a part of an answer is read, and with ``whole`` all that is below it."""
        draft = self._draft(answer.site, answer.call)
        (draft.wholes if whole else draft.reads).add(answer.path)

    def admit(self, part: Answer) -> bool:
        """Return whether a part of an answer is told apart; of very many, the rest counts as the whole answer."""
        known = self._parts.setdefault((part.site, part.call), set())
        if len(known) < _MOST_PARTS:
            known.add(part.path)
        return part.path in known

    def read_by_type(self, site: Site, places: frozenset[Place]) -> None:
        """Note that a record is read at a place, and where such records are in answers."""
        self._typed[site] = places

    def identify(self, answer: Answer) -> None:
        """Note that a record is passed in place of its identity: a field that the source does not name."""
        path = answer.path or (IDENTITY,)
        self.read(Answer(answer.site, answer.call, path), whole=True)

    def _draft(self, site: Site, call: str) -> _Draft:
        return self._drafts.setdefault((site, call), _Draft())

    def _spread(self) -> None:
        """Let what only types show be read of all calls with such records: those of the program, if it makes any."""
        made = {key for key, draft in self._drafts.items() if draft.is_call}
        for site, places in self._typed.items():
            own = [(key, path) for call, path in places for key in made if key[1] == call]
            for call, path in () if own else places:
                self.add(site, call, is_certain=False)
                own.append(((site, call), path))
            for (where, call), path in own:
                self.read(Answer(where, call, path), whole=True)

    def uses(self) -> list[Use]:
        """Return the calls."""
        self._spread()
        return [
            Use(
                call=call,
                path=site.path,
                line=site.line,
                column=site.column,
                fields=_fields(draft.fields),
                answers=_answers(draft),
                certainty="computed" if draft.note else "certain" if draft.is_certain else "possible",
                note=draft.note,
            )
            for (site, call), draft in self._drafts.items()
            if draft.is_call
        ]


def _fields(names: set[str]) -> tuple[str, ...]:
    return (*sorted(names - {ANY}), *sorted(names & {ANY}))


def _answers(draft: _Draft) -> tuple[str, ...]:
    """Return the shortest paths below which everything may be read, and the longest of the others."""
    if () in draft.wholes:
        return (ANY,)
    paths = {path for path in draft.reads | draft.wholes if path and not _is_below(path, draft.wholes)}
    if not paths:
        return (ITEMS,) if () in draft.reads else ()
    above = {path[:length] for path in paths for length in range(1, len(path))}
    return tuple(sorted(".".join(path) for path in paths if path in draft.wholes or path not in above))


def _is_below(path: tuple[str, ...], wholes: set[tuple[str, ...]]) -> bool:
    return any(path[:length] in wholes for length in range(1, len(path)))
