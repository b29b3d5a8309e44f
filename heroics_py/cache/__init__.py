"""The cache of responses: its stores, and the rule that serves from them.

A request with its final credentials goes through the cache like this:

    send(request)
      |- an unsafe method             -> inner.send, then invalidate the URL, those above it and those it names
      |- it hides its account         -> inner.send (bypass)
      |- it is not a cacheable GET    -> a byte range of a fresh entry, or inner.send (bypass)
      `- find the entry by its keys
           |- fresh, in the rfc mode  -> the entry
           |- stale, and allowed      -> the entry, and in the background as below
           |- incomplete              -> inner.send with a range: the entry with the rest, or that response
           `- else                    -> inner.send with the entry's validator
                |- 304                -> the entry, updated
                |- an error           -> the entry if it is allowed, or the error
                `- any other response -> that response, then store it, or discard or keep the entry

| entry  | sent                         | the server responds | returned                   | the entry is then      |
| ------ | ---------------------------- | ------------------- | -------------------------- | ---------------------- |
| absent | the request                  | in any way          | that response              | stored, if it may be   |
| fresh  | nothing                      |                     | the entry, with its Age    | unchanged              |
| stale  | the request with a validator | with a 304          | the entry, ``revalidated`` | updated, if it matters |
|        |                              | in any other way    | that response              | as the `Verdict` says  |
|        |                              | not, or with a 5xx  | the entry, ``stale``,      | unchanged              |
|        |                              |                     | if `stale` allows it       |                        |
|        | nothing yet (`stale`)        | in the background   | the entry, ``stale``       | as in the rows above   |
| partly | the request for the rest,    | with what fits      | the whole response         | whole, or longer       |
| stored | if nothing changed           | in any other way    | that response              | as the `Verdict` says  |
| absent | the request                  | with a part of it   | the error                  | partly stored, if      |
|        |                              |                     |                            | `incomplete` allows it |

Outside the rfc mode, every entry counts as stale. The modules:

- `keys`: which requests share an entry, and what a change invalidates, with `related_urls`.
- `policy`: which requests take part. `session_additions`: which ones hide their account.
- `freshness` and `validators`, from `directives`: whether an entry is fresh, and how to revalidate it.
- `revalidation`: what a 304 changes. `verdict`: what any other response means for the entry.
- `stored_headers`: which fields are stored. `responses` and `byte_ranges`: what is returned without the server.
- `stale`: which entries may be served stale, with `refreshes`. `incomplete`: what completes a download that was cut.
- `caching`: acts on these decisions, by steps. `server_reads`: those that reach the server.
- `entries`: what is read and written. `interruptions`: what is finished in any case.
- `stores`: hold the entries; `stores.base` explains how to write one.
"""

import re
from collections.abc import Callable
from os import PathLike, altsep, fspath, sep
from typing import TYPE_CHECKING, cast

from heroics_py.cache.caching import Caching
from heroics_py.cache.counters import CacheInfo
from heroics_py.cache.stores.base import Store
from heroics_py.cache.stores.memory import MemoryStore
from heroics_py.http.steps import SYSTEM_CLOCK, Clock, Rule
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
    "Caching",
    "FileStore",
    "MemoryStore",
    "RedisStore",
    "Store",
    "open_cache",
    "open_store",
]


_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
_SEPARATORS = tuple(separator for separator in (sep, altsep, "/") if separator)


def open_cache(
    cache: object = "memory",
    *,
    identity: str | None = None,
    offline_limit: float = 7 * 86_400.0,
    session: object = None,
    clock: Clock = SYSTEM_CLOCK,
) -> Callable[[Rule], Caching] | None:
    """Return a function that puts a cache around a rule, or None for no cache. Nothing is read or written yet.

    The requests that reach the cache must carry their final credentials, by which it distinguishes accounts.

    Args:
        cache: "memory"; "file", for the user's cache directory; a path to a directory, as a `Path` or as text with a
            separator; a `Store`; a ``BaseCache`` of cachecontrol; None.
        identity: the name of the account, for credentials that change while the account does not.
        offline_limit: how many seconds after its last confirmation an entry may replace an unreachable server.
        session: the caller's session of requests that sends, if there is one. Requests to which it adds credentials
            below the cache bypass the cache, unless there is an ``identity``.
        clock: the time.

    Raises:
        ValueError: for any other ``cache``.
    """
    store = open_store(cache)
    if store is None:
        return None

    def wrap(inner: Rule) -> Caching:
        return Caching(inner, store, identity=identity, session=session, offline_limit=offline_limit, clock=clock)

    return wrap


def open_store(cache: object = "memory") -> Store | None:
    """Return the store for ``cache``, as described in `open_cache`; None for no cache.

    Raises:
        ValueError: ``cache`` is neither a name, nor a path, nor a store.
    """
    if cache is None or _is_store(cache):
        return cast("Store | None", cache)
    if cache == "memory":
        return MemoryStore()
    if cache == "file":
        return _open_user_files()
    if isinstance(cache, str | PathLike) and _URL.match(str(cache)):
        raise ValueError("cache= can't be a URL: expected 'file' or a path; for Redis pass RedisStore(url, secret)")
    if isinstance(cache, PathLike) or (isinstance(cache, str) and any(each in cache for each in _SEPARATORS)):
        return _open_files(cache)
    if callable(getattr(cache, "execute_command", None)):  # it has the methods of a BaseCache, with other arguments
        raise ValueError(
            f"cache={_shown(cache)}: pass a client of Redis with a secret, cache=RedisStore(client, secret)"
        )
    if all(callable(getattr(cache, name, None)) for name in ("get", "set", "delete")) and not isinstance(cache, type):
        return _open_base_cache(cache)
    raise ValueError(
        f"cache={_shown(cache)}: expected 'memory', 'file', a path such as './cache', a Store, "
        "a BaseCache of cachecontrol, or None for no cache"
    )


def _is_store(cache: object) -> bool:
    """Return whether an object is a store, without reading what it has: its secret may be that of another process."""
    return {name for name in vars(Store) if not name.startswith("_")} <= {*dir(cache)} and not isinstance(cache, type)


def _shown(cache: object) -> str:
    """Return an invalid ``cache`` for a message: a single word, or the type of anything that may contain a password."""
    return repr(cache) if isinstance(cache, str) and cache.isalnum() else type(cache).__name__


def _open_user_files() -> Store:
    load_modules("platformdirs", "heroics_py.cache.stores.files")
    from platformdirs import user_cache_path

    from heroics_py.cache.stores.files import FileStore

    return FileStore(user_cache_path("heroics-py", appauthor=False))


def _open_files(path: "str | PathLike[str]") -> Store:
    load_modules("pathlib", "heroics_py.cache.stores.files")
    from pathlib import Path

    from heroics_py.cache.stores.files import FileStore

    return FileStore(Path(fspath(path)).expanduser())


def _open_base_cache(cache: object) -> Store:
    load_modules("heroics_py.cache.stores.cachecontrol")
    from heroics_py.cache.stores.cachecontrol import BaseCacheStore

    return BaseCacheStore(cache)  # type: ignore[arg-type]  # open_store has checked its methods
