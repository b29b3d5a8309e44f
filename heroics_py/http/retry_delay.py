"""How long to wait before a request is sent again."""

import re

from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers
from heroics_py.http.options import Retry
from heroics_py.http.rate_limits import CREDIBLE, parse_rate_limit, seconds_until

__all__ = ["backoff", "parse_retry_after", "requested_delay"]

_DIGITS = re.compile(r"[0-9]{1,12}")


def parse_retry_after(headers: Headers, now: float) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110, 10.2.3), or None if unusable.

    Args:
        headers: of the response; a date is measured from its own ``Date``, so that clocks need not agree.
        now: seconds since the epoch, for a response without ``Date``.
    """
    value = (headers.get("Retry-After") or "").strip()
    if _DIGITS.fullmatch(value):
        seconds = float(value)
        return seconds if seconds <= CREDIBLE else None
    moment = parse_date(value, now=now)
    return None if moment is None else seconds_until(moment, headers, now)


def requested_delay(status: int, headers: Headers, now: float) -> float | None:
    """Return the seconds that a response asks to wait, or None.

    These are those of ``Retry-After``, or after a 429 those until the reset of the rate limit.
    """
    seconds = parse_retry_after(headers, now)
    return parse_rate_limit(headers, now).reset if seconds is None and status == 429 else seconds


def backoff(retry: Retry, attempt: int, random: float) -> float:
    """Return the seconds to wait after an attempt: doubling, half of it random.

    Args:
        retry: the first and the longest wait.
        attempt: 1 for the first request.
        random: from 0 to 1.
    """
    longest = min(retry.longest, retry.backoff * 2.0 ** min(attempt - 1, 60))
    return longest * (0.5 + random / 2)
