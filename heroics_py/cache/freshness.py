"""How long a stored answer is fresh (RFC 9111, 4.2)."""

from heroics_py.cache.directives import MAX_SECONDS, Directives, age_of, directives_of
from heroics_py.cache.entry import Entry
from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request

__all__ = ["current_age", "is_fresh", "lifetime"]


def lifetime(headers: Headers, *, received_at: float) -> float:
    """Return for how many seconds an answer is fresh (RFC 9111, 4.2.1), 0 where it does not say so itself.

    This is a private cache: ``s-maxage`` is not for it. Nothing is guessed from ``Last-Modified``.
    """
    directives = directives_of(headers.get("Cache-Control"))
    if directives.covers("no-cache") or "no-store" in directives:
        return 0
    if (seconds := directives.seconds("max-age")) is not None:
        return seconds
    expires = parse_date(headers.get("Expires"), now=received_at)
    if expires is None:
        return 0
    begins = parse_date(headers.get("Date"), now=received_at)
    return max(0.0, expires - (received_at if begins is None else begins))


def current_age(entry: Entry, *, now: float) -> float:
    """Return how many seconds ago the origin made or confirmed the answer (RFC 9111, 4.2.3)."""
    made = parse_date(entry.headers.get("Date"), now=entry.received_at)
    apparent = 0.0 if made is None else max(0.0, entry.received_at - made)
    on_the_way = max(0.0, entry.received_at - entry.requested_at)
    corrected = age_of(entry.headers.get("Age")) + on_the_way
    return min(max(apparent, corrected) + max(0.0, now - entry.received_at), float(MAX_SECONDS))


def is_fresh(request: Request, entry: Entry, *, now: float) -> bool:
    """Return whether ``entry`` may answer ``request`` without asking: as the answer and the request allow."""
    age = current_age(entry, now=now)
    left = lifetime(entry.headers, received_at=entry.received_at) - age
    wanted = _wanted(request.headers)
    if "no-cache" in wanted or "no-store" in wanted:
        return False
    if (limit := wanted.seconds("max-age")) is not None and age > limit:
        return False
    if (least := wanted.seconds("min-fresh")) is not None and left < least:
        return False
    return left > 0 or _stale_is_welcome(wanted, entry.headers, -left)


def _wanted(headers: Headers) -> Directives:
    """Return what a request asks of caches; ``Pragma`` counts where there is no ``Cache-Control`` (RFC 9111, 5.4)."""
    return directives_of(headers.get("Cache-Control") or headers.get("Pragma"))


def _stale_is_welcome(wanted: Directives, headers: Headers, staleness: float) -> bool:
    said = directives_of(headers.get("Cache-Control"))
    if "max-stale" not in wanted or said.covers("no-cache") or "must-revalidate" in said:
        return False
    limit = wanted.seconds("max-stale") if wanted["max-stale"] is not None else None
    return limit is None or staleness <= limit
