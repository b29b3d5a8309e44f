"""The store in Redis, against a real server."""

import socket

import pytest
from cache_parts import BODY, Clock, cached, condition, get, make_response
from libraries import load

from heroics_py.cache import RedisStore
from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys
from heroics_py.errors import ConnectionFailed
from heroics_py.http.headers import Headers

redis = load("redis")

pytestmark = pytest.mark.usefixtures("each_driver")

SECRET = "a secret of the caller's own"


@pytest.fixture
def client(redis_server):
    client = redis.Redis(port=redis_server.port)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def store(redis_server, client):
    store = RedisStore(redis_server.url, SECRET, prefix="shop*:", ttl=60, timeout=2)
    yield store
    store.close()


def test_a_store_with_the_secret_hits(store, redis_server):
    """A second store with the secret hits."""
    one, _ = cached(make_response(etag='"a"', Link="<x>"), store=store)
    one.send(get())
    other = RedisStore(redis_server.url, SECRET, prefix="shop*:", timeout=2)
    two, inner = cached(make_response(304, etag='"a"'), store=other)
    second = two.send(get())
    other.close()
    assert (second.body, second.headers["Link"], condition(inner.requests[0])) == (BODY, "<x>", '"a"')


def test_a_store_with_another_secret_misses(store, client):
    """A store with another secret misses."""
    one, _ = cached(make_response(etag='"a"'), store=store)
    one.send(get())
    two, inner = cached(make_response(etag='"a"'), store=RedisStore(client, SECRET + "!", prefix="shop*:"))
    two.send(get())
    assert condition(inner.requests[0]) is None


def test_every_key_has_the_prefix_and_expires(store, client):
    """Every key has the prefix and expires, also after a 304."""
    cache, _ = cached(
        make_response(etag='"a"'), make_response(304, etag='"a"', Link="<y>"), make_response(200, b"{}"), store=store
    )
    for request in (get(), get(), get(method="PATCH", body=b"{}")):
        cache.send(request)
        assert client.keys()
        assert all(name.startswith(b"shop*:") and 0 < client.ttl(name) <= 60 for name in client.keys("*"))


def test_clear_removes_the_prefix_only(store, client):
    """Clearing removes the keys with the prefix, and nothing else."""
    client.set("shopping:list", "milk")
    cache, _ = cached(make_response(etag='"a"'), store=store)
    cache.send(get())
    assert cache.info().entries == 1
    cache.clear()
    assert client.keys() == [b"shopping:list"]


def test_a_change_drops_all_variants(store):
    """A change drops all variants."""
    cache, inner = cached(
        *(make_response(etag='"a"') for _ in range(2)),
        make_response(200, b"{}"),
        make_response(etag='"a"'),
        store=store,
    )
    cache.send(get())
    cache.send(get(token="B"))
    cache.send(get(method="DELETE"))
    cache.send(get())
    assert condition(inner.requests[3]) is None
    assert cache.info().invalidations == 2


def test_redis_keeps_what_is_incomplete(store):
    """An incomplete entry comes back from Redis as incomplete."""
    keys = Keys(group="g", key="k")
    entry = Entry(status=200, headers=Headers(), body=b"01", requested_at=1.0, received_at=2.0, is_complete=False)
    store.put(keys, entry)
    assert store.get(keys) == entry


def test_redis_rejects_outdated_responses(store):
    """A response that was requested before a change is not stored after it."""

    def changed_meanwhile(_):
        other.send(get(method="PATCH", body=b"{}"))
        return make_response(etag='"old"')

    clock = Clock()
    cache, inner = cached(changed_meanwhile, make_response(etag='"new"'), store=store, clock=clock)
    other, _ = cached(make_response(200, b"{}"), store=store, clock=clock)
    cache.send(get())
    cache.send(get())
    assert condition(inner.requests[1]) is None


