"""One call of every client, in alternating rounds; each client has a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from clients import CLIENTS
from timing import ROOT, Plan, Rounds, Row, environment, row

__all__ = ["BARE", "ROWS"]

Times = list[tuple[float, float]]  # of the turns of a client, by the clock and by the processor

HERE = Path(__file__).resolve().parent
BARE = ("http.client", "urllib3", "pycurl", "aiohttp")
"""The bare libraries: they send a request, and know nothing of an API."""
_SLICE = 0.02  # seconds of a turn
_TURNS = 3  # of each client in a round, of which the best counts
_ROWS = (  # row of the clients, name, unit, target
    ("GET", "GET", "µs", 0.6),
    ("304", "GET answered 304, memory", "µs", 0.7),
    ("200", "GET answered 200, with a cache", "µs", 0.7),
    ("POST", "POST, which only we validate", "µs", 0.7),
    ("POST, validated", "POST, validated by all", "µs", None),
    ("walk", "walk all pages", "ms", 1.0),
)
_UNITS = {"µs": 1e6, "ms": 1e3}


class _Client:
    """A process that calls one client."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.results: dict[str, object] = json.loads(self._read())
        self._counts: dict[str, int] = {}

    def time(self, row_name: str, *, quick: bool) -> tuple[float, float]:
        """Return the seconds of one call, by the clock and by the processor."""
        if row_name not in self._counts:
            self._counts[row_name] = 1 if quick else self._count(row_name)
        count = self._counts[row_name]
        clock, processor = self._ask(row_name, count)
        return clock / count, processor / count

    def _count(self, row_name: str) -> int:
        """Warm up, and return how many calls fill a turn."""
        self._ask(row_name, 3)
        return max(1, round(_SLICE * 5 / self._ask(row_name, 5)[0]))

    def _ask(self, row_name: str, count: int) -> tuple[float, float]:
        self._process.stdin.write(f"{row_name} {count}\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        clock, processor = map(float, self._read().split())
        return clock, processor

    def _read(self) -> str:
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise RuntimeError(self._process.stderr.read().strip().rpartition("\n")[2])  # type: ignore[union-attr]
        return line


@contextmanager
def _running(name: str, plan: Plan, root: Path) -> Iterator[_Client]:
    command = [sys.executable, str(HERE / "clients.py"), name, plan.url, str(plan.schema)]
    pipe, variables = subprocess.PIPE, environment() | {"PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=variables) as process:  # noqa: S603
        try:
            yield _Client(process)
        finally:
            process.kill()


def compare(plan: Plan) -> list[Row]:
    """Measure each row with each client that is installed; ``plan.against`` adds another checkout of this library."""
    with ExitStack() as stack:
        clients = {}
        for name, (client, root) in _chosen(plan).items():
            try:
                clients[name] = stack.enter_context(_running(client, plan, root))
            except RuntimeError as error:
                print(f"without {name}: {error}", file=sys.stderr)
        _check(clients)
        rounds: dict[str, Rounds] = {each[0]: Rounds((), ()) for each in _ROWS}
        for number in range(plan.rounds):
            for row_name, _, unit, _ in _ROWS:
                _add(rounds[row_name], _turns(clients, row_name, number, plan), _UNITS[unit])
    return [_row_of(rounds[each[0]], *each[1:]) for each in _ROWS]


def _chosen(plan: Plan) -> dict[str, tuple[str, Path]]:
    chosen = {name: (name, ROOT) for name in CLIENTS}
    if plan.against:
        chosen[f"heroics_py in {plan.against.name}"] = ("heroics_py", plan.against)
    return chosen


def _check(clients: Mapping[str, _Client]) -> None:
    for row_name, *_ in _ROWS:
        results = {name: each.results[row_name] for name, each in clients.items() if row_name in each.results}
        if len(set(results.values())) > 1:
            raise RuntimeError(f"the clients return different results for {row_name}: {results}")


def _turns(clients: Mapping[str, _Client], row_name: str, number: int, plan: Plan) -> dict[str, Times]:
    """Return the times of the turns of each client; a turn of one follows a turn of another."""
    names = [name for name, each in clients.items() if row_name in each.results]
    turns: dict[str, Times] = {name: [] for name in names}
    for turn in range(1 if plan.quick else _TURNS):
        start = (number + turn) % len(names)
        for name in names[start:] + names[:start]:
            turns[name].append(clients[name].time(row_name, quick=plan.quick))
    return turns


def _add(rounds: Rounds, turns: Mapping[str, Times], scale: float) -> None:
    rounds.append({name: min(clock for clock, _ in each) * scale for name, each in turns.items()})
    rounds.processor.append({name: min(busy for _, busy in each) * scale for name, each in turns.items()})


def _row_of(rounds: Rounds, name: str, unit: str, target: float | None) -> Row:
    return row(name, unit, rounds, peer="requests", floor="http.client", target=target, group="clients")


ROWS = {"clients": compare}
