"""One attempt to send a request: its time limits, and what aiohttp did with it."""

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any

import aiohttp

from heroics_py.http.messages import Request
from heroics_py.http.options import Timeout

__all__ = ["PIECE", "Attempt", "StaleConnection"]

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
        self.response: Any = None  # of aiohttp, or a `Received`
        self.body_error: Exception | None = None
        self.pieces: list[bytes] = []

    @property
    def is_overdue(self) -> bool:
        """Whether the deadline has passed, or does within a moment."""
        deadline = self.request.deadline
        return deadline is not None and deadline - _TOLERANCE <= monotonic()

    def allow(self, *silences: float | None) -> None:
        """End the attempt after these seconds together, or at the deadline if that is earlier; None for no limit."""
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
            with suppress(RuntimeError):  # the loop may be closed
                transport.abort()  # closing would wait until the server has read all that was written
        if self.response is not None:
            self.response.close()


class StaleConnection(Exception):  # noqa: N818 - never leaves the exchange
    """A kept connection has received something that belongs to no request; nothing was sent on it."""
