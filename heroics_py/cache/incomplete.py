"""Downloads that were cut short, and the ranges that complete them (RFC 9111, 3.3 and 3.4; RFC 9110, 13.1.5 and 14)."""

import re
from dataclasses import replace

from heroics_py.cache.directives import directives_of, field_names
from heroics_py.cache.entry import Entry
from heroics_py.cache.revalidation import DESCRIBES_BODY
from heroics_py.cache.stored_headers import RequestSecrets
from heroics_py.cache.validators import usable_date, usable_etag
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response

__all__ = ["combined_entry", "is_worth_storing", "range_for", "total_length"]

_CONTENT_RANGE = re.compile(
    r"\s*bytes\s+(?P<first>[0-9]{1,18})-(?P<last>[0-9]{1,18})/(?P<total>[0-9]{1,18}|\*)\s*", re.IGNORECASE
)
_LENGTH = re.compile(r"[0-9]{1,18}", re.ASCII)


def total_length(headers: Headers) -> int | None:
    """Return the length of the whole body that the header fields of a cut response announce, if any."""
    length = headers.get("Content-Length") or ""
    return int(length) if _LENGTH.fullmatch(length) else None


def is_worth_storing(
    request: Request, response: Response, secrets: RequestSecrets, *, received_at: float, max_body: int
) -> bool:
    """Return whether a 200 whose body was cut short can be completed later.

    It takes a strong validator, a body that is not encoded, and a server that may send ranges: one that announces the
    length of the body, or ranges.
    """
    headers, length = response.headers, total_length(response.headers)
    ranges = (headers.get("Accept-Ranges") or "").lower()
    return (
        response.status == 200
        and "Range" not in request.headers
        and 0 < len(response.body) <= max_body
        and (length is None or len(response.body) < length)
        and (length is not None or "bytes" in ranges)
        and "none" not in ranges
        and not _is_encoded(headers)
        and bool(_strong_validator(headers, received_at))
        and "no-store" not in directives_of(headers.get("Cache-Control"))
        and "*" not in field_names(headers.get("Vary"))
        and secrets.hold_all_of(headers)
    )


def range_for(entry: Entry) -> dict[str, str | None]:
    """Return the header fields that request the rest of ``entry``, if it is still the same (RFC 9110, 13.1.5)."""
    return {
        "Range": f"bytes={len(entry.body)}-",
        "If-Range": _strong_validator(entry.headers, entry.received_at),
    }


def combined_entry(entry: Entry, part: Response, *, requested_at: float, received_at: float) -> Entry | None:
    """Return ``entry`` with the bytes of a 206 added, complete or not yet (RFC 9111, 3.4).

    Returns None if the part doesn't fit: it begins elsewhere, is encoded, or belongs to another representation.
    """
    match = _CONTENT_RANGE.fullmatch(part.headers.get("Content-Range") or "")
    if part.status != 206 or match is None or _is_encoded(part.headers) or not _is_same(entry, part):
        return None
    first, last = int(match["first"]), int(match["last"])
    total = total_length(entry.headers) if match["total"] == "*" else int(match["total"])
    if first > len(entry.body) or len(part.body) > last - first + 1 or (total is not None and last >= total):
        return None
    if total_length(entry.headers) not in (None, total):
        return None
    body = entry.body[:first] + part.body
    headers = entry.headers.updated(part.headers.without(DESCRIBES_BODY))
    return replace(
        entry,
        headers=headers.replaced({"Content-Length": None if total is None else str(total)}),
        body=body,
        requested_at=requested_at,
        received_at=received_at,
        is_complete=len(body) == total,
    )


def _is_same(entry: Entry, part: Response) -> bool:
    """Return whether both have the same strong validator, so that their bytes are of one representation."""
    if etag := entry.headers.get("ETag"):
        return part.headers.get("ETag") == etag and not etag.startswith("W/")
    modified = entry.headers.get("Last-Modified")
    return modified is not None and part.headers.get("Last-Modified") == modified


def _strong_validator(headers: Headers, received_at: float) -> str | None:
    """Return the ETag, if it is strong, or a date, if it is (RFC 9110, 8.8.1)."""
    if "ETag" in headers:
        etag = usable_etag(headers)
        return etag if etag and etag.startswith('"') else None
    return usable_date(headers, received_at)


def _is_encoded(headers: Headers) -> bool:
    """Return whether the bytes on the wire are others than those of the body."""
    return (headers.get("Content-Encoding") or "identity").strip().lower() != "identity"
