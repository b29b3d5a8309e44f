"""The header fields that announce an end: ``Deprecation`` (RFC 9745) and ``Sunset`` (RFC 8594)."""

import re
from datetime import UTC, datetime

from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.link_header import parse_link_header
from heroics_py.http.origins import resolve_url
from heroics_py.support.values import Value

__all__ = ["Announcement", "announcement_of", "parse_moment"]

_TIMESTAMP = re.compile(r"@(-?\d{1,12})", re.ASCII)  # of a structured field (RFC 9651, 3.3.7)
_FLAGS = {"true": True, "?1": True, "1": True, "false": False, "?0": False}
_DRAFT_DATE = re.compile(r'date\s*=\s*"([^"]{1,60})"', re.IGNORECASE)
_RELATIONS = ("deprecation", "sunset", "successor-version")
_LONGEST = 200


class Announcement(Value, kw_only=True):
    """What the headers of a response say about the end of what it comes from.

    Attributes:
        deprecated: whether it is deprecated, or will be.
        since: since when, in UTC; None if the server does not say.
        sunset: when it will stop working, in UTC; None if the server does not say.
        links: where to read more by relation: "deprecation", "sunset", "successor-version".
    """

    deprecated: bool = False
    since: datetime | None = None
    sunset: datetime | None = None
    links: tuple[tuple[str, str], ...] = ()


def announcement_of(headers: Headers, url: str, *, now: float) -> Announcement:
    """Return what a response announces; values of no known form count as absent.

    ``Deprecation`` is a date such as ``@1688169599``; in earlier drafts of RFC 9745 it is ``true``, or an HTTP date.

    Args:
        headers: the headers of the response.
        url: its URL, which the links are relative to.
        now: seconds since the epoch, to read years of two digits.
    """
    deprecation = (headers.get("Deprecation") or "").strip()[:_LONGEST]
    moment = parse_moment(deprecation, now=now)
    if (draft := _DRAFT_DATE.search(deprecation)) is not None:
        moment = parse_moment(draft[1], now=now)
    is_deprecated = _FLAGS.get(deprecation.lower(), moment is not None or "version" in deprecation.lower())
    sunset = parse_moment((headers.get("Sunset") or "").strip()[:_LONGEST], now=now)
    return Announcement(deprecated=is_deprecated, since=moment, sunset=sunset, links=tuple(_links(headers, url)))


def _links(headers: Headers, url: str) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for link in parse_link_header(headers.get("Link")):
        for rel in link.rels:
            if rel in _RELATIONS:
                found.setdefault(rel, resolve_url(url, link.href))
    return [(rel, found[rel]) for rel in _RELATIONS if found.get(rel)]


def parse_moment(text: str, *, now: float) -> datetime | None:
    """Return a date in UTC: a Unix time after "@", an HTTP date, or one of ISO 8601; None for any other text."""
    timestamp = _TIMESTAMP.fullmatch(text)
    seconds = float(timestamp[1]) if timestamp else parse_date(text, now=now)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