@pytest.mark.parametrize("planted", [b"", b"junk", b"cc=4,junk", b"\x80\x04."])
def test_a_planted_entry_is_not_served(store, client, planted):
    """A planted entry is not served."""
    cache, inner = cached(make_response(etag='"a"'), make_response(etag='"a"'), store=store)
    cache.send(get())
    (name,) = client.keys()
    client.hset(name, client.hkeys(name)[0], planted)
    assert cache.send(get()).body == BODY
    assert condition(inner.requests[1]) is None
    assert cache.info().corrupt == 1


def test_a_key_of_somebody_else_is_not_counted(store, client):
    """A key with the prefix that holds another type, as of another program, is neither a fault nor an entry."""
    client.set(f"{store._prefix}lock", "1")
    cache, _ = cached(make_response(etag='"a"'), store=store)
    cache.send(get())
    assert (cache.info().entries, cache.info().store_errors) == (1, 0)


def test_a_key_of_another_type_fails_no_call(store, client):
    """A key of another type fails no call."""
    cache, _ = cached(make_response(etag='"a"'), make_response(etag='"a"'), store=store)
    cache.send(get())
    (name,) = client.keys()
    client.set(name, "text")
    assert cache.send(get()).body == BODY
    assert cache.info().store_errors > 0


def test_neither_token_nor_url_is_written(store, client):
    """Neither a token nor a URL is written."""
    cache, _ = cached(make_response(etag='"a"', Set_Cookie="SENTINEL"), store=store)
    cache.send(get("https://api.shop.example/SENTINEL", token="SENTINEL"))
    written = [(name, client.hgetall(name)) for name in client.keys("*")]
    assert "SENTINEL" not in repr(written)
    assert SECRET not in repr((written, store, vars(store)))


def test_a_dead_server_costs_three_attempts():
    """An unreachable server costs three attempts, and then nothing for a second."""

    class Dead(redis.Redis):
        attempts = 0

        def hmget(self, *args):
            Dead.attempts += 1
            raise redis.ConnectionError("refused")

        def pipeline(self, *args, **kwargs):
            Dead.attempts += 1
            raise redis.ConnectionError("refused")

    now = [0.0]
    store = RedisStore(Dead(), SECRET, clock=lambda: now[0])
    cache, inner = cached(*(make_response(etag='"a"') for _ in range(12)), store=store)
    assert [cache.send(get()).body for _ in range(10)] == [BODY] * 10
    assert (Dead.attempts, len(inner.requests)) == (3, 10)
    now[0] = 1.0
    cache.send(get())
    assert Dead.attempts == 4
    assert "ConnectionError: refused" in cache.info().fault


def test_a_silent_server_costs_the_timeout():
    """A silent server fails no call, and costs one timeout."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        store = RedisStore(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", SECRET, timeout=0.1)
        cache, _ = cached(make_response(etag='"a"'), make_response(etag='"a"'), ConnectionFailed("x"), store=store)
        assert [cache.send(get()).body for _ in range(2)] == [BODY] * 2
        with pytest.raises(ConnectionFailed):
            cache.send(get(mode="offline"))
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
        store.close()


@pytest.mark.parametrize(("secret", "prefix", "ttl"), [("hunter2", "p", 1), (SECRET, "", 1), (SECRET, "p", 0)])
def test_invalid_settings_are_refused(secret, prefix, ttl):
    """A short secret, an empty prefix and a ttl of 0 are refused."""
    with pytest.raises(ValueError, match="expected") as raised:
        RedisStore("redis://127.0.0.1:1/0", secret, prefix=prefix, ttl=ttl)
    assert secret not in str(raised.value)


@pytest.mark.parametrize(
    "setting", [{"ttl": 3600.0}, {"ttl": None}, {"largest": 0}, {"largest": "1"}, {"prefix": 7}, {"encrypt": "yes"}]
)
def test_a_setting_of_another_type_is_refused(setting):
    """A setting with which every write would fail is refused at once, by its name."""
    with pytest.raises(ValueError, match=f"{next(iter(setting))}=.*: expected"):
        RedisStore("redis://127.0.0.1:1/0", SECRET, **setting)


def test_a_decoding_client_is_refused():
    """A client that decodes values is refused."""
    with pytest.raises(ValueError, match="decode_responses=False"):
        RedisStore(redis.Redis(decode_responses=True), SECRET)
