"""The body of a streamed response, read piece by piece as it arrives."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from os import getpid
from weakref import finalize

import aiohttp

from heroics_py.errors import ConnectionFailed, TransportError
from heroics_py.http.headers import Headers
from heroics_py.transport.engine.attempts import Attempt
from heroics_py.transport.engine.direct import Received
from heroics_py.transport.engine.received_bodies import RawBody
from heroics_py.transport.exchange.decoding import Decoder, content_coding, too_large

__all__ = ["OpenBody"]

_inherited: "list[_ArrivingBody]" = []  # of a parent process: to close them would end them there, too
_MOST_AHEAD = 1 << 18  # bytes that are read before they are needed


class _ArrivingBody:
    """A body that is read as it arrives: after a break, aiohttp gives out nothing of what had arrived before.

    Args:
        body: as it is on the wire.
    """

    __slots__ = ("_arrived", "_body", "_error", "_pieces", "_room", "_size", "_task")

    def __init__(self, body: RawBody) -> None:
        self._body = body
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._error: Exception | None = None
        self._arrived, self._room = asyncio.Event(), asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._receive())

    async def read(self) -> bytes:
        """Return the next bytes as soon as they arrive; empty at the end.

        Raises:
            Fault, aiohttp.ClientError, OSError: as a `RawBody` does.
        """
        while not self._pieces:
            if self._error is not None:
                raise self._error
            self._arrived.clear()
            await self._arrived.wait()
        piece = self._pieces.popleft()
        self._size -= len(piece)
        self._room.set()
        return piece

    def close(self) -> None:
        """Stop reading; a read in progress returns the end."""
        self._task.cancel()
        self._put(b"")

    async def _receive(self) -> None:
        try:
            while piece := await self._body.read():
                self._put(piece)
                while self._size > _MOST_AHEAD:
                    self._room.clear()
                    await self._room.wait()
            self._put(b"")
        except Exception as error:  # noqa: BLE001 - `read` raises it
            self._error = error
            self._arrived.set()

    def _put(self, piece: bytes) -> None:
        self._size += len(piece)
        self._pieces.append(piece)
        self._arrived.set()


class OpenBody:
    """The body of one response, which keeps its connection until it ends or is closed.

    A read that is cancelled loses nothing: the next one returns what arrived. After a fork, the connection stays with
    the process that opened it.

    Attributes:
        keeps_what_arrives: tells streams that they can go on after that.

    Args:
        response: whose head has arrived.
        headers: of the response.
        attempt: whose response it is.
        failure: returns the error that a failure means.

    Raises:
        Fault: the headers leave open where the body ends, or its coding was not requested.
    """

    keeps_what_arrives = True

    def __init__(
        self,
        response: Received | aiohttp.ClientResponse,
        headers: Headers,
        attempt: Attempt,
        failure: Callable[[Attempt, Exception], TransportError],
    ) -> None:
        self._attempt = attempt
        self._body: _ArrivingBody | None = _ArrivingBody(RawBody(response, headers))
        # It holds the connection, so that the garbage collector can't take that first: aiohttp would warn of it.
        self._finalizer = finalize(self, _abandon, self._body, attempt, getpid())
        self._finalizer.atexit = False
        self._decoder = Decoder(content_coding(headers.get("Content-Encoding")))
        self._failure = failure
        self._process = getpid()
        self._error: TransportError | None = None
        self._decoded: Iterator[bytes] = iter(())

    async def read(self) -> bytes:
        """Return the next bytes of the body as soon as they arrive; empty at the end, and once it is closed.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end, or the client was closed.
            ProtocolError: the framing of the body is not valid HTTP, or it is not in its coding.
        """
        if self._process != getpid():
            raise ConnectionFailed(
                "the connection of this response stays with the process that this one was forked from"
            )
        outcome = self._error or await self._next()
        if isinstance(outcome, TransportError):
            self._error = outcome
            await self.close()
            raise outcome
        return outcome

    async def read_whole(self, limit: int) -> bytes:
        """Return the whole body.

        Raises:
            Fault: it is larger than ``limit``.
            TransportError: as `read` does.
        """
        pieces, total = [], 0
        while piece := await self.read():
            pieces.append(piece)
            total += len(piece)
            if total > limit:
                raise too_large(limit)
        return b"".join(pieces)

    async def close(self) -> None:
        """Close the connection, also in the middle of the body; a second time does nothing."""
        self._end()

    def _end(self) -> None:
        if self._body is not None:
            self._finalizer()
        self._body = None
        self._decoded = iter(())

    async def _next(self) -> bytes | TransportError:
        try:
            async with self._attempt.reading():
                return await self._piece()
        except Exception as error:  # noqa: BLE001 - each kind is told apart there
            return self._failure(self._attempt, error)

    async def _piece(self) -> bytes:
        while (part := next(self._decoded, None)) is None:
            if self._body is None:
                return b""
            if piece := await self._body.read():
                self._decoded = self._decoder.decode(piece)
            else:
                self._body = None
                self._finalizer.detach()
                self._decoder.finish()
        return part


def _abandon(body: _ArrivingBody, attempt: Attempt, process: int) -> None:
    """Cut the connection of a body that did not end."""
    if process != getpid():
        _inherited.append(body)
        return
    with suppress(RuntimeError):  # the loop may be closed
        body.close()
    attempt.abandon()
