"""What the numbers of a pool mean at a moment."""

from math import inf, isfinite
from typing import TypeAlias

__all__ = [
    "DAY",
    "LOW",
    "ROUNDING",
    "Numbers",
    "credit_at",
    "is_sound",
    "keeps_refilling",
    "level_of",
    "pace_of",
    "window_end",
]

Numbers: TypeAlias = dict[str, float]
"""What is known of a rate limit, by name; what is unknown is missing.

Attributes:
    born: when the state began.
    departed, ended: requests that were sent, and those whose outcome is known.
    last_departure: when a request last left.
    credit, credit_at: the number that ``departed`` may rise to, and when it was learnt.
    rate: how much the credit grows each second.
    limit: requests in a full pool: the server's word, or the most that remained.
    reserve: requests that are kept back.
    anchor_at, anchor_supply: the point from which the next slope is measured.
    reset_early, reset_late: the smallest and the largest moment that responses gave for the reset of this window.
    rounds_up: 1 if the server rounds its reset up, 0 if it does not.
    closed_at, closed_until: when the last 429 arrived, and until when it closed the pool.
    pause: seconds before a question when nothing is known.
    places: of the workers that waited so far.
    busy_at, busy_ended: when the requests began to follow each other, and ``ended`` at that time.
    measures: 1 from a 429 until the pace is measured.
    pace, pace_at, slot: requests each second, since when, and when the next one leaves.
    is_sure: 1 once a second 429 has confirmed the pace.
"""

DAY = 86_400.0
"""The longest time for which one response closes a pool for all workers, in seconds."""
LOW = 20.0
"""Requests below which the last ones of a window are spread."""
ROUNDING = 1.0
"""Seconds by which a reset in whole seconds may differ from the true one."""
_UNCONFIRMED = 2.0  # requests by which the credit grows beyond the reserve without a response
_DOUBLING = 10.0  # quiet seconds after which a pace that is not sure is doubled
_CAUTIOUS_DOUBLING, _STEP = 40.0, 0.01  # a sure one grows by a hundredth at first; the growth doubles
_MOST_DOUBLINGS = 20.0
_LARGEST = 1e15
_RANGES = {"reserve": 10.0, "pause": 20.0, "rate": _LARGEST, "limit": _LARGEST}
_NEEDS = {
    "born": ("departed", "ended"),
    "credit": ("credit_at", "limit", "reserve"),
    "pace": ("is_sure", "pace_at", "slot"),
    "anchor_at": ("anchor_supply",),
    "measures": ("closed_until",),
}
_MOMENTS = (
    "born", "last_departure", "credit_at", "anchor_at", "reset_early", "reset_late", "closed_at", "closed_until",
    "busy_at", "pace_at", "slot",
)  # fmt: skip


def is_sound(numbers: Numbers, now: float) -> bool:
    """Return whether the numbers may be the state of a pool, rather than damaged or forged."""
    if "born" not in numbers or not all(isfinite(each) and abs(each) <= _LARGEST for each in numbers.values()):
        return False
    if not all(name in numbers for owner, names in _NEEDS.items() if owner in numbers for name in names):
        return False
    if numbers.get("pace", 1.0) <= 0.0 or not all(
        0.0 <= numbers.get(name, 0.0) <= top for name, top in _RANGES.items()
    ):
        return False
    return all(numbers.get(name, now) <= now + 2.0 * DAY for name in _MOMENTS)


def credit_at(numbers: Numbers, now: float) -> float:
    """Return the number that ``departed`` may rise to."""
    growth = numbers.get("rate", 0.0) * max(0.0, now - numbers["credit_at"])
    return numbers["credit"] + min(growth, _UNCONFIRMED + numbers["reserve"])


def level_of(numbers: Numbers, now: float) -> float:
    """Return how many requests may leave; infinity if nothing is known, and 0 if only the pace is."""
    if "credit" not in numbers:
        return 0.0 if "pace" in numbers else inf
    return min(credit_at(numbers, now) - numbers["departed"], numbers["limit"])


def keeps_refilling(numbers: Numbers, now: float) -> bool:
    """Return whether the pool refills all the time, rather than at its reset."""
    rate, end = numbers.get("rate", 0.0), numbers.get("reset_early", -inf) + ROUNDING
    if end <= now:
        return rate > 0.0
    return rate * (end - now) >= 0.5 * (numbers["limit"] - max(0.0, numbers["credit"] - numbers["departed"]))


def window_end(numbers: Numbers) -> float:
    """Return when the window has certainly ended; minus infinity if it is unknown."""
    return numbers.get("reset_early", -inf) + (0.0 if numbers.get("rounds_up") == 1.0 else ROUNDING)


def pace_of(numbers: Numbers, now: float) -> float:
    """Return the requests per second that a silent server is likely to keep up with: more with each quiet minute."""
    quiet = max(0.0, now - numbers["pace_at"])
    if numbers["is_sure"] < 1.0:
        growth: float = 2.0 ** min(quiet / _DOUBLING, _MOST_DOUBLINGS)
    else:
        growth = 1.0 + _STEP * (2.0 ** min(quiet / _CAUTIOUS_DOUBLING, _MOST_DOUBLINGS) - 1.0)
    return numbers["pace"] * growth
