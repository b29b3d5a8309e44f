"""The order in which the requests of a client leave, and the rate limit that they share."""

from math import inf
from os import getpid

from heroics_py.http.messages import Response
from heroics_py.http.steps import Clock
from heroics_py.support.tickets import Ticket
from heroics_py.transport.rules.rate_state import LOW, RateState, after_response, spacing, wait_for
from heroics_py.transport.rules.throttle_queue import TicketQueue

__all__ = ["Departures", "TooLate"]


class TooLate(Exception):  # noqa: N818 - not an error of its own: `Throttling` says what it means
    """A request may not wait until its turn.

    Attributes:
        wait: seconds until the rate limit would let it leave; None if it waits for requests in flight.
        left: seconds that it may wait.
    """

    def __init__(self, wait: float | None, left: float) -> None:
        super().__init__(wait, left)
        self.wait, self.left = wait, left


class Departures:
    """Lets requests leave in order of arrival, as soon as the rate limit allows; any number of threads may use it.

    Args:
        clock: the time; it is read while no other thread decides.

    Attributes:
        state: what is known of the rate limit.
    """

    __slots__ = ("_clock", "_queues", "state")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.state = RateState()
        self._queues: dict[int, TicketQueue] = {}

    def join(self, ticket: Ticket) -> bool:
        """Let ``ticket`` wait for its turn, unless it waits already; return whether it is the first."""
        queue = self._queue()
        with queue.lock:
            queue.waiting.setdefault(ticket)
            return queue.is_first(ticket)

    @property
    def is_free(self) -> bool:
        """Whether no ticket waits."""
        return not self._queue().waiting

    def go(self, ticket: Ticket) -> None:
        """Let ``ticket`` leave: others decided that it may."""
        queue = self._queue()
        with queue.lock:
            queue.depart(ticket)
            queue.wake_first()

    def depart(self, ticket: Ticket, *, anyway: bool = False) -> bool:
        """Let ``ticket`` leave if no other one waits and the rate limit allows it now; return whether it leaves.

        Args:
            ticket: of the request.
            anyway: let it leave whatever the rate limit.
        """
        queue = self._queue()
        with queue.lock:
            if anyway:
                queue.depart(ticket)
                return True
            now = self._clock.monotonic()
            if queue.waiting or wait_for(self.state, in_flight=len(queue.in_flight), clock=now) > 0:
                return False
            self._depart(queue, ticket, now)
            return True

    def try_to_depart(self, ticket: Ticket, *, latest: float) -> float:
        """Return 0 if ``ticket`` leaves now, else the seconds to wait before the next try.

        Args:
            ticket: of the request.
            latest: the moment until which it may wait, on the monotonic clock.

        Raises:
            TooLate: its turn comes later.
        """
        queue = self._queue()
        with queue.lock:
            state, now = self.state, self._clock.monotonic()
            is_blocked = state.blocked_until > now
            if is_blocked and state.blocked_until > latest:
                raise TooLate(state.blocked_until - now, latest - now)
            wait = wait_for(state, in_flight=len(queue.in_flight), clock=now) if queue.is_first(ticket) else inf
            if wait == inf and now >= latest:
                raise TooLate(None, latest - now)
            # Spacing alone never rejects a call: if its slot comes too late, it leaves now.
            if wait <= 0 or (wait != inf and not is_blocked and now + wait > latest):
                self._depart(queue, ticket, now)
                queue.wake_first()
                return 0.0
            queue.waiting[ticket] = None
            return wait

    def leave(self, ticket: Ticket, response: Response | None) -> None:
        """End the call of ``ticket``, and learn from its response, if one came."""
        queue = self._queue()
        with queue.lock:
            queue.remove(ticket)
            if response is not None:
                clock, wall = self._clock.monotonic(), self._clock.wall()
                self.state = after_response(self.state, response.status, response.headers, clock=clock, wall=wall)
            queue.wake_first()

    def _queue(self) -> TicketQueue:
        """Return the queue of this process: threads that wait in a parent do not exist in its fork."""
        process = getpid()
        return self._queues.get(process) or self._queues.setdefault(process, TicketQueue())

    def _depart(self, queue: TicketQueue, ticket: Ticket, now: float) -> None:
        """Let ``ticket`` leave, and space the next one until a response reports more."""
        queue.depart(ticket)
        state = self.state
        if state.remaining is not None and state.remaining < LOW:
            distance = spacing(max(state.remaining - len(queue.in_flight), 1), pause=state.pause)
            self.state = state.replaced(next_slot=now + distance)
