"""What a rule needs done: the steps that it yields, and that a driver carries out.

A rule is a generator without I/O: it takes a request, yields steps, and is handed the outcome of each; an error of a
step is raised at its ``yield``. A driver that blocks and one that awaits run the same rules, and a test runs one by
hand:

    steps = Retrying(WIRE, clock=clock).send(request)
    next(steps)                        # Exchange(request)
    steps.send(Response(status=503))   # Pause(0.5)
    steps.send(None)                   # Exchange(request)
"""

from collections.abc import Callable, Generator
from random import random
from time import monotonic, time
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

from heroics_py.http.messages import Request, Response
from heroics_py.support.values import Value

__all__ = [
    "SYSTEM_CLOCK",
    "WIRE",
    "Background",
    "Clock",
    "Close",
    "Exchange",
    "Notify",
    "Pause",
    "Read",
    "Rule",
    "Show",
    "Step",
    "Steps",
    "StoreAccess",
    "Turn",
    "Work",
]

_T = TypeVar("_T")


class Exchange(Value):
    """Send this request once. The outcome is the `Response`, of any status; or a `TransportError` is raised.

    If ``request.streamed`` is true, a successful response has an open ``source`` instead of a body.
    """

    request: Request


class Read(Value):
    """Read the next bytes of an open response. The outcome is the bytes, empty at the end; or a `TransportError`.

    Attributes:
        source: of the response.
    """

    source: Any


class Close(Value):
    """Close the source of a response, also in the middle; a second time does nothing."""

    source: Any


class Pause(Value):
    """Wait.

    Attributes:
        seconds: how long.
        text: what a person sees if that is long.
    """

    seconds: float
    text: str = ""


class Turn(Value):
    """Wait until another call wakes the ticket.

    Attributes:
        ticket: a `Ticket`.
        seconds: the longest wait.
    """

    ticket: Any
    seconds: float


class Show(Value):
    """Show a person a text while the call waits. The outcome is the function that removes it."""

    text: str


class StoreAccess(Value):
    """Call a method of a cache store, or read its secret. The outcome is what it returns, or what it raises.

    Attributes:
        store: a `heroics_py.cache.Store`. If its ``is_instant`` is true, an event loop calls it directly; any other
            in a thread.
        method: which one; "secret"; or "drop_all", which calls ``drop`` for each group of a tuple.
        arguments: of that method.
    """

    store: Any
    method: Literal["get", "put", "discard", "drop_all", "secret"]
    arguments: tuple[Any, ...] = ()

    def perform(self) -> Any:
        """Access the store, in this thread, and return the outcome."""
        if self.method == "drop_all":
            return self._drop_all(*self.arguments)
        member = getattr(self.store, self.method)
        return member if self.method == "secret" else member(*self.arguments)

    def _drop_all(self, groups: tuple[str, ...], at: float) -> tuple[int, int]:
        """Return how many entries were removed, and how many groups the store failed to drop; it tries all of them."""
        removed = faults = 0
        for group in groups:
            try:
                removed += self.store.drop(group, at)
            except Exception:  # noqa: BLE001 - any exception is a fault of the store
                faults += 1
        return removed, faults


class Notify(Value):
    """Call a hook. The outcome is None, or what the hook raises; an event loop awaits a hook that returns an awaitable.

    Attributes:
        hook: a function of one argument.
        details: that argument.
    """

    hook: Callable[[Any], object]
    details: Any


class Work(Value):
    """Call a function that may block, such as one that writes a file. The outcome is what it returns, or raises.

    An event loop calls it in a thread, and waits for its end also after a cancellation.
    """

    call: Callable[[], Any]


class Background(Value):
    """Carry out these steps while the caller goes on; their outcome is dropped."""

    steps: Generator[Any, Any, Any]


Step: TypeAlias = Exchange | Read | Close | Pause | Turn | Show | StoreAccess | Work | Notify | Background
Steps: TypeAlias = Generator[Step, Any, _T]


class Rule(Protocol):
    """One rule between a client and the wire."""

    def send(self, request: Request) -> Steps[Response]:
        """Return the steps that lead to the response.

        Raises:
            TransportError: while they are carried out: the response did not arrive, or not completely.
        """
        ...


class _Wire:
    """The innermost rule: the request leaves as it is."""

    __slots__ = ()

    def send(self, request: Request) -> Steps[Response]:
        response: Response = yield Exchange(request=request)
        return response


WIRE: Rule = _Wire()


class Clock(Value, kw_only=True):
    """The time, and the chance, that rules decide by.

    Attributes:
        monotonic: returns the seconds on a clock that only advances.
        wall: returns the seconds since the epoch.
        chance: returns a random number from 0 to 1.
    """

    monotonic: Callable[[], float]
    wall: Callable[[], float]
    chance: Callable[[], float]


SYSTEM_CLOCK = Clock(monotonic=monotonic, wall=time, chance=random)
