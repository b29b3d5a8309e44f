"""One read on its way, for all calls that wait for it."""

import os
from threading import get_ident
from weakref import ref

from heroics_py.cache.flights.outcomes import Outcome
from heroics_py.support.tickets import Ticket, Waiters

__all__ = ["Flight", "Lead"]


class Lead:
    """The part of the call that leads a flight.

    The frames of that call alone hold it: wherever it is interrupted, it disappears with them, and the flight is over.
    """

    __slots__ = ("__weakref__",)


class Flight:
    """One read on its way.

    Args:
        began: the moment on the monotonic clock.
        awaits: whether an event loop carries it out.

    Attributes:
        outcome: None until it is over, and if its leader was interrupted.
        is_joined: whether other calls wait for it, or will.
    """

    __slots__ = ("_awaits", "_lead", "_process", "_thread", "_waiters", "began", "is_joined", "outcome")

    def __init__(self, began: float, *, awaits: bool) -> None:
        self.began = began
        self.outcome: Outcome | None = None
        self.is_joined = False
        self._awaits = awaits
        self._process = os.getpid()
        self._thread = get_ident()
        self._waiters = Waiters()
        self._lead: ref[Lead] | None = None

    def lead(self) -> Lead:
        """Return the part of the call that leads, which has to hold it until the end."""
        lead, waiters = Lead(), self._waiters
        self._lead = ref(lead, lambda _: waiters.wake())
        return lead

    @property
    def is_over(self) -> bool:
        """Whether there is an outcome, or no leader any more."""
        return self._waiters.is_over

    def may_be_joined(self, *, awaits: bool) -> bool:
        """Return whether a call of this thread may wait for it.

        A fork has a copy of a flight, but not the thread that ends it. A call that blocks the thread of an event loop
        would wait for ever for a flight of that loop.

        Args:
            awaits: whether an event loop carries the call out.
        """
        is_of_this_thread = self._thread == get_ident()
        if self.is_over or self._process != os.getpid():
            return False
        return not is_of_this_thread or (awaits and self._awaits)

    def ticket(self) -> Ticket:
        """Return a ticket that is woken at the end, or at once if that is over."""
        return self._waiters.ticket()

    def end(self, outcome: Outcome | None) -> None:
        """End the flight, and wake all calls that wait; a second time does nothing."""
        if not self.is_over:
            self.outcome = outcome
            self._waiters.wake()
