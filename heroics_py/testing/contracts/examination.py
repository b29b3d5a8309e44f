"""The examination of one link: a smallest call, single changes of it, drawn calls, and calls to be refused."""

import random
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice, zip_longest
from zlib import crc32

from heroics_py.errors import SchemaError
from heroics_py.testing.contracts.answers import Finding
from heroics_py.testing.contracts.changes import KINDS
from heroics_py.testing.contracts.drafts import Draft, drawn, malformed, reductions, sampled
from heroics_py.testing.contracts.draws import SIMPLEST, Draws, FullDraws
from heroics_py.testing.contracts.effects import Effects
from heroics_py.testing.contracts.exploration import explore
from heroics_py.testing.contracts.performed import Performed
from heroics_py.testing.contracts.run import Run
from heroics_py.testing.contracts.subject import Subject
from heroics_py.testing.contracts.variants import Variant, variants

__all__ = ["Examination"]

_TOO_SLOW = "the server takes too long to answer: nothing further was sent"
_MOST_BASES = 6
_MOST_DELETIONS = 3
_MOST_REDUCTIONS = 40
_MOST_TURNS = 6  # several faults need two fields at once
_MOST_LEFT_BEHIND = {True: 25, False: 5}  # on this machine, and elsewhere


class _TooManyError(Exception):
    """Nothing deletes what the link creates."""


class _SilentError(BaseException):
    """The server takes too long to answer the link; hypothesis does not catch it."""


