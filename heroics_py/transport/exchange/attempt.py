"""The exchange in progress: its time limits, and whether any of the request was sent."""

from collections.abc import Callable
from contextvars import ContextVar, Token
from time import monotonic
from typing import Self

from heroics_py.http.headers import Headers

__all__ = ["Attempt", "current_attempt"]


class Attempt:
    """One exchange with a server: the current one within a ``with`` statement, after which the previous one is.

    Exchanges nest: an authorization object may fetch a token with a client.

    Attributes:
        deadline: the moment on the monotonic clock by which the whole response must have arrived, or None.
        connect, read: seconds to open a connection, seconds of silence; None for no limit.
        target: of the request line, as it has to arrive; None for what the library makes of the URL.
        mask: returns a text of the libraries' logs without the secrets of the request; None if its URL has none.
        begun: whether the request was handed over to be sent.
        tracked: whether its connection is one of ours, which sets `sent`.
        sent: whether such a connection has sent any of the request.
        framed: whether such a connection has checked the names of the last head, and the length of its body.
        arrived: of a response whose body was cut short, the status, the headers and the pieces that arrived.
    """

    __slots__ = (
        "_previous",
        "arrived",
        "begun",
        "connect",
        "deadline",
        "framed",
        "mask",
        "read",
        "sent",
        "target",
        "tracked",
    )

    def __init__(
        self, *, deadline: float | None = None, connect: float | None = None, read: float | None = None
    ) -> None:
        self.deadline = deadline
        self.connect = connect
        self.read = read
        self.target: str | None = None
        self.mask: Callable[[str], str] | None = None
        self.arrived: tuple[int, Headers, list[bytes]] | None = None
        self.begun = self.tracked = self.sent = self.framed = False

    def __enter__(self) -> Self:
        self._previous: Token[Attempt] = _current.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _current.reset(self._previous)

    def left(self, limit: float | None) -> float | None:
        """Return the seconds left until the deadline, at most ``limit``; None for no limit.

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
