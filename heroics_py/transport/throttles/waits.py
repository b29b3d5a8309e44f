"""How long the next request waits."""

from math import inf
from typing import NamedTuple

from heroics_py.transport.throttles.levels import LOW, Numbers, keeps_refilling, level_of, pace_of, window_end

__all__ = ["QUESTION", "Wait", "wait_for"]

QUESTION = 1.0
"""Seconds before a request asks whether the pool has grown."""
_FIRST_ALONE = 1.0  # seconds for which the first request of a new pool is alone
_LONGEST_SPACING = 5.0  # seconds between two of the last requests of a window
_NEXT_PLACE = 0.02  # seconds between two workers that ask again
_UNKNOWN_GROWTH, _KNOWN_GROWTH = 0.05, 0.25  # seconds between two looks at whether the credit has grown
_NEXT_LOOK = 0.01  # seconds between the looks of two workers
_SHORTEST = 0.001  # seconds


class Wait(NamedTuple):
    """A wait.

    Attributes:
        seconds: how long; 0 for none.
        field: the header field in which the server asked for it; empty if it did not.
    """

    seconds: float
    field: str = ""


def wait_for(numbers: Numbers, now: float, position: float) -> Wait:
    """Return how long a worker waits.

    Args:
        numbers: what is known.
        now: the moment.
        position: how many workers wait before it.
    """
    last, closed = numbers.get("last_departure", -inf), numbers.get("closed_until", -inf)
    if closed > now:
        return Wait(closed - now + position * _NEXT_PLACE, "Retry-After")
    if last < closed:
        return Wait(position * _NEXT_PLACE)
    if "credit" not in numbers:
        return Wait(_silent_wait(numbers, now, position))
    level = level_of(numbers, now)
    need = position + 1.0 + min(numbers["reserve"], numbers["limit"] / 4.0)
    if level >= need:
        return Wait(max(0.0, _spread_until(numbers, now, level, last) - now))
    question = _question_at(numbers, now, level, last) - now
    if question <= 0.0 and position < 1.0:
        return Wait(0.0)
    end = window_end(numbers)
    if level < 1.0 and end > now and not keeps_refilling(numbers, now):
        return Wait(end - now + position * _NEXT_PLACE, "RateLimit-Reset")
    return Wait(_growth_wait(numbers, now, need - level, position, max(question, 0.0)))


def _silent_wait(numbers: Numbers, now: float, position: float) -> float:
    if "pace" in numbers:
        return max(0.0, numbers["slot"] + position / pace_of(numbers, now) - now)
    is_first = numbers["departed"] < 1.0 and position < 1.0
    return 0.0 if is_first or numbers["ended"] > 0.0 or now - numbers["born"] >= _FIRST_ALONE else _NEXT_PLACE


def _spread_until(numbers: Numbers, now: float, level: float, last: float) -> float:
    """Return when the next one of the last requests of a window leaves."""
    early = numbers.get("reset_early", -inf)
    if level >= LOW or early <= now or keeps_refilling(numbers, now):
        return now
    return last + min((early - last) / max(level, 1.0), _LONGEST_SPACING)


def _question_at(numbers: Numbers, now: float, level: float, last: float) -> float:
    """Return when a request may ask although the credit is not large enough."""
    if level >= 1.0:
        early = numbers.get("reset_early", -inf)
        if last < early and not keeps_refilling(numbers, now):
            return min(early, last + _LONGEST_SPACING)
        return last + QUESTION
    end = window_end(numbers)
    return end if last < end else last + numbers.get("pause", QUESTION)


def _growth_wait(numbers: Numbers, now: float, missing: float, position: float, question: float) -> float:
    """Return the seconds until a look: the credit has grown by ``missing`` then, or a response may have said more."""
    rate = numbers.get("rate", 0.0)
    grown = missing / rate if keeps_refilling(numbers, now) else inf
    look = _KNOWN_GROWTH if rate > 0.0 else _UNKNOWN_GROWTH
    return max(min(grown, question + position * look, look + position * _NEXT_LOOK), _SHORTEST)
