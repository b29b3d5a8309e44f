"""Workers that note their flights on one board, whose steps a test carries out one by one, in any order."""

from flights_by_hand import Call, Pilot
from ruled import clock_of

from heroics_py.cache import MemoryStore
from heroics_py.cache.counters import Counters
from heroics_py.cache.entries import Entries
from heroics_py.cache.flights.among_workers import SharedReads
from heroics_py.cache.flights.board import ALONE, News
from heroics_py.cache.flights.requests import FlightKeys
from heroics_py.cache.session_additions import SessionAdditions
from heroics_py.http.steps import WIRE, Background, Pause, StoreAccess, Turn, Work

__all__ = ["HOLD", "Notes", "Worker", "fleet", "is_waiting"]

HOLD = 3.0


class Notes:
    """A board in memory, by the clock of the test.

    Attributes:
        fault: what every method raises; None if it works.
    """

    def __init__(self, tick):
        self.tick = tick
        self.flights, self.outcomes = {}, {}
        self.fault = None

    def _flight(self, name):
        if self.fault is not None:
            raise self.fault
        flight = self.flights.get(name)
        if flight is not None and flight["until"] <= self.tick():
            flight = self.flights.pop(name) and None
        return flight

    def enter(self, name, token, *, max_age):
        flight, now = self._flight(name), self.tick()
        if flight is None:
            self.flights[name] = {"owner": token, "began": now, "waiting": 0, "ended": False, "until": now + HOLD}
            return token
        if flight["ended"] or now - flight["began"] > max_age:
            return ALONE
        flight["waiting"] += 1
        return flight["owner"]

    def look(self, name, token):
        flight, outcome = self._flight(name), self.outcomes.get((name, token))
        return News(is_flying=outcome is None and flight is not None and flight["owner"] == token, outcome=outcome)

    def renew(self, name, token):
        flight = self._flight(name)
        if flight and flight["owner"] == token:
            flight["until"] = self.tick() + HOLD

    def finish(self, name, token):
        flight = self._flight(name)
        if not flight or flight["owner"] != token:
            return 0
        if flight["waiting"]:
            flight["ended"] = True
        else:
            del self.flights[name]
        return flight["waiting"]

    def publish(self, name, token, outcome):
        self.outcomes[name, token] = outcome
        self.release(name, token)
        return True

    def release(self, name, token):
        flight = self._flight(name)
        if flight and flight["owner"] == token:
            del self.flights[name]


class Worker(Pilot):
    """One process: its calls, its flights, and what it does in the background.

    Args:
        clock: that the workers share.
        notes: their board.
        store: theirs; its secret makes their names.
    """

    def __init__(self, clock, notes, store):
        super().__init__(inner=self)
        self.clock = clock
        self.counters = Counters()
        self.background = []
        self.is_dead = False
        times = clock_of(monotonic=self.tick)
        entries = Entries(store, identity=None, additions=SessionAdditions(), clock=times, counters=self.counters)
        keys = FlightKeys(identity=None, session=None, route=())
        self.shared = SharedReads(notes, entries, keys=keys, flights=self.flights, counters=self.counters, clock=times)

    def send(self, request):
        """Return the steps of the rule below that of the single flight of this process."""
        if request.method != "GET":
            return WIRE.send(request)
        return self.shared.read(request, lambda: WIRE.send(request))

    def kill(self):
        """End the process, with all that it does: nothing of it runs any more, not even at its end."""
        self.is_dead = True
        _KILLED.append((self.calls, self.background))
        self.calls, self.background = [], []

    @property
    def running(self):
        """What waits for its next step."""
        return [each for each in (*self.calls, *self.background) if each.step is not None]

    def go_on(self, call):
        """Carry out what takes no time: accesses to the store and to the board, and the start of a background."""
        while isinstance(call.step, StoreAccess | Work | Background):
            if isinstance(call.step, Background):
                self.background.append(self.go_on(Call(call.step.steps, None)))
                call.respond(None)
                continue
            try:
                outcome = call.step.perform() if isinstance(call.step, StoreAccess) else call.step.call()
            except Exception as error:  # noqa: BLE001 - the rule decides
                outcome = error
            call.respond(outcome)
        return call

    def begin(self, *args, **kwargs):
        return self.go_on(super().begin(*args, **kwargs))

    def advance(self, *calls, outcome=None):
        """Carry out the step in progress, and what takes no time after it."""
        for call in calls:
            call.respond(outcome)
            self.go_on(call)
        for each in self.background:  # what the end of a call has woken
            if isinstance(each.step, Turn) and _is_woken(each.step.ticket):
                each.respond(None)
                self.go_on(each)


_KILLED = []  # the frames of killed processes, so that none of their code runs


def _is_woken(ticket):
    woken = []
    ticket.listen(lambda: woken.append(True))
    ticket.listen(None)
    return bool(woken)


def fleet(count):
    """Return workers that share a board and a store, and that board."""
    clock = Pilot().clock

    def tick():
        clock.now += 1e-6
        return clock.now

    notes, store = Notes(tick), MemoryStore()
    return [Worker(clock, notes, store) for _ in range(count)], notes


def is_waiting(call):
    """Return whether a call waits for another worker."""
    return isinstance(call.step, Pause)
