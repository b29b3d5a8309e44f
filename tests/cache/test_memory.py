"""The store in memory."""

from cache_parts import URL, cached, condition, get, make_response

from heroics_py.cache import MemoryStore
from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys
from heroics_py.http.headers import Headers


def test_put_rejects_entries_from_before_a_drop():
    """A memory store rejects an entry that was requested before its group was dropped."""
    entry = Entry(status=200, headers=Headers({"ETag": '"a"'}), body=b"", requested_at=1.5, received_at=2.5)
    store = MemoryStore()
    store.drop("late", 2.0)
    store.drop("late", 1.0)
    store.drop("early", 1.0)
    assert [store.put(Keys(group=group, key="k"), entry) for group in ("late", "early", "never")] == [
        False,
        True,
        True,
    ]


def test_the_least_recently_used_is_evicted():
    """Memory is limited in bytes, and the least recently used entry is evicted."""
    store = MemoryStore(max_bytes=10_000)
    cache, inner = cached(
        *(make_response(body=b'"' + b"x" * 2000 + b'"', etag=f'"{n}"') for n in range(10)), store=store
    )
    for n in range(4):
        cache.send(get(f"{URL}/{n}"))
    assert store.measure()[1] <= 10_000
    assert cache.info().evictions == 1
    cache.send(get(f"{URL}/0"))
    cache.send(get(f"{URL}/3"))
    assert [condition(request) for request in inner.requests[4:]] == [None, '"3"']
