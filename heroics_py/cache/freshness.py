"""How long a stored response is fresh (RFC 9111, 4.2)."""

from heroics_py.cache.directives import MAX_SECONDS, Directives, directives_of, parse_age
from heroics_py.cache.entry import Entry
from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request

__all__ = ["current_age", "is_fresh", "lifetime", "request_directives"]


def lifetime(headers: Headers, *, received_at: float) -> float:
    """Return how many seconds a response is fresh, or 0 if it names no lifetime (RFC 9111, 4.2.1).

    This is a private cache: ``s-maxage`` does not apply to it. ``Last-Modified`` implies no lifetime.
    """
    directives = directives_of(headers.get("Cache-Control"))
    if directives.covers("no-cache") or "no-store" in directives:
        return 0
    if (seconds := directives.seconds("max-age")) is not None:
        return seconds
    expires_at = parse_date(headers.get("Expires"), now=received_at)
    if expires_at is None:
        return 0
    created_at = parse_date(headers.get("Date"), now=received_at)
    return max(0.0, expires_at - (received_at if created_at is None else created_at))


def current_age(entry: Entry, *, now: float) -> float:
    """Return how many seconds ago the origin created or confirmed the response (RFC 9111, 4.2.3)."""
    created_at = parse_date(entry.headers.get("Date"), now=entry.received_at)
    apparent_age = 0.0 if created_at is None else max(0.0, entry.received_at - created_at)
    response_delay = max(0.0, entry.received_at - entry.requested_at)
    corrected_age = parse_age(entry.headers.get("Age")) + response_delay
    resident_time = max(0.0, now - entry.received_at)
    return min(max(apparent_age, corrected_age) + resident_time, float(MAX_SECONDS))


def is_fresh(request: Request, entry: Entry, *, now: float) -> bool:
    """Return whether ``entry`` may be the response to ``request`` without a request to the server."""
    if entry.is_doubtful:
        return False
    age = current_age(entry, now=now)
    remaining = lifetime(entry.headers, received_at=entry.received_at) - age
    directives = request_directives(request.headers)
    if "no-cache" in directives or "no-store" in directives:
        return False
    if (max_age := directives.seconds("max-age")) is not None and age > max_age:
        return False
    if (min_fresh := directives.seconds("min-fresh")) is not None and remaining < min_fresh:
        return False
    return remaining > 0 or _accepts_stale(directives, entry.headers, staleness=-remaining)


def request_directives(headers: Headers) -> Directives:
    """Return the directives of a request; ``Pragma`` counts if there is no ``Cache-Control`` (RFC 9111, 5.4)."""
    return directives_of(headers.get("Cache-Control") or headers.get("Pragma"))


def _accepts_stale(request: Directives, headers: Headers, *, staleness: float) -> bool:
    response = directives_of(headers.get("Cache-Control"))
    if "max-stale" not in request or response.covers("no-cache") or "must-revalidate" in response:
        return False
    limit = request.seconds("max-stale") if request["max-stale"] is not None else None
    return limit is None or staleness <= limit
