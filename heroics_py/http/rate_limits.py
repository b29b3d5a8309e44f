"""The rate limit that a server announces in header fields."""

import re
from itertools import chain
from typing import NamedTuple

from heroics_py.http.dates import parse_date
from heroics_py.http.headers import Headers

__all__ = ["CREDIBLE", "RateLimitFields", "parse_rate_limit", "seconds_until"]

CREDIBLE = 10 * 365 * 86_400.0
"""The longest wait, in seconds, that a server's word is taken for."""

_NAMES = ("remaining", "limit", "reset")
_FAMILIES = tuple(
    tuple(f"{prefix}{name}" for name in _NAMES) for prefix in ("ratelimit-", "x-ratelimit-", "x-rate-limit-")
)
_FIELDS = frozenset(["ratelimit", *chain(*_FAMILIES)])
_KEYS = {"limit": "limit", "remaining": "remaining", "reset": "reset", "r": "remaining", "t": "reset"}
_PAIR = re.compile(r"\b(limit|remaining|reset|r|t)\s?=\s?([0-9]{1,12})\b")
_LONGEST_FIELD = 1_000
_EPOCH = 1e9  # a larger number is a moment, not a number of seconds to wait
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_DIGITS = re.compile(r"[0-9]{1,12}")


class RateLimitFields(NamedTuple):
    """The rate limit as a response describes it.

    Attributes:
        remaining: requests that are left.
        limit: requests that the window holds.
        reset: seconds until the limit is replenished.
    """

    remaining: int | None = None
    limit: int | None = None
    reset: float | None = None


_UNREPORTED = RateLimitFields()


def parse_rate_limit(headers: Headers, now: float) -> RateLimitFields:
    """Return the rate limit that the header fields of a response describe.

    ``RateLimit-Remaining``, ``-Limit`` and ``-Reset``, also with ``X-`` before them, or ``RateLimit`` with all of it
    (draft-ietf-httpapi-ratelimit-headers, with the keys of version 7 and of later ones). A reset is in seconds, or a
    moment: an HTTP-date or seconds since the epoch.

    Args:
        headers: of the response.
        now: seconds since the epoch.
    """
    if not headers.has_any(_FIELDS):
        return _UNREPORTED
    remaining, limit, reset = _separate_fields(headers) or _combined_field(headers)
    return RateLimitFields(remaining=_count(remaining), limit=_count(limit), reset=_reset(reset, headers, now))


def seconds_until(moment: float, headers: Headers, now: float) -> float | None:
    """Return the seconds until a moment, or None if they are not credible.

    Args:
        moment: seconds since the epoch.
        headers: of the response; its own ``Date`` is preferred to ``now``, so that clocks need not agree.
        now: seconds since the epoch.
    """
    date = parse_date(headers.get("Date"), now=now)
    seconds = max(0.0, moment - (now if date is None else date))
    return seconds if seconds <= CREDIBLE else None


def _separate_fields(headers: Headers) -> list[str | None]:
    """Return the values, in the order of `_NAMES`, of the first family of fields, such as ``X-RateLimit-*``."""
    for family in _FAMILIES:
        texts = headers.values_of(family)
        if texts != [None, None, None]:
            return texts
    return []


def _combined_field(headers: Headers) -> list[str | None]:
    """Return the values, in the order of `_NAMES`, of a ``RateLimit`` field."""
    policy = _tightest_policy((headers.get("RateLimit") or "")[:_LONGEST_FIELD])
    return [policy.get(name) for name in _NAMES]


def _tightest_policy(field: str) -> dict[str, str]:
    """Return the values of the policy with the fewest left."""
    policies = [{_KEYS[key]: value for key, value in _PAIR.findall(each)} for each in field.split(",")]
    if '"' not in field:  # version 7: each key is a member of its own
        return {name: value for each in policies for name, value in each.items()}
    whole = [each for each in policies if "remaining" in each]
    return min(whole, key=lambda each: int(each["remaining"]), default={})


def _count(text: str | None) -> int | None:
    digits = text and text.strip()
    return int(digits) if digits and _DIGITS.fullmatch(digits) else None


def _reset(text: str | None, headers: Headers, now: float) -> float | None:
    """Return the seconds until a reset, which the field gives in seconds or as a moment."""
    if text is None:
        return None
    value = text.strip()
    if not _SECONDS.fullmatch(value):
        moment = parse_date(value, now=now)
        return None if moment is None or moment < _EPOCH else seconds_until(moment, headers, now)
    seconds = float(value)
    if seconds >= _EPOCH:
        return seconds_until(seconds, headers, now)
    return seconds if seconds <= CREDIBLE else None
