"""The skin that spaces what leaves: it slows down before the rate limit is reached, and waits where it was."""

import threading
import time
from collections import deque
from collections.abc import Callable
from math import inf
from typing import NamedTuple

from heroics_py.errors import RequestTimeout
from heroics_py.messages import Headers, Request, Response, Transport
from heroics_py.options import Retry
from heroics_py.transport.masking import masked_url
from heroics_py.transport.waiting import number, retry_after

__all__ = ["LOW", "Knowledge", "NoTurn", "RateLimit", "Throttling", "after_answer", "wait_for"]

LOW = 20
_SLOWEST = 1.0


class NoTurn(RequestTimeout):
    """The turn of a request comes after its deadline: nothing was sent, and trying again does not help."""


class RateLimit(NamedTuple):
    """What is known of the rate limit, without asking.

    Attributes:
        remaining: requests that are left, as the last answer said; None where none said anything.
        limit: requests that the window holds, where the server says so.
        retry_after: seconds until the server wants to hear of this client again; None where it may call now.
    """

    remaining: int | None = None
    limit: int | None = None
    retry_after: float | None = None


class Knowledge(NamedTuple):
    """What the answers have told so far; moments are on the monotonic clock.

    Attributes:
        remaining, limit: as in `RateLimit`.
        closed_until: nothing should leave before.
        next_slot: when the next request may leave, where they are spaced.
        pause: seconds that the server last asked to wait, which is how long an empty pool takes to fill.
    """

    remaining: int | None = None
    limit: int | None = None
    closed_until: float = -inf
    next_slot: float = -inf
    pause: float = _SLOWEST


def after_answer(known: Knowledge, status: int, headers: Headers, *, clock: float, wall: float) -> Knowledge:
    """Return what is known after an answer.

    Args:
        known: what was known before.
        status: of the answer.
        headers: of the answer.
        clock: now, on the monotonic clock.
        wall: now, in seconds since the epoch.
    """
    remaining = number(headers.get("RateLimit-Remaining") or headers.get("X-RateLimit-Remaining"))
    limit = number(headers.get("RateLimit-Limit") or headers.get("X-RateLimit-Limit"))
    if status == 429:
        said = retry_after(headers, wall)
        pause = known.pause if said is None else said
        until = max(known.closed_until, clock + pause)
        return known._replace(remaining=0, limit=limit or known.limit, closed_until=until, pause=max(pause, _SLOWEST))
    if remaining is None:
        return _opened_up(known, status, clock)
    reset = number(headers.get("RateLimit-Reset"))
    return known._replace(
        remaining=remaining,
        limit=limit or known.limit,
        next_slot=clock + spacing(remaining, reset=reset, pause=known.pause),
    )


def _opened_up(known: Knowledge, status: int, clock: float) -> Knowledge:
    """Return what is known after an answer that does not tell: each success lets twice as many on their way."""
    if known.remaining is None or status >= 500:
        return known
    more = known.remaining * 2 + 1
    return known._replace(remaining=more if more < LOW else None, next_slot=clock)


def spacing(remaining: int, *, reset: int | None = None, pause: float = _SLOWEST) -> float:
    """Return the seconds between two requests when ``remaining`` are left: none at first, more towards the end."""
    if remaining >= LOW:
        return 0.0
    if reset is not None and reset <= 3600:
        return reset / (remaining + 1)
    if remaining <= 0:
        return pause
    return _SLOWEST * (1 - remaining / LOW) ** 2 / 4


def wait_for(known: Knowledge, *, in_flight: int, clock: float) -> float:
    """Return the seconds until the next request may leave: 0 for at once, infinity for not before an answer comes.

    Near the end of the pool no more requests are on their way at once than the pool holds.
    """
    if known.closed_until > clock:
        return known.closed_until - clock
    if known.remaining is None or known.remaining - in_flight >= LOW:
        return 0.0
    if in_flight and in_flight >= known.remaining:
        return inf
    return max(0.0, known.next_slot - clock)


class Throttling:
    """Lets requests leave one after the other as they came, as soon as the rate limit allows.

    Args:
        inner: sends one request.
        clock, wall: the monotonic clock, and the seconds since the epoch.
    """

    __slots__ = ("_changed", "_clock", "_in_flight", "_inner", "_known", "_queue", "_wall")

    def __init__(
        self,
        inner: Transport,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._clock, self._wall = clock, wall
        self._known = Knowledge()
        self._in_flight = 0
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @property
    def rate_limit(self) -> RateLimit:
        """What is known of the rate limit."""
        known, now = self._known, self._clock()
        wait = known.closed_until - now
        return RateLimit(remaining=known.remaining, limit=known.limit, retry_after=wait if wait > 0 else None)

    def send(self, request: Request) -> Response:
        """Send ``request`` when its turn has come.

        Raises:
            RequestTimeout: its deadline comes before its turn; nothing was sent.
        """
        if request.options.throttle:
            self._enter(request)
        else:
            with self._changed:
                self._in_flight += 1
        response = None
        try:
            response = self._inner.send(request)
        finally:
            self._leave(response)
        return response

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _enter(self, request: Request) -> None:
        with self._changed:
            if self._queue or wait_for(self._known, in_flight=self._in_flight, clock=self._clock()) > 0:
                self._queue_up(request)
            self._in_flight += 1
            self._space()

    def _space(self) -> None:
        """Keep the next one at a distance, before the answer to this one tells more."""
        known = self._known
        if known.remaining is not None and known.remaining < LOW:
            distance = spacing(max(known.remaining - self._in_flight, 1), pause=known.pause)
            self._known = known._replace(next_slot=self._clock() + distance)

    def _queue_up(self, request: Request) -> None:
        """Wait for the turn: until all who came before have left, and the limit allows."""
        ticket = object()
        latest = self._clock() + Retry.of(request.options.retries).budget
        self._queue.append(ticket)
        try:
            while (wait := self._wait(ticket, latest)) > 0:
                longest = min(wait, _in_time(request, wait, self._clock()))
                self._changed.wait(None if longest == inf else longest)
        finally:
            self._queue.remove(ticket)
            self._changed.notify_all()

    def _wait(self, ticket: object, latest: float) -> float:
        """Return how long to wait; a server that asks for more than the budget of waiting is asked again instead."""
        now = self._clock()
        if self._queue[0] is not ticket:
            return inf
        if self._known.closed_until > latest:
            return 0.0
        return wait_for(self._known, in_flight=self._in_flight, clock=now)

    def _leave(self, response: Response | None) -> None:
        with self._changed:
            self._in_flight -= 1
            if response is not None:
                self._known = after_answer(
                    self._known, response.status, response.headers, clock=self._clock(), wall=self._wall()
                )
            if self._queue:
                self._changed.notify_all()


def _in_time(request: Request, wait: float, now: float) -> float:
    """Return the seconds until the deadline, where the turn may still come before."""
    left = inf if request.deadline is None else request.deadline - now
    if left <= 0 or (wait != inf and wait >= left):
        raise NoTurn(
            "the rate limit leaves no time for it before the deadline; throttle=False sends it all the same",
            method=request.method,
            url=masked_url(request.url, request.secret_fields),
            sent=False,
        )
    return left
