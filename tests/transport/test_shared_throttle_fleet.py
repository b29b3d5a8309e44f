"""Workers that share a throttle, against servers of every kind, in virtual time."""

import math

import pytest
from throttled_fleet import Bucket, Fleet, Sliding, Window

from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.pool import Asking, Pool, arrive, depart

SECONDS = 40.0
SERVERS = {
    "a bucket that refills": lambda: Bucket(100, 10.0),
    "a bucket that refills fast": lambda: Bucket(50, 40.0),
    "a bucket that says when it is full": lambda: Bucket(100, 10.0, "time until full"),
    "a small bucket": lambda: Bucket(5, 10.0),
    "a window, rounded up": lambda: Window(100, 10),
    "a window, rounded down": lambda: Window(100, 10, math.floor),
    "a window with an exact reset": lambda: Window(200, 10, float),
    "a window of a minute": lambda: Window(150, 40),
}


@pytest.mark.parametrize("workers", [1, 4, 16])
@pytest.mark.parametrize("server", SERVERS.values(), ids=SERVERS)
def test_limit_is_used_and_kept(server, workers):
    """Workers use 95 % of the limit, and get no 429."""
    fleet = Fleet(server(), threads=(3,) * workers).run(SECONDS)
    assert (fleet.refused, fleet.share_of(SECONDS) >= 0.95) == ([], True), fleet.share_of(SECONDS)


def test_delays():
    """Slow and uneven responses, which overtake each other, change nothing."""
    fleet = Fleet(Bucket(100, 10.0), delay=(0.01, 2.0)).run(120.0)
    assert (fleet.refused, fleet.share_of(120.0) >= 0.95) == ([], True)


@pytest.mark.parametrize("server", [lambda: Bucket(100, 10.0), lambda: Bucket(100, 10.0, "time until full")])
def test_stranger(server):
    """If somebody else takes half of the limit, the workers use the rest, with next to no 429."""
    fleet = Fleet(server(), stranger=5.0).run(SECONDS)
    assert fleet.share_of(SECONDS) >= 0.95
    assert len(fleet.refused) <= 2


def test_sliding_window():
    """A sliding window is used too, with few 429s, although its tokens come back in bursts."""
    fleet = Fleet(Sliding(100, 10)).run(SECONDS)
    assert fleet.share_of(SECONDS) >= 0.9
    assert len(fleet.refused) <= 3


def test_retry_after_alone():
    """A server that says Retry-After only is soon asked at the pace that it keeps up with."""
    fleet = Fleet(Bucket(20, 10.0, "Retry-After"), threads=(2,) * 4).run(100.0)
    assert fleet.share_of(100.0) >= 0.9
    assert len([each for each in fleet.refused if each > 30]) <= 10


def test_fair_workers():
    """A worker of one thread gets about as much as one of a hundred."""
    fleet = Fleet(Bucket(20, 10.0), threads=(1, 100)).run(60.0)
    assert fleet.refused == []
    assert 0.8 < fleet.answered[0] / fleet.answered[1] < 1.2


def test_dead_worker():
    """A worker that is killed, with requests in flight and in the queue, holds nothing back."""
    fleet = Fleet(Bucket(20, 10.0), threads=(4,) * 4, dies=10.0).run(60.0)
    assert (fleet.refused, fleet.share_of(60.0) >= 0.95) == ([], True)


def test_after_429s():
    """After several 429s, one request asks; the others follow once it is answered."""
    pool = Pool()
    first = depart(pool, 1.0, Asking(worker="0", lease="first", patience=60.0))
    arrive(pool, 1.1, "first", first, Outcome(remaining=9.0))
    flying = [depart(pool, 1.2, Asking(worker=str(each), lease=f"b{each}", patience=60.0)) for each in range(3)]
    for number, departure in enumerate(flying):
        arrive(pool, 1.3, f"b{number}", departure, Outcome(is_refused=True, remaining=0.0, retry_after=5.0))

    def leaving(now):
        answers = [
            (each, depart(pool, now, Asking(worker=str(each), lease=f"c{each}{now}", patience=60.0)))
            for each in range(4)
        ]
        return {each: answer for each, answer in answers if answer.wait <= 0}

    assert leaving(6.2) == {}
    asking = leaving(6.4)
    assert (len(asking), leaving(6.5)) == (1, {})
    ((worker, departure),) = asking.items()
    arrive(pool, 6.6, f"c{worker}6.4", departure, Outcome(remaining=40.0))
    assert len(leaving(6.7)) == 4
