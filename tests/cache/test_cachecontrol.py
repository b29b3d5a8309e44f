"""The store in a BaseCache of cachecontrol."""

import pytest
from cache_parts import Clock, cached, condition, get, make_response

from heroics_py.cache import BaseCacheStore, open_store

pytestmark = pytest.mark.usefixtures("each_driver")


def test_any_base_cache_is_a_store(tmp_path):
    """Any BaseCache of cachecontrol is a store."""
    from cachecontrol.cache import DictCache

    for cache in (DictCache(), _folder_cache(tmp_path)):
        script = [make_response(206, b"[1]", etag='W/"\xfc"', Link="<a>"), make_response(304)]
        opened, inner = cached(*script, store=open_store(cache))
        first, second = (opened.send(get(Range="id ..")) for _ in range(2))
        assert (second.status, second.body, second.headers) == (206, b"[1]", first.headers)
        assert condition(inner.requests[1]) == 'W/"\xfc"'


def test_a_persistent_cache_hits_again(tmp_path):
    """A persistent BaseCache hits from another store on it."""
    for script in (make_response(etag='"a"'), make_response(304, etag='"a"')):
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


def test_a_change_outdates_another_stores_entries():
    """A change through one store outdates what another store on the same cache has stored."""
    from cachecontrol.cache import DictCache

    theirs, clock = DictCache(), Clock()
    one, inner = cached(*(make_response(etag='"a"') for _ in range(2)), store=BaseCacheStore(theirs), clock=clock)
    other, _ = cached(make_response(200, b"{}"), store=BaseCacheStore(theirs), clock=clock)
    one.send(get())
    other.send(get(method="PATCH", body=b"{}"))
    one.send(get())
    assert condition(inner.requests[1]) is None


def test_entries_have_the_format_of_cachecontrol():
    """Entries have the format of cachecontrol."""
    from cachecontrol.cache import DictCache

    theirs = DictCache()
    cache, _ = cached(make_response(etag='"a"'), store=BaseCacheStore(theirs, secret=b"mine"))
    cache.send(get())
    (blob,) = theirs.data.values()
    assert b"cc=4," in blob
