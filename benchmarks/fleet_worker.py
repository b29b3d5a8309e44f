"""A worker of the fleet in a process of its own: it reads apps with one client, from several threads.

It reads one `Order` a line from its standard input, opens the client, says so with the line "ready", waits for a line
with the moment to start, and prints its `Tally`. It ends when its standard input ends.
"""

import gc
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import heroics_py

__all__ = ["Order", "Tally"]

_TIMEOUT = 1.0  # seconds, for Redis: all workers of the fleet share a few processors, and get one late
_SKEW = 1.0  # of Zipf's law: the n-th most popular app is asked for n times less often than the first one


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a worker does.

    Attributes:
        url: of the server.
        redis: the URL of Redis; empty for none.
        cache: "memory", "redis", "encrypted" or "none".
        throttle: whether it shares its throttle through Redis.
        single_flight: whether equal requests go out once.
        threads: how many threads make calls.
        pace: the seconds from one call of a thread to its next, if none is slow.
        seconds: how long it makes calls.
        apps: how many apps there are.
        number: which worker it is.
    """

    url: str
    redis: str = ""
    cache: str = "memory"
    throttle: bool = False
    single_flight: bool = False
    threads: int = 4
    pace: float = 0.1
    seconds: float = 1.0
    apps: int = 300
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of it.

    Attributes:
        calls: how the calls were answered: "hit", "revalidated", "joined", "miss".
        failures: the names of the errors.
        resident: the memory of the process in MiB.
        private: the part of it that no other process shares, in MiB.
    """

    calls: dict[str, int] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    resident: float = 0.0
    private: float = 0.0


def connect(order: Order, token: str = "fleet") -> heroics_py.Client:  # noqa: S107 - no credential of anybody
    """Return the client of an order."""
    options: dict[str, Any] = {}
    if order.throttle:
        options["throttle"] = heroics_py.RedisThrottle(order.redis, timeout=_TIMEOUT)
    if order.single_flight:
        options["single_flight"] = True
    return heroics_py.connect(url=order.url, token=token, cache=_cache(order), cache_mode="rfc", **options)


def _cache(order: Order) -> Any:
    if order.cache in {"redis", "encrypted"}:
        more = {"encrypt": True} if order.cache == "encrypted" else {}
        return heroics_py.RedisStore(order.redis, "the secret of the fleet", timeout=_TIMEOUT, **more)
    return None if order.cache == "none" else order.cache


class _Reader:
    """The threads of a worker."""

    def __init__(self, order: Order, client: heroics_py.Client, start: float) -> None:
        self._order = order
        self._end = start + order.seconds
        self._start = start
        self._info = client.with_options(on_response=self._note).app.info
        self._weights = list(accumulate(1 / rank**_SKEW for rank in range(1, order.apps + 1)))
        self.calls: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    def _note(self, details: heroics_py.ResponseDetails) -> None:
        if time.time() <= self._end and not details.error and details.status != 429:
            self.calls[details.cache] += 1

    def read(self, thread: int) -> None:
        """Read apps until the end, each as soon as its turn and the thread's last call allow."""
        order = self._order
        chance = random.Random(order.number * 1000 + thread)  # noqa: S311 - the same apps each time
        due = self._start + chance.random() * order.pace
        while (now := max(due, time.time())) < self._end:
            time.sleep(max(0.0, due - time.time()))
            [app] = chance.choices(range(order.apps), cum_weights=self._weights)
            try:
                self._info(f"app-{app}")
            except heroics_py.HeroicsError as error:
                self.failures[type(error).__name__] += 1
            due = now + order.pace


def _run(order: Order) -> Tally:
    """Open the client, wait for the start, and make the calls."""
    gc.collect()  # closes the connections of the last run
    with connect(order, "warm-up") as warm, connect(order) as client:
        warm.app.info("app-0")  # which loads every module
        print("ready", flush=True)
        reader = _Reader(order, client, float(sys.stdin.readline()))
        with ThreadPoolExecutor(order.threads) as threads:
            list(threads.map(reader.read, range(order.threads)))
        resident, private = _memory()
    return Tally(calls=dict(reader.calls), failures=dict(reader.failures), resident=resident, private=private)


def _memory() -> tuple[float, float]:
    """Return the resident and the private memory of this process in MiB; 0 where the system does not say."""
    path = Path("/proc/self/smaps_rollup")
    if not path.exists():
        return 0.0, 0.0
    sizes = {name: int(rest.split()[0]) for name, _, rest in _fields(path.read_text().splitlines()[1:])}
    return sizes["Rss"] / 1024, (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1024


def _fields(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    return [line.partition(":") for line in lines]


def main() -> None:
    """Carry out the orders."""
    for line in sys.stdin:
        print(json.dumps(asdict(_run(Order(**json.loads(line))))), flush=True)
    os._exit(0)  # without waiting for the threads of a call that waits


if __name__ == "__main__":
    main()
