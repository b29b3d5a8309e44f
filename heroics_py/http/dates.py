"""Dates in header fields (RFC 9110, 5.6.7)."""

import re
from datetime import UTC, datetime
from email.utils import parsedate

__all__ = ["parse_date"]

_SECONDS_OF_A_YEAR = 31_556_952  # of the Gregorian calendar, on average
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_LONG_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_TIME = r"\d\d:\d\d:(?:[0-5]\d|60)"
_DATE = re.compile(
    rf"{_DAY}, \d\d {_MONTH} (?P<year>\d{{4}}) {_TIME} GMT"
    rf"|{_LONG_DAY}, \d\d-{_MONTH}-(?P<short_year>\d\d) {_TIME} GMT"
    rf"|{_DAY} {_MONTH} [ \d]\d {_TIME} (?P<last_year>\d{{4}})",
    re.ASCII | re.IGNORECASE,
)


def parse_date(text: str | None, *, now: float) -> float | None:
    """Return an HTTP date in seconds since the epoch, or None if it is invalid.

    RFC 9110 has three forms; all others are invalid.

    Args:
        text: the value of a field such as ``Date``, ``Expires`` or ``Retry-After``.
        now: seconds since the epoch; a year of two digits is one of the 100 that end 50 years after it.
    """
    match = _DATE.fullmatch(text.strip()) if text else None
    parsed = parsedate(match[0]) if match else None
    if not match or not parsed:
        return None
    _, month, day, hour, minute, second = parsed[:6]
    year = int(match["year"] or match["last_year"] or _full_year(int(match["short_year"]), now))
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:  # such as February 30
        return None
    return moment.timestamp() + (second == 60)


def _full_year(year: int, now: float) -> int:
    this_year = 1970 + int(now / _SECONDS_OF_A_YEAR)
    full = this_year - this_year % 100 + year
    return full - 100 if full > this_year + 50 else full
