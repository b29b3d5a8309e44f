"""The rule that keeps to the rate limit: it spaces requests before the limit is reached, and waits after.

All requests of a client wait in one queue (`departures`); the first one leaves when `rate_state.wait_for` returns 0.
A call that would wait beyond its deadline or its budget raises `ThrottleTimeout` at once, and sends nothing.
"""

from datetime import UTC, datetime, timedelta
from math import inf

from heroics_py.display.terminal import escaped
from heroics_py.display.waits import LONG
from heroics_py.errors import ThrottleTimeout
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Retry
from heroics_py.http.steps import Clock, Rule, Show, Steps, Turn
from heroics_py.support.loading import load_modules
from heroics_py.support.tickets import Ticket
from heroics_py.transport.rules.departures import Departures, TooLate
from heroics_py.transport.rules.rate_state import RateLimit, RateState

__all__ = ["Throttling"]

_CHECK_INTERVAL = 1.0


class Throttling:
    """Lets requests leave in order of arrival, as soon as the rate limit allows.

    Args:
        inner: sends one request.
        clock: the time.
    """

    __slots__ = ("_clock", "_departures", "_inner")

    def __init__(self, inner: Rule, *, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock
        self._departures = Departures(clock)

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
            if not self._departures.depart(ticket, anyway=not request.options.throttle):
                yield from self._wait(ticket, request)
            response = yield from self._inner.send(request)
        finally:
            self._departures.leave(ticket, response)
        return response

    def _latest(self, request: Request) -> float:
        """Return the moment until which a call may wait: its deadline, or the end of its budget of waiting."""
        waited = request.waits.seconds if request.waits is not None else 0.0
        budget = Retry.of(request.options.retries).budget
        latest = self._clock.monotonic() + max(0.0, budget - waited)
        return latest if request.deadline is None else min(latest, request.deadline)

    def _wait(self, ticket: Ticket, request: Request) -> Steps[None]:
        """Wait until all earlier requests have left and the limit allows this one."""
        latest = self._latest(request)
        start, hide = self._clock.monotonic(), _nothing
        try:
            while (wait := self._try_to_depart(ticket, request, latest)) > 0:
                now = self._clock.monotonic()
                if hide is _nothing and (LONG < wait < inf or now - start >= LONG):
                    hide = yield Show(_wait_text(request, wait, self._departures.state))
                yield Turn(ticket, max(0.0, min(wait, latest - now, _CHECK_INTERVAL)))
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
        except TooLate as refusal:
            wait, left = refusal.wait, refusal.left
        raise self._refusal(request, wait, left)

    def _refusal(self, request: Request, wait: float | None, left: float) -> ThrottleTimeout:
        host, left = shown_host(request), max(0.0, left)
        if wait is None:
            reason = f"requests in flight use up the rate limit of {host}, and the call may wait no longer"
        else:
            reason = f"the rate limit of {host} asks to wait {wait:.0f} s, and the call may wait {left:.0f} s"
        until = None if wait is None else datetime.fromtimestamp(self._clock.wall(), UTC) + timedelta(seconds=wait)
        return ThrottleTimeout(
            f"{reason}; throttle=False sends it anyway",
            until=until,
            retry_after=wait,
            method=request.method,
            url=shown_url(request),
            call=request.call,
        )


def _nothing() -> None:
    """Hide nothing: nothing is shown yet."""


def _wait_text(request: Request, wait: float, state: RateState) -> str:
    """Log a long wait, and return what a person sees while it lasts."""
    load_modules("logging")
    from logging import getLogger

    host = shown_host(request)
    text = f"waiting for other requests, within the rate limit of {host}"
    if wait != inf:
        text = f"waiting {wait:.0f} s for the rate limit of {host} ({state.blocking_field})"
    getLogger("heroics_py").info("%s%s", escaped(f"{request.call}: ") if request.call else "", text)
    return text
