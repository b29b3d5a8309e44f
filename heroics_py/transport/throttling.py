"""The skin that keeps to the rate limit: it spaces requests before the limit is reached, and waits after.

Requests of all threads wait in one queue (`throttle_queue`); the first one leaves when `rate_state.wait_for` returns 0.
A call that would wait beyond its deadline or its budget raises `ThrottleTimeout` at once, and sends nothing.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import inf
from os import getpid

from heroics_py.display.terminal import escaped
from heroics_py.display.waits import LONG
from heroics_py.errors import ThrottleTimeout
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response, Transport
from heroics_py.http.options import Retry
from heroics_py.support.loading import load_modules
from heroics_py.transport.rate_state import LOW, RateLimit, RateState, after_response, spacing, wait_for
from heroics_py.transport.throttle_queue import Ticket, TicketQueue

__all__ = ["Throttling"]

_CHECK_INTERVAL = 1.0


class Throttling:
    """Lets requests leave in order of arrival, as soon as the rate limit allows.

    Args:
        inner: sends one request.
        clock, wall: the monotonic clock, and the seconds since the epoch.
    """

    __slots__ = ("_clock", "_inner", "_queues", "_state", "_wall")

    def __init__(
        self,
        inner: Transport,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._clock, self._wall = clock, wall
        self._state = RateState()
        self._queues: dict[int, TicketQueue] = {}

    @property
    def rate_limit(self) -> RateLimit:
        """The rate limit as the last responses reported it."""
        state = self._state
        wait = state.blocked_until - self._clock()
        return RateLimit(remaining=state.remaining, limit=state.limit, retry_after=wait if wait > 0 else None)

    def send(self, request: Request) -> Response:
        """Send ``request`` when its turn comes.

        Raises:
            ThrottleTimeout: its turn comes after its deadline or its budget of waiting; nothing was sent.
        """
        queue, ticket, response = self._queue(), Ticket(), None
        try:
            self._enter(queue, ticket, request)
            response = self._inner.send(request)
        finally:
            self._leave(queue, ticket, response)
        return response

    def close(self) -> None:
        """Close the skin below."""
        self._inner.close()

    def _queue(self) -> TicketQueue:
        """Return the queue of this process: threads that wait in a parent do not exist in its fork."""
        process = getpid()
        return self._queues.get(process) or self._queues.setdefault(process, TicketQueue())

    def _enter(self, queue: TicketQueue, ticket: Ticket, request: Request) -> None:
        if not request.options.throttle:
            with queue.lock:
                queue.depart(ticket)
            return
        start = self._clock()
        latest = self._latest(request, start)
        if self._try_to_depart(queue, ticket, request, latest) <= 0:
            return
        try:
            self._wait_in_queue(queue, ticket, request, latest)
        finally:
            if request.waits is not None:
                request.waits.seconds += self._clock() - start

    def _latest(self, request: Request, now: float) -> float:
        """Return the moment until which a call may wait: its deadline, or the end of its budget of waiting."""
        waited = request.waits.seconds if request.waits is not None else 0.0
        latest = now + max(0.0, Retry.of(request.options.retries).budget - waited)
        return latest if request.deadline is None else min(latest, request.deadline)

    def _wait_in_queue(self, queue: TicketQueue, ticket: Ticket, request: Request, latest: float) -> None:
        """Wait until all earlier requests have left and the limit allows this one."""
        start, is_shown = self._clock(), False
        with ExitStack() as display:
            while (wait := self._try_to_depart(queue, ticket, request, latest)) > 0:
                now = self._clock()
                if not is_shown and (LONG < wait < inf or now - start >= LONG):
                    display.enter_context(_show_wait(request, wait, self._state))
                    is_shown = True
                ticket.wait(max(0.0, min(wait, latest - now, _CHECK_INTERVAL)))

    def _try_to_depart(self, queue: TicketQueue, ticket: Ticket, request: Request, latest: float) -> float:
        """Return 0 if ``ticket`` departs now, else the seconds to wait before the next try.

        Raises:
            ThrottleTimeout: its turn comes too late.
        """
        with queue.lock:
            state, now = self._state, self._clock()
            is_blocked = state.blocked_until > now
            if is_blocked and state.blocked_until > latest:
                raise self._refusal(request, state.blocked_until - now, latest - now)
            is_first = queue.is_first(ticket)
            wait = wait_for(state, in_flight=len(queue.in_flight), clock=now) if is_first else inf
            if wait == inf and now >= latest:
                raise self._refusal(request, None, latest - now)
            # Spacing alone never rejects a call: if its slot comes too late, it leaves now.
            if wait <= 0 or (wait != inf and not is_blocked and now + wait > latest):
                self._depart(queue, ticket)
                return 0.0
            queue.waiting[ticket] = None
            return wait

    def _depart(self, queue: TicketQueue, ticket: Ticket) -> None:
        """Let ``ticket`` leave, and space the next one until a response reports more."""
        queue.depart(ticket)
        state = self._state
        if state.remaining is not None and state.remaining < LOW:
            distance = spacing(max(state.remaining - len(queue.in_flight), 1), pause=state.pause)
            self._state = replace(state, next_slot=self._clock() + distance)
        queue.wake_first()

    def _leave(self, queue: TicketQueue, ticket: Ticket, response: Response | None) -> None:
        with queue.lock:
            queue.remove(ticket)
            if response is not None:
                self._state = after_response(
                    self._state, response.status, response.headers, clock=self._clock(), wall=self._wall()
                )
            queue.wake_first()

    def _refusal(self, request: Request, wait: float | None, left: float) -> ThrottleTimeout:
        host, left = shown_host(request), max(0.0, left)
        if wait is None:
            reason = f"requests in flight use up the rate limit of {host}, and the call may wait no longer"
        else:
            reason = f"the rate limit of {host} asks to wait {wait:.0f} s, and the call may wait {left:.0f} s"
        return ThrottleTimeout(
            f"{reason}; throttle=False sends it anyway",
            until=None if wait is None else datetime.fromtimestamp(self._wall(), UTC) + timedelta(seconds=wait),
            retry_after=wait,
            method=request.method,
            url=shown_url(request),
            call=request.call,
        )


def _show_wait(request: Request, wait: float, state: RateState) -> AbstractContextManager[None]:
    """Log a long wait, and return what shows it while it lasts."""
    load_modules("logging", "heroics_py.display.progress")
    from logging import getLogger

    from heroics_py.display.progress import show_wait

    host = shown_host(request)
    text = f"waiting for other requests, within the rate limit of {host}"
    if wait != inf:
        text = f"waiting {wait:.0f} s for the rate limit of {host} ({state.blocking_field})"
    getLogger("heroics_py").info("%s%s", escaped(f"{request.call}: ") if request.call else "", text)
    return show_wait(text)
