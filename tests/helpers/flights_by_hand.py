"""Many calls through one rule of a single flight, whose steps a test carries out one by one, in any order."""

from contextvars import copy_context

from by_hand import HandClock
from cache_parts import get
from ruled import clock_of

from heroics_py.cache.flights.flights import Flights
from heroics_py.cache.flights.requests import FlightKeys
from heroics_py.cache.flights.single_flight import SingleFlight
from heroics_py.http.messages import Response, Waits
from heroics_py.http.options import Options
from heroics_py.http.steps import WIRE, Exchange, Turn

__all__ = ["Call", "Pilot"]


class Call:
    """One call in a context of its own, as in a thread or a task: its steps, and how it ended.

    Attributes:
        step: the one in progress; None at the end.
        result, error: how it ended.
    """

    def __init__(self, steps, request):
        self.steps, self.request = steps, request
        self.context = copy_context()
        self.step = self.result = self.error = None
        self._go_on(lambda: next(steps))

    @property
    def leads(self):
        return isinstance(self.step, Exchange)

    @property
    def waits(self):
        return isinstance(self.step, Turn)

    def respond(self, outcome=None):
        """End the step in progress; an exception is raised at it."""
        if isinstance(outcome, BaseException):
            self._go_on(lambda: self.steps.throw(outcome))
        else:
            self._go_on(lambda: self.steps.send(outcome))

    def drop(self):
        """Interrupt the call in the way of a thread that is gone: nobody carries out its steps any more."""
        self.step = self.steps = None

    def _go_on(self, advance):
        self.step = None
        try:
            self.step = self.context.run(advance)
        except StopIteration as end:
            self.result = end.value
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error


class Pilot:
    """Begins calls through rules that share their flights, as those of one client or of several.

    Args:
        awaits: whether the calls count as those of an event loop, so that one thread may hold many.
    """

    def __init__(self, *, awaits=True, inner=WIRE, **settings):
        self.clock = HandClock(100.0)
        self._settings = {"identity": None, "session": None, "route": (), **settings}
        self._awaits = awaits
        self._inner = inner
        self.flights = Flights()
        self.calls = []  # a call that nobody holds is interrupted
        self.rule = self.new_rule()

    def new_rule(self, *, awaits=None):
        """Return the rule of another client that shares the flights."""
        return SingleFlight(
            self._inner,
            keys=FlightKeys(**self._settings),
            flights=self.flights,
            awaits=self._awaits if awaits is None else awaits,
            clock=clock_of(monotonic=self.tick),
        )

    def tick(self):
        self.clock.now += 1e-6
        return self.clock.now

    def begin(self, path="/apps/example", *, rule=None, deadline=None, options=None, **request):
        """Begin a call."""
        built = get(f"https://api.shop.example{path}", **request)
        changes = {"options": Options(**options)} if options else {}
        built = built.replaced(deadline=deadline, waits=Waits(), **changes)
        call = Call((rule or self.rule).send(built), built)
        self.calls.append(call)
        return call

    def many(self, count, *args, **kwargs):
        """Begin equal calls."""
        return [self.begin(*args, **kwargs) for _ in range(count)]

    @staticmethod
    def response(body=b"1", status=200, **headers):
        """Return a response of a server."""
        fields = {name.replace("_", "-"): text for name, text in headers.items()}
        return Response(status=status, headers=Response(status=200).headers.replaced(fields), body=body)

    @staticmethod
    def wake(*calls):
        """Let calls that wait look again."""
        for call in calls:
            call.respond()
