"""The rule that keeps to the rate limit: it spaces requests before the limit is reached, and waits after.

All requests of a client wait in one queue (`departures`); the first one leaves when `rate_state.wait_for` returns 0.
A call that would wait beyond its deadline or its budget raises `ThrottleTimeout` at once, and sends nothing.
"""

from math import inf

from heroics_py.display.waits import LONG
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Clock, Rule, Show, Steps, Turn
from heroics_py.http.wiretaps import skips_waits
from heroics_py.support.tickets import Ticket
from heroics_py.transport.rules.departures import Departures, TooLate
from heroics_py.transport.rules.rate_state import RateLimit
from heroics_py.transport.rules.turns import CHECK_INTERVAL, hide_nothing, latest_turn, refusal, wait_text

__all__ = ["Throttling"]


class Throttling:
    """Lets requests leave in order of arrival, as soon as the rate limit allows.

    Args:
        inner: sends one request.
        clock: the time.
        departures: the queue, and what is known; None for those of its own.
    """

    __slots__ = ("_clock", "_departures", "_inner")

    def __init__(self, inner: Rule, *, clock: Clock, departures: Departures | None = None) -> None:
        self._inner = inner
        self._clock = clock
        self._departures = departures or Departures(clock)

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the last responses reported it."""
        state = self._departures.state
        wait = state.blocked_until - self._clock.monotonic()
        return RateLimit(remaining=state.remaining, limit=state.limit, retry_after=wait if wait > 0 else None)

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` when its turn comes.

        Raises:
            ThrottleTimeout: its turn comes after its deadline or its budget of waiting; nothing was sent.
        """
        ticket, response = Ticket(), None
        try:
            if not self._departures.depart(ticket, anyway=not request.options.throttle or skips_waits()):
                yield from self._wait(ticket, request)
            response = yield from self._inner.send(request)
        finally:
            self._departures.leave(ticket, response)
        return response

    def _wait(self, ticket: Ticket, request: Request) -> Steps[None]:
        """Wait until all earlier requests have left and the limit allows this one."""
        latest = latest_turn(request, self._clock)
        start, hide = self._clock.monotonic(), hide_nothing
        try:
            while (wait := self._try_to_depart(ticket, request, latest)) > 0:
                now = self._clock.monotonic()
                if hide is hide_nothing and (LONG < wait < inf or now - start >= LONG):
                    hide = yield Show(wait_text(request, wait, self._departures.state.blocking_field))
                yield Turn(ticket, max(0.0, min(wait, latest - now, CHECK_INTERVAL)))
        finally:
            hide()
            if request.waits is not None:
                request.waits.seconds += self._clock.monotonic() - start

    def _try_to_depart(self, ticket: Ticket, request: Request, latest: float) -> float:
        """Return 0 if ``ticket`` departs now, else the seconds to wait before the next try.

        Raises:
            ThrottleTimeout: its turn comes too late.
        """
        try:
            return self._departures.try_to_depart(ticket, latest=latest)
        except TooLate as late:
            wait, left = late.wait, late.left
        raise refusal(request, wait, left, self._clock)
