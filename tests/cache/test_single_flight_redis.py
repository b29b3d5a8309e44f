"""Workers that share a Redis server: one of them asks for all that ask for the same."""

import asyncio
import json
import os
import subprocess
import sys

import flying_worker
import pytest
from event_loop import run
from libraries import load
from slow_server import slow_server
from thing_schema import INFO, UPDATE, schema

import heroics_py
from heroics_py.cache import RedisStore
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.stores import redis_flights
from heroics_py.cache.stores.redis_flights import RedisFlights
from heroics_py.http.headers import Headers

redis = load("redis")

SECRET = "a secret of the fleet"
SCHEMA = schema(INFO, UPDATE)
OUTCOME = Entry(status=200, headers=Headers({"ETag": '"1"'}), body=b"1", requested_at=1.0, received_at=1.0)


@pytest.fixture
def slow(monkeypatch):
    """Run a slow server, and count the workers that wait for another one too."""
    with slow_server(monkeypatch) as server:
        look = RedisFlights.look

        def counted(flights, name, token):
            if (flights, token) not in server.seen:
                server.seen.add((flights, token))
                server.looking.release()
            return look(flights, name, token)

        server.seen = set()
        monkeypatch.setattr(RedisFlights, "look", counted)
        yield server


@pytest.fixture
def server(redis_server):
    redis.Redis(port=redis_server.port).flushall()
    return redis_server


@pytest.fixture
def worker(slow, server):
    """Return a function that connects as another worker does: with a store of its own to one Redis server."""
    clients = []

    def connected(*, secret=SECRET, encrypt=False, patience=2, **options):
        store = RedisStore(server.url, secret=secret, timeout=patience, encrypt=encrypt)
        settings = {"token": "secret-A", "cache": store, "single_flight": True, "trust_environment": False, **options}
        clients.append(heroics_py.connect(SCHEMA, url=slow.url, **settings))
        return clients[-1]

    yield connected
    slow.gate.set()
    for client in clients:
        client.close()


@pytest.fixture
def store(server):
    return RedisStore(server.url, secret=SECRET, timeout=2)


def begin(slow, *calls):
    """Begin calls in threads; the first one is at the server before the others begin. Return their futures."""
    futures = [slow.pool.submit(calls[0])]
    slow.wait_for(held=1)
    return futures + [slow.pool.submit(call) for call in calls[1:]]


def info_of(client):
    return heroics_py.cache_info(client)


def test_workers_send_one_request(slow, worker, server):
    """Of workers with 3 threads each, one sends a request; every key in Redis expires, and shows nothing."""
    clients = [worker() for _ in range(4)]
    futures = begin(slow, *[lambda client=client: client.thing.info("a") for client in clients for _ in range(3)])
    slow.wait_for(waiting=8, looking=3)
    slow.gate.set()
    records = [future.result() for future in futures]
    records[0].tags.append("mine")
    assert records[1:] == [{"id": "/things/a", "version": 0, "tags": []}] * 11
    assert slow.methods == ["GET"]
    assert sum(info_of(client).joined for client in clients) == 11
    keys = server.command("keys", "*").split()
    assert all(int(server.command("pttl", key)) > 0 for key in keys)
    assert not [key for key in keys if "things" in key or "secret" in key]


def test_processes_and_a_killed_leader(slow, worker, server, monkeypatch):
    """If the process that leads is killed, another one leads as soon as Redis no longer holds the flight."""
    monkeypatch.setattr(redis_flights, "HOLD", 0.6)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, flying_worker.__file__, slow.url, server.url, SECRET, "0.6"]
    client = worker(token=None)
    with subprocess.Popen(program, env=environment) as other:
        slow.wait_for(held=1)
        future = slow.pool.submit(client.thing.info, "a")
        slow.wait_for(looking=1)
        other.kill()
    slow.wait_for(held=1)
    slow.gate.set()
    assert (future.result().id, slow.methods) == ("/things/a", ["GET", "GET"])


