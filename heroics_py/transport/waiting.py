"""How long to wait: what a server says, and what is sensible where it says nothing."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from heroics_py.messages import Headers
from heroics_py.options import Retry

__all__ = ["CREDIBLE", "backoff", "number", "retry_after"]

CREDIBLE = 10 * 365 * 86_400.0
_DIGITS = re.compile(r"[0-9]{1,12}")
_DATE = re.compile(r"[A-Z][a-z]{2,8}, .* GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9]\d .*")


def retry_after(headers: Headers, now: float) -> float | None:
    """Return the seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3), or None where it says nothing usable.

    Args:
        headers: of the answer; a date is measured from its own ``Date``, so that clocks need not agree.
        now: seconds since the epoch, for an answer without ``Date``.
    """
    value = (headers.get("Retry-After") or "").strip()
    if _DIGITS.fullmatch(value):
        seconds = float(value)
    elif (moment := _moment(value)) is not None:
        said = _moment((headers.get("Date") or "").strip())
        seconds = max(0.0, moment - (now if said is None else said))
    else:
        return None
    return seconds if seconds <= CREDIBLE else None


def backoff(retry: Retry, attempt: int, random: float) -> float:
    """Return the seconds to wait after the ``attempt``-th request: doubling, with half of it left to chance.

    Args:
        retry: the first and the longest wait.
        attempt: 1 for the first request.
        random: from 0 to 1.
    """
    whole = min(retry.longest, retry.backoff * 2.0 ** min(attempt - 1, 60))
    return whole * (0.5 + random / 2)


def number(value: str | None) -> int | None:
    """Return the number that a header field holds, or None where it holds none."""
    text = (value or "").strip()
    return int(text) if _DIGITS.fullmatch(text) else None


def _moment(value: str) -> float | None:
    """Return the seconds since the epoch of an HTTP-date (RFC 9110, 5.6.7), or None."""
    if not _DATE.fullmatch(value):
        return None
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return _seconds(parsed)


def _seconds(parsed: datetime) -> float | None:
    try:
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
