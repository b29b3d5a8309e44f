"""One rate limit for several clients: in Redis and in files, and what happens without them."""

import asyncio
import json
import logging
import os
import pickle
import signal
import threading
import time
from types import SimpleNamespace

import pytest
import redis_server
from ruled import clock_of, ruled
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py import Env, RedisThrottle, ThrottleTimeout
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK
from heroics_py.transport.rules.shared_throttling import SharedThrottling
from heroics_py.transport.throttles import files
from heroics_py.transport.throttles.accounts import Accounts
from heroics_py.transport.throttles.files import FileThrottle
from heroics_py.transport.throttles.pool import Departure, View

redis_server = pytest.fixture(scope="module")(redis_server.shared)
over_both = pytest.mark.usefixtures("driver")

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
    "definitions": {
        "thing": {"links": [{"title": "Info", "rel": "self", "href": "/thing", "method": "GET"}]},
    },
}
EMPTY = answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining="0", RateLimit_Reset="3600")
REFUSED = answer(429, b"{}", Retry_After="3600")
FINE = answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining="50")


@pytest.fixture
def redis_url(redis_server):
    redis_server.command("flushall")
    return redis_server.url


@pytest.fixture(params=["redis", "files"])
def place(request, tmp_path):
    """Return what `connect` takes for a throttle in Redis, then in files."""
    return request.getfixturevalue("redis_url") if request.param == "redis" else tmp_path / "throttle"


def connected(server, throttle, **options):
    options = {"token": "t0ken", "retries": 0, "cache": None, "trust_environment": False, **options}
    return heroics_py.connect(SCHEMA, url=server.url, throttle=throttle, **options)


def error_of(call):
    """Return the error of a call, or None."""
    try:
        call()
    except heroics_py.HeroicsError as error:
        return error


@over_both
@pytest.mark.parametrize("response", [EMPTY, REFUSED], ids=["empty", "429"])
def test_two_clients(place, response):
    """What the response to one client says holds for the other, which sends nothing."""
    with Scripted(saying(response)) as server, connected(server, place) as first, connected(server, place) as second:
        error_of(first.thing.info)
        error = error_of(second.thing.info)
        assert (type(error), error.sent, server.count(1)) == (ThrottleTimeout, False, 1)
        assert 3590 < error.retry_after <= 3601
        assert heroics_py.rate_limit(second).remaining == 0


def test_blocking_and_async_clients(place):
    """A client that blocks and one that awaits share one rate limit."""

    async def call(server):
        client = heroics_py.connect_async(
            SCHEMA, url=server.url, throttle=place, token="t0ken", retries=0, cache=None, trust_environment=False
        )
        async with client as second:
            with pytest.raises(ThrottleTimeout):
                await second.thing.info()

    with Scripted(saying(EMPTY)) as server, connected(server, place) as first:
        first.thing.info()
        asyncio.run(call(server))
        assert server.count(1) == 1


ACCOUNTS = {
    "another token": ({"token": "0ther"}, True),
    "the same token": ({}, False),
    "the token of an environment variable": ({"token": Env("SHOP_TOKEN")}, False),
    "a user of its own": ({"token": None, "auth": ("me", "pass")}, True),
    "its own name": ({"cache_identity": "me"}, True),
    "no credentials": ({"token": None}, True),
}


