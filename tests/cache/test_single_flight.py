"""Clients whose equal reads share one request, over a real server that is slow."""

import asyncio
import pickle
from pathlib import Path

import pytest
from event_loop import run
from slow_server import slow_server
from thing_schema import CREATE, INFO, LIST, UPDATE, schema

import heroics_py
from heroics_py.cache import Caching, FileStore, MemoryStore
from heroics_py.cache.flights.single_flight import SingleFlight

TYPED = {**INFO, "targetSchema": {"type": "object", "properties": {"id": {"type": "integer"}}}}
SCHEMA = schema(LIST, INFO, CREATE, UPDATE, {**TYPED, "title": "Typed", "href": "/typed"})


@pytest.fixture
def slow(monkeypatch):
    with slow_server(monkeypatch) as server:
        yield server


@pytest.fixture
def connect(slow):
    """Return a function that connects to the server."""
    clients = []

    def connected(**options):
        settings = {"token": "secret-A", "single_flight": True, "trust_environment": False, **options}
        clients.append(heroics_py.connect(SCHEMA, url=slow.url, **settings))
        return clients[-1]

    yield connected
    slow.gate.set()
    for client in clients:
        client.close()


def ask(slow, *calls):
    """Begin calls in threads, and return their futures once one is at the server and the others wait for it."""
    futures = [slow.pool.submit(call) for call in calls]
    slow.wait_for(waiting=len(calls) - 1, held=1)
    return futures


@pytest.mark.parametrize("cache", ["memory", None])
def test_200_threads_send_one_request(slow, connect, cache):
    """Of 200 threads that ask for the same, one sends a request; each gets a record of its own."""
    client = connect(cache=cache, pool_size=5)
    futures = ask(slow, *[lambda: client.thing.info("a")] * 200)
    slow.gate.set()
    records = [future.result() for future in futures]
    records[0].tags.append("mine")
    records[1]["id"] = "mine"
    assert records[2:] == [{"id": "/things/a", "version": 0, "tags": []}] * 198
    assert slow.methods == ["GET"]
    info = heroics_py.cache_info(client)
    assert info is None if cache is None else (info.joined, info.misses, info.stores) == (199, 1, 1)


def test_threads_and_tasks_send_one_request(slow, connect, tmp_path):
    """Threads and 1,000 tasks of two clients with one store share one request."""
    store = FileStore(tmp_path)
    client = connect(cache=store)
    settings = {"token": "secret-A", "cache": store, "single_flight": True, "trust_environment": False}

    async def ask_all():
        async with heroics_py.connect_async(SCHEMA, url=slow.url, **settings) as tasks:
            futures = [slow.pool.submit(client.thing.info, "a") for _ in range(20)]
            coroutines = [asyncio.ensure_future(tasks.thing.info("a")) for _ in range(1000)]
            await asyncio.to_thread(slow.wait_for, 1019, 1)
            slow.gate.set()
            return await asyncio.gather(*coroutines, *map(asyncio.wrap_future, futures))

    assert {record.id for record in run(ask_all())} == {"/things/a"}
    assert slow.methods == ["GET"]


@pytest.mark.parametrize(
    "other",
    [
        {"token": "secret-B"},
        {"headers": {"X-Tenant": "2"}},
        {"headers": {"Accept": "application/json; version=2"}},
        {"cache_identity": "me"},
        {"max_bytes": 1000},
        {"verify": __file__},
    ],
    ids=lambda other: next(iter(other)),
)
def test_different_clients_share_nothing(slow, connect, other):
    """Clients with another account, header or route share a store, and no flight."""
    store = MemoryStore()
    futures = [slow.pool.submit(connect(cache=store, **each).thing.info, "a") for each in ({}, other)]
    slow.wait_for(held=2)
    slow.gate.set()
    assert [future.result().id for future in futures] == ["/things/a"] * 2


CHANGES = {
    "a link": lambda client: client.thing.update("a", name="b"),
    "a copy with options": lambda client: client.with_options(timeout=9).thing.create(name="b"),
    "request": lambda client: heroics_py.request(client, "PUT", "/elsewhere", json={}),
    "a request that is refused": lambda client: heroics_py.request(client, "DELETE", "/elsewhere"),
    "upload": lambda client: heroics_py.upload(f"{client_url(client)}/elsewhere", Path(__file__)),
}


def client_url(client):
    return client.thing.list.prepare().url.removesuffix("/things")


@pytest.mark.parametrize("change", CHANGES)
def test_a_read_after_a_change_is_sent(slow, connect, change):
    """After a change in whatever way, a read of the same client joins no flight from before."""
    client = connect()
    (before,) = ask(slow, lambda: client.thing.info("a"))
    CHANGES[change](client)
    after = slow.pool.submit(client.thing.info, "a")
    slow.wait_for(held=1)
    slow.gate.set()
    assert (before.result().version, after.result().version) == (0, 1)


def test_a_read_after_an_interrupted_change(slow, connect):
    """A change that ended in an error of the caller's counts too."""
    client = connect()
    (before,) = ask(slow, lambda: client.thing.info("a"))

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.with_options(on_request=interrupt).thing.update("a", name="b")
    after = slow.pool.submit(client.thing.info, "a")
    slow.wait_for(held=1)
    slow.gate.set()
    assert (before.result().id, after.result().id) == ("/things/a", "/things/a")


@pytest.mark.parametrize("status", [404, 500])
def test_an_error_is_shared_by_those_who_asked(slow, connect, status):
    """An error of the API is raised by each call that had asked; the next one asks again."""
    slow.statuses = [status]
    client = connect()
    futures = ask(slow, *[lambda: client.thing.info("a")] * 3)
    slow.gate.set()
    errors = [future.exception() for future in futures]
    assert [error.status for error in errors] == [status] * 3
    assert len({id(error) for error in errors}) == 3
    assert client.thing.info("a").id == "/things/a"


