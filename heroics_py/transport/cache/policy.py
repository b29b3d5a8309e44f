"""What a cache may do with a request and its answer (RFC 9111), decided without doing anything."""

import json
import re
from dataclasses import replace
from enum import Enum

from heroics_py.messages import Headers, Request, Response
from heroics_py.transport.cache.directives import date_of, directives_of, names_of
from heroics_py.transport.cache.entry import Entry
from heroics_py.transport.cache.freshness import current_age, lifetime
from heroics_py.transport.cache.key import KEY_HEADERS, carries_credentials

__all__ = [
    "Verdict",
    "changes_something",
    "condition_for",
    "confirmed",
    "confirms",
    "has_own_condition",
    "judge",
    "keepable",
    "may_read",
    "offline_answer",
    "says_not_modified",
    "stored_answer",
    "variants_by",
    "worth_rewriting",
]

_NONE: frozenset[str] = frozenset()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "If-Range")


class Verdict(Enum):
    """What an answer from the server means for the entry under its key."""

    STORE = "it takes the place of the entry"
    DISCARD = "the entry is no longer true"
    LEAVE = "it says nothing about the entry"


# ---- requests


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
        and not (request.headers.get("Range") or "").lower().lstrip().startswith("bytes")
        and "no-store" not in directives_of(request.headers.get("Cache-Control"))
    )


def has_own_condition(request: Request) -> bool:
    """Return whether the caller asks on a condition, so that a 304 or 412 is the answer to the caller."""
    return any(name in request.headers for name in _CONDITIONS)


def condition_for(entry: Entry) -> dict[str, str | None]:
    """Return the header field that asks whether ``entry`` is still true (RFC 9111, 4.3.1); none where it can't be."""
    if etag := _usable_etag(entry.headers):
        return {"If-None-Match": etag}
    if modified := _usable_date(entry.headers, entry.received_at):
        return {"If-Modified-Since": modified}
    return {}


def variants_by(headers: Headers) -> frozenset[str]:
    """Return the request headers, beyond those of every key, that an answer depends on (RFC 9111, 4.1)."""
    vary = headers.get("Vary")
    if vary is None:
        return _NONE
    return frozenset(name for name in names_of(vary) if name not in KEY_HEADERS and not carries_credentials(name))


# ---- answers


def judge(request: Request, response: Response, *, received_at: float, largest: int) -> Verdict:
    """Return what ``response``, which is no 304, means for the entry under the key of ``request``."""
    if response.status >= 500 or response.status in _UNTOUCHED:
        return Verdict.LEAVE
    return Verdict.STORE if _storable(request, response, received_at, largest) else Verdict.DISCARD


def _storable(request: Request, response: Response, received_at: float, largest: int) -> bool:
    return (
        _is_whole_answer(request, response)
        and "no-store" not in directives_of(response.headers.get("Cache-Control"))
        and "*" not in names_of(response.headers.get("Vary"))
        and len(response.body) <= largest
        and _is_useful(request, response.headers, received_at)
        and _is_complete(response)
        and _is_readable(response)
    )


def _is_whole_answer(request: Request, response: Response) -> bool:
    """Return whether the body is all of what was asked for: a 206 to a range of items is, one of bytes is not."""
    if response.status == 200:
        return True
    unit = (response.headers.get("Content-Range") or "").lower().lstrip()
    return response.status == 206 and "Range" in request.headers and not unit.startswith("bytes")


def _is_useful(request: Request, headers: Headers, received_at: float) -> bool:
    if request.options.cache_mode == "offline" or _usable_etag(headers) or _usable_date(headers, received_at):
        return True
    return request.options.cache_mode == "rfc" and lifetime(headers, received_at=received_at) > 0


def _is_complete(response: Response) -> bool:
    length = response.headers.get("Content-Length")
    coding = (response.headers.get("Content-Encoding") or "identity").lower()
    if length is None or coding != "identity" or "Transfer-Encoding" in response.headers:
        return True  # the transport answers for what was decoded or came in chunks
    return length.isascii() and length.isdigit() and int(length) == len(response.body)


