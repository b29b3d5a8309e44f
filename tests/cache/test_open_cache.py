"""The values of `cache=`, and the cost of opening a cache."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from cache_parts import Scripted, cached, condition, get, make_response
from ruled import ruled

from heroics_py.cache import BaseCacheStore, FileStore, MemoryStore, Store, open_cache, open_store


def test_file_is_the_user_cache_directory(monkeypatch, tmp_path):
    """The name "file" means the user's cache directory."""
    import platformdirs

    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name, **_: tmp_path / name)
    store = open_store("file")
    assert store.where == str(tmp_path / "heroics-py" / "heroics-http")
    assert not (tmp_path / "heroics-py").exists()


def test_memory_is_the_default():
    """The default is memory."""
    cache = ruled(open_cache(), Scripted(make_response(etag='"a"'), make_response(304, etag='"a"')))
    cache.send(get())
    assert cache.send(get()).revalidated
    assert cache.info().where == "memory"


def test_none_is_no_cache():
    """With None, there is no cache."""
    assert open_cache(None) is None


@pytest.mark.parametrize("form", [str, Path])
def test_a_path_is_a_file_store(tmp_path, form):
    """A path is a store in files, which is not created yet."""
    store = open_store(form(tmp_path / "here"))
    assert isinstance(store, FileStore)
    assert store.root == tmp_path / "here"
    assert not store.root.exists()


def test_a_path_may_start_with_a_tilde(monkeypatch, tmp_path):
    """A path may start with a tilde."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_store("~/cache").root == tmp_path / "cache"


def test_a_store_is_used_unchanged():
    """A store is used unchanged."""
    store = MemoryStore()
    assert open_store(store) is store


def test_opening_a_store_reads_no_secret():
    """A process that only hands a client on to others need not have the secret of its store."""

    class Elsewhere(MemoryStore):
        secret = property(lambda _: pytest.fail("the secret was read"), lambda *_: None)

    store = Elsewhere()
    assert open_store(store) is store


@pytest.mark.parametrize("wrong", ["disk", "", 7, True, {"a": 1}, object(), BaseCacheStore])
def test_anything_else_is_refused(wrong):
    """Anything else is refused with a list of what is expected."""
    with pytest.raises(ValueError, match="expected 'memory', 'file', a path"):
        open_cache(wrong)


def test_a_client_of_redis_is_not_a_cache():
    """A client of Redis has get, set and delete, but stores nothing without a secret: the message names RedisStore."""

    class Redis:
        get = set = delete = execute_command = print

    with pytest.raises(ValueError, match=r"cache=Redis: .*RedisStore\(client, secret\)"):
        open_cache(Redis())


@pytest.mark.parametrize("kind", [MemoryStore, lambda: FileStore(Path("x")), lambda: BaseCacheStore(object())])
def test_every_store_has_the_methods(kind):
    """Every store has the methods of the protocol."""
    store = kind()
    assert all(hasattr(type(store), name) for name in ("get", "put", "discard", "drop", "clear", "measure"))
    assert open_store(MemoryStore()) is not None
    assert issubclass(MemoryStore, object)
    assert isinstance(MemoryStore(), Store)


def test_opening_loads_no_heavy_library(tmp_path):
    """Opening a cache loads neither requests nor cachecontrol, nor another heavy library."""
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from heroics_py.cache import open_cache
open_cache()
open_cache({str(tmp_path / "files")!r})
print([name for name in ("requests", "urllib3", "cachecontrol", "logging", "redis", "msgpack") if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_a_pickled_store_is_empty(tmp_path):
    """A pickled store carries neither its secret nor its entries."""
    for store in (MemoryStore(max_bytes=1000), FileStore(tmp_path, max_bytes=1000)):
        assert len(store.secret) == 32
        pickled = pickle.dumps(store)
        woken = pickle.loads(pickled)
        assert store.secret not in pickled
        assert (type(woken), woken.max_bytes, woken.measure()) == (type(store), 1000, (0, 0))


def test_a_store_with_a_secret_is_not_pickled():
    """A store with the caller's secret refuses to be pickled."""
    with pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(BaseCacheStore(object(), secret=b"mine"))


class DictStore:
    """A store by the recipe in the docstring of `Store`."""

    where = "a dict"
    largest = 1_000_000
    evictions = 0
    secret = b"s" * 32

    def __init__(self):
        self.groups = {}
        self.dropped = {}

    def get(self, keys):
        return self.groups.get(keys.group, {}).get(keys.key)

    def put(self, keys, entry):
        if entry.requested_at <= self.dropped.get(keys.group, 0):
            return False
        self.groups.setdefault(keys.group, {})[keys.key] = entry
        return True

    def discard(self, keys):
        return self.groups.get(keys.group, {}).pop(keys.key, None) is not None

    def drop(self, group, at):
        self.dropped[group] = at
        return len(self.groups.pop(group, {}))

    def clear(self):
        self.groups.clear()

    def measure(self):
        entries = [entry for group in self.groups.values() for entry in group.values()]
        return len(entries), sum(len(entry.body) for entry in entries)


def test_a_store_of_your_own():
    """Any object with the attributes and methods of Store is a store."""
    script = [make_response(etag='"a"'), make_response(304, etag='"a"'), make_response(), make_response()]
    cache, inner = cached(*script, store=open_store(DictStore()))
    assert [cache.send(get()).revalidated for _ in range(2)] == [False, True]
    cache.send(get(method="PATCH", body=b"{}"))
    cache.send(get())
    assert [condition(request) for request in inner.requests] == [None, '"a"', None, None]
    assert cache.info().where == "a dict"
