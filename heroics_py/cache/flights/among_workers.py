"""Single flight among workers: which of them asks the server, and what the others do."""

import os
from collections.abc import Callable
from functools import partial
from typing import TypeAlias, TypeVar
from weakref import ref

from heroics_py.cache.counters import Counters
from heroics_py.cache.entries import Entries
from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.flights.board import ALONE, Board
from heroics_py.cache.flights.flight import Lead
from heroics_py.cache.flights.flights import Flights
from heroics_py.cache.flights.outcomes import Sharing, is_about_the_call
from heroics_py.cache.flights.requests import NAMES_IN_SHARED_KEYS, FlightKeys
from heroics_py.cache.stored_headers import has_labels, vary_names
from heroics_py.cache.verdict import Verdict, judge
from heroics_py.errors import TransportError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Background, Clock, Pause, Steps, StoreAccess, Turn, Work
from heroics_py.http.timeouts import Timeout
from heroics_py.support.tickets import Waiters

__all__ = ["SharedReads"]

_T = TypeVar("_T")
_Ask: TypeAlias = Callable[[], Steps[Response]]
_RENEWAL = 1.0  # seconds, a third of what a board holds a flight for
_SHORTEST, _LONGEST, _GROWTH = 0.005, 0.05, 1.5  # of the pauses between two looks, in seconds
_MOST_LEADERS = 10  # one after the other, each of which ended without an outcome
_NO_LIMIT = 60.0  # seconds to wait for another worker where a timeout of the call has no limit
_SKEW = 10.0  # seconds by which the clocks of two workers may differ
_FOR_THE_LEADER = Entry(status=0, headers=Headers(), body=b"", requested_at=0.0, received_at=0.0)


