"""The secrets of a cache in Redis: encryption, rotation, references, and processes that share it."""

import copy
import os
import pickle
import traceback

import pytest
from cache_parts import BODY, cached, condition, get, make_response
from libraries import load

import heroics_py
from heroics_py import Env
from heroics_py.cache import RedisStore
from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys
from heroics_py.http.headers import Headers

redis = load("redis")
load("cryptography")

SECRET, OTHER_SECRET = "a secret of the caller's own", "another secret of the caller's"


@pytest.fixture
def client(redis_server):
    client = redis.Redis(port=redis_server.port)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def store_of(redis_server, client):
    """Return a function that opens a store."""
    stores = []

    def make(secret=SECRET, server=redis_server.url, **settings):
        stores.append(RedisStore(server, secret, timeout=2, **settings))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


def read(store, etag='"a"', *, method="GET", **fields):
    """Send a request, and return what was sent on its way, and the cache."""
    cache, inner = cached(make_response(etag=etag, **fields), store=store)
    response = cache.send(get(method=method))
    assert response.body == BODY
    return inner.requests, cache


def test_an_encrypted_entry_shows_nothing(store_of, client):
    """Of an encrypted entry, neither the body nor a header nor the URL can be read in Redis."""
    store = store_of(encrypt=True)
    read(store, Link="<https://api.shop.example/next>; rel=next")
    (name,) = client.keys()
    written = repr((name, client.hgetall(name)))
    assert [text for text in ("example", "ETag", "json", "Link", "shop.") if text in written] == []
    entry = store.get(Keys(*_only_place(client)))
    assert (entry.body, entry.headers["Link"]) == (BODY, "<https://api.shop.example/next>; rel=next")


def _only_place(client):
    (name,) = client.keys()
    (field,) = client.hkeys(name)
    return name.decode().removeprefix("heroics-py:"), field.decode().removesuffix("-encrypted")


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_encrypted_and_plain_entries_are_apart(store_of, first, second):
    """Workers with and without encryption miss each other's entries, keep their own, and drop both."""
    one, two = store_of(encrypt=first), store_of(encrypt=second)
    read(one)
    sent, cache = read(two)
    assert (condition(sent[0]), cache.info().corrupt, cache.info().store_errors) == (None, 0, 0)
    assert condition(read(one)[0][0]) == '"a"'
    read(two, method="PATCH")
    assert condition(read(one)[0][0]) is None


def test_an_encrypted_entry_of_another_key_is_refused(store_of, client):
    """An encrypted entry that was moved, or encrypted by another secret, is not served."""
    store = store_of(encrypt=True)
    read(store)
    group, key = _only_place(client)
    envelope = client.hget(f"heroics-py:{group}", f"{key}-encrypted")
    client.hset(f"heroics-py:{group}", "moved-encrypted", envelope)
    for place, reader in ((Keys(group, "moved"), store), (Keys(group, key), store_of(OTHER_SECRET, encrypt=True))):
        with pytest.raises(heroics_py.cache.stores.redis.CorruptEntryError):
            reader.get(place)


def test_earlier_secrets_still_read(store_of):
    """A store with several secrets reads what any of them wrote, writes with the first, and drops for all."""
    old, both, new = store_of(OTHER_SECRET), store_of([SECRET, OTHER_SECRET]), store_of(SECRET)
    read(old)
    assert [condition(read(store)[0][0]) for store in (both, new)] == ['"a"', '"a"']
    read(both, method="PATCH")
    assert [condition(read(store)[0][0]) for store in (old, new)] == [None, None]
    read(new, method="PATCH")
    assert condition(read(both)[0][0]) is None


