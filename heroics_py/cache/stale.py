"""When a stale response may be served (RFC 9111, 4.2.4; RFC 5861).

| served stale | mode | as long as | never |
| --- | --- | --- | --- |
| while it is refreshed in the background | rfc | the response's ``stale-while-revalidate`` | 1, 2 |
| in place of a failure, 500, 502, 503 or 504 | rfc | ``stale-if-error`` of the request, or of the response | 1, 2, 3 |
| in place of a failure, 502, 503 or 504 | offline | the limit of the client | 3 |
| because the request accepts it | rfc | the request's ``max-stale`` | 1 |

1. The response has ``no-cache`` or ``must-revalidate``. 2. The request asks for a fresh one by ``no-cache``,
``min-fresh``, ``max-age`` or a smaller ``max-stale``; unless, after an error, it names ``stale-if-error`` itself.
3. The server is not trusted. An entry that is an error itself is never served stale; a doubtful one only in the
offline mode.
"""

from heroics_py.cache.directives import Directives, directives_of
from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import current_age, lifetime, request_directives
from heroics_py.errors import ConnectionFailed, RequestTimeout, TransportError, UntrustedServer
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response

__all__ = ["FAILURES", "may_replace", "may_serve_while_refreshing", "staleness", "window"]

FAILURES = (ConnectionFailed, RequestTimeout)
"""The errors of a server that can't be reached."""

_UNREACHABLE = frozenset({502, 503, 504})
_FAILING = _UNREACHABLE | {500}


def staleness(entry: Entry, *, now: float) -> float:
    """Return how many seconds ago the lifetime of ``entry`` ended; below zero while it is fresh."""
    return current_age(entry, now=now) - lifetime(entry.headers, received_at=entry.received_at)


def window(headers: Headers) -> int:
    """Return for how many seconds after its lifetime a response may be served stale at the most."""
    directives = directives_of(headers.get("Cache-Control"))
    if _forbids_stale(directives):
        return 0
    return max(directives.seconds("stale-while-revalidate") or 0, directives.seconds("stale-if-error") or 0)


def may_serve_while_refreshing(request: Request, entry: Entry, *, now: float) -> bool:
    """Return whether ``entry``, which is stale, may be served before it is refreshed (RFC 5861, 3)."""
    directives = directives_of(entry.headers.get("Cache-Control"))
    seconds = directives.seconds("stale-while-revalidate")
    return (
        seconds is not None
        and entry.status < 400
        and not entry.is_doubtful
        and not _forbids_stale(directives)
        and staleness(entry, now=now) <= seconds
        and _accepts_stale(request_directives(request.headers), entry, now=now)
    )


def may_replace(
    request: Request, entry: Entry, failure: Response | TransportError, *, now: float, offline_limit: float
) -> bool:
    """Return whether ``entry`` may be served in place of ``failure``, as the mode of ``request`` says.

    Args:
        request: in any mode.
        entry: what is stored for it.
        failure: what came of asking the server.
        now: in seconds since the epoch.
        offline_limit: how many seconds after its last confirmation the offline mode may serve an entry.
    """
    mode = request.options.cache_mode
    if entry.status >= 400 or mode not in {"rfc", "offline"}:
        return False
    if isinstance(failure, Response):
        if failure.status not in (_FAILING if mode == "rfc" else _UNREACHABLE):
            return False
    elif not isinstance(failure, FAILURES) or isinstance(failure, UntrustedServer):
        return False
    if mode == "offline":
        return now - entry.received_at <= offline_limit
    return _may_replace_error(request, entry, now=now)


def _may_replace_error(request: Request, entry: Entry, *, now: float) -> bool:
    """Return whether ``stale-if-error`` allows to serve ``entry`` (RFC 5861, 4)."""
    asked = request_directives(request.headers)
    directives = directives_of(entry.headers.get("Cache-Control"))
    seconds = (asked if "stale-if-error" in asked else directives).seconds("stale-if-error")
    if seconds is None or entry.is_doubtful or _forbids_stale(directives) or staleness(entry, now=now) > seconds:
        return False
    return "stale-if-error" in asked or _accepts_stale(asked, entry, now=now)


def _forbids_stale(response: Directives) -> bool:
    return response.covers("no-cache") or "must-revalidate" in response


def _accepts_stale(request: Directives, entry: Entry, *, now: float) -> bool:
    """Return whether a request leaves open to serve it a stale response (RFC 9111, 5.2.1)."""
    if "no-cache" in request or "no-store" in request or "min-fresh" in request:
        return False
    max_age = request.seconds("max-age")
    if max_age is not None and ("max-stale" not in request or current_age(entry, now=now) > max_age):
        return False
    if request.get("max-stale") is None:
        return True
    return staleness(entry, now=now) <= (request.seconds("max-stale") or 0)