@pytest.mark.parametrize(("options", "is_other"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_accounts(tmp_path, monkeypatch, options, is_other):
    """Clients share a rate limit if their credentials are the same, and no other."""
    monkeypatch.setenv("SHOP_TOKEN", "t0ken")
    step = saying(EMPTY)
    with (
        Scripted(step) as server,
        connected(server, tmp_path) as first,
        connected(server, tmp_path, **options) as other,
    ):
        first.thing.info()
        assert (error_of(other.thing.info) is None) == is_other


def test_account_by_name(tmp_path):
    """Clients with changing tokens share a rate limit by the name of their account."""
    with Scripted(saying(EMPTY)) as server:
        for token, error in (("first", type(None)), ("second", ThrottleTimeout)):
            with connected(server, tmp_path, token=token, cache_identity="shop") as client:
                assert type(error_of(client.thing.info)) is error


def test_unknown_account(tmp_path):
    """A client whose account nobody can know keeps a throttle of its own."""
    with Scripted(saying(EMPTY)) as server:
        for _ in range(2):
            with connected(server, tmp_path, token=None, auth=lambda request: request) as client:
                client.thing.info()
                assert isinstance(error_of(client.thing.info), ThrottleTimeout)
    assert [*tmp_path.iterdir()] == []


@over_both
def test_close(redis_server, redis_url):
    """Closing a client closes its connections to Redis, and a later call opens others."""

    def count():
        return len([line for line in redis_server.command("client", "list").splitlines() if "cmd=evalsha" in line])

    with Scripted(saying(FINE)) as server, connected(server, redis_url) as client:
        for _ in range(2):
            client.thing.info()
            assert count() == 1
            client.close()
            assert count() == 0


@over_both
def test_throttle_false(place):
    """throttle=False sends a request whatever the shared rate limit."""
    with Scripted(saying(REFUSED)) as server, connected(server, place) as client:
        error_of(client.thing.info)
        assert error_of(client.thing.info.with_options(throttle=False)).status == 429
        assert server.count(2) == 2


@over_both
def test_redis_away(redis_server, redis_url, caplog):
    """While Redis is away, a client keeps to what it has learnt; afterwards, to what all have learnt."""
    with (
        Scripted(saying(FINE, EMPTY, FINE)) as server,
        connected(server, RedisThrottle(redis_url, timeout=0.2)) as client,
        caplog.at_level(logging.INFO, "heroics_py"),
    ):
        client.thing.info()
        redis_server.stop()
        client.thing.info()
        assert isinstance(error_of(client.thing.info), ThrottleTimeout)
        assert heroics_py.rate_limit(client).retry_after > 3000
        assert server.count(2) == 2
        redis_server.restart()
        while (away := client._core.settings.throttle).is_offline:
            threading.Event().wait(0.05)
        client.thing.info()
    texts = [each.getMessage() for each in caplog.records if "shared throttle" in each.getMessage()]
    fault = f"ConnectionError: Error 111 connecting to {away.where[8:-2]}. Connection refused."
    assert texts == [
        f"the shared throttle ({away.where}) can't be used: this client keeps to the rate limit on its own ({fault})",
        f"the shared throttle ({away.where}) answers again",
    ]


def test_paused_redis(redis_server, redis_url):
    """A Redis that does not answer delays a call by its timeout, and fails none."""
    with Scripted(saying(FINE)) as server, connected(server, RedisThrottle(redis_url, timeout=0.1)) as client:
        client.thing.info()
        redis_server.pause()
        try:
            for _ in range(5):
                client.thing.info()
        finally:
            redis_server.resume()
        assert server.count(6) == 6


DAMAGED = [
    b"",
    b"no JSON",
    b"[]",
    b"[" * 100_000,
    b'{"numbers": {}}',
    b"\x00" * 100,
    b'{"numbers": {"born": 0}, "leases": {}, "waiting": {}}',
    b'{"numbers": {"born": 0, "departed": 9, "ended": 9}, "leases": {}, "waiting": {"other": [-1e9, 1e12]}}',
]


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: repr(content[:60]))
def test_damaged_file(tmp_path, content):
    """A damaged file counts as empty."""
    with Scripted(saying(FINE)) as server, connected(server, tmp_path) as client:
        client.thing.info()
        (path,) = tmp_path.iterdir()
        path.write_bytes(content)
        client.thing.info()
    assert json.loads(path.read_bytes())["numbers"]["departed"] == 1.0


def test_foreign_file(tmp_path):
    """A symbolic link in place of a file is left alone; the client keeps a throttle of its own."""
    with Scripted(saying(FINE, EMPTY)) as server, connected(server, tmp_path) as client:
        client.thing.info()
        (path,) = tmp_path.iterdir()
        path.rename(tmp_path / "aside")
        path.symlink_to(tmp_path / "aside")
        before = path.read_bytes()
        client.thing.info()
        assert isinstance(error_of(client.thing.info), ThrottleTimeout)
    assert path.read_bytes() == before


def test_file_with_two_names(tmp_path):
    """A file that has another name is left alone: it may be somebody's document."""
    inner = Inner()
    shared(inner, tmp_path).send(REQUEST)
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"a letter")
    os.link(path, tmp_path / "letter.txt")
    shared(inner, tmp_path).send(REQUEST)
    assert (inner.sent, path.read_bytes()) == (2, b"a letter")


