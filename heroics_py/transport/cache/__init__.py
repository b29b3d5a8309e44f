"""The cache of answers: what its users and the transport need of it."""

from collections.abc import Callable

from heroics_py.messages import Transport
from heroics_py.transport.cache.caching import CachingTransport
from heroics_py.transport.cache.counters import CacheInfo
from heroics_py.transport.cache.store import MemoryStore, Store

__all__ = ["CacheInfo", "CachingTransport", "MemoryStore", "Store", "open_cache", "open_store"]


def open_cache(
    cache: object = "memory", *, identity: str | None = None, offline_limit: float = 7 * 86_400.0
) -> Callable[[Transport], CachingTransport] | None:
    """Return what wraps a transport in a cache, or None for no cache. Nothing is read or written yet.

    The requests that reach the wrapped transport bear their final credentials: the cache tells accounts apart by them.

    Args:
        cache: "memory"; "file", in the platform's cache directory for the user; a path to a directory, as a `Path` or
            as text with a separator; a `Store`; a ``BaseCache`` of cachecontrol; None.
        identity: names the account, for credentials that change while the account does not.
        offline_limit: how long a stored answer may stand in for a server that can't be reached, in seconds.

    Raises:
        ValueError: for anything else.
    """
    store = open_store(cache)
    if store is None:
        return None

    def wrap(inner: Transport) -> CachingTransport:
        return CachingTransport(inner, store, identity=identity, offline_limit=offline_limit)

    return wrap


def open_store(cache: object = "memory") -> Store | None:
    """Return the store that ``cache`` asks for, as for `open_cache`; None for no cache.

    Raises:
        ValueError: for what is neither a name, nor a path, nor a store.
    """
    if cache is None or isinstance(cache, Store):
        return cache
    if cache == "memory":
        return MemoryStore()
    raise ValueError(
        f"cache={cache!r}: expected 'memory', 'file', a path such as './cache', a Store, "
        "a BaseCache of cachecontrol, or None for no cache"
    )
