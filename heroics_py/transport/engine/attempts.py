"""One attempt to send a request: its time limits, and what aiohttp did with it."""

import asyncio
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from time import monotonic

import aiohttp

from heroics_py.errors import ConnectionFailed
from heroics_py.http.messages import Request
from heroics_py.http.options import Timeout
from heroics_py.transport.exchange.decoding import Fault

__all__ = [
    "PIECE",
    "Attempt",
    "Broken",
    "SingleRequest",
    "SingleUse",
    "StaleConnection",
    "current_attempt",
    "send_once",
]

PIECE = 1 << 16
"""The most bytes of a body that are handed to aiohttp at once."""

_TOLERANCE = 0.01


class Attempt:
    """One attempt to send a request.

    Attributes:
        request: the request.
        timer: ends the attempt at the deadline, or after too long a silence while the body is sent; None if aiohttp's
            own limits are enough.
        waits_for_head: whether aiohttp has no limit for the wait until the response begins.
        sent: whether the server may have received any of the request.
        transport: of the connection that the request was sent on, until the response is complete.
        response: the response of aiohttp, once its head has arrived.
        session: of aiohttp, if it is ours.
        body_error: why the caller's file or iterable can't be read.
        pieces: of the body, as far as they have arrived.
        is_over: whether its response, or an error, was returned.
    """

    __slots__ = (
        "_deadline",
        "_loop",
        "body_error",
        "connect",
        "is_over",
        "pieces",
        "read",
        "request",
        "response",
        "sent",
        "session",
        "timer",
        "transport",
        "waits_for_head",
    )

    def __init__(self, request: Request) -> None:
        limits = Timeout.of(request.options.timeout)
        self._loop = asyncio.get_running_loop()
        self.connect, self.read = limits.connect, limits.read
        # The deadline is on the monotonic clock; the clock of a loop may be another one.
        self._deadline = None if request.deadline is None else self._loop.time() + request.deadline - monotonic()
        self.waits_for_head = request.streamed or "Expect" in request.headers
        body = request.body
        is_timed = self.waits_for_head or (body is not None and (not isinstance(body, bytes) or len(body) > PIECE))
        self.timer = asyncio.timeout_at(self._deadline) if is_timed or self._deadline is not None else None
        self.request = request
        self.sent = self.is_over = False
        self.session: aiohttp.ClientSession | None = None
        self.transport: asyncio.Transport | None = None
        self.response: aiohttp.ClientResponse | None = None
        self.body_error: Exception | None = None
        self.pieces: list[bytes] = []

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed, or does within a moment."""
        deadline = self.request.deadline
        return deadline is not None and deadline - _TOLERANCE <= monotonic()

    def allow(self, *silences: float | None) -> None:
        """End the attempt after these seconds together, or at the deadline if that is earlier; None is no limit."""
        if self.timer is not None and not self.is_over and not self.timer.expired():
            self.timer.reschedule(self._moment(*silences))

    def reading(self) -> asyncio.Timeout:
        """Return what ends one read of an open response: after the read timeout, or at the deadline."""
        return asyncio.timeout_at(self._moment(self.read))

    def last(self) -> None:
        """Let the response last: the deadline was for its head alone."""
        self._deadline = None
        self.request = self.request.replaced(deadline=None)

    def _moment(self, *silences: float | None) -> float | None:
        limit = None if None in silences else self._loop.time() + sum(each or 0 for each in silences)
        known = [moment for moment in (limit, self._deadline) if moment is not None]
        return min(known) if known else None

    def abandon(self) -> None:
        """Cut the connection of a request whose response did not arrive completely; one that was returned stays."""
        connection = None if self.response is None else self.response.connection
        transport = self.transport if self.response is None else connection and connection.transport
        if transport is not None:
            transport.abort()  # closing would wait until the server has read all that was written
        if self.response is not None:
            self.response.close()


current_attempt: ContextVar[Attempt | None] = ContextVar("heroics_py async attempt", default=None)


class StaleConnection(Exception):  # noqa: N818 - never leaves the exchange
    """A kept connection has received something that belongs to no request; nothing was sent on it."""


class Broken(Exception):  # noqa: N818 - never leaves the exchange
    """A connection broke, in a way after which aiohttp would send the request again.

    Attributes:
        error: what aiohttp raised.
    """

    def __init__(self, error: aiohttp.ClientError) -> None:
        super().__init__(error)
        self.error = error


class SingleRequest(aiohttp.ClientRequest):
    """A request that notes when it is sent, and on which connection."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        """Send the request on a connection.

        Raises:
            StaleConnection: bytes arrived on it since the last response, and would be taken for the next one.
        """
        if conn.protocol is None or conn.protocol.should_close:
            raise StaleConnection
        if (attempt := current_attempt.get()) is not None:
            attempt.sent, attempt.transport = True, conn.transport
        return await super().send(conn)


class SingleUse(Mapping[str, str]):
    """No cookies, for a request over the caller's session: aiohttp reads them before each sending, so once only.

    Its session may have middlewares, which ones for a single request would replace.
    """

    def __init__(self) -> None:
        self._is_used = False

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        if self._is_used:
            raise Fault(ConnectionFailed, "the connection broke before the response")
        self._is_used = True
        return iter(())

    def __len__(self) -> int:
        return 0


async def send_once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request once; aiohttp would repeat one of a method like PUT if a kept connection broke.

    Raises:
        Broken: the connection broke.
    """
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if isinstance(error, aiohttp.ClientConnectorError):
            raise
        raise Broken(error) from None
