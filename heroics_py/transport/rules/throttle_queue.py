"""The queue of requests that wait for the rate limit, and of those in flight."""

from threading import Lock
from weakref import WeakKeyDictionary, ref

from heroics_py.support.tickets import Ticket

__all__ = ["TicketQueue"]


class TicketQueue:
    """The requests of one process that wait or are in flight, in order of arrival.

    Tickets are held weakly: if Ctrl-C ends a call at any point, its ticket disappears with its frames and blocks no
    other call.

    Attributes:
        lock: held while the queue changes.
        waiting, in_flight: the tickets.
    """

    __slots__ = ("in_flight", "lock", "waiting")

    def __init__(self) -> None:
        self.lock = Lock()
        self.waiting: WeakKeyDictionary[Ticket, None] = WeakKeyDictionary()
        self.in_flight: set[ref[Ticket]] = set()

    def is_first(self, ticket: Ticket) -> bool:
        """Return whether no other ticket waits before ``ticket``."""
        return not self.waiting or next(iter(self.waiting), ticket) is ticket

    def depart(self, ticket: Ticket) -> None:
        """Move ``ticket`` from the queue to those in flight."""
        if self.waiting:
            self.waiting.pop(ticket, None)
        self.in_flight.add(ref(ticket, self.in_flight.discard))

    def remove(self, ticket: Ticket) -> None:
        """Remove ``ticket``: its call is over."""
        if self.waiting:
            self.waiting.pop(ticket, None)
        self.in_flight.discard(ref(ticket))

    def wake_first(self) -> None:
        """Wake the first call in the queue, to check whether it may leave."""
        first = next(iter(self.waiting), None) if self.waiting else None
        if first is not None:
            first.wake()
