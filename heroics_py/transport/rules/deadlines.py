"""The rule that starts the clock of a call."""

from heroics_py.http.messages import Request, Response, Waits
from heroics_py.http.options import Timeout
from heroics_py.http.steps import Clock, Rule, Steps

__all__ = ["Deadlines"]


class Deadlines:
    """Gives a request the moment by which its call has to end, redirects, retries and waits included.

    Args:
        inner: sends the request.
        clock: the time.
    """

    __slots__ = ("_clock", "_inner")

    def __init__(self, inner: Rule, *, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock

    def send(self, request: Request) -> Steps[Response]:
        """Send ``request`` with its waits counted from 0, and a deadline if its options set a total time."""
        timeout = request.options.timeout
        total = timeout.total if isinstance(timeout, Timeout) else timeout
        deadline = request.deadline
        if deadline is None and total is not None:
            deadline = self._clock.monotonic() + total
        return self._inner.send(request.replaced(deadline=deadline, waits=Waits()))
