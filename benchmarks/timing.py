"""The measurement of times in alternating rounds, and the rows of the table."""

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
_SLICE = 0.02  # seconds that a side is measured before the next side's turn
_TURNS = 5  # turns of each side in a round, of which the best counts; one if a call takes longer than a slice

Judge = Callable[[Mapping[str, float]], float]


class Rounds(list[dict[str, float]]):
    """The times of the sides in each round by the clock, with the processor times of this process."""

    def __init__(self, clock: Iterable[dict[str, float]], processor: Iterable[dict[str, float]]) -> None:
        super().__init__(clock)
        self.processor = list(processor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run measures, and how often.

    Attributes:
        rounds: how many rounds; each measures every side once, in a new order.
        quick: whether to check only that the scripts work.
        schema: the path of the schema.
        large: the path of a schema ten times as large.
        directory: a directory for files that the run removes at its end.
        url: the URL of the memory server; empty for rows that need none.
        against: another checkout of this library, to measure beside this one.
    """

    rounds: int
    quick: bool
    schema: Path
    large: Path
    directory: Path
    url: str = ""
    against: Path | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """The minimum, the median and the maximum of several values."""

    minimum: float
    median: float
    maximum: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of ``values``."""
        return cls(min(values), median(values), max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the table.

    Attributes:
        name: what is measured.
        unit: the unit of the sides: "ms", "µs", "MiB" or "s".
        sides: the values of each side, one for each round; the first side is ours.
        peer: the side that ours is compared with; empty for none.
        floor: the side that is the lower limit; empty for none.
        judged: the values that are compared with the target, one for each round.
        best: the same for the minimum of each side.
        processor: the same for the minimum processor time of each side; None if it was not measured.
        meaning: what is judged, in words: "ratio", "ms".
        target: the limit of ``judged``; None for no target.
        at_least: whether the target is a lower limit, and not an upper one.
        note: a remark.
        busy: the processor times of each side, one for each round; empty if they were not measured.
        group: the table that the row belongs to besides the one of all rows; empty for none.
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
    busy: Mapping[str, Sequence[float]] = field(default_factory=dict)
    group: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the median of the rounds meets the target; None for no target."""
        if self.target is None:
            return None
        middle = median(self.judged)
        return middle >= self.target if self.at_least else middle <= self.target


def row(name: str, unit: str, rounds: Sequence[Mapping[str, float]], judge: Judge | None = None, **more: object) -> Row:
    """Return the row for the rounds that ``alternate`` measured.

    Args:
        name: what is measured.
        unit: the unit of the sides.
        rounds: the values of the sides in each round, ours first.
        judge: computes the value to compare with the target; by default the ratio of ours to the peer.
        **more: peer, floor, target, meaning, at_least, note and group of `Row`.
    """
    ours, peer = next(iter(rounds[0])), str(more.get("peer", ""))
    judge = judge or (lambda each: each[ours] / each[peer] if peer else each[ours])
    judged = [judge(each) for each in rounds]
    best = judge(_minimums(rounds))
    if isinstance(rounds, Rounds):
        more |= {"processor": judge(_minimums(rounds.processor)), "busy": _by_side(rounds.processor)}
    return Row(name=name, unit=unit, sides=_by_side(rounds), judged=judged, best=best, **more)  # type: ignore[arg-type]


def _by_side(rounds: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    return {side: [each[side] for each in rounds] for side in rounds[0]}


def _minimums(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {side: min(each[side] for each in rounds) for side in rounds[0]}


@dataclass(slots=True)
class _Side:
    call: Callable[[], object]
    count: int = 1
    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def begin_round(self) -> None:
        """Start a round with values that any measurement improves."""
        self.clock.append(inf)
        self.processor.append(inf)

    def measure(self, scale: float) -> None:
        """Call it for a slice of time, and record the time of one call if it is the best of the round."""
        start, busy = perf_counter(), process_time()
        for _ in range(self.count):
            self.call()
        self.processor[-1] = min(self.processor[-1], (process_time() - busy) / self.count * scale)
        self.clock[-1] = min(self.clock[-1], (perf_counter() - start) / self.count * scale)


def alternate(plan: Plan, sides: Mapping[str, Callable[[], object]], *, scale: float = 1e6) -> Rounds:
    """Call each side repeatedly in rounds, and return the time of one call of each side in each round.

    Args:
        plan: how many rounds, and whether to be quick.
        sides: the calls.
        scale: 1e6 for microseconds, 1e3 for milliseconds, 1 for seconds.
    """
    measured = {name: _Side(call) for name, call in sides.items()}
    for side in measured.values():
        side.count = _warm_up(side.call, quick=plan.quick)
    turns = 1 if plan.quick or min(side.count for side in measured.values()) == 1 else _TURNS
    for number in range(plan.rounds):
        for side in measured.values():
            side.begin_round()
        for turn in range(turns):
            for name in _rotate(list(measured), number + turn):
                measured[name].measure(scale)
    rounds = range(plan.rounds)
    return Rounds(
        ({name: side.clock[number] for name, side in measured.items()} for number in rounds),
        ({name: side.processor[number] for name, side in measured.items()} for number in rounds),
    )


def _warm_up(call: Callable[[], object], *, quick: bool) -> int:
    """Call it for a slice of time, and return how many calls fill it."""
    call()
    if quick:
        return 2
    count = 0
    start = perf_counter()
    while perf_counter() - start < _SLICE:
        call()
        count += 1
    return count


def _rotate(names: Sequence[str], number: int) -> list[str]:
    return list(islice(cycle(names), number % len(names), number % len(names) + len(names)))


def process(code: str, *arguments: str) -> dict[str, float]:
    """Run Python code in a new process, and return its milliseconds by clock ("wall") and by processor ("cpu").

    Args:
        code: the code; numbers that it prints are returned under "0", "1" and so on.
        *arguments: its ``sys.argv``.

    Raises:
        RuntimeError: the code failed; the message holds what it wrote to stderr.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = perf_counter()
        child = subprocess.Popen(  # noqa: S603 - only code of the benchmarks
            [sys.executable, "-c", code, *arguments], stdout=out, stderr=errors, env=environment(), cwd="/"
        )
        _, status, used = os.wait4(child.pid, 0)
        wall = perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            raise RuntimeError(f"{code!r} ended with {child.returncode}: {errors.read().decode()[-2000:]}")
        out.seek(0)
        printed = {str(number): float(line) for number, line in enumerate(out.read().split())}
    return {"wall": wall * 1e3, "cpu": (used.ru_utime + used.ru_stime) * 1e3, **printed}


def environment() -> dict[str, str]:
    """Return the environment of measured processes: this checkout, compiled modules, no proxies."""
    variables = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    variables.pop("HEROKU_API_KEY", None)
    return variables | {"PYTHONPATH": str(ROOT)}
