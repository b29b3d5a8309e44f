"""The requests that the cache takes part in (RFC 9111, 3 and 4)."""

from heroics_py.cache.byte_ranges import requests_bytes
from heroics_py.cache.directives import directives_of
from heroics_py.http.messages import Request

__all__ = ["has_other_condition", "has_own_condition", "is_cacheable", "is_unsafe"]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "QUERY"})
_CONDITIONS = frozenset({"if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range"})


def is_unsafe(method: str) -> bool:
    """Return whether a method may change what is stored (RFC 9110, 9.2.1); an unknown method may."""
    return method not in _SAFE_METHODS


def is_cacheable(request: Request, *, identity: str | None) -> bool:
    """Return whether the response to ``request`` may come from the cache or go into it.

    A request that is signed below the cache doesn't show its account, and needs an ``identity``.
    """
    return (
        request.method == "GET"
        and request.body is None
        and request.storable
        and not request.streamed
        and request.options.cache_mode != "bypass"
        and (request.auth is None or identity is not None)
        and not requests_bytes(request)
        and "no-store" not in directives_of(request.headers.get("Cache-Control"))
    )


def has_own_condition(request: Request) -> bool:
    """Return whether the caller has set a condition, so that a 304 or 412 is for the caller."""
    return request.headers.has_any(_CONDITIONS)


def has_other_condition(request: Request) -> bool:
    """Return whether only the server can evaluate the caller's condition: any but ``If-None-Match``."""
    return has_own_condition(request) and "If-None-Match" not in request.headers
