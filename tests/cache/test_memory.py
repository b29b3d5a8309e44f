"""The store in memory."""

import pytest
from cache_parts import URL, cached, condition, get, make_response

from heroics_py.cache import MemoryStore

pytestmark = pytest.mark.usefixtures("each_driver")


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
