"""The addresses of Redis servers, and the clients that they open."""

import copy
import os
import pickle
import traceback
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest
from libraries import load

import heroics_py
from heroics_py.fleet.addresses import parse_address
from heroics_py.fleet.breaker import ServerOffline
from heroics_py.fleet.servers import Server
from heroics_py.secrecy.secret import Secret
from heroics_py.support.locks import ProcessLock

redis = load("redis")
load("redis.asyncio")

PLACES = {
    "redis://:s3cret@cache.internal": "redis://cache.internal:6379/0",
    "redis://user:s3cret@cache.internal:6380/2?socket_timeout=0.1": "redis://cache.internal:6380/2",
    "rediss://[::1]:6379/0": "rediss://[::1]:6379/0",
    "valkey://cache.internal": "valkey://cache.internal:6379/0",
    "valkeys://cache.internal/1": "valkeys://cache.internal:6379/1",
    "unix:///run/redis.sock?db=1&password=s3cret": "unix:///run/redis.sock",
    "unix://user:s3cret@/run/redis.sock": "unix:///run/redis.sock",
    "redis+sentinel://:s3cret@one:26379,two/shop": "redis+sentinel://one:26379,two:26379/shop/0",
    "valkeys+sentinel://one/shop/3?sentinel_password=s3cret": "valkeys+sentinel://one:26379/shop/3",
    "redis+cluster://:s3cret@one:7000,two:7001": "redis+cluster://one:7000,two:7001",
}


@pytest.mark.parametrize(("url", "place"), PLACES.items())
def test_an_address_shows_no_password(url, place):
    """The place of a server contains neither user nor password."""
    server = Server(url)
    assert (server.where, repr(server)) == (place, f"Server({place!r})")
    assert "s3cret" not in repr((vars(server), parse_address(Secret(url))))


@pytest.mark.parametrize(
    "url",
    [
        "s3cret",
        "http://s3cret",
        "redis://:s3cret@host/zero",
        "redis://:s3/cret@host:6379/0",
        "redis://:s3cret@host:99999",
        "redis://:s3cret@one,two",
        "redis://:s3cret@host/0?socket_timeout=s3cret",
        "redis://:s3cret@host/0?s3cret=1",
        "unix://",
        "redis+sentinel://:s3cret@one",
        "redis+cluster://:s3cret@one/1",
        "redis+s3cret://one",
    ],
)
def test_an_invalid_url_is_refused(url):
    """An invalid URL is refused at once, and no part of it is in the message or in a variable of the traceback."""
    with pytest.raises(ValueError, match="Redis URL") as raised:
        Server(url)
    frames = traceback.TracebackException.from_exception(raised.value, capture_locals=True).stack
    shown = [frame.locals for frame in frames if "heroics_py" in frame.filename]
    assert "s3cret" not in f"{raised.value}{raised.value.__context__}{shown}"


def client_of(url, **settings):
    """Return the client that a server opens for a URL; it has sent nothing yet."""
    return Server(url, **settings).attempt(lambda client: client)


def test_a_url_opens_a_client_that_waits_briefly():
    """The client of a URL has short timeouts, sends nothing twice, and takes the settings of the URL's query."""
    settings = client_of("redis://host?socket_timeout=0.1", timeout=0.25).connection_pool.connection_kwargs
    assert (settings["socket_timeout"], settings["socket_connect_timeout"], settings["retry"]._retries) == (
        0.1,
        0.25,
        0,
    )


def test_a_sentinel_opens_a_client_of_its_master():
    """The client of sentinels has the settings of the URL for the master, and others for the sentinels."""
    client = client_of("rediss+sentinel://me:pw@one,two/shop/3?sentinel_password=other&ssl_ca_certs=ca.pem")
    pool = client.connection_pool
    named = [pool.connection_kwargs[name] for name in ("username", "password", "db", "ssl_ca_certs", "socket_timeout")]
    assert (pool.service_name, named) == ("shop", ["me", "pw", 3, "ca.pem", 0.2])
    sentinels = [sentinel.connection_pool.connection_kwargs for sentinel in pool.sentinel_manager.sentinels]
    assert [(each["host"], each.get("username"), each["password"]) for each in sentinels] == [
        ("one", None, "other"),
        ("two", None, "other"),
    ]


