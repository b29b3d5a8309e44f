"""What a contract has found so far: the smallest call for each violation, and which links answered with what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from heroics_py.errors import HeroicsError
from heroics_py.secrecy.names import MASK, is_secret_name
from heroics_py.testing.contracts.answers import Finding
from heroics_py.testing.contracts.drafts import Draft
from heroics_py.testing.contracts.report import Violation
from heroics_py.testing.contracts.subject import Arguments, Subject
from heroics_py.testing.contracts.things import Thing

__all__ = ["Found", "Records"]

_SHORTEST_SECRET = 4
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding, and the call that showed it.

    Attributes:
        subject: the link.
        finding: what its answer broke.
        draft: the call, as it was drawn.
        arguments: of the call, as it was sent.
        things: those that the arguments name.
        status: of the response; None if none came.
        is_invalid: whether the arguments fail the schema of the link.
        place: the change that makes the arguments what they are, in words; empty without one.
        others: further places of the same kind.
        mask: hides the client's credentials in a text, where the server repeats them.
    """

    subject: Subject
    finding: Finding
    arguments: Arguments
    draft: Draft | None = None
    things: tuple[Thing, ...] = ()
    status: int | None = None
    is_invalid: bool = False
    place: str = ""
    others: tuple[str, ...] = ()
    mask: Callable[[str], str] = str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it another violation than others."""
        return (self.subject.name, *self.finding.key)

    @property
    def size(self) -> tuple[bool, int, str]:
        """The smaller, the better to read."""
        text = repr(self.arguments)
        odd = sum(not (each.isascii() and each.isalnum()) for each in text)
        return self.is_invalid, len(text) + odd, text

    def violation(self) -> Violation:
        """Return it for the report."""
        options = {"validate": False} if self.is_invalid else {}
        python = self.subject.python(self.arguments, {**options, **dict(self.finding.shows)})
        if self.finding.kind == "unstable ETag":
            python = f"[{python}.etag for _ in range(2)]"
        message = self.finding.message
        if others := [each for each in self.others if each != self.place]:
            more = f" and {len(others) - _MOST_PLACES} more" if len(others) > _MOST_PLACES else ""
            message += f"; also {', '.join(others[:_MOST_PLACES])}{more}"
        return Violation(
            link=self.subject.name,
            kind=self.finding.kind,
            where=self.finding.where,
            message=self._masked(message),
            status=self.status,
            python=self._masked(python),
            curl=self._masked(self._curl()),
            setup=tuple(thing.recipe for thing in self.things if thing.recipe),
        )

    def _curl(self) -> str:
        try:
            headers = {name: value for name, value in self.finding.shows if name == "headers"}
            return self.subject.curl(self.arguments, validate=False, **headers)
        except (HeroicsError, ValueError):
            return ""

    def _masked(self, text: str) -> str:
        """Return a text without the identities of secrets, such as that of a token."""
        for parameter, value in zip(self.subject.variables, self.arguments.path, strict=False):
            if is_secret_name(parameter.name) and len(str(value)) >= _SHORTEST_SECRET:
                text = text.replace(str(value), MASK)
        return " ".join(map(self.mask, text.split(" ")))


@dataclass(slots=True)
class Records:
    """Keeps the smallest call for each violation, and the statuses of each link.

    Attributes:
        found: by what makes each another one.
        statuses: how often each link answered with each status.
    """

    found: dict[tuple[str, str, str], Found] = field(default_factory=dict)
    statuses: dict[str, dict[int, int]] = field(default_factory=dict)

    def add(self, findings: Iterable[Found]) -> frozenset[tuple[str, str, str]]:
        """Keep what a call broke, where it is smaller than the call that is known; return what makes each another."""
        found = list(findings)
        for each in found:
            self._keep(each)
        return frozenset(each.key for each in found)

    def _keep(self, found: Found) -> None:
        known = self.found.get(found.key)
        smaller = found if known is None or found.size < known.size else known
        if found.is_invalid:
            others = dict.fromkeys((*(known.others if known is not None else ()), found.place))
            smaller = replace(smaller, others=tuple(others))
        self.found[found.key] = smaller
        for thing in smaller.things:
            thing.is_needed = True

    def count(self, name: str, status: int) -> None:
        """Count an answer of a link."""
        counts = self.statuses.setdefault(name, {})
        counts[status] = counts.get(status, 0) + 1

    def keys(self, name: str) -> frozenset[tuple[str, str, str]]:
        """Return what is known of a link."""
        return frozenset(key for key in self.found if key[0] == name)

    def refused(self) -> dict[str, tuple[int, ...]]:
        """Return the links that never answered with a success, with the statuses of their answers."""
        return {
            name: tuple(sorted(counts))
            for name, counts in self.statuses.items()
            if not any(200 <= status < 300 for status in counts)
        }

    def needed(self) -> Iterable[Thing]:
        """Return the things that the lines of violations name."""
        return [thing for each in self.found.values() for thing in each.things]
