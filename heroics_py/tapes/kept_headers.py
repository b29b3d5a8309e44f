"""Which header fields a tape keeps: those that a client acts on, and that say nothing about the caller."""

import re
from collections.abc import Collection
from time import time

from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.media_types import essence_of
from heroics_py.secrecy.names import is_secret_name

__all__ = ["kept_request_headers", "kept_response_headers", "with_lifetime"]

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
    r"(^|-)(total|count|page|pages|per|next|prev|previous|first|last|cursor|offset|range|ranges|limit|remaining|reset"
    r"|ratelimit|rate|version|quota|deprecated|poll|interval|backoff)(-|$)"
)
_NOISE = frozenset({"x-runtime-version", "x-aspnet-version", "x-aspnetmvc-version"})


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


def kept_response_headers(headers: Headers) -> Headers:
    """Return the fields of a response that a client acts on.

    ``Date`` and ``Expires`` are replaced by the time that lies between them, so that a response is as fresh when it is
    played as it was when it was recorded.
    """
    kept = Headers([(name, value) for name, value in headers.items() if _is_kept(name.lower())])
    return with_lifetime(kept, headers)


def _is_kept(name: str) -> bool:
    if name in _OF_RESPONSES:
        return True
    return _WORDS.search(name) is not None and name not in _NOISE


def with_lifetime(kept: Headers, headers: Headers) -> Headers:
    """Return fields with the time between ``Date`` and ``Expires`` as a ``max-age``, if they state no other.

    Args:
        kept: the fields, without these two.
        headers: all fields.
    """
    if "Expires" not in headers:
        return kept
    directives = headers.get("Cache-Control") or ""
    if "max-age" in directives.lower() or "no-store" in directives.lower():
        return kept
    now = time()  # for years of two digits
    expires, date = parse_date(headers.get("Expires"), now=now), parse_date(headers.get("Date"), now=now)
    if expires is not None and date is None:
        return kept
    seconds = 0 if expires is None or date is None else max(0, int(expires - date))
    return kept.replaced({"Cache-Control": f"{directives}, max-age={seconds}" if directives else f"max-age={seconds}"})


def _without_boundary(name: str, value: str) -> str:
    """Return a Content-Type without the boundary of a multipart body, which is another one each time."""
    is_multipart = name.lower() == "content-type" and essence_of(value).startswith("multipart/")
    return essence_of(value) if is_multipart else value