def test_a_store_travels_by_references(store_of, redis_server, monkeypatch):
    """A store whose URL and secret are references pickles by their names, and each process looks them up."""
    monkeypatch.setenv("SHOP_REDIS", redis_server.url)
    monkeypatch.setenv("SHOP_SECRET", SECRET)
    store = store_of(Env("SHOP_SECRET"), Env("SHOP_REDIS"), prefix="shop:", ttl=9, encrypt=True, largest=700)
    assert (store.is_portable, store_of().is_portable) == (True, False)
    pickled = pickle.dumps(store)
    assert SECRET.encode() not in pickled
    other = pickle.loads(pickled)
    read(store)
    assert condition(read(other)[0][0]) == '"a"'
    assert (repr(other), other.where, other.largest, copy.deepcopy(other)) == (
        "RedisStore('shop:', encrypt=True)",
        "redis shop:* at Env('SHOP_REDIS')",
        700,
        other,
    )
    other.close()


def test_a_missing_variable_fails_no_call(store_of, monkeypatch):
    """Without its variables a worker has no cache, and the cache says which one is missing."""
    monkeypatch.delenv("SHOP_SECRET", raising=False)
    info = read(store_of(Env("SHOP_SECRET")))[1].info()
    assert (info.misses, "SHOP_SECRET is not set" in info.fault) == (1, True)
    monkeypatch.setenv("SHOP_SECRET", "short")
    assert "too short" in read(store_of(Env("SHOP_SECRET")))[1].info().fault


@pytest.mark.parametrize(
    "settings", [(SECRET, "redis://:s3cret@h"), (Env("SHOP_SECRET"), "redis://:s3cret@h"), (SECRET, Env("U"))]
)
def test_a_store_with_a_secret_does_not_pickle(store_of, settings):
    """A store with a plain secret or URL can't be pickled; the error names the way out and no secret."""
    with pytest.raises(TypeError, match="Env") as raised:
        pickle.dumps(store_of(*settings))
    frames = traceback.TracebackException.from_exception(raised.value, capture_locals=True).stack
    shown = repr([frame.locals for frame in frames if "heroics_py" in frame.filename])
    assert [text for text in (SECRET, "s3cret") if text in f"{raised.value}{shown}"] == []


def test_no_secrets_are_refused(store_of):
    """A short secret among several is refused, and so are an empty list and no secret at all."""
    for secrets in (None, [], [SECRET, "hunter2"]):
        with pytest.raises(ValueError, match="expected at least") as raised:
            store_of(secrets)
        frames = traceback.TracebackException.from_exception(raised.value, capture_locals=True).stack
        shown = repr([frame.locals for frame in frames if "heroics_py" in frame.filename])
        assert "hunter2" not in f"{raised.value}{shown}"


def test_encryption_names_its_library(store_of, monkeypatch):
    """Without cryptography the error names the extra."""
    from heroics_py.cache.stores import encryption

    monkeypatch.setattr(encryption, "_MODULES", ("heroics_py.no_such_module",))
    with pytest.raises(ImportError, match=r"pip install 'heroics-py\[encryption\]'"):
        store_of(encrypt=True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forks_share_a_store(store_of):
    """Processes forked while others use the store read and write through connections of their own."""
    import threading

    store, stop = store_of(encrypt=True), threading.Event()
    threads = [threading.Thread(target=_use, args=(store, f"parent{number}", stop)) for number in range(2)]
    for thread in threads:
        thread.start()
    children = []
    for number in range(3):
        child = os.fork()
        if not child:
            os._exit(_use(store, f"child{number}", None))
        children.append(child)
    codes = [os.waitpid(child, 0)[1] for child in children]
    stop.set()
    for thread in threads:
        thread.join()
    assert (codes, store.fault) == ([0] * 3, "")


def _use(store, name, stop):
    """Write and read until ``stop``, or thirty times; return 0 if each read returns what was written."""
    for step in range(30 if stop is None else 1_000_000):
        if stop is not None and stop.is_set():
            break
        keys, at = Keys(f"group-{name}", "k"), 1.0 + step
        body = f"{name} {step}".encode()
        entry = Entry(status=200, headers=Headers(), body=body, requested_at=at, received_at=at)
        try:
            if not store.put(keys, entry) or store.get(keys) != entry:
                return 1
        except BaseException:  # noqa: BLE001 - a child must not go on as a test
            return 2
    return 0
