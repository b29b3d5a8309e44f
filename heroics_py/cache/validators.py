"""Validators of a response: which ones can be sent, and which ones match (RFC 9110, 8.8)."""

import re

from heroics_py.cache.entry import Entry
from heroics_py.http.dates import parse_date
from heroics_py.http.messages import Headers, Response

__all__ = ["confirms", "matches_etag", "usable_date", "usable_etag"]

_SENDABLE = re.compile(r"[\x21-\x7e\xa0-\xff][\x20-\x7e\xa0-\xff]{0,2000}")
_ETAGS = re.compile(r'(?:W/)?"[^"]*"|[^\s,"]+')


def usable_etag(headers: Headers) -> str | None:
    """Return the ETag, if it can be sent back."""
    etag = headers.get("ETag")
    return etag if etag and _SENDABLE.fullmatch(etag) else None


def usable_date(headers: Headers, received_at: float) -> str | None:
    """Return ``Last-Modified``, if it rules out a second change within its second (RFC 9110, 8.8.2.2)."""
    modified = headers.get("Last-Modified")
    created_at = parse_date(headers.get("Date"), now=received_at)
    modified_at = parse_date(modified, now=received_at)
    if created_at is None or modified_at is None or created_at - modified_at < 60:
        return None
    return modified


def confirms(entry: Entry, response: Response) -> bool:
    """Return whether a 304 confirms ``entry`` (RFC 9111, 4.3.4): with the same validator, or with none."""
    if etag := response.headers.get("ETag"):
        return _opaque_tag(etag) == _opaque_tag(entry.headers.get("ETag") or "")
    modified = response.headers.get("Last-Modified")
    return modified is None or modified == entry.headers.get("Last-Modified")


def matches_etag(if_none_match: str, etag: str | None) -> bool:
    """Return whether an ``If-None-Match`` field matches ``etag`` by weak comparison (RFC 9110, 13.1.2)."""
    if etag is None:
        return False
    return if_none_match.strip() == "*" or _opaque_tag(etag) in map(_opaque_tag, _ETAGS.findall(if_none_match))


def _opaque_tag(etag: str) -> str:
    return etag.strip().removeprefix("W/")
