"""The state of a shared throttle: the same decisions in Python and in Redis, and what they lead to."""

import random
from dataclasses import replace

import pytest
import redis_server

from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.pool import Asking, Pool, arrive, depart, view
from heroics_py.transport.throttles.redis import _read, _script, _words

redis_server = pytest.fixture(scope="module")(redis_server.shared)


class Histories:
    """One history of a pool, told to Python and to Redis at once."""

    def __init__(self, seed, client):
        self.chance, self.client = random.Random(seed), client
        self.pool, self.now, self.flying, self.count = Pool(), 1_700_000_000.0, [], 0
        self.style = self.chance.choice(["remaining", "reset", "policy", "retry", "mixed"])

    def in_redis(self, *words):
        text, _ = _script()
        keys = [f"{{history}}:{part}" for part in ("numbers", "leases", "places", "deadlines")]
        return _read(self.client.eval(text, 4, *keys, words[0], repr(self.now), *words[1:]))

    def step(self):
        """Let one request leave or arrive; return what Python and Redis make of it."""
        self.now += self.chance.choice([0.0, 0.001, 0.02, 0.3, 1.0, 7.0, 70.0]) * self.chance.random()
        if self.flying and self.chance.random() < 0.5:
            return self.arrival()
        self.count += 1
        asking = Asking(
            worker=f"w{self.chance.randrange(4)}",
            lease=str(self.count),
            patience=self.chance.choice([0.0, 0.5, 5.0, 60.0]),
            anyway=self.chance.random() < 0.05,
        )
        here = depart(self.pool, self.now, asking)
        words = (asking.worker, asking.lease, repr(asking.patience), "anyway" if asking.anyway else "")
        there, seen = self.in_redis("depart", *words)
        if here.wait <= 0.0:
            self.flying.append((asking.lease, here))
        return (here, view(self.pool, self.now)), (there, seen)

    def arrival(self):
        lease, departure = self.flying.pop(self.chance.randrange(len(self.flying)))
        if self.chance.random() < 0.02:
            departure = departure._replace(born=1.0)
        outcome = self.outcome()
        arrive(self.pool, self.now, lease, departure, outcome)
        moments = (departure.born, departure.number, departure.mark, departure.at)
        _, seen = self.in_redis("arrive", lease, *map(repr, moments), *_words(outcome))
        return view(self.pool, self.now), seen

    def outcome(self):
        if self.chance.random() < 0.05:
            return None
        refused = self.chance.random() < 0.1
        style = self.chance.choice(["remaining", "reset", "retry"]) if self.style == "mixed" else self.style
        if style == "retry":
            return Outcome(is_refused=refused, retry_after=self.chance.choice([None, 1.0, 9.0]) if refused else None)
        outcome = Outcome(is_refused=refused, remaining=float(self.chance.choice([0, 0, 1, 3, 15, 40, 900])))
        if style in {"reset", "policy"}:
            outcome = replace(outcome, reset=self.chance.choice([0.0, 2.0, 9.0, 3600.0, 1.25]))
        return replace(outcome, limit=1000.0) if style == "policy" else outcome


@pytest.mark.parametrize("seed", range(8))
def test_redis_decides_as_python(redis_server, seed):
    """The script in Redis decides as the functions in Python do, whatever happened before."""
    import redis

    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        histories = Histories(seed, client)
        for _ in range(250):
            here, there = histories.step()
            assert here == there
        numbers = {name.decode(): float(value) for name, value in client.hgetall("{history}:numbers").items()}
    assert numbers == histories.pool.numbers
