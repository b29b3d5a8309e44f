"""ETags and dates of change: which of them can be sent, and which are the same (RFC 9110, 8.8)."""

import re

from heroics_py.cache.entry import Entry
from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response

__all__ = ["confirms", "matches", "usable_date", "usable_etag"]


def usable_etag(headers: Headers) -> str | None:
    """Return the ETag, where it is one that can be sent back."""
    etag = headers.get("ETag")
    return etag if etag and _SENDABLE.fullmatch(etag) else None


def usable_date(headers: Headers, received_at: float) -> str | None:
    """Return ``Last-Modified`` where a second change within its second can be ruled out (RFC 9110, 8.8.2.2)."""
    modified = headers.get("Last-Modified")
    made = parse_date(headers.get("Date"), now=received_at)
    changed = parse_date(modified, now=received_at)
    return modified if made is not None and changed is not None and made - changed >= 60 else None


def confirms(entry: Entry, response: Response) -> bool:
    """Return whether a 304 speaks of ``entry`` (RFC 9111, 4.3.4): it bears the same validator, or none."""
    if etag := response.headers.get("ETag"):
        return _opaque(etag) == _opaque(entry.headers.get("ETag") or "")
    modified = response.headers.get("Last-Modified")
    return modified is None or modified == entry.headers.get("Last-Modified")


def matches(field: str, etag: str | None) -> bool:
    """Return whether an ``If-None-Match`` field names ``etag`` (RFC 9110, 13.1.2)."""
    return etag is not None and (field.strip() == "*" or _opaque(etag) in map(_opaque, _ETAGS.findall(field)))


def _opaque(etag: str) -> str:
    return etag.strip().removeprefix("W/")


_SENDABLE = re.compile(r"[\x21-\x7e\xa0-\xff][\x20-\x7e\xa0-\xff]{0,2000}")
_ETAGS = re.compile(r'(?:W/)?"[^"]*"|[^\s,"]+')
