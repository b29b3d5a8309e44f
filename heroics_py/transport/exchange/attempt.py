"""The exchange under way: its time limits, and whether anything of the request has left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic

__all__ = ["Attempt", "current_attempt", "during"]


class Attempt:
    """One exchange with a server.

    Attributes:
        deadline: the moment on the monotonic clock by which the whole answer has to be here, or None.
        connect, read: seconds to open a connection, seconds of silence; None for no limit.
        mask: returns the target of the request as a log may show it.
        direct: whether nobody but this library gets to see the request and its answer.
        begun: whether the request was handed to what sends it.
        tracked: whether its connection is one of ours, which reports when something leaves.
        sent: whether such a connection has sent anything of the request.
    """

    __slots__ = ("begun", "connect", "deadline", "direct", "mask", "read", "sent", "tracked")

    def __init__(
        self,
        *,
        deadline: float | None = None,
        connect: float | None = None,
        read: float | None = None,
        mask: Callable[[str], str] = str,
    ) -> None:
        self.deadline = deadline
        self.connect = connect
        self.read = read
        self.mask = mask
        self.direct = self.begun = self.tracked = self.sent = False

    def left(self, limit: float | None) -> float | None:
        """Return the seconds that are left, at most ``limit``; None if there is no limit at all.

        Raises:
            TimeoutError: the deadline has passed.
        """
        if self.deadline is None:
            return limit
        rest = self.deadline - monotonic()
        if rest <= 0:
            raise TimeoutError("the time for the call is over")
        return rest if limit is None else min(limit, rest)


_UNLIMITED = Attempt()
_current: ContextVar[Attempt] = ContextVar("heroics_py attempt", default=_UNLIMITED)

current_attempt = _current.get


@contextmanager
def during(attempt: Attempt) -> Iterator[None]:
    """Make ``attempt`` the current one; afterwards the one that it interrupted is current again.

    An exchange can begin within another one, such as when an authorization object fetches a token by a client.
    """
    token = _current.set(attempt)
    try:
        yield
    finally:
        _current.reset(token)
