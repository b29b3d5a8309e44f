"""The kinds of Redis servers and clients, and the rights that a store needs."""

import os

import pytest
import redis_server as servers
from cache_parts import BODY, cached, condition, get, make_response
from certificates import made_in
from libraries import load
from thing_schema import schema

from heroics_py.cache import RedisStore
from heroics_py.client.status import cache_info

redis = load("redis")

SECRET = "a secret of the caller's own"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with TLS, a socket and a password."""
    folder = tmp_path_factory.mktemp("redis")
    certificate, _ = made_in(folder)
    port = servers.free_port()
    server = servers.start(
        folder, "--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", str(folder / "key.pem"),
        "--tls-auth-clients", "no", "--unixsocket", str(folder / "s"), "--requirepass", "s3cret",
    )  # fmt: skip
    server.tls, server.certificate, server.socket = port, certificate, folder / "s"
    yield server
    server.stop()


@pytest.fixture
def admin(server):
    client = redis.Redis(port=server.port, password="s3cret")
    client.flushall()
    yield client
    client.close()


def answer(request):
    if request.method == "PATCH":
        return make_response(200, b"{}")
    return make_response(304 if condition(request) else 200, etag='"a"')


def exchange(store):
    """Read, read again, change, and read; return the conditions of the reads, and the cache."""
    cache, inner = cached(*[answer] * 4, store=store)
    bodies = [cache.send(get(method=method)).body for method in ("GET", "GET", "PATCH", "GET")]
    assert bodies == [BODY, BODY, b"{}", BODY]
    store.close()
    return [condition(each) for each in inner.requests if each.method == "GET"], cache


WORKS = [None, '"a"', None]


@pytest.mark.parametrize(
    "url",
    [
        "redis://:s3cret@127.0.0.1:{port}/1",
        "redis://:s3cret@127.0.0.1:{port}?protocol=3",
        "valkey://default:s3cret@127.0.0.1:{port}",
        "unix://:s3cret@{socket}?db=2",
        "rediss://:s3cret@127.0.0.1:{tls}/0?ssl_ca_certs={certificate}",
        "valkeys://:s3cret@127.0.0.1:{tls}/0?ssl_ca_certs={certificate}",
    ],
)
def test_a_url_opens_a_store(server, admin, url):
    """Each kind of URL opens a store that works, and that shows no password."""
    store = RedisStore(url.format_map(vars(server)), SECRET, timeout=2)
    conditions, cache = exchange(store)
    info = cache.info()
    assert (conditions, info.entries, info.fault, info.store_errors) == (WORKS, 1, "", 0)
    assert "s3cret" not in info.where + repr(store) + repr(info)


def test_an_untrusted_server_gets_nothing(server, admin):
    """A server with an unknown certificate gets no entry, fails no call, and the cache says why."""
    for address in ("rediss://:s3cret@127.0.0.1:{tls}", "rediss://:s3cret@localhost:{tls}?ssl_ca_certs={certificate}"):
        conditions, cache = exchange(RedisStore(address.format_map(vars(server)), SECRET, timeout=2))
        assert (conditions, "certificate verify failed" in cache.info().fault) == ([None] * 3, True)
        assert admin.dbsize() == 0


def test_a_wrong_password_fails_no_call(server, admin):
    """A wrong password fails no call, and the cache says so without it."""
    conditions, cache = exchange(RedisStore(f"redis://:wrong-s3cret@127.0.0.1:{server.port}", SECRET, timeout=2))
    assert conditions == [None] * 3
    assert cache.info().fault.startswith("AuthenticationError")
    assert "wrong" not in repr(cache.info())


@pytest.mark.parametrize("protocol", [2, 3])
def test_a_client_opens_a_store(server, admin, protocol):
    """A client of the caller's is used with its settings, and stays open."""
    client = redis.Redis(port=server.port, password="s3cret", db=3, protocol=protocol, socket_timeout=5)
    conditions, cache = exchange(RedisStore(client, SECRET))
    assert (conditions, cache.info().where) == (WORKS, f"redis heroics-py:* at localhost:{server.port}/3")
    assert client.ping()
    client.close()


MINIMUM = "+hmget +hget +hset +hdel +hlen +hkeys +del +expire +multi +exec"
RIGHTS = {
    MINIMUM: (WORKS, "scan"),
    MINIMUM.replace("+expire", ""): ([None] * 3, "expire"),
    "+hmget +scan": ([None] * 3, "h"),
    "": ([None] * 3, "multi"),
}


@pytest.mark.parametrize(("rights", "outcome"), RIGHTS.items())
def test_rights_of_a_user(server, admin, rights, outcome):
    """A user needs few rights; without one of them no call fails, nothing stays for ever, and the cache names it."""
    admin.execute_command("ACL", "SETUSER", "shop", "reset", "on", ">s3cret", "~heroics-py:*", *rights.split())
    store = RedisStore(f"redis://shop:s3cret@127.0.0.1:{server.port}", SECRET, timeout=2)
    store._lost._process = os.getpid()  # no thread
    conditions, cache = exchange(store)
    assert (conditions, all(admin.ttl(name) > 0 for name in admin.scan_iter())) == (outcome[0], True)
    fault = cache.info().fault
    assert ("ermission" in fault, outcome[1] in fault) == (True, True)


def test_the_users_line(server, admin, monkeypatch):
    """A client takes a store by its references, and its cache tells where it is."""
    import responses

    import heroics_py

    monkeypatch.setenv("SHOP_REDIS", f"redis://:s3cret@127.0.0.1:{server.port}/0")
    monkeypatch.setenv("SHOP_SECRET", SECRET)
    store = heroics_py.RedisStore(heroics_py.Env("SHOP_REDIS"), secret=heroics_py.Env("SHOP_SECRET"), encrypt=True)
    with responses.RequestsMock() as api, heroics_py.connect(schema(), url="https://a.example", cache=store) as shop:
        api.get("https://a.example/things/x", json={"name": "x"}, headers={"ETag": '"1"'})
        shop.thing.info("x")
        info = cache_info(shop)
    assert (info.stores, info.entries, info.where) == (1, 1, "redis heroics-py:* at Env('SHOP_REDIS')")
    store.close()
