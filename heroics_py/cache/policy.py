"""What a cache may do with a request and its answer (RFC 9111), decided without doing anything."""

from heroics_py.cache.byte_range import asks_for_bytes
from heroics_py.cache.directives import directives_of
from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import current_age, lifetime
from heroics_py.cache.validators import matches, usable_date, usable_etag
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response

__all__ = [
    "changes_something",
    "condition_for",
    "confirmed",
    "has_own_condition",
    "may_read",
    "offline_answer",
    "says_not_modified",
    "stored_answer",
    "worth_rewriting",
]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_CONDITIONS = frozenset({"if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range"})


def changes_something(method: str) -> bool:
    """Return whether a request may change what is stored (RFC 9110, 9.2.1); an unknown method may."""
    return method not in SAFE_METHODS


def may_read(request: Request, *, identity: str | None) -> bool:
    """Return whether a cache may take part in answering ``request``.

    A request that is signed later on does not show who asks, so that it needs an ``identity``.
    """
    return (
        request.method == "GET"
        and request.body is None
        and request.storable
        and request.options.cache_mode != "bypass"
        and (request.auth is None or identity is not None)
        and not asks_for_bytes(request)
        and "no-store" not in directives_of(request.headers.get("Cache-Control"))
    )


def has_own_condition(request: Request) -> bool:
    """Return whether the caller asks on a condition, so that a 304 or 412 is the answer to the caller."""
    return request.headers.has_any(_CONDITIONS)


def condition_for(entry: Entry) -> dict[str, str | None]:
    """Return the header field that asks whether ``entry`` is still true (RFC 9111, 4.3.1); none where it can't be.

    No 304 confirms an error (RFC 9110, 13.2.1).
    """
    if entry.status >= 400:
        return {}
    if etag := usable_etag(entry.headers):
        return {"If-None-Match": etag}
    if modified := usable_date(entry.headers, entry.received_at):
        return {"If-Modified-Since": modified}
    return {}


def says_not_modified(request: Request, response: Response) -> bool:
    """Return whether ``response`` answers a condition that the cache, and not the caller, has set."""
    return response.status == 304 and not has_own_condition(request)


def confirmed(entry: Entry, response: Response, *, requested_at: float, received_at: float) -> Entry:
    """Return ``entry`` with the header fields of the 304 that confirmed it (RFC 9111, 3.2).

    What describes the bytes stays as stored, another media type too, since many servers put one on every empty answer;
    what spoke of one earlier exchange goes.
    """
    same_type = response.media_type == _media_type(entry.headers)
    brought = response.headers.without(_OF_THE_BODY if same_type else _OF_THE_BODY_AND_ITS_TYPE)
    headers = entry.headers.without(_OF_ONE_EXCHANGE).updated(brought)
    return entry._replace(headers=headers, requested_at=requested_at, received_at=received_at)


def worth_rewriting(entry: Entry, fresh: Entry, *, mode: str) -> bool:
    """Return whether the store should learn of a confirmation: only where something that matters has changed."""
    if fresh.received_at - entry.received_at > _CONFIRMATION_LASTS:
        return True
    if mode == "rfc" and lifetime(fresh.headers, received_at=fresh.received_at) > 0:
        return True
    return fresh.headers.changes(entry.headers, ignoring=_CHATTER)


def stored_answer(request: Request, entry: Entry, *, now: float) -> Response:
    """Return ``entry`` as the answer to ``request``, without the server's word; 304 if the caller has it already."""
    headers = entry.headers.replaced({"Age": str(int(current_age(entry, now=now)))})
    known = request.headers.get("If-None-Match")
    if known is not None and entry.status < 400 and matches(known, entry.headers.get("ETag")):
        return Response(status=304, headers=headers, url=request.url, from_cache=True)
    return Response(status=entry.status, headers=headers, body=entry.body, url=request.url, from_cache=True)


def offline_answer(request: Request, entry: Entry | None, *, now: float, limit: float) -> Response | None:
    """Return the last copy, marked stale, where it was confirmed within the last ``limit`` seconds; never an error."""
    if entry is None or entry.status >= 400 or now - entry.received_at > limit:
        return None
    return stored_answer(request, entry, now=now).replaced(stale=True)


def _media_type(headers: Headers) -> str:
    return (headers.get("Content-Type") or "").partition(";")[0].strip().lower()


_CONFIRMATION_LASTS = 3600.0  # seconds until a mere confirmation is written down, for the limits of offline and of use
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-range", "transfer-encoding", "connection"})
_OF_THE_BODY_AND_ITS_TYPE = _OF_THE_BODY | {"content-type"}
_OF_ONE_EXCHANGE = frozenset(
    {
        "age",
        "request-id",
        "x-request-id",
        "ratelimit-remaining",
        "ratelimit-reset",
        "x-ratelimit-remaining",
        "retry-after",
    }
)
_CHATTER = _OF_ONE_EXCHANGE | {
    "alt-svc",
    "cf-ray",
    "date",
    "expires",
    "keep-alive",
    "nel",
    "report-to",
    "reporting-endpoints",
    "server",
    "server-timing",
    "set-cookie",
    "traceparent",
    "via",
    "x-request-start",
    "x-runtime",
    "x-served-by",
    "x-timer",
}
