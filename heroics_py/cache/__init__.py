"""The cache of answers: what its users and the transport need of it."""

import re
from collections.abc import Callable
from os import PathLike, altsep, fspath, sep
from typing import TYPE_CHECKING

from heroics_py.cache.caching import CachingTransport
from heroics_py.cache.counters import CacheInfo
from heroics_py.cache.session_additions import added_by, seen_with
from heroics_py.cache.stores.memory import MemoryStore, Store
from heroics_py.http.messages import Transport
from heroics_py.support.lazy import lazy_exports
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.cache.stores.cachecontrol import BaseCacheStore
    from heroics_py.cache.stores.files import FileStore
    from heroics_py.cache.stores.redis import RedisStore
else:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            "heroics_py.cache.stores.cachecontrol": ("BaseCacheStore",),
            "heroics_py.cache.stores.files": ("FileStore",),
            "heroics_py.cache.stores.redis": ("RedisStore",),
        },
    )

__all__ = [
    "BaseCacheStore",
    "CacheInfo",
    "CachingTransport",
    "FileStore",
    "MemoryStore",
    "RedisStore",
    "Store",
    "open_cache",
    "open_store",
]


def open_cache(
    cache: object = "memory",
    *,
    identity: str | None = None,
    offline_limit: float = 7 * 86_400.0,
    session: object = None,
) -> Callable[[Transport], CachingTransport] | None:
    """Return what wraps a transport in a cache, or None for no cache. Nothing is read or written yet.

    The requests that reach the cache bear their final credentials: it tells accounts apart by them.

    Args:
        cache: "memory"; "file", in the platform's cache directory for the user; a path to a directory, as a `Path` or
            as text with a separator; a `Store`; a ``BaseCache`` of cachecontrol; None.
        identity: names the account, for credentials that change while the account does not.
        offline_limit: how long a stored answer may stand in for a server that can't be reached, in seconds.
        session: the session of requests that sends, where it is the caller's own: what it adds is seen by no key, so
            that its requests go past the cache where it adds credentials, unless there is an ``identity``.

    Raises:
        ValueError: for anything else.
    """
    store = open_store(cache)
    if store is None:
        return None

    def wrap(inner: Transport) -> CachingTransport:
        return CachingTransport(
            inner,
            store,
            identity=identity,
            unseen=added_by(session),
            complete=seen_with(session),
            offline_limit=offline_limit,
        )

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
    if cache == "file":
        return _user_files()
    if isinstance(cache, str | PathLike) and _URL.match(str(cache)):
        raise ValueError("cache= is a URL: expected 'file' or a path; for Redis pass RedisStore(url, secret)")
    if isinstance(cache, PathLike) or (isinstance(cache, str) and any(mark in cache for mark in _SEPARATORS)):
        return _files_in(cache)
    if all(callable(getattr(cache, name, None)) for name in ("get", "set", "delete")):
        return _foreign(cache)
    raise ValueError(
        f"cache={_shown(cache)}: expected 'memory', 'file', a path such as './cache', a Store, "
        "a BaseCache of cachecontrol, or None for no cache"
    )


def _shown(cache: object) -> str:
    """Return what may be shown of what is no cache: a word, and nothing that a password could be a part of."""
    return repr(cache) if isinstance(cache, str) and cache.isalnum() else type(cache).__name__


_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_SEPARATORS = tuple(mark for mark in (sep, altsep, "/") if mark)


def _user_files() -> Store:
    load_modules("platformdirs", "heroics_py.cache.stores.files")
    from platformdirs import user_cache_path

    from heroics_py.cache.stores.files import FileStore

    return FileStore(user_cache_path("heroics-py", appauthor=False))


def _files_in(path: "str | PathLike[str]") -> Store:
    load_modules("pathlib", "heroics_py.cache.stores.files")
    from pathlib import Path

    from heroics_py.cache.stores.files import FileStore

    return FileStore(Path(fspath(path)).expanduser())


def _foreign(cache: object) -> Store:
    load_modules("heroics_py.cache.stores.cachecontrol")
    from heroics_py.cache.stores.cachecontrol import BaseCacheStore

    return BaseCacheStore(cache)  # type: ignore[arg-type]  # it was seen to have the methods
