"""How long to wait: what a server says, and what is sensible where it says nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from heroics_py.display.terminal import escaped
from heroics_py.http.messages import Headers, Request
from heroics_py.http.options import Retry
from heroics_py.support.loading import load_modules

__all__ = [
    "CREDIBLE",
    "LONG",
    "Said",
    "asked_wait",
    "backoff",
    "host_of",
    "limits_of",
    "log_wait",
    "number",
    "pause",
    "retry_after",
]

LONG = 1.0
"""Seconds from which on a wait is logged and shown."""

CREDIBLE = 10 * 365 * 86_400.0
_PREFIXES = ("RateLimit-", "X-RateLimit-", "X-Rate-Limit-")
_KEYS = {"limit": "limit", "remaining": "remaining", "reset": "reset", "r": "remaining", "t": "reset"}
_PAIR = re.compile(r"\b(limit|remaining|reset|r|t)\s?=\s?([0-9]{1,12})\b")
_LONGEST_FIELD = 1_000
_EPOCH = 1e9  # what is more than that is no number of seconds to wait, but a moment
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
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


class Said(NamedTuple):
    """What an answer says of the rate limit.

    Attributes:
        remaining: requests that are left.
        limit: requests that the window holds.
        reset: seconds until the pool fills up.
    """

    remaining: int | None = None
    limit: int | None = None
    reset: float | None = None


def limits_of(headers: Headers, now: float) -> Said:
    """Return what the header fields of an answer say of the rate limit.

    ``RateLimit-Remaining``, ``-Limit`` and ``-Reset``, also with ``X-`` before them, or ``RateLimit`` with all of it
    (draft-ietf-httpapi-ratelimit-headers, with the keys of version 7 and of later ones). A reset is in seconds, or a
    moment: an HTTP-date or seconds since the epoch.

    Args:
        headers: of the answer.
        now: seconds since the epoch.
    """
    found = _combined((headers.get("RateLimit") or "")[:_LONGEST_FIELD])
    for prefix in _PREFIXES:
        if any(f"{prefix}{name}" in headers for name in ("Remaining", "Limit", "Reset")):
            texts = [headers.get(f"{prefix}{name}") for name in ("Remaining", "Limit", "Reset")]
            found = {name: text for name, text in zip(Said._fields, texts, strict=True) if text}
            break
    return Said(number(found.get("remaining")), number(found.get("limit")), _reset(found.get("reset"), headers, now))


def _combined(field: str) -> dict[str, str]:
    """Return the values of a ``RateLimit`` field; of several policies, of the one with the fewest requests left."""
    policies = [{_KEYS[key]: value for key, value in _PAIR.findall(each)} for each in field.split(",")]
    if '"' not in field:  # version 7: each key is a member of its own
        return {name: value for each in policies for name, value in each.items()}
    whole = [each for each in policies if "remaining" in each]
    return min(whole, key=lambda each: int(each["remaining"]), default={})


def _reset(text: str | None, headers: Headers, now: float) -> float | None:
    """Return the seconds until a reset, which is told in seconds or as a moment."""
    value = (text or "").strip()
    moment = float(value) if _SECONDS.fullmatch(value) else _moment(value)
    if moment is None:
        return None
    if moment < _EPOCH:
        return moment if moment <= CREDIBLE and _SECONDS.fullmatch(value) else None
    said = _moment((headers.get("Date") or "").strip())
    seconds = max(0.0, moment - (now if said is None else said))
    return seconds if seconds <= CREDIBLE else None


def asked_wait(status: int, headers: Headers, now: float) -> float | None:
    """Return the seconds that an answer asks to wait: ``Retry-After``, else for a 429 the reset of the limit."""
    said = retry_after(headers, now)
    return limits_of(headers, now).reset if said is None and status == 429 else said


def host_of(request: Request) -> str:
    """Return the host of a request, as it may be shown."""
    return escaped(urlsplit(request.url).hostname or "the API")


def backoff(retry: Retry, attempt: int, random: float) -> float:
    """Return the seconds to wait after the ``attempt``-th request: doubling, with half of it left to chance.

    Args:
        retry: the first and the longest wait.
        attempt: 1 for the first request.
        random: from 0 to 1.
    """
    whole = min(retry.longest, retry.backoff * 2.0 ** min(attempt - 1, 60))
    return whole * (0.5 + random / 2)


def log_wait(seconds: float, purpose: str) -> None:
    """Log a wait of more than a second.

    Args:
        seconds: how long it takes.
        purpose: what it is for, such as "to read the build again".
    """
    if seconds > LONG:
        load_modules("logging")
        from logging import getLogger

        getLogger("heroics_py").info("waiting %.0f s %s", seconds, purpose)


def pause(seconds: float, purpose: str, sleep: Callable[[float], None]) -> None:
    """Wait by ``sleep``; a wait of more than a second is logged, and shown while it lasts.

    Args:
        seconds: how long.
        purpose: what it is for, as in `log_wait`.
        sleep: waits, in seconds.
    """
    if seconds <= LONG:
        sleep(seconds)
        return
    log_wait(seconds, purpose)
    load_modules("heroics_py.display.progress")
    from heroics_py.display.progress import waiting

    with waiting(f"waiting {seconds:.0f} s {purpose}"):
        sleep(seconds)


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