def test_cancelled_among_workers(slow, worker, store):
    """A leader that is cancelled in an event loop hands over to another worker at once."""
    blocking = worker()

    async def ask():
        options = {"token": "secret-A", "cache": store, "single_flight": True, "trust_environment": False}
        async with heroics_py.connect_async(SCHEMA, url=slow.url, **options) as client:
            task = asyncio.ensure_future(client.thing.info("a"))
            await asyncio.to_thread(slow.wait_for, held=1)
            future = slow.pool.submit(blocking.thing.info, "a")
            await asyncio.to_thread(slow.wait_for, looking=1)
            task.cancel()
            await asyncio.to_thread(slow.wait_for, held=1)
            slow.gate.set()
            return await asyncio.wrap_future(future)

    assert run(ask()).id == "/things/a"


OTHERS = {
    "another account": {"token": "secret-B"},
    "another secret": {"secret": "another secret of a fleet"},
    "another route": {"max_bytes": 1000},
    "encrypted": {"encrypt": True},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_workers_that_share_nothing(slow, worker, other):
    """Workers with another account, secret or route send their own requests."""
    futures = [slow.pool.submit(each.thing.info, "a") for each in (worker(), worker(**other))]
    slow.wait_for(held=2)
    slow.gate.set()
    assert [future.result().id for future in futures] == ["/things/a"] * 2


def test_a_worker_after_its_own_change(slow, worker):
    """A worker that has changed something joins no flight of another one from before."""
    first, second = worker(), worker()
    (before,) = begin(slow, lambda: first.thing.info("a"))
    second.thing.update("a", name="b")
    after = slow.pool.submit(second.thing.info, "a")
    slow.wait_for(held=1)
    slow.gate.set()
    assert (before.result().version, after.result().version) == (0, 1)


@pytest.mark.parametrize(("status", "headers"), [(404, []), (200, [("Cache-Control", "no-store")])])
def test_what_may_not_be_stored(slow, worker, server, status, headers):
    """What no cache may store is shared within a worker alone, and is never in Redis."""
    slow.statuses, slow.headers = [status] * 3, headers
    clients = [worker(), worker(), worker()]
    futures = begin(slow, *[lambda client=client: client.thing.info("a") for client in clients])
    slow.wait_for(looking=2)
    slow.gate.set()
    assert {getattr(future.exception(), "status", 200) for future in futures} == {status}
    assert slow.methods == ["GET"] * 3
    client = redis.Redis(port=server.port)
    assert not [key for key in client.keys("*flight*") if b"things" in client.get(key)]


@pytest.mark.parametrize("trouble", ["stop", "pause"])
def test_redis_fails_in_the_middle(slow, worker, server, trouble):
    """If Redis is killed or paused while workers wait, each of them asks for itself, and no call fails."""
    clients = [worker(patience=0.5) for _ in range(3)]
    futures = begin(slow, *[lambda client=client: client.thing.info("a") for client in clients])
    slow.wait_for(looking=2)
    getattr(server, trouble)()
    try:
        slow.wait_for(held=2)
        slow.gate.set()
        assert [future.result().id for future in futures] == ["/things/a"] * 3
        assert clients[0].thing.info("b").id == "/things/b"
    finally:
        server.restart()


def test_a_forged_outcome_is_rejected(slow, worker, server):
    """An outcome that somebody else wrote to Redis is not used: the worker asks for itself."""
    first, second = worker(), worker()
    futures = begin(slow, lambda: first.thing.info("a"), lambda: second.thing.info("a"))
    slow.wait_for(looking=1)
    (flight,) = server.command("keys", "*flight*").split()
    token = server.command("hget", flight, "owner")
    server.command("set", f"{flight}:{token}", json.dumps({"id": "forged"}), "px", "5000")
    slow.wait_for(held=1)
    slow.gate.set()
    assert [future.result().id for future in futures] == ["/things/a"] * 2
    assert info_of(second).corrupt == 1


def test_an_outcome_of_another_flight_is_rejected(store, server):
    """A sealed outcome is valid for its own flight: at the place of another one, it is damaged."""
    flights = store.flights
    client = redis.Redis(port=server.port)
    flights.publish("name", "one", OUTCOME)
    assert flights.look("name", "one").outcome == OUTCOME
    client.set(flights._outcome("name", "two"), client.get(flights._outcome("name", "one")), px=5000)
    with pytest.raises(CorruptEntryError):
        flights.look("name", "two")


def test_an_outcome_needs_the_secret(store, server):
    """A worker with another secret can't read or write an outcome."""
    store.flights.publish("name", "one", OUTCOME)
    other = RedisStore(server.url, secret="another secret of a fleet", timeout=2)
    with pytest.raises(CorruptEntryError):
        other.flights.look("name", "one")


def test_an_encrypted_outcome(server):
    """A store that encrypts its entries encrypts outcomes too."""
    load("cryptography")
    store = RedisStore(server.url, secret=SECRET, timeout=2, encrypt=True)
    outcome = Entry(status=200, headers=Headers(), body=b"private", requested_at=1.0, received_at=1.0)
    store.flights.publish("name", "one", outcome)
    assert store.flights.look("name", "one").outcome == outcome
    assert b"private" not in redis.Redis(port=server.port).get(store.flights._outcome("name", "one"))


def test_the_notes_of_a_flight(store):
    """A flight is led by the first, joined while it is young enough, and over when it is finished or released."""
    flights, forever = store.flights, float("inf")
    assert flights.enter("name", "one", max_age=forever) == "one"
    assert flights.enter("name", "two", max_age=forever) == "one"
    assert flights.enter("name", "two", max_age=60.0) == "one"
    assert flights.enter("name", "two", max_age=0.0) == ""
    assert flights.look("name", "one").is_flying
    assert flights.finish("name", "two") == 0
    assert flights.finish("name", "one") == 2
    assert flights.enter("name", "three", max_age=forever) == ""
    flights.publish("name", "one", OUTCOME)
    assert flights.enter("name", "four", max_age=forever) == "four"
    flights.release("name", "one")
    assert flights.look("name", "four").is_flying
    flights.release("name", "four")
    assert not flights.look("name", "four").is_flying
    assert flights.enter("name", "five", max_age=forever) == "five"
    assert flights.finish("name", "five") == 0
    assert not flights.look("name", "five").is_flying


def test_a_flight_is_held_while_it_is_renewed(store, server):
    """Renewing holds a flight for longer, and one of somebody else is left alone."""
    flights = store.flights
    flights.enter("name", "one", max_age=float("inf"))
    key = flights._flight("name")
    server.command("pexpire", key, "50")
    flights.renew("name", "two")
    assert int(server.command("pttl", key)) <= 50
    flights.renew("name", "one")
    assert int(server.command("pttl", key)) > 1000


def test_fresh_responses_need_no_flight(slow, worker, monkeypatch):
    """In the rfc mode, a fresh response is served without a note in Redis."""
    slow.headers = [("Cache-Control", "max-age=60")]
    slow.gate.set()
    client = worker(cache_mode="rfc")
    client.thing.info("a")
    monkeypatch.setattr(RedisFlights, "enter", None)
    assert client.thing.info("a").id == "/things/a"
    assert (info_of(client).fresh_hits, slow.methods) == (1, ["GET"])


def test_the_store_counts_no_flights(store):
    """What a store measures are entries alone; clearing it removes the flights too."""
    store.flights.enter("name", "one", max_age=float("inf"))
    store.flights.publish("other", "two", OUTCOME)
    assert store.measure() == (0, 0)
    store.clear()
    assert not store.flights.look("name", "one").is_flying
