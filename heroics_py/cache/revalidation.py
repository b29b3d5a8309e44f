"""The revalidation of an entry with the server (RFC 9111, 4.3)."""

from heroics_py.cache.entry import Entry
from heroics_py.cache.freshness import lifetime
from heroics_py.cache.stale import window
from heroics_py.cache.validators import usable_date, usable_etag
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Response

__all__ = ["DESCRIBES_BODY", "condition_for", "confirmed_headers", "needs_rewriting"]

_CONFIRMATION_LASTS = 3600.0  # seconds until a mere confirmation is stored, for the limit of offline and for eviction
DESCRIBES_BODY = frozenset({"content-encoding", "content-length", "content-range", "transfer-encoding", "connection"})
"""The names of header fields that describe the body, or the connection, of one message."""

_DESCRIBES_BODY_AND_TYPE = DESCRIBES_BODY | {"content-type"}
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
_CHANGES_EACH_TIME = _OF_ONE_EXCHANGE | {
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


def condition_for(entry: Entry) -> dict[str, str | None]:
    """Return the header field that asks the server whether ``entry`` is still true (RFC 9111, 4.3.1).

    It is empty for an entry without a usable validator, and for an error, which no 304 confirms (RFC 9110, 13.2.1).
    """
    if entry.status >= 400:
        return {}
    if etag := usable_etag(entry.headers):
        return {"If-None-Match": etag}
    if modified := usable_date(entry.headers, entry.received_at):
        return {"If-Modified-Since": modified}
    return {}


def confirmed_headers(entry: Entry, response: Response) -> Headers:
    """Return the header fields of ``entry`` with those of the 304 that confirmed it (RFC 9111, 3.2).

    Fields that describe the body stay as stored. So does another media type, as many servers send one with every empty
    response. Fields about the earlier exchange are removed.
    """
    stored, sent = entry.headers.get("Content-Type"), response.headers.get("Content-Type")
    is_same_type = sent in (None, stored) or essence_of(sent) == essence_of(stored or "")
    update = response.headers.without(DESCRIBES_BODY if is_same_type else _DESCRIBES_BODY_AND_TYPE)
    return entry.headers.without(_OF_ONE_EXCHANGE).updated(update)


def needs_rewriting(entry: Entry, headers: Headers, *, received_at: float, mode: str) -> bool:
    """Return whether to replace what is stored of ``entry``: only if something that matters has changed.

    Args:
        entry: what is stored.
        headers: its header fields after a 304.
        received_at: the time of the 304.
        mode: of the request.
    """
    if received_at - entry.received_at > _CONFIRMATION_LASTS:
        return True
    if mode == "rfc" and lifetime(headers, received_at=received_at) + window(headers) > 0:
        return True
    return headers.changes(entry.headers, ignoring=_CHANGES_EACH_TIME)