def test_retries_belong_to_the_leader(slow, connect):
    """A request that is sent again is sent again for all."""
    slow.statuses = [503, 503]
    client = connect(retries=heroics_py.Retry(backoff=0.0))
    futures = ask(slow, *[lambda: client.thing.info("a")] * 3)
    slow.gate.set()
    assert [future.result().id for future in futures] == ["/things/a"] * 3
    assert slow.methods == ["GET"] * 3


def test_a_leader_without_time_for_a_retry(slow, connect):
    """If the server is unavailable and the leader has no time to try again, a call with more time leads next."""
    slow.statuses, slow.headers = [503], [("Retry-After", "30")]
    client = connect(throttle=False)
    (hasty,) = ask(slow, lambda: client.with_options(timeout=9).thing.info("a"))
    patient = slow.pool.submit(client.thing.info, "a")
    slow.wait_for(waiting=1)
    slow.gate.set()
    assert (hasty.exception().status, patient.result().id) == (503, "/things/a")


def test_a_leader_with_less_time(slow, connect):
    """If the time of the leader is over, one of the others leads, and the leader alone has a timeout."""
    client = connect()
    hasty = slow.pool.submit(client.with_options(timeout=0.2, retries=0).thing.info, "a")
    slow.wait_for(held=1)
    others = [slow.pool.submit(client.with_options(retries=0).thing.info, "a") for _ in range(3)]
    slow.wait_for(held=1)
    slow.gate.set()
    assert isinstance(hasty.exception(), heroics_py.RequestTimeout)
    assert [future.result().id for future in others] == ["/things/a"] * 3


def test_a_follower_with_less_time(slow, connect):
    """A call that waits for another one has its own timeout, and sends nothing."""
    client = connect()
    (leader,) = ask(slow, lambda: client.thing.info("a"))
    with pytest.raises(heroics_py.RequestTimeout, match="did not finish in its total time") as caught:
        client.with_options(timeout=0.1).thing.info("a")
    slow.gate.set()
    assert (caught.value.sent, leader.result().id, slow.methods) == (False, "/things/a", ["GET"])


def test_cancelled_tasks(slow):
    """A leader that is cancelled hands over; others that are cancelled leave the rest alone."""

    async def ask_all():
        options = {"token": "x", "single_flight": True, "trust_environment": False}
        async with heroics_py.connect_async(SCHEMA, url=slow.url, **options) as client:
            tasks = [asyncio.ensure_future(client.thing.info("a")) for _ in range(6)]
            await asyncio.to_thread(slow.wait_for, 5, 1)
            tasks[0].cancel()
            tasks[3].cancel()
            await asyncio.to_thread(slow.wait_for, 0, 1)
            slow.gate.set()
            return await asyncio.gather(*tasks, return_exceptions=True)

    results = run(ask_all())
    assert [isinstance(each, asyncio.CancelledError) for each in results] == [True, False, False, True, False, False]
    assert slow.methods == ["GET", "GET"]


def test_hooks_of_each_call(slow, connect):
    """Each call has its end observed; those that joined have sent nothing."""
    sent, ended = [], []
    client = connect(on_request=sent.append, on_response=ended.append)
    futures = ask(slow, *[lambda: client.thing.info("a")] * 3)
    slow.gate.set()
    assert {future.result().id for future in futures} == {"/things/a"}
    assert sorted((each.cache, each.attempts, each.status) for each in ended) == [
        ("joined", 0, 200),
        ("joined", 0, 200),
        ("miss", 1, 200),
    ]
    assert len(sent) == 1


def test_checks_of_each_call(slow, connect):
    """Each call checks the response by its own options."""
    client = connect()
    strict = client.with_options(check_answers="raise")
    lenient, checked = ask(slow, client.thing.typed, strict.thing.typed)  # whichever leads
    slow.gate.set()
    assert lenient.result().id == "/typed"
    assert isinstance(checked.exception(), heroics_py.AnswerError)


def test_pages_of_lists(slow, connect):
    """Lists share the requests of their pages, and no items."""
    slow.headers = []
    client = connect()
    futures = ask(slow, *[lambda: list(client.thing.list())] * 3)
    slow.gate.set()
    first, second, third = [future.result() for future in futures]
    first[0]["id"] = "mine"
    assert (second[0].id, third[0].id, slow.methods) == ("/things", "/things", ["GET"])


def test_records_that_are_read_again(slow, connect):
    """Records that are read again at once share one request, which the server confirms."""
    client = connect()
    slow.gate.set()
    record = client.thing.info("a")
    slow.gate.clear()
    slow.wait_for(held=1)
    futures = ask(slow, *[lambda: heroics_py.refresh(record)] * 3)
    slow.gate.set()
    assert [future.result().id for future in futures] == ["/things/a"] * 3
    assert slow.methods == ["GET", "GET"]


def test_a_client_in_a_pickle_keeps_it():
    """A client that was pickled shares its reads in the other process too."""
    client = heroics_py.connect(SCHEMA, url="https://api.shop.example", single_flight=True, trust_environment=False)
    assert pickle.loads(pickle.dumps(client))._core.settings.single_flight is True


def test_anything_else_is_refused():
    """The argument is True or False."""
    with pytest.raises(ValueError, match="single_flight='yes': expected True or False"):
        heroics_py.connect(SCHEMA, url="https://api.shop.example", single_flight="yes")


def test_without_it_nothing_is_in_the_chain(connect):
    """The rule is in the chain of a client that asks for it, and in no other."""
    rules = [connect(single_flight=each)._core.connection._authorizing._inner for each in (True, False)]
    assert [type(rule) for rule in rules] == [SingleFlight, Caching]
