"""The skin that spaces what leaves: it slows down before the rate limit is reached, and waits where it was."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC, datetime, timedelta
from math import inf
from os import getpid
from queue import Empty, SimpleQueue
from typing import NamedTuple
from weakref import WeakKeyDictionary

from heroics_py.display.terminal import escaped
from heroics_py.display.waits import LONG
from heroics_py.errors import ThrottleTimeout
from heroics_py.http.headers import Headers
from heroics_py.http.masking import shown_host, shown_url
from heroics_py.http.messages import Request, Response, Transport
from heroics_py.http.options import Retry
from heroics_py.http.rate_limits import parse_rate_limit
from heroics_py.http.retry_delay import requested_delay
from heroics_py.support.loading import load_modules

__all__ = ["LOW", "RateLimit", "RateState", "Throttling", "after_answer", "wait_for"]

LOW = 20
_SLOWEST = 1.0
_LONGEST_SPACING = 5.0
_LONGEST_GUESS = 20.0
_LOOK_AGAIN = 1.0


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


class RateState(NamedTuple):
    """What the answers have told so far; moments are on the monotonic clock.

    Attributes:
        remaining, limit: as in `RateLimit`.
        closed_until: nothing should leave before, as a 429 said.
        empty_until: the pool is empty, and fills up at this moment, as the server said.
        next_slot: when the next request may leave, where they are spaced.
        pause: seconds that the server last asked to wait, which is how long an empty pool takes to fill.
    """

    remaining: int | None = None
    limit: int | None = None
    closed_until: float = -inf
    empty_until: float = -inf
    next_slot: float = -inf
    pause: float = _SLOWEST

    @property
    def refused_until(self) -> float:
        """The moment before which the server takes no request, as far as it said."""
        return max(self.closed_until, self.empty_until)

    @property
    def said_by(self) -> str:
        """The field that says so, in words for people."""
        return "RateLimit-Reset" if self.empty_until > self.closed_until else "Retry-After"


def after_answer(known: RateState, status: int, headers: Headers, *, clock: float, wall: float) -> RateState:
    """Return what is known after an answer.

    Args:
        known: what was known before.
        status: of the answer.
        headers: of the answer.
        clock: now, on the monotonic clock.
        wall: now, in seconds since the epoch.
    """
    rate = parse_rate_limit(headers, wall)
    if status == 429:
        said = requested_delay(status, headers, wall)
        pause = min(known.pause, _LONGEST_GUESS) if said is None else said
        until = max(known.closed_until, clock + pause)
        return known._replace(
            remaining=0, limit=rate.limit or known.limit, closed_until=until, pause=max(pause, _SLOWEST)
        )
    if rate.remaining is None:
        return _opened_up(known, status, clock)
    return known._replace(
        remaining=rate.remaining,
        limit=rate.limit or known.limit,
        empty_until=clock + rate.reset if rate.reset is not None and rate.remaining == 0 else -inf,
        next_slot=clock + spacing(rate.remaining, reset=rate.reset, pause=known.pause),
    )


def _opened_up(known: RateState, status: int, clock: float) -> RateState:
    """Return what is known after an answer that does not tell: each success lets twice as many on their way."""
    if known.remaining is None or status >= 500:
        return known
    more = known.remaining * 2 + 1
    return known._replace(remaining=more if more < LOW else None, next_slot=clock)


def spacing(remaining: int, *, reset: float | None = None, pause: float = _SLOWEST) -> float:
    """Return the seconds between two requests when ``remaining`` are left: none at first, more towards the end.

    While some are left they are spaced by a few seconds at the most, however far the reset is.
    """
    if remaining >= LOW:
        return 0.0
    if remaining <= 0:
        return min(pause, _LONGEST_GUESS) if reset is None else reset
    if reset is not None:
        return min(reset / (remaining + 1), _LONGEST_SPACING)
    return _SLOWEST * (1 - remaining / LOW) ** 2 / 4


def wait_for(known: RateState, *, in_flight: int, clock: float) -> float:
    """Return the seconds until the next request may leave: 0 for at once, infinity for not before an answer comes.

    Near the end of the pool no more requests are on their way at once than the pool holds.
    """
    if known.refused_until > clock:
        return known.refused_until - clock
    if known.remaining is None or known.remaining - in_flight >= LOW:
        return 0.0
    if in_flight and in_flight >= known.remaining:
        return inf
    return max(0.0, known.next_slot - clock)


class _Ticket:
    """The place of one request, among those that wait or among those that are under way."""

    __slots__ = ("__weakref__", "_calls")

    def __init__(self) -> None:
        self._calls: SimpleQueue[None] = SimpleQueue()

    def call(self) -> None:
        """Let the one that waits look again."""
        self._calls.put(None)

    def wait(self, seconds: float) -> None:
        """Wait until called, for so many seconds at the most."""
        with suppress(Empty):
            self._calls.get(timeout=seconds)


class _Turns:
    """Who waits and who is under way, in one process, each in the order in which they came.

    Tickets are held weakly: that of a call which Ctrl-C ended, wherever it struck, takes nobody's place.
    """

    __slots__ = ("lock", "under_way", "waiting")

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting: WeakKeyDictionary[_Ticket, None] = WeakKeyDictionary()
        self.under_way: WeakKeyDictionary[_Ticket, None] = WeakKeyDictionary()

    def call_next(self) -> None:
        """Let the first that waits look whether its turn has come."""
        first = next(iter(self.waiting), None)
        if first is not None:
            first.call()


class Throttling:
    """Lets requests leave one after the other as they came, as soon as the rate limit allows.

    Args:
        inner: sends one request.
        clock, wall: the monotonic clock, and the seconds since the epoch.
    """

    __slots__ = ("_clock", "_inner", "_known", "_turns", "_wall")

    def __init__(
        self,
        inner: Transport,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._inner = inner
        self._clock, self._wall = clock, wall
        self._known = RateState()
        self._turns: dict[int, _Turns] = {}

    @property
    def rate_limit(self) -> RateLimit:
        """What is known of the rate limit."""
        known, now = self._known, self._clock()
        wait = known.refused_until - now
        return RateLimit(remaining=known.remaining, limit=known.limit, retry_after=wait if wait > 0 else None)

    def send(self, request: Request) -> Response:
        """Send ``request`` when its turn has come.

        Raises:
            ThrottleTimeout: its turn comes after its deadline, or after the waits that it may take; nothing was sent.
        """
        turns, ticket, response = self._here(), _Ticket(), None
        try:
            self._enter(turns, ticket, request)
            response = self._inner.send(request)
        finally:
            self._leave(turns, ticket, response)
        return response

    def close(self) -> None:
        """Close what is below."""
        self._inner.close()

    def _here(self) -> _Turns:
        """Return the turns of this process: who waits in its parent does not wait in a fork."""
        process = getpid()
        return self._turns.get(process) or self._turns.setdefault(process, _Turns())

    def _enter(self, turns: _Turns, ticket: _Ticket, request: Request) -> None:
        if not request.options.throttle:
            with turns.lock:
                turns.under_way[ticket] = None
            return
        begun = self._clock()
        latest = self._latest(request, begun)
        if self._wait(turns, ticket, request, latest) <= 0:
            return
        try:
            self._queue_up(turns, ticket, request, latest)
        finally:
            if request.waits is not None:
                request.waits.seconds += self._clock() - begun

    def _latest(self, request: Request, now: float) -> float:
        """Return the moment until which a call may wait: its deadline, or the end of what it may wait in all."""
        waited = request.waits.seconds if request.waits is not None else 0.0
        latest = now + max(0.0, Retry.of(request.options.retries).budget - waited)
        return latest if request.deadline is None else min(latest, request.deadline)

    def _queue_up(self, turns: _Turns, ticket: _Ticket, request: Request, latest: float) -> None:
        """Wait for the turn: until all who came before have left, and the limit allows."""
        begun, shown = self._clock(), False
        with ExitStack() as line:
            while (wait := self._wait(turns, ticket, request, latest)) > 0:
                now = self._clock()
                if not shown and (LONG < wait < inf or now - begun >= LONG):
                    line.enter_context(_shown(request, wait, self._known))
                    shown = True
                ticket.wait(max(0.0, min(wait, latest - now, _LOOK_AGAIN)))

    def _wait(self, turns: _Turns, ticket: _Ticket, request: Request, latest: float) -> float:
        """Return how long to wait until the next look; 0 when the turn has come, and has been taken.

        Raises:
            ThrottleTimeout: the turn does not come in time.
        """
        with turns.lock:
            known, now = self._known, self._clock()
            if known.refused_until > now and known.refused_until > latest:
                raise self._refusal(request, known.refused_until - now, latest - now)
            first = next(iter(turns.waiting), ticket) is ticket
            wait = wait_for(known, in_flight=len(turns.under_way), clock=now) if first else inf
            if wait == inf and now >= latest:
                raise self._refusal(request, None, latest - now)
            # While the pool has room, the distance between two requests refuses none.
            if wait <= 0 or (wait != inf and known.refused_until <= now and now + wait > latest):
                self._take(turns, ticket)
                return 0.0
            turns.waiting[ticket] = None
            return wait

    def _take(self, turns: _Turns, ticket: _Ticket) -> None:
        """Take the turn, and keep the next one at a distance before the answer to this one says more."""
        turns.waiting.pop(ticket, None)
        turns.under_way[ticket] = None
        known = self._known
        if known.remaining is not None and known.remaining < LOW:
            distance = spacing(max(known.remaining - len(turns.under_way), 1), pause=known.pause)
            self._known = known._replace(next_slot=self._clock() + distance)
        turns.call_next()

    def _leave(self, turns: _Turns, ticket: _Ticket, response: Response | None) -> None:
        with turns.lock:
            turns.waiting.pop(ticket, None)
            turns.under_way.pop(ticket, None)
            if response is not None:
                self._known = after_answer(
                    self._known, response.status, response.headers, clock=self._clock(), wall=self._wall()
                )
            turns.call_next()

    def _refusal(self, request: Request, wait: float | None, left: float) -> ThrottleTimeout:
        host, left = shown_host(request), max(0.0, left)
        if wait is None:
            why = f"the rate limit of {host} is used up by requests under way, and the call may not wait longer"
        else:
            why = f"the rate limit of {host} asks to wait {wait:.0f} s, and the call may wait {left:.0f} s"
        return ThrottleTimeout(
            f"{why}; throttle=False sends it all the same",
            until=None if wait is None else datetime.fromtimestamp(self._wall(), UTC) + timedelta(seconds=wait),
            retry_after=wait,
            method=request.method,
            url=shown_url(request),
            call=request.call,
        )


def _shown(request: Request, wait: float, known: RateState) -> AbstractContextManager[None]:
    """Log a long wait, and show it while it lasts."""
    load_modules("logging", "heroics_py.display.progress")
    from logging import getLogger

    from heroics_py.display.progress import show_wait

    host = shown_host(request)
    text = f"waiting for other requests, within the rate limit of {host}"
    if wait != inf:
        text = f"waiting {wait:.0f} s for the rate limit of {host} ({known.said_by})"
    getLogger("heroics_py").info("%s%s", escaped(f"{request.call}: ") if request.call else "", text)
    return show_wait(text)