class SharedReads:
    """Lets one of several workers ask the server, and gives its response to those that wait for it.

    A fault of the board costs a request more, and never fails a call.

    Args:
        board: where the workers note their flights.
        entries: of the store that they share.
        keys: makes the names of this client's reads.
        flights: of this process, which know when the last change ended.
        counters: count the calls that shared the response of another worker.
        clock: the time.
    """

    __slots__ = ("_board", "_clock", "_counters", "_entries", "_flights", "_keys")

    def __init__(  # noqa: PLR0913 - independent parts
        self, board: Board, entries: Entries, *, keys: FlightKeys, flights: Flights, counters: Counters, clock: Clock
    ) -> None:
        self._board = board
        self._entries = entries
        self._keys = keys
        self._flights = flights
        self._counters = counters
        self._clock = clock

    def read(self, request: Request, ask: _Ask) -> Steps[Response]:
        """Return the response to ``request``: of ``ask``, or of another worker that has just asked for the same.

        Args:
            request: with its final credentials.
            ask: returns the steps that ask the server.

        Raises:
            TransportError: the server did not respond.
        """
        name = yield from self._name(request)
        if name is None:
            return (yield from ask())
        began = self._clock.wall()
        latest = self._latest(request)
        for _ in range(_MOST_LEADERS):
            token = os.urandom(8).hex()
            leader = yield from self._attempt(partial(self._board.enter, name, token, max_age=self._max_age()))
            if leader == token:
                return (yield from self._lead(request, name, token, ask))
            if leader is None or leader == ALONE:
                break
            response = yield from self._follow(request, name, leader, began=began, latest=latest)
            if response is Sharing.ALONE:
                break
            if isinstance(response, Response):
                return response
        return (yield from ask())

    def _name(self, request: Request) -> Steps[str | None]:
        """Return the name of a read, which is the same in all workers; None if they don't share it."""
        try:
            secret: bytes = yield StoreAccess(store=self._entries.store, method="secret")
        except Exception:  # noqa: BLE001 - any exception is a fault of the store
            self._counters.add(store_errors=1)
            return None
        return self._keys.shared_name_of(request, secret)

    def _max_age(self) -> float:
        return self._clock.monotonic() - self._flights.changed_at

    def _attempt(self, work: Callable[[], _T]) -> Steps[_T | None]:
        """Return the result of ``work``, or None for a fault of the board, which is counted."""
        try:
            result: _T = yield Work(work)
        except CorruptEntryError:
            self._counters.add(corrupt=1)
        except Exception:  # noqa: BLE001 - any exception is a fault of the board
            self._counters.add(store_errors=1)
        else:
            return result
        return None

    # ---- the worker that leads

    def _lead(self, request: Request, name: str, token: str, ask: _Ask) -> Steps[Response]:
        """Ask the server, and tell those that wait; if the call is interrupted, one of them leads next."""
        hold, lead = _Hold(), Lead()
        watched = ref(lead, lambda _: hold.over.wake())
        try:
            yield from self._hold(name, token, hold, watched)
            result = yield from _result_of(ask)
            hold.is_settled = yield from self._tell(request, name, token, result)
        finally:
            hold.over.wake()
            del lead
        if isinstance(result, TransportError):
            raise result
        return result

    def _hold(self, name: str, token: str, hold: "_Hold", lead: "ref[Lead]") -> Steps[None]:
        """Renew the flight in the background until the end of the call."""
        try:
            yield Background(self._renew(name, token, hold, lead))
        except RuntimeError:  # no thread can start any more: the board holds the flight for a while
            return

    def _renew(self, name: str, token: str, hold: "_Hold", _lead: "ref[Lead]") -> Steps[None]:
        ticket = hold.over.ticket()
        while not hold.over.is_over:
            yield Turn(ticket, _RENEWAL)
            if not hold.over.is_over:
                yield from self._attempt(partial(self._board.renew, name, token))
        if not hold.is_settled:
            yield from self._attempt(partial(self._board.release, name, token))

    def _tell(self, request: Request, name: str, token: str, result: Response | TransportError) -> Steps[bool]:
        """Note how the flight ended; return False if it has to be released."""
        if isinstance(result, TransportError) and is_about_the_call(result, request, now=self._clock.monotonic()):
            return False
        waiting = yield from self._attempt(partial(self._board.finish, name, token))
        if not waiting:
            return waiting is not None
        outcome = self._outcome_of(request, result)
        return bool((yield from self._attempt(partial(self._board.publish, name, token, outcome))))

    def _outcome_of(self, request: Request, result: Response | TransportError) -> Entry:
        """Return a response that others may share; else a pointer, so that each of them asks for itself."""
        if isinstance(result, TransportError) or result.stale:
            return _FOR_THE_LEADER
        if not vary_names(result.headers) <= NAMES_IN_SHARED_KEYS:
            return _FOR_THE_LEADER
        # The mode in which a response needs no validator to be stored: it is shared now, and at no later time.
        lenient = request.replaced(options=request.options.replaced(cache_mode="offline"))
        secrets, now, largest = self._entries.secrets_in(request), self._clock.wall(), self._entries.store.largest
        if judge(lenient, result, secrets, received_at=now, max_body=largest) is not Verdict.STORE:
            return _FOR_THE_LEADER
        headers = secrets.storable(result.headers)
        return Entry(status=result.status, headers=headers, body=result.body, requested_at=now, received_at=now)

    # ---- the workers that wait

    def _latest(self, request: Request) -> float:
        """Return the moment until which a call waits for another worker: as long as for a server that is silent."""
        timeout = Timeout.of(request.options.timeout)
        seconds = sum(_NO_LIMIT if each is None else each for each in (timeout.connect, timeout.read))
        latest = self._clock.monotonic() + seconds
        return latest if request.deadline is None else min(latest, request.deadline)

    def _follow(
        self, request: Request, name: str, leader: str, *, began: float, latest: float
    ) -> Steps[Response | Sharing]:
        """Return the response of another worker; or what to do without one."""
        pause = _SHORTEST
        while True:
            news = yield from self._attempt(partial(self._board.look, name, leader))
            if news is None:
                return Sharing.ALONE
            if news.outcome is not None:
                is_old = news.outcome.received_at < began - _SKEW  # somebody noted it once more
                return Sharing.ALONE if is_old else self._response_of(news.outcome, request)
            left = latest - self._clock.monotonic()
            if left <= 0:
                return Sharing.ALONE  # where the time is over, nothing is sent
            if not news.is_flying:
                return Sharing.AGAIN
            yield Pause(min(pause, left))
            pause = min(pause * _GROWTH, _LONGEST)

    def _response_of(self, outcome: Entry, request: Request) -> Response | Sharing:
        headers: Headers | None = outcome.headers
        if has_labels(outcome.headers):
            headers = self._entries.secrets_in(request).restored(outcome.headers)
        if outcome.is_pointer or headers is None:
            return Sharing.ALONE
        self._counters.add(joined=1)
        if request.watch is not None:
            request.watch.cache = "joined"
        return Response(status=outcome.status, headers=headers, body=outcome.body, url=request.url, from_cache=True)


class _Hold:
    """A flight that this worker holds.

    Attributes:
        over: wakes what renews it at the end of the call.
        is_settled: whether the others know how it ended.
    """

    __slots__ = ("is_settled", "over")

    def __init__(self) -> None:
        self.over = Waiters()
        self.is_settled = False


def _result_of(ask: _Ask) -> Steps[Response | TransportError]:
    try:
        return (yield from ask())
    except TransportError as error:
        return error.with_traceback(None)
