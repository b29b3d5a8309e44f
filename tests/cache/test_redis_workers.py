"""Workers that share a cache in Redis: an invalidation reaches all of them, also one that the server has missed."""

import os
import threading
import time

import pytest
from cache_parts import BODY, OTHER, cached, condition, get, make_response
from libraries import load

from heroics_py.cache import RedisStore
from heroics_py.cache.stores.lost_drops import LostDrops

redis = load("redis")

SECRET = "a secret of the caller's own"


def fresh(etag, body=BODY):
    return make_response(200, body, etag=etag, Cache_Control="max-age=600")


CHANGED = make_response(200, b"{}")


@pytest.fixture
def client(redis_server):
    redis_server.resume()
    client = redis.Redis(port=redis_server.port)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def workers(redis_server, client):
    """Return a function that returns the caches of two workers, which answer by their scripts, and the scripts."""
    stores = []

    def make(*scripts, **settings):
        found = []
        for script in scripts:
            settings = {"clock": lambda: now[0], "timeout": 5, **settings}
            store = RedisStore(redis_server.url, SECRET, **settings)
            store._lost._process = os.getpid()  # no thread: the test repeats
            stores.append(store)
            found += cached(*script, store=store, clock=time.time)
        return found

    now = [0.0]
    make.later = lambda: now.__setitem__(0, now[0] + 20)
    yield make
    for store in stores:
        store.close()


def read(cache, **fields):
    return cache.send(get(mode="rfc", **fields)).body


def test_a_change_reaches_every_worker(workers):
    """After a change by one worker, another worker never serves the old response, fresh or not."""
    one, _, two, asked = workers([fresh('"1"'), CHANGED], [fresh('"2"', OTHER)])
    assert (read(one), read(two), len(asked.requests)) == (BODY, BODY, 0)
    one.send(get(method="PATCH", body=b"{}"))
    assert (read(two), read(one)) == (OTHER, OTHER)


def test_a_missed_invalidation_is_repeated(workers, redis_server):
    """A worker repeats an invalidation that the server has missed before it reads, and other workers see it."""
    one, _, two, asked = workers([fresh('"1"'), CHANGED, fresh('"2"', OTHER)], [], timeout=0.3)
    read(one)
    redis_server.pause()
    one.send(get(method="PATCH", body=b"{}"))
    assert len(one.store._lost) > 0
    redis_server.resume()
    workers.later()
    assert [read(one), read(two), read(two), len(asked.requests)] == [OTHER] * 3 + [0]
    assert len(one.store._lost) == 0


def test_no_old_entry_is_read_before_that(workers, redis_server):
    """Until a missed invalidation is repeated, its worker reads nothing."""
    one, asked = workers([fresh('"1"'), CHANGED, *[fresh('"2"', OTHER)] * 3], timeout=0.3)
    read(one)
    redis_server.pause()
    one.send(get(method="PATCH", body=b"{}"))
    redis_server.resume()
    assert [read(one), read(one), len(asked.requests)] == [OTHER, OTHER, 4]


def test_an_entry_from_before_an_outage_is_confirmed(workers, redis_server):
    """A worker that saw the server fail confirms earlier entries before they are fresh again, for all workers."""
    one, asked, two, others = workers([fresh('"1"'), fresh('"1"'), make_response(304, etag='"1"')], [], timeout=0.3)
    read(one)
    redis_server.pause()
    read(one)
    redis_server.resume()
    workers.later()
    assert [read(one), read(one), read(two)] == [BODY] * 3
    assert ([condition(each) for each in asked.requests], others.requests) == ([None, None, '"1"'], [])


def test_a_restart_is_noticed(workers, redis_server):
    """A response that was requested before a change is not stored after a restart, which lost the change."""

    def changed_before_a_restart(_):
        two.send(get(method="PATCH", body=b"{}"))
        redis_server.restart()
        return fresh('"old"')

    one, asked, two, _ = workers([CHANGED, changed_before_a_restart, fresh('"new"', OTHER)], [CHANGED])
    one.send(get("https://api.shop.example/else", method="PATCH"))  # it knows the server
    assert [read(one), read(one), len(asked.requests)] == [BODY, OTHER, 3]
    assert condition(asked.requests[2]) is None


def test_a_full_server_forgets_what_changed(workers, client):
    """A change removes an entry also at a server without memory for its time, which is repeated."""
    one, _, two, _ = workers([fresh('"1"'), CHANGED, fresh('"2"', OTHER)], [fresh('"2"', OTHER)])
    read(one)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)
    try:
        one.send(get(method="PATCH", body=b"{}"))
        assert (read(two), "OutOfMemoryError" in one.info().fault) == (OTHER, True)
    finally:
        client.config_set("maxmemory", 0)
    assert (read(one), len(one.store._lost)) == (OTHER, 0)


@pytest.mark.parametrize("policy", ["noeviction", "allkeys-lru"])
def test_a_full_server_fails_no_call(workers, client, policy):
    """A server without memory fails no call."""
    one, *_ = workers([fresh('"1"'), CHANGED] * 3)
    client.config_set("maxmemory-policy", policy)
    client.config_set("maxmemory", 1)
    try:
        bodies = [read(one) if step % 2 else one.send(get(method="PATCH")).body for step in (1, 0) * 3]
    finally:
        client.config_set("maxmemory", 0)
        client.config_set("maxmemory-policy", "noeviction")
    assert bodies == [BODY, b"{}"] * 3


def test_threads_wait_for_a_paused_server_once(workers, redis_server):
    """A paused server costs each of many threads one timeout, and a few probes, however many calls there are."""
    one, asked, *_ = workers([fresh('"1"')] * 160, clock=time.monotonic, timeout=0.2)
    attempts = []
    attempt = one.store._server._breaker._fail
    one.store._server._breaker._fail = lambda began: attempts.append(attempt(began))
    redis_server.pause()
    threads = [threading.Thread(target=lambda: [read(one) for _ in range(10)]) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    redis_server.resume()
    assert (len(asked.requests), len(attempts) <= 16 + 4) == (160, True)


def test_a_thread_repeats_what_was_missed():
    """What a server has missed is repeated without a further call, until it succeeds."""
    repeated, done = [], threading.Event()

    def drop(group, _):
        repeated.append(group)
        if len(repeated) == 1:
            raise OSError("refused")
        done.set()

    lost = LostDrops(drop)
    lost.add("g")
    assert done.wait(60)
    assert (repeated, lost.finish(), len(lost)) == (["g", "g"], True, 0)


def test_a_missed_drop_is_kept_without_a_thread(monkeypatch):
    """If no thread can start, what a server has missed is repeated before the next read."""
    monkeypatch.setattr(threading.Thread, "start", _fail_to_start)
    dropped = []
    lost = LostDrops(lambda group, _: dropped.append(group))
    lost.add("g")
    assert (lost.repeat(), dropped) == (True, ["g"])


def _fail_to_start(_):
    raise RuntimeError("can't start new thread")


def test_a_later_change_is_kept():
    """A group that changes again while it is repeated is repeated again."""
    dropped = []

    def drop(group, _):
        dropped.append(group)
        if len(dropped) == 1:
            lost.add(group)

    lost = LostDrops(drop)
    lost._process = os.getpid()  # no thread
    lost.add("g")
    lost.repeat()
    assert len(lost) == 1
    lost.repeat()
    assert (dropped, len(lost)) == (["g", "g"], 0)