def test_calls_that_wait_for_a_failing_connection_try_no_other(monkeypatch):
    """While one call opens a connection in vain, the others wait for it and then skip the server."""
    at_the_lock, opened = Barrier(4), []

    class SignallingLock(ProcessLock):
        def here(self):
            if opened:  # a call that comes while the first one is opening
                at_the_lock.wait(10)
            return super().here()

    def open_client(*_, **__):
        opened.append("a connection")
        if len(opened) == 1:
            at_the_lock.wait(10)
        raise OSError("refused")

    monkeypatch.setattr("heroics_py.fleet.servers.ProcessLock", SignallingLock)
    monkeypatch.setattr("heroics_py.fleet.servers.open_client", open_client)
    server = Server("redis+cluster://one")
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(server.attempt, lambda client: client)]
        while not opened:
            sleep(0.001)
        calls += [threads.submit(server.attempt, lambda client: client) for _ in range(3)]
    assert (len(opened), [type(call.exception()) for call in calls]) == (1, [OSError] + [ServerOffline] * 3)


def test_a_client_keeps_its_settings():
    """A client of the caller's is used as it is, and closing leaves it open."""
    client = redis.Redis(port=1, db=2, socket_timeout=3)
    server = Server(client)
    assert (server.attempt(lambda given: given), server.where) == (client, "localhost:1/2")
    server.close()


def test_what_is_no_client_is_refused():
    """A client that decodes values is refused, and so are those for asyncio, pipelines, pools and classes."""
    with pytest.raises(ValueError, match="decode_responses=False"):
        Server(redis.Redis(decode_responses=True))
    with pytest.raises(ValueError, match="Redis is a client for asyncio: expected a blocking one"):
        Server(redis.asyncio.Redis())
    client = redis.Redis()
    others = {"int": 7, "Redis": redis.Redis, "Pipeline": client.pipeline(), "ConnectionPool": client.connection_pool}
    for kind, given in others.items():
        with pytest.raises(ValueError, match=f"{kind}: expected the URL of a Redis server"):
            Server(given)


@pytest.mark.parametrize("timeout", [0, -1, True, None, "0.2", float("inf"), float("nan")])
def test_what_is_no_timeout_is_refused(timeout):
    """A timeout that would fail each request, or end none, is refused at once."""
    with pytest.raises(ValueError, match=r"timeout=.*: expected a number of seconds above 0"):
        Server("redis://localhost", timeout=timeout)


def test_a_server_travels_by_reference(monkeypatch):
    """A server whose URL is a reference pickles, and each process reads the variable for itself."""
    with pytest.raises(TypeError, match="Env"):
        pickle.dumps(Server("redis://:s3cret@host"))
    server = pickle.loads(pickle.dumps(Server(heroics_py.Env("SHOP_REDIS"), timeout=0.1)))
    with pytest.raises(heroics_py.MissingCredentials, match="SHOP_REDIS is not set"):
        server.attempt(lambda client: client)
    monkeypatch.setenv("SHOP_REDIS", "redis://:s3cret@host:1")
    settings = server.attempt(lambda client: client).connection_pool.connection_kwargs
    assert (settings["port"], settings["socket_timeout"], copy.deepcopy(server)) == (1, 0.1, server)
    assert "s3cret" not in f"{server!r}{vars(server)}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_opens_its_own_connections(redis_server):
    """A forked process has connections of its own, and those of its parent go on."""
    server = Server(redis_server.url, timeout=2)

    def number(client):
        return client.client_id()

    before = server.attempt(number)
    child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if server.attempt(number) != before and server.attempt(number) > before else 1
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert server.attempt(number) == before
    server.close()


@pytest.mark.parametrize("kind", [heroics_py.RedisStore, heroics_py.RedisThrottle])
def test_a_refused_object_can_be_shown(kind):
    """A tool that shows the local variables of a traceback can show what was refused, without the password."""
    settings = {"secret": "s3cret of some length"} if kind is heroics_py.RedisStore else {}
    with pytest.raises(ValueError, match="prefix") as raised:
        kind("redis://:s3cret@host", prefix="", **settings)
    frames = traceback.TracebackException.from_exception(raised.value, capture_locals=True).stack
    assert "s3cret" not in str([frame.locals for frame in frames if "heroics_py" in frame.filename])
