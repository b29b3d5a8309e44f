"""Tickets, by which one call wakes others that wait, in threads and in event loops."""

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue

__all__ = ["Ticket", "Waiters"]


class Ticket:
    """One call that waits, or may wait."""

    __slots__ = ("__weakref__", "_listener", "_signals")

    def __init__(self) -> None:
        self._signals: SimpleQueue[None] = SimpleQueue()
        self._listener: Callable[[], object] | None = None

    def wake(self) -> None:
        """Wake the call that waits with this ticket."""
        self._signals.put(None)
        if (listener := self._listener) is not None:
            listener()

    def wait(self, seconds: float) -> None:
        """Block the thread until woken, at most ``seconds``."""
        with suppress(Empty):
            self._signals.get(timeout=seconds)

    def listen(self, listener: Callable[[], object] | None) -> None:
        """Call ``listener`` when the ticket is woken, from any thread; at once if it was woken since the last wait."""
        self._listener = listener
        if listener is not None:
            with suppress(Empty):
                self._signals.get_nowait()
                listener()


class Waiters:
    """The calls that wait for one event.

    It takes no lock, so that the callback of a weak reference may wake them, wherever Python calls it.

    Attributes:
        is_over: whether the event has come.
    """

    __slots__ = ("_tickets", "is_over")

    def __init__(self) -> None:
        self.is_over = False
        self._tickets: list[Ticket] = []

    def ticket(self) -> Ticket:
        """Return a ticket that is woken by the event, or at once if it has come."""
        ticket = Ticket()
        self._tickets.append(ticket)
        if self.is_over:  # after the append: an event that comes in between wakes the ticket
            ticket.wake()
        return ticket

    def wake(self) -> None:
        """Wake all calls that wait: the event has come."""
        self.is_over = True
        for ticket in (*self._tickets,):
            with suppress(RuntimeError):  # the event loop of one call is closed
                ticket.wake()