def test_wait_of_years(tmp_path):
    """One response holds back all workers, and those that start later, for a day at most."""
    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Reset": "300000000"})
    skin = shared(inner, tmp_path)
    skin.send(REQUEST)
    with pytest.raises(ThrottleTimeout) as raised:
        skin.send(REQUEST)
    assert 86_000 < raised.value.retry_after <= 86_402


class Odd:
    """A throttle whose place answers nonsense."""

    where, is_offline, is_portable = "odd", False, True

    def __init__(self, wait):
        self.wait = wait

    def depart(self, _account, _asking):
        return Departure(self.wait, "Retry-After"), View(None, None, None)


@pytest.mark.parametrize("wait", [1e12, 1e300, float("inf")])
def test_wait_beyond_the_calendar(wait):
    """A wait that no calendar holds is refused as any other."""
    skin = shared(Inner(), Odd(wait))
    with pytest.raises(ThrottleTimeout) as raised:
        skin.send(REQUEST)
    assert (raised.value.until, raised.value.retry_after) == (None, wait)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_private_files(tmp_path):
    """Only the user can read the files."""
    with Scripted(saying(FINE)) as server, connected(server, tmp_path / "new") as client:
        client.thing.info()
    paths = [tmp_path / "new", *(tmp_path / "new").iterdir()]
    assert [each.stat().st_mode & 0o777 for each in paths] == [0o700, 0o600]


def test_no_secret_in_redis(redis_server, redis_url):
    """Redis gets no credential and no name of the API."""
    with Scripted(saying(FINE)) as server, connected(server, redis_url, auth=("me", "hunter2"), token=None) as client:
        client.thing.info()
        (name,) = {each.partition(":numbers")[0] for each in redis_server.command("keys", "*").split()} - {""}
        held = f"{name} {redis_server.command('hgetall', f'{name}:numbers')}"
    assert not [text for text in ("me", "hunter2", "127.0.0.1", "bWU6") if text in held.replace("numbers", "")]


REFUSALS = {
    "a number": (7, "throttle=7: expected True, False, a Redis URL"),
    "a word": ("redis", "throttle='redis': expected True"),
    "an invalid URL": ("redis://me:hunter2@host:port", "not a valid Redis URL"),
    "another URL": ("https://me:hunter2@host", "not a valid Redis URL"),
    "a URL without a colon": ("redis//me:hunter2", "not a valid Redis URL"),
    "a URL with one slash": ("redis:/me:hunter2@host", "not a valid Redis URL"),
    "a host": ("localhost:6379/0", 'a URL of Redis has a scheme, "redis://localhost:6379/0"'),
    "a client": (
        SimpleNamespace(execute_command=print),
        r"throttle=SimpleNamespace: .* throttle=RedisThrottle\(client\)",
    ),
    "a password": ("me:hunter2@host/1", "throttle=str: expected True"),
}


@pytest.mark.parametrize(("value", "message"), REFUSALS.values(), ids=REFUSALS)
def test_invalid_arguments(value, message):
    """What throttle= can't be is refused at once, and no password is shown."""
    with pytest.raises(ValueError, match=message) as caught:
        heroics_py.connect(SCHEMA, url="https://api.example", throttle=value)
    assert "hunter2" not in str(caught.value)


def test_shared_throttle_as_option():
    """The shared throttle is an argument of `connect`; an option of a request is True or False."""
    client = heroics_py.connect(SCHEMA, url="https://api.example")
    with pytest.raises(ValueError, match=r"throttle=str: expected True or False; the throttle that .* argument of"):
        client.with_options(throttle="redis://me:hunter2@host")


def test_missing_package(monkeypatch):
    """Without the redis package, `connect` names the extra to install."""
    monkeypatch.setattr("heroics_py.transport.throttles.arguments.load_modules", _raise_import_error)
    with pytest.raises(ImportError, match=r"pip install 'heroics-py\[redis\]'"):
        heroics_py.connect(SCHEMA, url="https://api.example", throttle="redis://localhost:6379/0")


def _raise_import_error(*_):
    raise ImportError("no module")


