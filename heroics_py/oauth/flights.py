"""One renewal at a time, for all calls of a process that wait for it."""

import os
from collections.abc import Callable
from copy import copy
from threading import Thread

from heroics_py.errors import HeroicsError, OAuthError, caller_line
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.support.locks import ProcessLock
from heroics_py.support.tickets import Ticket, Waiters
from heroics_py.transport.credentials.token_source import HeldToken
from heroics_py.transport.error_frames import without_library_frames

__all__ = ["Flight", "Flights"]


class Flight:
    """A renewal in a thread of its own, which Ctrl-C in another thread does not interrupt.

    A token that was received is stored in any case: the refresh token before it may be worthless by then.
    """

    __slots__ = ("_outcome", "_waiters", "process")

    def __init__(self) -> None:
        self.process = os.getpid()
        self._waiters = Waiters()
        self._outcome: HeldToken | HeroicsError | None = None

    @property
    def is_over(self) -> bool:
        """Whether `result` has an outcome."""
        return self._outcome is not None

    def ticket(self) -> Ticket:
        """Return a ticket that is woken at the end, or at once if that is over."""
        return self._waiters.ticket()

    def result(self) -> HeldToken:
        """Return the token.

        Raises:
            HeroicsError: why no token came; a copy, because others may raise it too.
        """
        if isinstance(self._outcome, HeldToken):
            return self._outcome
        raise copy(self._outcome) if self._outcome is not None else OAuthError("the renewal of the token goes on")

    def start(self, work: Callable[[], HeldToken]) -> None:
        """Do the work in a thread; at the end of the program, when no thread can start, in this one."""
        line = caller_line()
        try:
            Thread(target=self.run, args=(work, line), name="heroics-py token", daemon=False).start()
        except RuntimeError:
            self.run(work, line)

    def run(self, work: Callable[[], HeldToken], line: CallerLine) -> None:
        """Do the work, and wake all calls that wait; its warnings are about the caller's ``line``."""
        outcome: HeldToken | HeroicsError
        try:
            with warning_at(line):
                outcome = work()
        except HeroicsError as error:
            outcome = copy(without_library_frames(error))  # type: ignore[assignment]
        except BaseException as error:  # noqa: BLE001 - nobody else sees it
            outcome = OAuthError(f"the token could not be renewed: {type(error).__name__}")
        self._outcome = outcome
        self._waiters.wake()


class Flights:
    """The renewals in progress, by the token that was rejected."""

    __slots__ = ("_current", "_lock")

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._current: dict[str, Flight] = {}

    def join(self, rejected: str, work: Callable[[], HeldToken]) -> Flight:
        """Return the renewal in progress, or begin one."""
        with self._lock.here():
            # A fork has a copy of a flight, but not the thread that ends it.
            flights = {key: each for key, each in self._current.items() if not each.is_over}
            self._current = {key: each for key, each in flights.items() if each.process == os.getpid()}
            if (known := self._current.get(rejected)) is not None:
                return known
            flight = self._current[rejected] = Flight()
        flight.start(work)
        return flight
