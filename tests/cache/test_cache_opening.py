"""What `cache=` may be, and what opening a cache costs."""

import copy
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cache_parts import Clock, Scripted, answer, cached, condition, get

from heroics_py.cache import BaseCacheStore, CacheInfo, FileStore, MemoryStore, Store, open_cache, open_store


def test_memory_is_the_default():
    cache = open_cache()(Scripted(answer(etag='"a"'), answer(304, etag='"a"')))
    cache.send(get())
    assert cache.send(get()).revalidated
    assert cache.info().where == "memory"


def test_none_is_no_cache():
    assert open_cache(None) is None


@pytest.mark.parametrize("form", [str, Path])
def test_a_path_is_a_store_in_files(tmp_path, form):
    store = open_store(form(tmp_path / "here"))
    assert isinstance(store, FileStore)
    assert store.root == tmp_path / "here"
    assert not store.root.exists()


def test_a_path_may_begin_at_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_store("~/cache").root == tmp_path / "cache"


def test_a_store_is_taken_as_it_is():
    store = MemoryStore()
    assert open_store(store) is store


def test_any_base_cache_of_cachecontrol_is_taken(tmp_path):
    from cachecontrol.cache import DictCache

    for cache in (DictCache(), _folder_cache(tmp_path)):
        script = [answer(206, b"[1]", etag='W/"\xfc"', Link="<a>"), answer(304)]
        opened, inner = cached(*script, store=open_store(cache))
        first, second = (opened.send(get(Range="id ..")) for _ in range(2))
        assert (second.status, second.body, second.headers) == (206, b"[1]", first.headers)
        assert condition(inner.requests[1]) == 'W/"\xfc"'


def test_a_base_cache_that_lasts_hits_from_another_store_on_it(tmp_path):
    for script in (answer(etag='"a"'), answer(304, etag='"a"')):
        cache, inner = cached(script, store=open_store(_folder_cache(tmp_path)))
        cache.send(get())
    assert condition(inner.requests[0]) == '"a"'


def _folder_cache(folder):
    from cachecontrol.cache import BaseCache

    class FolderCache(BaseCache):
        def get(self, key):
            path = folder / key.replace(":", "-")
            return path.read_bytes() if path.exists() else None

        def set(self, key, value, expires=None):
            (folder / key.replace(":", "-")).write_bytes(value)

        def delete(self, key):
            (folder / key.replace(":", "-")).unlink(missing_ok=True)

    return FolderCache()


def test_a_change_through_one_store_on_a_base_cache_outdates_what_another_has_put_there():
    from cachecontrol.cache import DictCache

    theirs, clock = DictCache(), Clock()
    one, inner = cached(*(answer(etag='"a"') for _ in range(2)), store=BaseCacheStore(theirs), clock=clock)
    other, _ = cached(answer(200, b"{}"), store=BaseCacheStore(theirs), clock=clock)
    one.send(get())
    other.send(get(method="PATCH", body=b"{}"))
    one.send(get())
    assert condition(inner.requests[1]) is None


def test_what_lies_in_a_base_cache_is_in_the_format_of_cachecontrol():
    from cachecontrol.cache import DictCache

    theirs = DictCache()
    cache, _ = cached(answer(etag='"a"'), store=BaseCacheStore(theirs, secret=b"mine"))
    cache.send(get())
    (blob,) = theirs.data.values()
    assert b"cc=4," in blob


@pytest.mark.parametrize("wrong", ["disk", "", 7, True, {"a": 1}, object()])
def test_anything_else_is_refused_with_what_is_expected(wrong):
    with pytest.raises(ValueError, match="expected 'memory', 'file', a path"):
        open_cache(wrong)


@pytest.mark.parametrize("kind", [MemoryStore, lambda: FileStore(Path("x")), lambda: BaseCacheStore(object())])
def test_every_store_keeps_the_protocol(kind):
    store = kind()
    assert all(hasattr(type(store), name) for name in ("get", "put", "discard", "drop", "clear", "measure"))
    assert open_store(MemoryStore()) is not None
    assert issubclass(MemoryStore, object)
    assert isinstance(MemoryStore(), Store)


def test_opening_a_cache_loads_none_of_the_heavy_libraries(tmp_path):
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


def test_two_clients_on_one_store_share_what_is_theirs():
    store = MemoryStore()
    one, _ = cached(answer(etag='"a"'), store=store)
    two, inner = cached(answer(304, etag='"a"'), store=store)
    one.send(get())
    assert two.send(get()).revalidated
    assert condition(inner.requests[0]) == '"a"'


def test_closing_a_cache_closes_what_sends_and_leaves_the_store():
    class Closing(Scripted):
        closed = 0

        def close(self):
            self.closed += 1

    inner, store = Closing(answer(etag='"a"')), MemoryStore()
    cache = open_cache(store)(inner)
    cache.send(get())
    cache.close()
    assert (inner.closed, store.measure()[0]) == (1, 1)


def test_neither_repr_nor_info_tells_a_secret():
    cache, _ = cached(answer(etag='"SENTINEL"', body=b'"SENTINEL"'))
    cache.send(get("https://api.shop.example/SENTINEL?key=SENTINEL", token="SENTINEL", Cookie="SENTINEL"))
    assert "SENTINEL" not in f"{cache!r} {cache.store!r} {cache.info()!r}"


def test_a_copy_of_a_store_is_the_store(store):
    assert copy.deepcopy(store) is store


def test_a_pickled_store_carries_neither_secret_nor_answers(tmp_path):
    for store in (MemoryStore(max_bytes=1000), FileStore(tmp_path, max_bytes=1000)):
        assert len(store.secret) == 32
        pickled = pickle.dumps(store)
        woken = pickle.loads(pickled)
        assert store.secret not in pickled
        assert (type(woken), woken.max_bytes, woken.measure()) == (type(store), 1000, (0, 0))


def test_a_store_with_a_secret_of_the_callers_refuses_to_be_pickled():
    with pytest.raises(TypeError, match="can't be pickled"):
        pickle.dumps(BaseCacheStore(object(), secret=b"mine"))


def test_info_is_a_table_in_a_notebook():
    html = CacheInfo(where="<here>", bytes_saved=7)._repr_html_()
    assert "<th>where</th><td>&lt;here&gt;</td>" in html
    assert "<th>bytes saved</th><td>7</td>" in html


def test_info_is_a_value():
    assert CacheInfo(where="memory", misses=1) == pickle.loads(pickle.dumps(CacheInfo(where="memory", misses=1)))


def test_many_threads_share_a_cache(store):
    def reply(request):
        name = request.url.rpartition("/")[2]
        etag = f'"{name}"'
        if request.headers.get("If-None-Match") == etag:
            return answer(304, etag=etag)
        return answer(body=b'{"name":"%s"}' % name.encode(), etag=etag)

    cache, inner = cached(*[reply] * 800, store=store)

    def read(number):
        name = f"{number % 10}"
        return cache.send(get(f"https://api.shop.example/apps/{name}")).body == b'{"name":"%s"}' % name.encode()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(800)))
    info = cache.info()
    assert (info.misses + info.revalidated_hits, info.store_errors, info.corrupt, info.bad_304) == (800, 0, 0, 0)
    assert info.revalidated_hits > 700
    assert len(inner.requests) == 800
