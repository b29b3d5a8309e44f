"""The state of a shared throttle: the same decisions in Python and in Redis, and what they lead to."""

import random
from dataclasses import replace

import pytest
import redis_server

from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.levels import is_sound
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


NOW = 1_700_000_000.0
SOUND = {"born": NOW - 9, "departed": 9.0, "ended": 9.0}
POOL = {**SOUND, "credit": 20.0, "credit_at": NOW - 1, "limit": 50.0, "reserve": 1.0}
FORGED = {
    "not a number": SOUND | {"closed_until": float("nan")},
    "endless": SOUND | {"closed_until": float("inf")},
    "years ahead": SOUND | {"closed_until": NOW + 1e8},
    "huge": SOUND | {"departed": 1e300},
    "without its count": {"born": NOW - 9},
    "without a beginning": {"closed_until": NOW + 60},
    "half of a credit": SOUND | {"credit": 20.0},
    "half of a pace": SOUND | {"pace": 1.0},
    "no pace": SOUND | {"pace": 0.0, "pace_at": NOW, "slot": NOW, "is_sure": 1.0},
    "a pause without end": POOL | {"credit": 9.0, "pause": 1e9},
    "everything in reserve": POOL | {"reserve": 1e9},
    "a limit below zero": POOL | {"limit": -1.0},
    "half of a measure": SOUND | {"measures": 1.0},
    "half of an anchor": SOUND | {"anchor_at": NOW},
}
ASKING = ("depart", "worker", "lease", "60.0", "")


@pytest.fixture
def client(redis_server):
    import redis

    with redis.Redis.from_url(redis_server.url) as client:
        client.flushall()
        yield client


def asked(client, *words):
    text, _ = _script()
    keys = [f"{{forged}}:{part}" for part in ("numbers", "leases", "places", "deadlines")]
    return client.eval(text, 4, *keys, words[0], repr(NOW), *words[1:])


@pytest.mark.parametrize("numbers", FORGED.values(), ids=FORGED)
def test_forged_numbers_count_as_none(client, numbers):
    """Numbers that no history leads to count as a new pool, in Python and in Redis."""
    client.hset("{forged}:numbers", mapping=numbers)
    assert not is_sound(numbers, NOW)
    assert _read(asked(client, *ASKING))[0] == (0.0, "", NOW, 1.0, 0.0, NOW)


def test_forged_fields_and_places(client):
    """Numbers of other names are not read; those who wait without a deadline, or with a late one, lose their place."""
    client.hset("{forged}:numbers", mapping={**POOL, **{f"n{number}": "x" for number in range(9000)}})
    client.zadd("{forged}:places", {f"w{number}": number - 1e9 for number in range(100)})
    client.zadd("{forged}:deadlines", {"w1": NOW + 1e9})
    assert is_sound(POOL, NOW)
    assert _read(asked(client, *ASKING))[0].wait == 0.0
    assert client.exists("{forged}:places", "{forged}:deadlines") == 0


@pytest.mark.parametrize("reply", [[b"nan"], [b"inf"], [b"1e9"], [b"1", b"\x1b[31m"], [b"x"]])
def test_forged_replies(reply):
    """What the script does not return is a fault of the server."""
    whole = [*reply, *[b"", b"0", b"0", b"0", b"0", b"", b"", b""][len(reply) - 1 :]]
    with pytest.raises(ValueError, match=r"not answer as|could not convert"):
        _read(whole)
