"""The modes of the cache, its counters and its life cycle."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from cache_parts import BODY, OTHER, Clock, Scripted, WireClient, cached, condition, get, make_response, serving
from ruled import ruled

from heroics_py.cache import CacheInfo, Caching, MemoryStore, open_cache

pytestmark = pytest.mark.usefixtures("each_driver")


def test_a_broken_store_fails_no_call():
    """A store that raises anything fails no call."""

    class Broken(MemoryStore):
        def __getattribute__(self, name):
            if name in {"get", "put", "discard", "drop", "measure"}:
                raise RuntimeError("broken")
            return super().__getattribute__(name)

    cache, inner = cached(*(make_response(etag='"a"') for _ in range(3)), store=Broken())
    assert cache.send(get()).body == BODY
    assert cache.send(get(method="PATCH")).status == 200
    assert cache.send(get()).body == BODY
    assert len(inner.requests) == 3
    assert cache.info().where == "unavailable"
    assert cache.info().store_errors > 3


def test_clients_share_a_store():
    """Two clients of one account share the entries of a store."""
    store = MemoryStore()
    one, _ = cached(make_response(etag='"a"'), store=store)
    two, inner = cached(make_response(304, etag='"a"'), store=store)
    one.send(get())
    assert two.send(get()).revalidated
    assert condition(inner.requests[0]) == '"a"'


def test_close_leaves_the_store_open():
    """Closing a connection leaves the store of its cache open."""

    class Closing(Scripted):
        closed = 0

        def close(self):
            self.closed += 1

    inner, store = Closing(make_response(etag='"a"')), MemoryStore()
    cache = ruled(open_cache(store), inner)
    cache.send(get())
    cache.close()
    assert (inner.closed, store.measure()[0]) == (1, 1)


def test_no_secret_in_repr_or_info():
    """Neither repr nor info shows a secret."""
    cache, _ = cached(make_response(etag='"SENTINEL"', body=b'"SENTINEL"'))
    cache.send(get("https://api.shop.example/SENTINEL?key=SENTINEL", token="SENTINEL", Cookie="SENTINEL"))
    assert "SENTINEL" not in f"{cache.rule!r} {cache.store!r} {cache.info()!r}"


def test_info_is_a_table_in_a_notebook():
    """The info is a table in a notebook."""
    html = CacheInfo(where="<here>", bytes_saved=7)._repr_html_()
    assert "<th>where</th><td>&lt;here&gt;</td>" in html
    assert "<th>bytes saved</th><td>7</td>" in html


def test_info_is_a_value():
    """The info can be compared and pickled."""
    assert CacheInfo(where="memory", misses=1) == pickle.loads(pickle.dumps(CacheInfo(where="memory", misses=1)))


def test_many_threads_share_a_cache(store):
    """Many threads can share a cache."""

    def reply(request):
        name = request.url.rpartition("/")[2]
        etag = f'"{name}"'
        if request.headers.get("If-None-Match") == etag:
            return make_response(304, etag=etag)
        return make_response(body=b'{"name":"%s"}' % name.encode(), etag=etag)

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


def test_the_default_mode_always_asks(store):
    """By default, nothing is served without asking the server, whatever its lifetime."""
    cache, inner = cached(
        make_response(etag='"a"', Cache_Control="max-age=3600"), make_response(304, etag='"a"'), store=store
    )
    cache.send(get())
    assert cache.send(get()).revalidated
    assert len(inner.requests) == 2


def test_rfc_serves_fresh_entries(store):
    """The rfc mode serves a fresh entry without a request."""
    cache, inner = cached(make_response(etag='"a"', Cache_Control="max-age=3600"), store=store)
    cache.send(get(mode="rfc"))
    second = cache.send(get(mode="rfc"))
    assert (second.body, second.from_cache, second.revalidated, second.headers["Age"]) == (BODY, True, False, "0")
    assert len(inner.requests) == 1


def test_bypass_only_invalidates(store):
    """The bypass mode neither reads nor stores, and still invalidates what it changes."""
    cache, inner = cached(
        make_response(etag='"a"'), make_response(body=OTHER, etag='"b"'), make_response(200, b"{}"), store=store
    )
    cache.send(get())
    assert cache.send(get(mode="bypass")).body == OTHER
    assert condition(inner.requests[1]) is None
    cache.send(get(method="PATCH", body=b"{}", mode="bypass"))
    assert cache.info().invalidations == 1


def test_a_second_walk_is_one_304_per_page():
    """Walking an unchanged list a second time is one 304 for each page."""
    pages = {
        None: ([1, 2], "id ]2..; max=2"),
        "id ]2..; max=2": ([3, 4], "id ]4..; max=2"),
        "id ]4..; max=2": ([5], None),
    }

    def reply(method, path, headers):
        items, following = pages[headers.get("Range")]
        tag = f'"{items[0]}"'
        if headers.get("If-None-Match") == tag:
            return 304, [("ETag", tag)], b""
        fields = [("Content-Type", "application/json"), ("ETag", tag)]
        fields += [("Next-Range", following)] if following else []
        return (206 if following else 200), fields, json.dumps(items).encode()

    def walk(cache, base):
        items, page = [], cache.send(get(f"{base}/apps"))
        while part := page.headers.get("Next-Range"):
            items += json.loads(page.body)
            page = cache.send(get(f"{base}/apps", Range=part))
        return items + json.loads(page.body)

    with serving(reply) as served:
        cache = ruled(Caching, WireClient(served.address), store=MemoryStore())
        assert walk(cache, served.base) == [1, 2, 3, 4, 5]
        assert walk(cache, served.base) == [1, 2, 3, 4, 5]
        assert [headers.get("If-None-Match") for _, _, headers in served.seen] == [
            None,
            None,
            None,
            '"1"',
            '"3"',
            '"5"',
        ]
        assert cache.info().revalidated_hits == 3


def test_counters_add_up():
    """The counters add up."""
    clock = Clock()
    cache, _ = cached(
        make_response(etag='"a"', Cache_Control="max-age=60"),
        make_response(304, etag='"a"'),
        make_response(),
        make_response(200, b"{}"),
        clock=clock,
    )
    cache.send(get(mode="rfc"))
    cache.send(get(mode="rfc"))
    cache.send(get())
    cache.send(get(mode="bypass"))
    cache.send(get(method="DELETE"))
    info = cache.info()
    assert (info.misses, info.fresh_hits, info.revalidated_hits, info.bypass, info.stores) == (1, 1, 1, 1, 1)
    assert (info.invalidations, info.entries, info.size, info.bytes_saved) == (1, 0, 0, 2 * len(BODY))
    assert info.where == "memory"


def test_clear_removes_everything(store):
    """Clearing removes everything."""
    cache, inner = cached(make_response(etag='"a"'), make_response(etag='"a"'), store=store)
    cache.send(get())
    cache.clear()
    cache.send(get())
    assert cache.info().entries == 1
    assert condition(inner.requests[1]) is None