@dataclass(slots=True, kw_only=True)
class Examination:
    """The examination of a link.

    Attributes:
        run: sends, checks and keeps account.
        subject: the link.
        seed: of the run.
        examples: how many calls each stage sends at most.
    """

    run: Run
    subject: Subject
    seed: int
    examples: int
    _left_behind: int = field(default=0)
    _effects: Effects = field(init=False)

    def __post_init__(self) -> None:
        self._effects = Effects(run=self.run, subject=self.subject, left=2 * self.examples)

    def examine(self) -> str:
        """Examine the link, and return why it was not, if so."""
        try:
            base = None if self.subject.name in self.run.sender.silent else self._base()
        except _SilentError:
            return _TOO_SLOW
        except SchemaError as error:
            return f"no arguments could be made: {error}"
        if self.subject.name in self.run.sender.silent:
            return _TOO_SLOW
        if base is None:
            return "it changes only what this run created, which is nothing"
        try:
            self._stages(base)
        except _TooManyError:
            return f"no link deletes what it creates: only {self._most_left_behind} calls that succeeded"
        except _SilentError:
            return _TOO_SLOW
        return ""

    def _stages(self, base: Draft) -> None:
        if self.subject.link.method == "DELETE":
            self._delete(base)
            return
        if self.subject.is_read and self.run.may_write:
            self.run.stock(self.subject.path)
        changes = variants(self.subject, base, self.run.values)
        changes = _by_turns(changes, random.Random(self._own_seed))  # noqa: S311 - chance that can be repeated
        known = self.run.records.keys(self.subject.name)
        self._send_all(each for each in changes if each.is_valid)
        self._explore()
        for key in sorted(self.run.records.keys(self.subject.name) - known):
            self._reduce(key, base)
        self._send_all(each for each in changes if each.is_invalid)
        self._send_malformed(base)
        self._effects.check_precondition(base)
        if self.subject.link.method == "GET":
            self._read_twice(base)
        if self.run.creates(self.subject):
            self.run.stock(self.subject.path)

    @property
    def _changes_things(self) -> bool:
        return not self.subject.is_read and bool(self.subject.variables) and self.subject.link.method != "DELETE"

    @property
    def _most_left_behind(self) -> int:
        return _MOST_LEFT_BEHIND[self.run.is_here]

    @property
    def _own_seed(self) -> int:
        """The seed of this link: the same whichever other links are examined."""
        return crc32(f"{self.seed} {self.subject.name} {self.subject.link.href}".encode())

    def _base(self) -> Draft | None:
        """Return the smallest call that succeeds; if none does, the smallest. None if none can be sent."""
        chance = random.Random(self._own_seed)  # noqa: S311 - chance that can be repeated
        coin = Draws(lambda: chance.random() < 0.5)
        sent: Draft | None = None
        for number in range(_MOST_BASES):
            draft = self._draft_of(number, coin)
            if draft is None:
                continue
            performed = self._send(draft)
            if performed.is_success:
                self.run.bases[self.subject.name] = draft
                return draft
            if performed.outcome is not None:
                sent = sent or draft
        return sent

    def _draft_of(self, number: int, coin: Draws) -> Draft | None:
        if number == 0:
            return drawn(self.subject, SIMPLEST, self.run.values)
        try:
            return sampled(self.subject, self.run.values) if number == 1 else drawn(self.subject, coin, self.run.values)
        except SchemaError:
            return None

    def _send(self, draft: Draft, variant: Variant | None = None) -> Performed:
        """Send a draft, and delete what it creates."""
        performed = self.run.perform(self.subject, draft, variant=variant)
        if self.subject.name in self.run.sender.silent:
            raise _SilentError
        performed = replace(performed, broken=performed.broken | self._effects.check(performed))
        for thing in performed.created:
            if not self.run.remove(thing):
                self._left_behind += 1
        if performed.broken and self._changes_things and not performed.is_refused:
            self.run.set_aside(self.subject, draft)
        if self._left_behind >= self._most_left_behind:
            raise _TooManyError
        return performed

    def _send_all(self, changes: Iterable[Variant]) -> None:
        """Send twice as many variants as there are examples, at most."""
        for variant in islice(changes, 2 * self.examples):
            self._send(variant.draft, variant)

    def _send_malformed(self, base: Draft) -> None:
        draft = malformed(self.subject, base)
        if draft is not None:
            variant = Variant(draft=draft, part="body", where="", what="not JSON at all", verdict=lambda: False)
            self._send(draft, variant)

    def _explore(self) -> None:
        """Send calls with everything that may be given, and then drawn ones."""
        known = self.run.records.keys(self.subject.name)

        def attempt(draws: Draws) -> Hashable:
            try:
                draft = drawn(self.subject, draws, self.run.values)
            except SchemaError:
                return None
            return min(self._send(draft).broken - known, default=None)

        for turn in range(min(self.examples, _MOST_TURNS)):
            attempt(FullDraws(turn))
        explore(attempt, seed=self._own_seed, examples=self.examples)

    def _reduce(self, key: tuple[str, str, str], base: Draft) -> None:
        """Leave out each part of a call that is not needed to break what it breaks."""
        left = _MOST_REDUCTIONS
        smaller = True
        while smaller:
            smaller = False
            draft = self.run.records.found[key].draft
            for each in reductions(self.subject, draft, base, self.run.values) if draft is not None else ():
                left -= 1
                if left < 0:
                    return
                if key in self._send(each).broken:
                    smaller = True
                    break

    def _delete(self, base: Draft) -> None:
        """Delete some of what this run created, and something that is not there."""
        for _ in range(min(self.examples, _MOST_DELETIONS)):
            for collection in self.subject.collections:
                self.run.refill(collection)
            before = self.run.preview(self.subject, base)
            self._effects.check_deletion(self._send(base), before)
        for collection in self.subject.collections[-1:]:
            self.run.stock(collection)
        self._effects.check_precondition(base)
        nothing = [each for each in variants(self.subject, base, self.run.values) if each.part == "path"]
        self._send_all(each for each in nothing if each.is_valid or each.is_invalid)

    def _read_twice(self, base: Draft) -> None:
        """Read the same twice, and compare the ETags (RFC 9110, 8.8.3)."""
        first, second = self._send(base), self._send(base)
        one, two = (each.outcome.response if each.outcome is not None else None for each in (first, second))
        if one is None or two is None or second.sent is None or one.status != 200 or two.status != 200:
            return
        if one.body == two.body and one.etag and two.etag and one.etag != two.etag:
            message = f"two responses with the same body have the ETags {one.etag} and {two.etag}"
            self.run.note(second.sent, [Finding(kind="unstable ETag", message=message)], two)
        if two.etag:
            self._effects.check_revalidation(second.sent)


def _by_turns(changes: Iterable[Variant], chance: random.Random) -> list[Variant]:
    """Return variants so that each place has its turn, and there each kind of change; among equals by chance."""
    places: dict[tuple[str, str], dict[str, list[Variant]]] = {}
    for each in changes:
        places.setdefault((each.part, each.where), {}).setdefault(each.kind, []).append(each)
    for kinds in places.values():
        for same in kinds.values():
            chance.shuffle(same)
            same.sort(key=lambda each: not each.is_limit)
    return _in_rounds(_in_rounds(kinds[kind] for kind in sorted(kinds, key=KINDS.index)) for kinds in places.values())


def _in_rounds(lists: Iterable[list[Variant]]) -> list[Variant]:
    """Return the first of each list, then the second of each."""
    rounds: Iterator[tuple[Variant | None, ...]] = zip_longest(*lists)
    return [each for each in chain.from_iterable(rounds) if each is not None]
