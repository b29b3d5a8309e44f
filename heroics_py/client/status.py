"""The state of a client that needs no request: its rate limit and its cache."""

from collections.abc import Coroutine
from typing import Any

from heroics_py.cache import CacheInfo
from heroics_py.client import Client
from heroics_py.client.core import Core
from heroics_py.client.in_thread import in_thread
from heroics_py.client.links import BoundLink
from heroics_py.client.records.origin import Origin
from heroics_py.client.resources import BoundResource
from heroics_py.client.scopes import Scope
from heroics_py.errors import CallError
from heroics_py.record import Record, origin_of
from heroics_py.transport.rules.rate_state import RateLimit

__all__ = ["cache_info", "cache_info_async", "core_of", "rate_limit"]


def rate_limit(client: Client) -> RateLimit:
    """Return the rate limit as the last response reported it; nothing is sent.

    Args:
        client: a client, or a resource, scope, link or record of it.

    Raises:
        CallError: for anything else.
    """
    connection = _core(client, "rate_limit").connection
    return RateLimit() if connection is None else connection.rate_limit


def cache_info(client: Client) -> CacheInfo | None:
    """Return what the cache of a client holds and its counts so far, or None without a cache; the API is not asked.

    Args:
        client: a client, or a resource, scope, link or record of it.

    Raises:
        CallError: for anything else.
    """
    core = _core(client, "cache_info")
    core.refuse_blocking("cache_info")
    return _cache_info(core)


def cache_info_async(client: Client) -> Coroutine[Any, Any, CacheInfo | None]:
    """Return what the cache of an async client holds, as `cache_info` does; await it, as the cache may be on a disk."""
    core = _core(client, "cache_info_async")
    core.refuse_awaiting("cache_info_async")
    return in_thread(_cache_info, "cache_info_async")(core)


def core_of(thing: object) -> Core | None:
    """Return the core of a client, resource, scope, link or record; None for anything else."""
    if isinstance(thing, Record):
        origin = origin_of(thing)
        return origin.core if isinstance(origin, Origin) else None
    return thing._core if isinstance(thing, Client | BoundResource | Scope | BoundLink) else None


def _cache_info(core: Core) -> CacheInfo | None:
    cache = core.cache
    return None if cache is None else cache.info()


def _core(thing: object, call: str) -> Core:
    core = core_of(thing)
    if core is None:
        raise CallError(
            f"{call}() takes a client, or a resource, scope, link or record of one; got {type(thing).__name__}"
        )
    return core