@pytest.mark.parametrize(
    "throttle", [Env("REDIS_URL"), "redis://localhost:6379/0", "file", RedisThrottle(Env("REDIS_URL"), prefix="mine:")]
)
def test_pickled_client(monkeypatch, throttle):
    """A client takes a throttle along to another process if nothing of it is secret."""
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@localhost:6379/0")
    client = heroics_py.connect(SCHEMA, url="https://api.example", throttle=throttle)
    pickled = pickle.dumps(client)
    assert b"hunter2" not in pickled
    before, after = (each._core.settings.throttle for each in (client, pickle.loads(pickled)))
    assert (type(after), repr(after)) == (type(before), repr(before))


def test_pickled_password():
    """A client whose throttle has a password says after pickling how to take it along."""
    client = heroics_py.connect(SCHEMA, url="https://api.example", throttle="redis://:hunter2@localhost:6379/0")
    pickled = pickle.dumps(client)
    assert b"hunter2" not in pickled
    with pytest.raises(heroics_py.CallError, match=r"left out its throttle=; .*Env\('REDIS_URL'\) travels"):
        pickle.loads(pickled).thing.info()
    with pytest.raises(TypeError, match=r"RedisThrottle\(Env\('REDIS_URL'\)\)"):
        pickle.dumps(client._core.settings.throttle)