def _is_readable(response: Response) -> bool:
    if response.media_type != "application/json" and not response.media_type.endswith("+json"):
        return True
    try:
        json.loads(response.body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def says_not_modified(request: Request, response: Response) -> bool:
    """Return whether ``response`` answers a condition that the cache, and not the caller, has set."""
    return response.status == 304 and not has_own_condition(request)


def confirms(entry: Entry, response: Response) -> bool:
    """Return whether a 304 speaks of ``entry`` (RFC 9111, 4.3.4): it bears the same validator, or none."""
    if etag := response.headers.get("ETag"):
        return _opaque(etag) == _opaque(entry.headers.get("ETag") or "")
    modified = response.headers.get("Last-Modified")
    return modified is None or modified == entry.headers.get("Last-Modified")


def keepable(headers: Headers) -> Headers:
    """Return the header fields that may be stored (RFC 9111, 3.1): nothing of one connection or one account."""
    said = directives_of(headers.get("Cache-Control"))
    named = names_of(headers.get("Connection")) | said.fields("no-cache") | said.fields("private")
    return headers.replaced({name: None for name in headers if _is_private(name.lower(), named)})


def confirmed(entry: Entry, response: Response, *, requested_at: float, received_at: float) -> Entry:
    """Return ``entry`` with the header fields of the 304 that confirmed it (RFC 9111, 3.2).

    What describes the bytes stays as stored, another media type too, since many servers put one on every empty answer;
    what spoke of one earlier exchange goes.
    """
    brought = {name: value for name, value in response.headers.items() if name.lower() not in _OF_THE_BODY}
    if response.media_type != _media_type(entry.headers):
        brought = {name: value for name, value in brought.items() if name.lower() != "content-type"}
    outdated: dict[str, str | None] = {name: None for name in entry.headers if name.lower() in _OF_ONE_EXCHANGE}
    return replace(
        entry,
        headers=entry.headers.replaced({**outdated, **brought}),
        requested_at=requested_at,
        received_at=received_at,
    )


def worth_rewriting(entry: Entry, fresh: Entry, *, mode: str) -> bool:
    """Return whether the store should learn of a confirmation: only where something that matters has changed."""
    if fresh.received_at - entry.received_at > _CONFIRMATION_LASTS:
        return True
    if mode == "rfc" and lifetime(fresh.headers, received_at=fresh.received_at) > 0:
        return True
    return any(
        value != entry.headers.get(name) for name, value in fresh.headers.items() if name.lower() not in _CHATTER
    )


def stored_answer(request: Request, entry: Entry, *, now: float) -> Response:
    """Return ``entry`` as the answer to ``request``, without the server's word; 304 if the caller has it already."""
    headers = entry.headers.replaced({"Age": str(int(current_age(entry, now=now)))})
    known = request.headers.get("If-None-Match")
    if known is not None and _matches(known, entry.headers.get("ETag")):
        return Response(status=304, headers=headers, url=request.url, from_cache=True)
    return Response(status=entry.status, headers=headers, body=entry.body, url=request.url, from_cache=True)


def offline_answer(request: Request, entry: Entry | None, *, now: float, limit: float) -> Response | None:
    """Return the last copy, marked stale, where it was confirmed within the last ``limit`` seconds."""
    if entry is None or now - entry.received_at > limit:
        return None
    return replace(stored_answer(request, entry, now=now), stale=True)


def _usable_etag(headers: Headers) -> str | None:
    etag = headers.get("ETag")
    return etag if etag and _SENDABLE.fullmatch(etag) else None


def _usable_date(headers: Headers, received_at: float) -> str | None:
    """Return ``Last-Modified`` where a second change within its second can be ruled out (RFC 9110, 8.8.2.2)."""
    modified = headers.get("Last-Modified")
    made = date_of(headers.get("Date"), now=received_at)
    changed = date_of(modified, now=received_at)
    return modified if made is not None and changed is not None and made - changed >= 60 else None


def _media_type(headers: Headers) -> str:
    return (headers.get("Content-Type") or "").partition(";")[0].strip().lower()


def _opaque(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def _matches(field: str, etag: str | None) -> bool:
    return etag is not None and (field.strip() == "*" or _opaque(etag) in map(_opaque, _ETAGS.findall(field)))


def _is_private(name: str, named: frozenset[str]) -> bool:
    return name in _NEVER_KEPT or name in named or name.startswith("proxy-")


_SENDABLE = re.compile(r"[\x21-\x7e\xa0-\xff][\x20-\x7e\xa0-\xff]{0,2000}")
_ETAGS = re.compile(r'(?:W/)?"[^"]*"|[^\s,"]+')
_CONFIRMATION_LASTS = 3600.0  # seconds until a mere confirmation is written down, for the limits of offline and of use
_UNTOUCHED = frozenset({304, 400, 408, 409, 412, 413, 414, 416, 417, 422, 423, 424, 425, 426, 428, 429, 431})
_OF_THE_BODY = frozenset({"content-encoding", "content-length", "content-range", "transfer-encoding", "connection"})
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
_NEVER_KEPT = frozenset(
    {
        "authentication-info",
        "authorization",
        "clear-site-data",
        "connection",
        "cookie",
        "keep-alive",
        "set-cookie",
        "set-cookie2",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "www-authenticate",
    }
)
