"""What responses report about the rate limit, and how long the next request has to wait.

| state | the next request |
| --- | --- |
| unknown: no response reported a limit | leaves at once |
| plenty: at least `LOW` remain, those in flight counted | leaves at once |
| low: fewer remain | leaves at the next slot; the slots get further apart towards the end |
| in use: as many are in flight as remain | waits for a response |
| blocked: a 429, or none remain and the reset is known | waits until then |

`after_response` returns the next state, and `wait_for` reads the table. Both are functions of values and of clocks.
"""

from dataclasses import dataclass
from math import inf

from heroics_py.http.headers import Headers
from heroics_py.http.rate_limits import parse_rate_limit
from heroics_py.http.retry_delay import requested_delay
from heroics_py.support.values import Value

__all__ = ["LOW", "RateLimit", "RateState", "after_response", "spacing", "wait_for"]

LOW = 20
_SLOWEST = 1.0
_LONGEST_SPACING = 5.0
_LONGEST_GUESS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """The rate limit as the last responses reported it.

    Attributes:
        remaining: requests that remain; None if no response reported it.
        limit: requests per window, if the server reports it.
        retry_after: seconds until the server accepts requests again; None if it accepts them now.
    """

    remaining: int | None = None
    limit: int | None = None
    retry_after: float | None = None


class RateState(Value, kw_only=True):
    """What a client knows of the rate limit; moments are on the monotonic clock.

    Attributes:
        remaining, limit: as in `RateLimit`.
        closed_until: when requests may leave again after a 429.
        empty_until: when the empty pool refills, as the server reported it.
        next_slot: when the next request may leave, if requests are spaced.
        pause: seconds that the server last asked to wait: an estimate of how long an empty pool takes to refill.
    """

    remaining: int | None = None
    limit: int | None = None
    closed_until: float = -inf
    empty_until: float = -inf
    next_slot: float = -inf
    pause: float = _SLOWEST

    @property
    def blocked_until(self) -> float:
        """The moment before which the server rejects requests."""
        return max(self.closed_until, self.empty_until)

    @property
    def blocking_field(self) -> str:
        """The header field that `blocked_until` comes from."""
        return "RateLimit-Reset" if self.empty_until > self.closed_until else "Retry-After"


def after_response(state: RateState, status: int, headers: Headers, *, clock: float, wall: float) -> RateState:
    """Return the state after a response.

    Args:
        state: the state before.
        status: of the response.
        headers: of the response.
        clock: now, on the monotonic clock.
        wall: now, in seconds since the epoch.
    """
    limits = parse_rate_limit(headers, wall)
    limit = limits.limit or state.limit
    if status == 429:
        requested = requested_delay(status, headers, wall)
        pause = min(state.pause, _LONGEST_GUESS) if requested is None else requested
        until = max(state.closed_until, clock + pause)
        return state.replaced(remaining=0, limit=limit, closed_until=until, pause=max(pause, _SLOWEST))
    if limits.remaining is None:
        return _after_silence(state, status, clock)
    is_empty = limits.reset is not None and limits.remaining == 0
    return state.replaced(
        remaining=limits.remaining,
        limit=limit,
        empty_until=clock + (limits.reset or 0.0) if is_empty else -inf,
        next_slot=clock + spacing(limits.remaining, reset=limits.reset, pause=state.pause),
    )


def _after_silence(state: RateState, status: int, clock: float) -> RateState:
    """Return the state after a response without a limit: each success doubles the estimate of what remains."""
    if state.remaining is None or status >= 500:
        return state
    remaining = state.remaining * 2 + 1
    return state.replaced(remaining=remaining if remaining < LOW else None, next_slot=clock)


def spacing(remaining: int, *, reset: float | None = None, pause: float = _SLOWEST) -> float:
    """Return the seconds between two requests when ``remaining`` are left: 0 at first, more towards the end.

    While some remain, the spacing is at most a few seconds, however late the reset.
    """
    if remaining >= LOW:
        return 0.0
    if remaining <= 0:
        return min(pause, _LONGEST_GUESS) if reset is None else reset
    if reset is not None:
        return min(reset / (remaining + 1), _LONGEST_SPACING)
    return _SLOWEST * (1 - remaining / LOW) ** 2 / 4


def wait_for(state: RateState, *, in_flight: int, clock: float) -> float:
    """Return the seconds until the next request may leave: 0 for at once, infinity if it waits for a response."""
    if state.blocked_until > clock:
        return state.blocked_until - clock
    if state.remaining is None or state.remaining - in_flight >= LOW:
        return 0.0
    if in_flight and in_flight >= state.remaining:
        return inf
    return max(0.0, state.next_slot - clock)
