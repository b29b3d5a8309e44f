"""A fleet of workers that share a throttle, and servers with a rate limit, in virtual time."""

import heapq
import math
import random
from dataclasses import dataclass, field

from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.pool import LONGEST_WAIT, Asking, Pool, arrive, depart

__all__ = ["Bucket", "Fleet", "Sliding", "Window"]

_NEXT_ASK = 0.0002


class Bucket:
    """A bucket that refills all the time, as Heroku's; one with a small capacity is what GCRA allows."""

    def __init__(self, capacity, rate, says="remaining"):
        self.capacity, self.rate, self.says = capacity, rate, says
        self.tokens, self.at = float(capacity), 0.0

    def hit(self, now):
        self.tokens, self.at = min(self.capacity, self.tokens + (now - self.at) * self.rate), now
        refused = self.tokens < 1
        self.tokens -= 0 if refused else 1
        wait = float(math.ceil((1 - self.tokens) / self.rate)) if refused else None
        remaining = None if self.says == "Retry-After" else float(int(self.tokens))
        until_full = float(math.ceil((self.capacity - self.tokens) / self.rate))
        return Outcome(
            is_refused=refused,
            remaining=remaining,
            reset=until_full if self.says == "time until full" else None,
            retry_after=wait,
        )

    def supply(self, seconds):
        return self.capacity + self.rate * seconds


class Window:
    """A number of requests in each window; ``rounding`` makes the reset whole seconds."""

    def __init__(self, capacity, length, rounding=math.ceil):
        self.capacity, self.length, self.rounding = capacity, length, rounding
        self.window, self.count = 0, 0

    def hit(self, now):
        if (window := int(now // self.length)) != self.window:
            self.window, self.count = window, 0
        refused = self.count >= self.capacity
        self.count += 0 if refused else 1
        reset = (window + 1) * self.length - now
        return Outcome(
            is_refused=refused,
            remaining=float(self.capacity - self.count),
            limit=float(self.capacity),
            reset=float(self.rounding(reset)),
            retry_after=float(math.ceil(reset)) if refused else None,
        )

    def supply(self, seconds):
        return self.capacity * math.ceil(seconds / self.length)


class Sliding:
    """A number of requests in the last so many seconds."""

    def __init__(self, capacity, length):
        self.capacity, self.length, self.times = capacity, length, []

    def hit(self, now):
        self.times = [each for each in self.times if each > now - self.length]
        refused = len(self.times) >= self.capacity
        self.times += [] if refused else [now]
        wait = float(math.ceil(self.times[0] + self.length - now))
        remaining = float(self.capacity - len(self.times))
        return Outcome(is_refused=refused, remaining=remaining, reset=wait, retry_after=wait if refused else None)

    def supply(self, seconds):
        return self.capacity * math.ceil(seconds / self.length)


@dataclass
class Fleet:
    """Workers, each with some threads, that send as much as they may.

    Args:
        server: what they send to.
        threads: of each worker.
        delay: the shortest and the longest time of a request, in seconds.
        stranger: requests a second of somebody outside the fleet.
        seed: of the delays.
        dies: when the first worker is killed.
    """

    server: object
    threads: tuple[int, ...] = (4,) * 16
    delay: tuple[float, float] = (0.02, 0.1)
    stranger: float = 0.0
    seed: int = 1
    dies: float = math.inf
    pool: Pool = field(default_factory=Pool)
    answered: dict[int, int] = field(default_factory=dict)
    refused: list[float] = field(default_factory=list)
    taken: int = 0

    def __post_init__(self):
        self._chance = random.Random(self.seed)
        self._idle = list(self.threads)
        self._asks = [True] * len(self.threads)
        self._events, self._count = [], 0

    def run(self, seconds):
        """Let the fleet work for so long."""
        for worker in range(len(self.threads)):
            self._later(self._chance.random() * 0.01, self._ask, worker)
        if self.stranger:
            self._later(self._chance.expovariate(self.stranger), self._take)
        while self._events:
            now, _, action, arguments = heapq.heappop(self._events)
            if now > seconds:
                return self
            action(now, *arguments)
        return self

    def share_of(self, seconds):
        """Return how much of the limit was used, by all."""
        return (sum(self.answered.values()) + self.taken) / self.server.supply(seconds)

    def _later(self, moment, action, *arguments):
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, action, arguments))

    def _half_way(self):
        return self._chance.uniform(*self.delay) / 2

    def _is_dead(self, worker, now):
        return worker == 0 and now >= self.dies

    def _take(self, now):
        self.taken += not self.server.hit(now).is_refused
        self._later(now + self._chance.expovariate(self.stranger), self._take)

    def _ask(self, now, worker):
        if self._is_dead(worker, now):
            return
        if not self._idle[worker]:
            self._asks[worker] = False
            return
        lease = str(self._count)
        departure = depart(self.pool, now, Asking(worker=str(worker), lease=lease, patience=1e9))
        if departure.wait > 0:
            self._later(now + min(departure.wait, LONGEST_WAIT) + 0.0005, self._ask, worker)
            return
        self._idle[worker] -= 1
        self._later(now + self._half_way(), self._hit, worker, lease, departure)
        self._later(now + _NEXT_ASK, self._ask, worker)

    def _hit(self, now, worker, lease, departure):
        outcome = self.server.hit(now)
        if outcome.is_refused:
            self.refused.append(round(now, 3))
        else:
            self.answered[worker] = self.answered.get(worker, 0) + 1
        self._later(now + self._half_way(), self._back, worker, lease, departure, outcome)

    def _back(self, now, worker, lease, departure, outcome):
        if self._is_dead(worker, now):
            return
        arrive(self.pool, now, lease, departure, outcome)
        self._idle[worker] += 1
        if not self._asks[worker]:
            self._asks[worker] = True
            self._later(now, self._ask, worker)
