"""Which header fields a tape keeps: those that a client acts on, and others that are the same each time."""

import re
from collections.abc import Collection
from time import time

from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.http.messages import Request
from heroics_py.http.retry_delay import parse_retry_after
from heroics_py.model.api import Link
from heroics_py.secrecy.names import is_secret_name

__all__ = ["kept_request_headers", "kept_response_headers", "stated_headers", "with_durations"]

_OF_REQUESTS = frozenset(
    {
        "accept-language",
        "content-type",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "prefer",
        "range",
        "x-http-method-override",
    }
)
_OF_RESPONSES = frozenset(
    {
        "accept-patch",
        "accept-post",
        "accept-ranges",
        "age",
        "allow",
        "cache-control",
        "content-disposition",
        "content-language",
        "content-location",
        "content-range",
        "content-type",
        "deprecation",
        "etag",
        "last-modified",
        "link",
        "location",
        "operation-location",
        "azure-asyncoperation",
        "preference-applied",
        "retry-after",
        "sunset",
        "vary",
        "warning",
        "www-authenticate",
    }
)
# Of lists, limits and versions, as APIs of many makes spell them.
_WORDS = re.compile(
    r"(^|-)(total|count|page|pages|pagination|per|next|prev|previous|first|last|cursor|continuation|marker|offset|range"
    r"|ranges|limit|remaining|reset|ratelimit|rate|version|quota|deprecated|poll|interval|backoff)(-|$)"
)
# What software on the way says of itself, of the browser's rules, and of this one request.
_NOISE = re.compile(
    r"^(connection|keep-alive|proxy-.*|trailer|transfer-encoding|upgrade|content-(encoding|length|md5|digest|security-.*)"
    r"|date|expires|pragma|digest|repr-digest|server.*|via|alt-svc|nel|report-to|reporting-endpoints|expect-ct|p3p"
    r"|strict-transport-security|access-control-.*|cross-origin-.*|timing-allow-origin|origin-agent-cluster"
    r"|(referrer|permissions|feature)-policy|x-(frame-options|xss-protection|content-(security-.*|type-options)|aspnet.*"
    r"|download-options|permitted-.*|dns-prefetch-control|robots-tag|ua-compatible|powered-by|runtime-.*))$"
    r"|(^|-)(request|req|trace|traceparent|tracestate|span|correlation|transaction|session|debug|log|invocation|activity)"
    r"(-?id)?$|(^|-)(time|timer|timing|took|duration|elapsed|latency|runtime|ms|date|server|host|hostname|served|backend"
    r"|node|instance|pod|upstream|cache|cdn|edge|proxy|via|ip|nonce|cf|amz|amzn|fastly|akamai|envoy|varnish)(-|$)"
)
# Names, dates and times of one response: digits among letters, long numbers, fractions.
_PASSING = re.compile(
    r"(?=[A-Za-z]{0,40}\d)(?=\d{0,40}[A-Za-z])[A-Za-z\d]{8}|[^\s,;:/.=-]{25}|\d{9}|\d:\d\d:\d|\d\.\d\d\d|[^\x20-\x7e]"
)
_LONGEST_VALUE = 200


def kept_request_headers(headers: Headers, further: Collection[str] = ()) -> Headers:
    """Return the fields of a request that say which response is asked for.

    Args:
        headers: of the request.
        further: names of further fields to keep, in lower case, unless they are those of secrets.
    """
    return Headers(
        [
            (name, _without_boundary(name, value))
            for name, value in headers.items()
            if name.lower() in _OF_REQUESTS or (name.lower() in further and not is_secret_name(name))
        ]
    )


def kept_response_headers(headers: Headers, further: Collection[str] = ()) -> Headers:
    """Return the fields of a response that a client acts on, and others that look the same in each response.

    ``Date`` and ``Expires`` are replaced by the time between them, so that a response is as fresh when it is
    played as it was when it was recorded.

    Args:
        headers: of the response.
        further: names of further fields to keep, in lower case.
    """
    kept = Headers([(name, value) for name, value in headers.items() if _is_kept(name.lower(), value, further)])
    return with_durations(kept, headers)


def stated_headers(request: Request) -> frozenset[str]:
    """Return the names of the response headers that a request asks for, in lower case.

    They are the size of what HEAD is about, and those that the link's paging names.
    """
    names = {"content-length"} if request.method == "HEAD" else set()
    paging = request.link.paging if isinstance(request.link, Link) else None
    if paging is not None:
        names |= {paging.next.lower()} if paging.style == "header" else set()
        names |= {paging.total.removeprefix("header:").lower()} if paging.total.startswith("header:") else set()
    return frozenset(names)


def _is_kept(name: str, value: str, further: Collection[str]) -> bool:
    if name in _OF_RESPONSES or name in further:
        return True
    if _WORDS.search(name) is not None:
        return _NOISE.fullmatch(name) is None
    return not (is_secret_name(name) or _NOISE.search(name)) and _is_lasting(value)


def _is_lasting(value: str) -> bool:
    """Return whether a value looks like one of many responses: words and small numbers."""
    return len(value) <= _LONGEST_VALUE and _PASSING.search(value) is None


def with_durations(kept: Headers, headers: Headers) -> Headers:
    """Return fields with durations in place of moments, which are past when a tape is played.

    They are a ``max-age`` for what is between ``Date`` and ``Expires``, if no other is stated, and a ``Retry-After`` in
    seconds.

    Args:
        kept: the fields, without ``Date`` and ``Expires``.
        headers: all fields.
    """
    return kept.replaced({**_delay(kept, headers), **_lifetime(headers)})


def _delay(kept: Headers, headers: Headers) -> dict[str, str]:
    if "Retry-After" not in kept or (kept.get("Retry-After") or "").strip().isdecimal():
        return {}
    seconds = parse_retry_after(headers, now=time())
    return {} if seconds is None else {"Retry-After": str(round(seconds))}


def _lifetime(headers: Headers) -> dict[str, str]:
    if "Expires" not in headers:
        return {}
    directives = headers.get("Cache-Control") or ""
    if "max-age" in directives.lower() or "no-store" in directives.lower():
        return {}
    now = time()  # for years of two digits
    expires, date = parse_date(headers.get("Expires"), now=now), parse_date(headers.get("Date"), now=now)
    if expires is not None and date is None:
        return {}
    seconds = 0 if expires is None or date is None else max(0, int(expires - date))
    return {"Cache-Control": f"{directives}, max-age={seconds}" if directives else f"max-age={seconds}"}


def _without_boundary(name: str, value: str) -> str:
    """Return a Content-Type without the boundary of a multipart body, which is another one each time."""
    is_multipart = name.lower() == "content-type" and essence_of(value).startswith("multipart/")
    return essence_of(value) if is_multipart else value
