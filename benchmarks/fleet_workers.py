"""The workers of the fleet, the server that they call and the Redis that they share."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from account_limit import Settings
from fleet_worker import Order, Tally
from limited_server import LimitedServer, Report, running_limited_server
from measured_redis import MeasuredRedis, RedisFigures, running_redis
from timing import environment

__all__ = ["Fleet", "Result", "running_fleet"]

HERE = Path(__file__).resolve().parent
_THREADS = 64  # of all workers together
_DEMAND = 400  # calls that all of them would make each second, if none had to wait
_HEAD_START = 0.1  # seconds from the order to start until all workers start


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a fleet did.

    Attributes:
        name: of the setup.
        workers: how many there were.
        calls: how the calls were answered: "hit", "revalidated", "joined", "miss".
        failures: the names of the errors.
        report: of the server.
        redis: what Redis saw.
        threads: of a worker.
        resident: the memory of a worker, in MiB.
        private: the part of it that no other process shares, in MiB.
    """

    name: str
    workers: int
    calls: Counter[str]
    failures: Counter[str]
    report: Report
    redis: RedisFigures
    threads: int
    resident: float
    private: float

    @property
    def requests(self) -> int:
        """How many requests arrived."""
        return self.report.accepted + self.report.refused


class _Worker:
    """A process of the fleet."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def write(self, line: str) -> None:
        """Send a line."""
        self._process.stdin.write(f"{line}\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]

    def read(self) -> str:
        """Return its next line.

        Raises:
            RuntimeError: it has ended.
        """
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise RuntimeError("a worker has failed: its error is above")
        return line.strip()


class Fleet:
    """Processes that wait for orders.

    Args:
        workers: the processes.
        server: that they call.
        redis: that they may share.
        seconds: of a run.
    """

    def __init__(self, workers: Sequence[_Worker], server: LimitedServer, redis: MeasuredRedis, seconds: float) -> None:
        self._workers = workers
        self._server = server
        self._redis = redis
        self._seconds = seconds

    def run(self, name: str, settings: Settings, workers: int, **shared: object) -> Result:
        """Let the first workers call the server, and return what came of it.

        Args:
            name: of the setup.
            settings: of the server.
            workers: how many.
            **shared: further fields of their `Order`.
        """
        print(f"{name}, {workers} workers ...", file=sys.stderr, flush=True)
        chosen = self._workers[:workers]
        order = {
            "url": self._server.url,
            "redis": self._redis.url,
            "threads": _THREADS // workers,
            "pace": _THREADS / _DEMAND,
            "seconds": self._seconds,
        }
        for number, worker in enumerate(chosen):
            worker.write(json.dumps(asdict(Order(number=number, **order, **shared))))  # type: ignore[arg-type]
        for worker in chosen:
            worker.read()
        self._server.begin(settings)
        self._redis.begin()
        start = time.time() + _HEAD_START
        for worker in chosen:
            worker.write(str(start))
        time.sleep(max(0.0, start + self._seconds - time.time()))
        report, redis = self._server.report(), self._redis.figures()
        tallies = [Tally(**json.loads(worker.read())) for worker in chosen]
        return _result(name, tallies, report, redis)


def _result(name: str, tallies: Sequence[Tally], report: Report, redis: RedisFigures) -> Result:
    calls: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for tally in tallies:
        calls.update(tally.calls)
        failures.update(tally.failures)
    return Result(
        name=name,
        workers=len(tallies),
        calls=calls,
        failures=failures,
        report=report,
        redis=redis,
        threads=_THREADS // len(tallies),
        resident=sum(each.resident for each in tallies) / len(tallies),
        private=sum(each.private for each in tallies) / len(tallies),
    )


@contextmanager
def running_fleet(workers: int, *, seconds: float) -> Iterator[Fleet]:
    """Run workers, a server and a Redis, each in a process of its own; all of them are killed at the end.

    Args:
        workers: how many.
        seconds: of a run.
    """
    with ExitStack() as stack:
        server = stack.enter_context(running_limited_server())
        redis = stack.enter_context(running_redis())
        processes = [stack.enter_context(_running_worker()) for _ in range(workers)]
        yield Fleet(processes, server, redis, seconds)


@contextmanager
def _running_worker() -> Iterator[_Worker]:
    command, pipe = [sys.executable, str(HERE / "fleet_worker.py")], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment()) as process:  # noqa: S603
        try:
            yield _Worker(process)
        finally:
            process.kill()
