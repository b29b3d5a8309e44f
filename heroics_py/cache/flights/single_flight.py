"""The rule by which many calls that ask for the same at once share one request."""

from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar

from heroics_py.cache import policy
from heroics_py.cache.caching import Caching
from heroics_py.cache.counters import Counters
from heroics_py.cache.flights.flight import Flight, Lead
from heroics_py.cache.flights.flights import Flights, flights_of
from heroics_py.cache.flights.outcomes import Outcome, Sharing, sharing_of
from heroics_py.cache.flights.requests import FlightKey, FlightKeys
from heroics_py.errors import TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import SYSTEM_CLOCK, Clock, Rule, Steps, Turn
from heroics_py.support.loading import load_modules

__all__ = ["SingleFlight", "in_single_flight"]

_CHECK_INTERVAL = 1.0  # seconds, should the end of a flight wake nobody
# A hook of a leader may ask for the same: its call would wait for itself.
_is_leading: ContextVar[bool] = ContextVar("heroics_py leads a flight", default=False)


class SingleFlight:
    """Lets one of many equal reads go out, and gives its outcome to all who asked for it while it lasted.

    No call waits for a flight that began before the last change ended.

    Args:
        inner: sends the request, or finds the response in a cache. The requests carry their final credentials.
        keys: makes the keys of this client's reads.
        flights: those in progress, which clients with one store share.
        counters: count the calls that shared the response of another one.
        awaits: whether an event loop carries out the steps.
        clock: the time.
    """

    __slots__ = ("_awaits", "_clock", "_counters", "_flights", "_inner", "_keys")

    def __init__(  # noqa: PLR0913 - independent parts
        self,
        inner: Rule,
        *,
        keys: FlightKeys,
        flights: Flights,
        counters: Counters | None = None,
        awaits: bool = False,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._inner = inner
        self._keys = keys
        self._flights = flights
        self._counters = counters
        self._awaits = awaits
        self._clock = clock

    def send(self, request: Request) -> Steps[Response]:
        """Return the response to ``request``: of a request of its own, or of an equal one in progress.

        Raises:
            TransportError: the server did not respond, to this request or to the equal one, or not before the deadline.
        """
        if policy.is_unsafe(request.method):
            return self._change(request)
        key = None if _is_leading.get() else self._keys.key_of(request)
        return self._inner.send(request) if key is None else self._read(request, key)

    def _change(self, request: Request) -> Steps[Response]:
        try:
            return (yield from self._inner.send(request))
        finally:  # also after an interruption: the server may have made the change
            self._flights.change(self._clock)

    def _read(self, request: Request, key: FlightKey) -> Steps[Response]:
        while True:
            flight, lead = self._flights.enter(key, self._clock, awaits=self._awaits)
            if lead is not None:
                return (yield from self._lead(request, key, flight, lead))
            is_over = yield from self._wait(request, flight)
            sharing = sharing_of(flight.outcome, request, client=self) if is_over else Sharing.ALONE
            if sharing is Sharing.ALONE:  # where the time is over, nothing is sent
                return (yield from self._inner.send(request))
            if sharing is Sharing.SHARED and flight.outcome is not None:
                return self._join(request, flight.outcome)

    def _lead(self, request: Request, key: FlightKey, flight: Flight, _lead: Lead) -> Steps[Response]:
        """Send ``request``, and end the flight with its outcome; with none if the call is interrupted."""
        nested = _is_leading.set(True)
        try:
            response = yield from self._inner.send(request)
            self._land(request, key, flight, response)
        except TransportError as error:
            self._land(request, key, flight, error)
            raise
        finally:
            self._land(request, key, flight, None)
            with suppress(ValueError):  # a generator that is dropped may end in another context
                _is_leading.reset(nested)
        return response

    def _land(self, request: Request, key: FlightKey, flight: Flight, result: Response | TransportError | None) -> None:
        """End a flight; a second time does nothing."""
        if flight.is_over:
            return
        self._flights.leave(key, flight)  # first: who joins before gets the outcome
        outcome = None
        if result is not None and flight.is_joined:
            outcome = Outcome.of(request, result, client=self, now=self._clock.monotonic())
        flight.end(outcome)

    def _wait(self, request: Request, flight: Flight) -> Steps[bool]:
        """Wait for the end of a flight, or for the deadline; return whether the flight is over."""
        ticket = flight.ticket()
        while not flight.is_over:
            left = _CHECK_INTERVAL if request.deadline is None else request.deadline - self._clock.monotonic()
            if left <= 0:
                return False
            yield Turn(ticket, min(left, _CHECK_INTERVAL))
        return True

    def _join(self, request: Request, outcome: Outcome) -> Response:
        if request.watch is not None:
            request.watch.cache = "joined"
        if self._counters is not None:
            self._counters.add(joined=1)
        return outcome.share(request)


def in_single_flight(  # noqa: PLR0913 - independent settings
    caching: Callable[[Rule], Caching] | None,
    *,
    identity: str | None = None,
    session: object = None,
    route: tuple[object, ...] = (),
    awaits: bool = False,
    clock: Clock = SYSTEM_CLOCK,
) -> Callable[[Rule], Rule]:
    """Return a function that puts a cache around a rule, and around both the rule of a single flight.

    Args:
        caching: puts the cache around a rule; None for no cache.
        identity: the name of the account, for credentials that change while the account does not.
        session: the caller's session that sends the requests, if there is one.
        route: what decides over which connection requests are sent, and which responses are accepted.
        awaits: whether an event loop carries out the steps.
        clock: the time.
    """
    keys = FlightKeys(identity=identity, session=session, route=route)

    def wrap(inner: Rule) -> Rule:
        if caching is None:
            return SingleFlight(inner, keys=keys, flights=Flights(), awaits=awaits, clock=clock)
        cache = caching(inner)
        flights, counters = flights_of(cache.store), cache.counters
        if board := getattr(cache.store, "flights", None):
            load_modules("heroics_py.cache.flights.among_workers")
            from heroics_py.cache.flights.among_workers import SharedReads

            cache.share_reads(
                SharedReads(board, cache.entries, keys=keys, flights=flights, counters=counters, clock=clock)
            )
        return SingleFlight(cache, keys=keys, flights=flights, counters=counters, awaits=awaits, clock=clock)

    return wrap
