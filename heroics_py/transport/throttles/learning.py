"""What a pool learns from a response."""

from dataclasses import dataclass
from math import inf

from heroics_py.transport.throttles.levels import LOW, ROUNDING, Numbers, credit_at, pace_of
from heroics_py.transport.throttles.waits import QUESTION

__all__ = ["Outcome", "close_pool", "measure_pace", "report_remaining"]

_LONGEST_QUESTION, _SHORTEST_QUESTION = 20.0, 0.05  # limits of the pause before a question, in seconds
_SOONER = 0.9  # factor of that pause, while each question is answered
_LARGEST_RESERVE = 10.0  # requests
_RESERVE_FADES = 60.0  # seconds without a contradiction until the reserve is one request again
_FULL = 0.9  # of the limit: so much of it counts as a full pool, which does not refill
_OLD_ANCHOR = 600.0  # seconds after which a slope would be too old to tell the rate
_SHORT_SLOPE, _LONG_SLOPE = 1.0, 5.0  # seconds: a slope is measured after the long time, or the short if it is steep
_STEEP = 5.0  # requests that refilled in between
_NEW_SLOPE = 0.3  # the weight of a new slope in the rate
_NEXT_WINDOW = 1.5  # seconds by which the reset of another window is later at least
_PROOF = 0.3  # seconds by which the next window has to begin too early, before the reset counts as rounded up
_BELOW_PACE, _SLOWER = 0.99, 0.85  # of the measured pace; and the least that a 429 leaves of the pace before


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a response says about the rate limit.

    Attributes:
        is_refused: whether it is a 429.
        remaining, limit, reset, retry_after: its numbers; None for what it does not say.
    """

    is_refused: bool = False
    remaining: float | None = None
    limit: float | None = None
    reset: float | None = None
    retry_after: float | None = None


def close_pool(numbers: Numbers, now: float, sent_at: float, outcome: Outcome) -> None:
    """Learn from a 429; several whose requests were in flight together are one event."""
    is_new = sent_at >= numbers.get("closed_at", -inf)
    requested = outcome.reset if outcome.retry_after is None else outcome.retry_after
    wait = numbers.get("pause", QUESTION) if requested is None else requested
    numbers["closed_until"] = max(numbers.get("closed_until", -inf), now + wait)
    numbers["pause"] = min(max(wait, QUESTION), _LONGEST_QUESTION)
    if "credit" in numbers:
        numbers["credit"], numbers["credit_at"] = numbers["departed"], now
    if not is_new:
        return
    numbers["closed_at"] = now
    if "credit" in numbers:
        numbers["reserve"] = min(2.0 * numbers["reserve"] + 1.0, _LARGEST_RESERVE)
        early = numbers.get("reset_early", inf)
        if early <= now < early + ROUNDING:
            numbers["rounds_up"] = 0.0
    else:
        numbers["measures"] = 1.0
        if "pace" in numbers:
            numbers["pace"], numbers["pace_at"] = pace_of(numbers, now), now


def measure_pace(numbers: Numbers) -> None:
    """Measure how fast a silent server answered between the last two 429s, waits included."""
    until = numbers["closed_until"]
    answered = max(numbers["ended"] - numbers.get("busy_ended", 0.0), 1.0)
    measured = _BELOW_PACE * answered / max(until - numbers.get("busy_at", -inf), 0.001)
    if "pace" in numbers:
        numbers["pace"], numbers["is_sure"] = max(measured, _SLOWER * numbers["pace"]), 1.0
    else:
        numbers["pace"], numbers["is_sure"] = measured, 0.0
    numbers["pace_at"] = numbers["busy_at"] = numbers["slot"] = until
    numbers["busy_ended"] = numbers["ended"]
    numbers["measures"] = 0.0


def report_remaining(numbers: Numbers, now: float, sent: tuple[float, float, float], outcome: Outcome) -> None:
    """Learn from a response that reports how many requests remain.

    Args:
        numbers: what is known.
        now: when the response arrived.
        sent: the number of its request, its mark, and when it was sent.
        outcome: what it says.
    """
    number, mark, sent_at = sent
    remaining = outcome.remaining or 0.0
    numbers["limit"] = max(numbers.get("limit", 1.0), remaining + 1.0)
    _learn_credit(numbers, now, sent, remaining)
    if numbers.get("closed_at", -inf) <= sent_at:
        _learn_pause(numbers, remaining)
    _learn_rate(numbers, remaining, number - mark, sent_at, remaining + number)
    if outcome.reset is not None:
        _learn_window(numbers, now, now + outcome.reset)


def _learn_pause(numbers: Numbers, remaining: float) -> None:
    pause = numbers.get("pause", QUESTION)
    if remaining > 0.0:
        numbers["pause"] = QUESTION
    elif numbers["limit"] < 2.0:  # a server that says 0 after each success, too
        numbers["pause"] = max(_SOONER * pause, _SHORTEST_QUESTION)
    else:
        numbers["pause"] = min(2.0 * pause, _LONGEST_QUESTION)


def _learn_credit(numbers: Numbers, now: float, sent: tuple[float, float, float], remaining: float) -> None:
    number, mark, sent_at = sent
    credit, departed = remaining + mark + 1.0, numbers["departed"]
    if "credit" not in numbers:
        numbers["credit"], numbers["credit_at"], numbers["reserve"] = credit, now, 1.0
        return
    grown, is_less = credit_at(numbers, now), False
    if sent_at >= numbers["credit_at"]:
        taken = max(0.0, credit_at(numbers, sent_at) - remaining - departed)
        fading = min(1.0, (now - numbers["credit_at"]) / _RESERVE_FADES)
        kept = 1.0 + (numbers["reserve"] - 1.0) * (1.0 - fading)
        numbers["reserve"] = min(max(kept, 1.0 + taken), _LARGEST_RESERVE)
        # It was counted after those before it for certain, and before those after it hardly.
        is_less = remaining + 0.75 * departed + 0.25 * number < grown
    if is_less or credit > grown:
        numbers["credit"], numbers["credit_at"] = max(credit, remaining + number) if is_less else credit, now


def _learn_rate(numbers: Numbers, remaining: float, in_flight: float, sent_at: float, supply: float) -> None:
    """Measure the slope of the supply since the anchor; of a full pool it is too flat, as what refills it is lost."""
    seconds = sent_at - numbers.get("anchor_at", -inf)
    if seconds <= 0.0:
        return
    is_full = remaining + in_flight >= _FULL * numbers["limit"]
    is_small = numbers["limit"] <= LOW and numbers.get("reset_early", -inf) + ROUNDING <= sent_at
    if seconds > _OLD_ANCHOR or (is_full and not is_small):
        numbers["anchor_at"], numbers["anchor_supply"] = sent_at, supply
        return
    grown = supply - numbers["anchor_supply"]
    if seconds < _SHORT_SLOPE or (not is_full and grown < _STEEP and seconds < _LONG_SLOPE):
        return
    slope = max(0.0, grown / seconds)
    old = numbers.get("rate", 0.0)
    if is_full:
        numbers["rate"] = max(old, slope)
    else:
        numbers["rate"] = old + _NEW_SLOPE * (slope - old) if "rate" in numbers else slope
    numbers["anchor_at"], numbers["anchor_supply"] = sent_at, supply


def _learn_window(numbers: Numbers, now: float, end: float) -> None:
    early, late = numbers.get("reset_early", -inf), numbers.get("reset_late", -inf)
    if now < early + ROUNDING and end <= early + _NEXT_WINDOW:
        numbers["reset_early"], numbers["reset_late"] = min(early, end), max(late, end)
        return
    if early <= now < late - _PROOF and "rounds_up" not in numbers:
        numbers["rounds_up"] = 1.0
    numbers["reset_early"] = numbers["reset_late"] = end
