"""Times: how they are taken in alternating rounds, and what a row of the table is made of."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from math import inf
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

__all__ = ["ROOT", "Plan", "Rounds", "Row", "Spread", "alternate", "environment", "process", "row"]

ROOT = Path(__file__).resolve().parent.parent
_SLICE = 0.02  # seconds that one side is measured for before it is another's turn
_TURNS = 5  # of each side in a round, the best of which counts; a call that takes longer than a slice has one

Judge = Callable[[Mapping[str, float]], float]


class Rounds(list[dict[str, float]]):
    """The times of the sides in each round by the clock, and beside them the processor time of this process."""

    def __init__(self, clock: Iterable[dict[str, float]], processor: Iterable[dict[str, float]]) -> None:
        super().__init__(clock)
        self.processor = list(processor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured.

    Attributes:
        rounds: in which each side is measured once, in another order each time.
        quick: whether only to prove that the scripts work.
        schema: the file of the schema.
        large: a file of a schema ten times as large.
        directory: for files that go away with the run.
        url: of the server that answers from memory; empty for rows that need none.
    """

    rounds: int
    quick: bool
    schema: Path
    large: Path
    directory: Path
    url: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the largest of several values."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of ``values``."""
        return cls(min(values), median(values), max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        name: what is measured.
        unit: of the sides: "ms", "µs", "MiB", "s".
        sides: the values of each side, one for each round; the first is ours.
        peer: the side that ours is compared with; empty for none.
        floor: the side that is the limit; empty for none.
        judged: what is held against the target, one for each round.
        best: the same, of the smallest value of each side.
        processor: the same, of the smallest processor time of each side; None where it was not taken.
        meaning: what is judged, in words: "ratio", "ms".
        target: that ``judged`` is to stay within; None where there is none.
        at_least: whether the target is a least value, and not a most one.
    """

    name: str
    unit: str
    sides: Mapping[str, Sequence[float]]
    peer: str = ""
    floor: str = ""
    judged: Sequence[float]
    best: float
    processor: float | None = None
    meaning: str = "ratio"
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met by the median of the rounds; None where there is none."""
        if self.target is None:
            return None
        middle = median(self.judged)
        return middle >= self.target if self.at_least else middle <= self.target


def row(name: str, unit: str, rounds: Sequence[Mapping[str, float]], judge: Judge | None = None, **more: object) -> Row:
    """Return the row of what ``alternate`` measured; by default ours is judged by its ratio to the peer.

    Args:
        name: what is measured.
        unit: of the sides.
        rounds: the values of the sides in each round, ours first.
        judge: computes from the sides what is held against the target.
        **more: peer, floor, target, meaning, at_least, note of `Row`.
    """
    sides = {side: [each[side] for each in rounds] for side in rounds[0]}
    ours, peer = next(iter(sides)), str(more.get("peer", ""))
    judge = judge or (lambda each: each[ours] / each[peer] if peer else each[ours])
    judged = [judge(each) for each in rounds]
    best = judge(_least(rounds))
    processor = judge(_least(rounds.processor)) if isinstance(rounds, Rounds) else None
    return Row(name=name, unit=unit, sides=sides, judged=judged, best=best, processor=processor, **more)  # type: ignore[arg-type]


def _least(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {side: min(each[side] for each in rounds) for side in rounds[0]}


@dataclass(slots=True)
class _Side:
    call: Callable[[], object]
    count: int = 1
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def begin_round(self) -> None:
        """Begin with a value that anything is better than."""
        self.clock.append(inf)
        self.processor.append(inf)

    def measure(self, scale: float) -> None:
        """Call it for a slice of time, and keep what one call took, if that is the best of the round."""
        start, busy = perf_counter(), process_time()
        for _ in range(self.count):
            self.call()
        self.processor[-1] = min(self.processor[-1], (process_time() - busy) / self.count * scale)
        self.clock[-1] = min(self.clock[-1], (perf_counter() - start) / self.count * scale)


def alternate(plan: Plan, sides: Mapping[str, Callable[[], object]], *, scale: float = 1e6) -> Rounds:
    """Call each side again and again, in rounds, and return the time of one call of each in each round.

    Args:
        plan: tells how many rounds there are.
        sides: what to call.
        scale: 1e6 for microseconds, 1e3 for milliseconds, 1 for seconds.
    """
    measured = {name: _Side(call) for name, call in sides.items()}
    for side in measured.values():
        side.count = _warmed_up(side.call, quick=plan.quick)
    turns = 1 if plan.quick or min(side.count for side in measured.values()) == 1 else _TURNS
    for number in range(plan.rounds):
        for side in measured.values():
            side.begin_round()
        for turn in range(turns):
            for name in _turned(list(measured), number + turn):
                measured[name].measure(scale)
    rounds = range(plan.rounds)
    return Rounds(
        ({name: side.clock[number] for name, side in measured.items()} for number in rounds),
        ({name: side.processor[number] for name, side in measured.items()} for number in rounds),
    )


def _warmed_up(call: Callable[[], object], *, quick: bool) -> int:
    """Call a few times, and return how many calls fill a slice of time."""
    call()
    if quick:
        return 2
    count = 0
    start = perf_counter()
    while perf_counter() - start < _SLICE:
        call()
        count += 1
    return count


def _turned(names: Sequence[str], number: int) -> list[str]:
    return list(islice(cycle(names), number % len(names), number % len(names) + len(names)))


def process(code: str, *arguments: str) -> dict[str, float]:
    """Run Python code in a process of its own; return the milliseconds it took, by the clock and by the processor.

    Args:
        code: what to run; it may print numbers, one to a line, that come back under "0", "1" and so on.
        *arguments: for its ``sys.argv``.

    Raises:
        RuntimeError: it failed; the text is what it said.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as complaints:
        start = perf_counter()
        child = subprocess.Popen(  # noqa: S603 - code of the benchmarks alone
            [sys.executable, "-c", code, *arguments], stdout=out, stderr=complaints, env=environment(), cwd="/"
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            complaints.seek(0)
            raise RuntimeError(f"{code!r} ended with {child.returncode}: {complaints.read().decode()[-2000:]}")
        out.seek(0)
        told = {str(number): float(line) for number, line in enumerate(out.read().split())}
    return {"wall": wall * 1e3, "cpu": (used.ru_utime + used.ru_stime) * 1e3, **told}


def environment() -> dict[str, str]:
    """Return the environment of processes that are measured: this checkout, compiled files kept, no proxies."""
    mine = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    mine.pop("PYTHONDONTWRITEBYTECODE", None)
    mine.pop("HEROKU_API_KEY", None)
    return mine | {"PYTHONPATH": str(ROOT)}
