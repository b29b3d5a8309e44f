"""What responses report about the rate limit, and how long the next request waits."""

from math import inf

from heroics_py.http.headers import Headers
from heroics_py.transport.rules.rate_state import LOW, RateState, after_response, spacing, wait_for


def state_after(status=200, state=None, clock=10.0, **headers):
    fields = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return after_response(state or RateState(), status, fields, clock=clock, wall=0.0)


WAITS = [
    (RateState(), 0, 0.0),
    (RateState(), 500, 0.0),
    (RateState(remaining=4000), 100, 0.0),
    (RateState(remaining=LOW), 0, 0.0),
    (RateState(remaining=5), 4, 0.0),
    (RateState(remaining=5), 5, inf),
    (RateState(remaining=0), 0, 0.0),
    (RateState(remaining=0), 1, inf),
    (RateState(remaining=5, next_slot=10.5), 0, 0.5),
    (RateState(remaining=5000, next_slot=10.5), 0, 0.0),
    (RateState(closed_until=13.0), 0, 3.0),
    (RateState(remaining=4000, closed_until=13.0), 0, 3.0),
    (RateState(remaining=LOW + 5), 6, 0.0),
    (RateState(remaining=LOW + 5), LOW + 5, inf),
]


def test_wait_for():
    """A request leaves if enough requests remain."""
    assert [(state, count, wait_for(state, in_flight=count, clock=10.0)) for state, count, _ in WAITS] == WAITS


def test_response_without_limit():
    """A response without a limit changes nothing."""
    assert state_after() == RateState()


def test_full_pool():
    """A full pool spaces no requests."""
    assert state_after(RateLimit_Remaining="4500") == RateState(remaining=4500, next_slot=10.0)


def test_empty_pool():
    """An empty pool waits as long as the server last asked."""
    assert state_after(RateLimit_Remaining="0", state=RateState(pause=4.0)).next_slot == 14.0


def test_429():
    """A 429 blocks for its Retry-After."""
    assert state_after(429, Retry_After="3") == RateState(remaining=0, closed_until=13.0, pause=3.0)


def test_429_without_retry_after():
    """A 429 without Retry-After blocks for a second."""
    assert state_after(429) == RateState(remaining=0, closed_until=11.0, pause=1.0)


def test_successes_after_429():
    """After a 429, each success doubles the number of requests in flight."""
    state, seen = state_after(429), []
    for _ in range(6):
        state = state_after(state=state, clock=20.0)
        seen.append(state.remaining)
    assert seen == [1, 3, 7, 15, None, None]


def test_503_after_429():
    """A 503 after a 429 changes nothing."""
    assert state_after(503, state=state_after(429)).remaining == 0


def test_invalid_remaining():
    """An invalid RateLimit-Remaining is ignored."""
    assert [state_after(RateLimit_Remaining=value) for value in ("", "-1", "many", "1, 2")] == [RateState()] * 4


def test_spacing():
    """The spacing grows as the pool empties."""
    distances = [spacing(remaining) for remaining in range(LOW, -1, -1)]
    assert distances == sorted(distances)
    assert (distances[0], distances[-1]) == (0.0, 1.0)


def test_spacing_until_reset():
    """A reset spreads the remaining requests over the time until then."""
    assert spacing(3, reset=8) == 2.0


def test_spacing_is_short():
    """While requests remain, the wait is at most five seconds, however late the reset."""
    rows = [(remaining, reset) for remaining in ("1", "5", "19") for reset in ("3600", "86400", "1700003600")]
    states = [state_after(RateLimit_Remaining=remaining, RateLimit_Reset=reset) for remaining, reset in rows]
    assert [state for state in states if not 0 < wait_for(state, in_flight=0, clock=10.0) <= 5] == []


def test_invalid_reset():
    """An invalid RateLimit-Reset is ignored."""
    values = ["soon", "-1", "", "9" * 12, "9" * 400, "1e3", "nan"]
    states = {value: state_after(RateLimit_Remaining="0", RateLimit_Reset=value) for value in values}
    assert [value for value in values if (states[value].empty_until, states[value].next_slot) != (-inf, 11.0)] == []


def test_429_with_reset():
    """A 429 with only a reset blocks until then."""
    assert state_after(429, RateLimit_Reset="7").closed_until == 17.0


def test_estimates_are_short():
    """An estimate of the refill is at most 20 seconds, whatever the server once asked for."""
    state = state_after(429, state=RateState(pause=3600.0))
    assert state.closed_until == 30.0
    assert state_after(RateLimit_Remaining="0", state=RateState(pause=3600.0)).next_slot == 30.0
