"""Validators of a response: which ones can be sent, and which ones match (RFC 9110, 8.8)."""

import re

from heroics_py.cache.entry import Entry
from heroics_py.http.dates import parse_date
from heroics_py.http.etags import opaque_tag
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response

__all__ = ["confirms", "usable_date", "usable_etag"]

_SENDABLE = re.compile(r"[\x21-\x7e\xa0-\xff][\x20-\x7e\xa0-\xff]{0,2000}")


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
        return opaque_tag(etag) == opaque_tag(entry.headers.get("ETag") or "")
    modified = response.headers.get("Last-Modified")
    return modified is None or modified == entry.headers.get("Last-Modified")