def test_missing_variable(monkeypatch):
    """A worker without the variable that names Redis says so; it sends nothing."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    with Scripted(saying(FINE)) as server, connected(server, RedisThrottle(Env("REDIS_URL"))) as client:
        for _ in range(4):
            with pytest.raises(heroics_py.MissingCredentials, match="REDIS_URL is not set"):
                client.thing.info()
        assert server.count(0) == 0


# ---- The rule itself


class Inner:
    """Sends one request after another; each response says what is told."""

    def __init__(self, **headers):
        self.headers, self.sent, self.gate = headers, 0, None

    def send(self, _request):
        self.sent += 1
        if self.gate is not None:
            self.gate.wait(10)
        return Response(status=200, headers=Headers(self.headers))

    def close(self):
        pass


REQUEST = Request(method="GET", url="https://api.example/", headers=Headers({"Authorization": "Bearer x"}))


def shared(inner, folder, *, clock=SYSTEM_CLOCK, driver="blocking"):
    return ruled(
        SharedThrottling,
        inner,
        driver=driver,
        clock=clock,
        shared=folder if isinstance(folder, Odd) else FileThrottle(folder),
        accounts=Accounts(None, is_known=True),
    )


@pytest.fixture
def file_clock(monkeypatch):
    """The time of throttles in files, which goes on when a test says so."""
    now = [time.monotonic()]
    monkeypatch.setattr(files, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=time.sleep))
    return now


def numbers_of(folder):
    (path,) = folder.iterdir()
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("driver", ["blocking", "async"])
def test_failed_request(tmp_path, driver):
    """A request that fails is no longer in flight."""

    class Failing(Inner):
        def send(self, _request):
            raise heroics_py.RequestTimeout("silent")

    skin = shared(Failing(), tmp_path, driver=driver)
    with pytest.raises(heroics_py.RequestTimeout):
        skin.send(REQUEST)
    assert (numbers_of(tmp_path)["leases"], len(skin._departures._queue().in_flight)) == ({}, 0)


def test_budget_of_a_wait(tmp_path):
    """A call waits for the others as long as its budget allows, and is then refused unsent."""
    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Limit": "10"})
    skin = shared(inner, tmp_path)
    skin.send(REQUEST)
    with pytest.raises(ThrottleTimeout, match="requests in flight use up the rate limit") as caught:
        skin.send(REQUEST.replaced(options=Options(retries=Retry(budget=0.05))))
    assert (caught.value.sent, inner.sent, len(skin._departures._queue().waiting)) == (False, 1, 0)


def test_cancelled_wait(tmp_path, monkeypatch, file_clock):
    """A cancelled call leaves the queue, and the next one takes its place."""
    from heroics_py.transport.drivers.awaiting import AsyncDriver

    monkeypatch.setattr("heroics_py.transport.throttles.learning._LONGEST_QUESTION", 0.1)
    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Limit": "10"})
    skin = shared(inner, tmp_path)
    skin.send(REQUEST)

    class Exchange:
        async def send(self, request):
            return inner.send(request)

    async def cancel():
        driver = AsyncDriver(Exchange())
        tasks = [asyncio.create_task(driver.run(skin.rule.send(REQUEST))) for _ in range(2)]
        while len(skin._departures._queue().waiting) < 2:  # noqa: ASYNC110 - nothing tells of a call that waits
            await asyncio.sleep(0.001)
        tasks[0].cancel()
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
        assert len(skin._departures._queue().waiting) == 1
        file_clock[0] += 1.0
        assert (await tasks[1]).status == 200

    asyncio.run(cancel())
    assert (inner.sent, numbers_of(tmp_path)["leases"]) == (2, {})


def test_cancelled_flight(tmp_path):
    """A call that is cancelled in flight gives its lease back."""
    from heroics_py.transport.drivers.awaiting import AsyncDriver

    skin = shared(Inner(), tmp_path)

    class Exchange:
        async def send(self, _request):
            self.reached.set()
            await asyncio.Event().wait()

    async def cancel():
        exchange = Exchange()
        exchange.reached = asyncio.Event()
        task = asyncio.create_task(AsyncDriver(exchange).run(skin.rule.send(REQUEST)))
        await exchange.reached.wait()
        assert len(numbers_of(tmp_path)["leases"]) == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert numbers_of(tmp_path)["leases"] == {}


def test_ctrl_c(tmp_path, monkeypatch):
    """Ctrl-C ends a call that waits, and leaves nothing of it."""
    from heroics_py.support.tickets import Ticket

    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Limit": "10"})
    skin = shared(inner, tmp_path)
    skin.send(REQUEST)
    with monkeypatch.context() as patched:
        patched.setattr(Ticket, "wait", _raise_interrupt)
        with pytest.raises(KeyboardInterrupt):
            skin.send(REQUEST)
    assert (len(skin._departures._queue().waiting), numbers_of(tmp_path)["leases"]) == (0, {})


def _raise_interrupt(*_):
    raise KeyboardInterrupt


def test_locked_file(tmp_path):
    """A file that another process keeps locked fails no call."""
    fcntl = pytest.importorskip("fcntl", reason="Windows has other locks")
    inner = Inner()
    skin = shared(inner, tmp_path)
    skin.send(REQUEST)
    (path,) = tmp_path.iterdir()
    with path.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        skin.send(REQUEST)
    assert inner.sent == 2


def test_restarted_machine(tmp_path):
    """The state from before a restart of the machine, whose clock began again, counts as empty."""
    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Reset": "3600"})
    shared(inner, tmp_path).send(REQUEST)
    (path,) = tmp_path.iterdir()
    held = json.loads(path.read_bytes())
    held["numbers"]["born"] += 1e6
    held["numbers"]["last_departure"] += 1e6
    path.write_text(json.dumps(held))
    shared(inner, tmp_path).send(REQUEST)
    assert inner.sent == 2


def test_long_wait(tmp_path, caplog, file_clock):
    """A wait of more than a second is logged, with the header that asks for it."""
    inner = Inner(**{"RateLimit-Remaining": "0", "RateLimit-Reset": "30"})
    now = [10.0]
    skin = shared(inner, tmp_path, clock=clock_of(monotonic=lambda: now[0]))
    skin.send(REQUEST)

    class Waited(Exception):  # noqa: N818
        pass

    def wait(_ticket, _seconds):
        raise Waited

    with pytest.MonkeyPatch.context() as patched, caplog.at_level(logging.INFO, "heroics_py"):
        patched.setattr("heroics_py.support.tickets.Ticket.wait", wait)
        with pytest.raises(Waited):
            skin.send(REQUEST)
    assert [each.getMessage() for each in caplog.records] == [
        "waiting 31 s for the rate limit of api.example (RateLimit-Reset)"
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_fork(redis_url):
    """A forked client has connections and a place in the queue of its own."""
    with Scripted(saying(FINE)) as server, connected(server, redis_url) as client:
        client.thing.info()
        child = os.fork()
        if child == 0:
            try:
                client.thing.info()
                os._exit(0)
            except BaseException:  # noqa: BLE001
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        client.thing.info()
        assert server.count(3) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_killed_worker(tmp_path):
    """A worker that is killed in flight holds nothing back."""
    reached = threading.Event()

    def step(wire, _request, number):
        if number == 1:
            reached.set()
            wire.silent(10)
        else:
            wire.say(FINE)

    with Scripted(step) as server, connected(server, tmp_path) as client:
        worker = os.fork()
        if worker == 0:
            client.thing.info()
            os._exit(0)
        assert reached.wait(60)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        for _ in range(3):
            client.thing.info()
    assert len(numbers_of(tmp_path)["leases"]) == 1
