"""The state of one rate limit, and what happens when a request leaves and when its response arrives."""

from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from heroics_py.transport.throttles.learning import Outcome, close_pool, measure_pace, report_remaining
from heroics_py.transport.throttles.levels import DAY, Numbers, level_of, pace_of
from heroics_py.transport.throttles.waits import Wait, wait_for

__all__ = ["LEASE", "LONGEST_WAIT", "Asking", "Departure", "Pool", "View", "arrive", "depart", "view"]

LONGEST_WAIT = 1.0
"""Seconds after which a worker that waits asks again at the latest."""
LEASE = 60.0
"""Seconds after which a request counts as ended although nobody said so."""
_GRACE = 1.0  # seconds that a worker may be late before it loses its place
_IDLE = 5.0  # seconds without a request after which the server is not busy any more


@dataclass(slots=True)
class Pool:
    """The state of one rate limit; moments are seconds on one clock that all workers share.

    Attributes:
        numbers: what is known.
        leases: the requests in flight, and when each one counts as ended.
        waiting: the workers that wait: their place, and until when they keep it.
    """

    numbers: Numbers = field(default_factory=dict)
    leases: dict[str, float] = field(default_factory=dict)
    waiting: dict[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A request that would like to leave.

    Attributes:
        worker: the process and client that it belongs to.
        lease: its own name.
        patience: seconds that it may wait.
        anyway: whether it leaves whatever the rate limit.
    """

    worker: str
    lease: str
    patience: float
    anyway: bool = False


class Departure(NamedTuple):
    """The answer to a request.

    Attributes:
        wait: seconds to wait before it asks again; 0 if it leaves.
        field: the header field in which the server asked for the wait; empty if it did not.
        born, number, mark, at: when the state began; how many requests had left and ended; the moment.
    """

    wait: float
    field: str = ""
    born: float = 0.0
    number: float = 0.0
    mark: float = 0.0
    at: float = 0.0


class View(NamedTuple):
    """What is known, for people: what remains, the limit, and the seconds until the server accepts requests."""

    remaining: int | None
    limit: int | None
    retry_after: float | None


def depart(pool: Pool, now: float, asking: Asking) -> Departure:
    """Let a request leave, or answer how long it waits."""
    numbers = _prepare(pool, now)
    place = pool.waiting.get(asking.worker, (inf, 0.0))[0]
    position = float(sum(other < place for other, _ in pool.waiting.values()))
    wait = Wait(0.0) if asking.anyway else wait_for(numbers, now, position)
    is_late = wait.seconds > asking.patience
    # A request that can't wait takes from the reserve, rather than fail.
    if wait.seconds <= 0.0 or (is_late and not wait.field and level_of(numbers, now) >= position + 1.0):
        return _leave(pool, now, asking)
    if is_late and wait.field:
        pool.waiting.pop(asking.worker, None)
        return Departure(*wait)
    if place == inf:
        place = numbers["places"] = numbers.get("places", 0.0) + 1.0
    pool.waiting[asking.worker] = place, now + min(wait.seconds, LONGEST_WAIT) + _GRACE
    return Departure(*wait)


def arrive(pool: Pool, now: float, lease: str, departure: Departure, outcome: Outcome | None) -> None:
    """End a request, and learn from its response.

    Args:
        pool: the state.
        now: the moment.
        lease: the name of the request.
        departure: the answer by which it left.
        outcome: what its response says; None without one.
    """
    numbers = _prepare(pool, now)
    had_lease = pool.leases.pop(lease, None) is not None
    is_refused = outcome is not None and outcome.is_refused
    if had_lease and is_refused:
        numbers["departed"] -= 1.0
    elif had_lease:
        _end_one(numbers, now)
    if outcome is None:
        return
    if outcome.limit is not None:
        numbers["limit"] = outcome.limit
    is_ours = departure.born == numbers["born"]
    if is_refused:
        close_pool(numbers, now, departure.at if is_ours else now, outcome)
    elif outcome.remaining is not None and is_ours:
        report_remaining(numbers, now, (departure.number, departure.mark, departure.at), outcome)


def view(pool: Pool, now: float) -> View:
    """Return what is known, for people."""
    numbers = pool.numbers
    wait = numbers.get("closed_until", -inf) - now
    remaining, limit = (level_of(numbers, now), numbers["limit"]) if "credit" in numbers else (None, None)
    if wait > 0.0:
        remaining = 0.0
    return View(
        None if remaining is None else int(max(0.0, remaining)),
        None if limit is None else int(limit),
        wait if wait > 0.0 else None,
    )


def _prepare(pool: Pool, now: float) -> Numbers:
    """Return the numbers of a pool, after what has expired is removed."""
    numbers = pool.numbers
    if "born" not in numbers:
        numbers["born"], numbers["departed"], numbers["ended"] = now, 0.0, 0.0
    for lease in [lease for lease, until in pool.leases.items() if until <= now]:
        del pool.leases[lease]
        _end_one(numbers, now)
    for worker in [worker for worker, (_, until) in pool.waiting.items() if until <= now]:
        del pool.waiting[worker]
    return numbers


def _end_one(numbers: Numbers, now: float) -> None:
    numbers["ended"] += 1.0
    if numbers.get("credit", inf) < numbers["ended"]:  # what the server answered, it had
        numbers["credit"], numbers["credit_at"] = numbers["ended"], now


def _leave(pool: Pool, now: float, asking: Asking) -> Departure:
    numbers = pool.numbers
    pool.waiting.pop(asking.worker, None)
    if numbers.get("measures") == 1.0 and now >= numbers["closed_until"]:
        measure_pace(numbers)
    elif now - numbers.get("last_departure", -inf) > _IDLE:
        numbers["busy_at"], numbers["busy_ended"] = now, numbers["ended"]
    numbers["departed"] += 1.0
    numbers["last_departure"] = now
    pool.leases[asking.lease] = now + LEASE
    if "credit" not in numbers and "pace" in numbers:
        distance = 1.0 / pace_of(numbers, now)
        numbers["slot"] = min(max(numbers["slot"], now - 0.5 * distance) + distance, now + DAY)
    return Departure(0.0, "", numbers["born"], numbers["departed"], numbers["ended"], now)
