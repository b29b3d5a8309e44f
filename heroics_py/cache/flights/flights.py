"""The flights of a process that clients with one store share."""

from contextlib import suppress
from threading import RLock
from weakref import WeakKeyDictionary, WeakSet

from heroics_py.cache.flights.flight import Flight, Lead
from heroics_py.cache.flights.requests import FlightKey
from heroics_py.http.steps import SYSTEM_CLOCK, Clock
from heroics_py.support.locks import ProcessLock

__all__ = ["Flights", "change_outside", "flights_of"]


class Flights:
    """The flights in progress, and the last change.

    Attributes:
        changed_at: the moment at which the last change ended, on the monotonic clock.
    """

    __slots__ = ("__weakref__", "_current", "_lock", "changed_at")

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._current: dict[FlightKey, Flight] = {}
        self.changed_at = float("-inf")
        with _LOCK.here():
            _ALL.add(self)

    def enter(self, key: FlightKey, clock: Clock, *, awaits: bool) -> tuple[Flight, Lead | None]:
        """Return the flight of ``key`` to wait for, and None; or a new one, with the part of its leader.

        A flight that began before the end of the last change may have an outcome from before it.

        Args:
            key: of the read.
            clock: the time.
            awaits: whether an event loop carries the call out.
        """
        with self._lock.here():
            flight = self._current.get(key)
            if flight is not None and flight.began > self.changed_at and flight.may_be_joined(awaits=awaits):
                flight.is_joined = True
                return flight, None
            flight = self._current[key] = Flight(clock.monotonic(), awaits=awaits)
            return flight, flight.lead()

    def leave(self, key: FlightKey, flight: Flight) -> None:
        """Let nobody join a flight any more."""
        with self._lock.here():
            if self._current.get(key) is flight:
                del self._current[key]

    def change(self, clock: Clock) -> None:
        """Remember that a change has just ended."""
        with self._lock.here():
            self.changed_at = max(self.changed_at, clock.monotonic())


_LOCK = ProcessLock(RLock)
_FLIGHTS: WeakKeyDictionary[object, Flights] = WeakKeyDictionary()
_ALL: WeakSet[Flights] = WeakSet()


def change_outside() -> None:
    """Remember that something has changed without a client, such as a file that was uploaded to a URL."""
    with _LOCK.here():
        everywhere = (*_ALL,)
    for flights in everywhere:
        flights.change(SYSTEM_CLOCK)


def flights_of(store: object) -> Flights:
    """Return the flights of the clients that share a store; new ones without a store, or for one without references."""
    with suppress(TypeError), _LOCK.here():
        if store is not None:
            return _FLIGHTS.setdefault(store, Flights())
    return Flights()
