"""The body of a streamed response, read piece by piece as it arrives."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import aiohttp

from heroics_py.errors import TransportError
from heroics_py.http.headers import Headers
from heroics_py.transport.engine.attempts import Attempt
from heroics_py.transport.engine.received_bodies import RawBody
from heroics_py.transport.exchange.decoding import Decoder, content_coding

__all__ = ["OpenBody"]


class OpenBody:
    """The body of one response, which keeps its connection until it ends or is closed.

    A read that is cancelled loses nothing: the next one returns what arrived.

    Args:
        response: of aiohttp.
        headers: of the response.
        attempt: whose response it is.
        failure: returns the error that a failure means.

    Raises:
        Fault: the headers leave open where the body ends, or its coding was not requested.
    """

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        headers: Headers,
        attempt: Attempt,
        failure: Callable[[Attempt, Exception], TransportError],
    ) -> None:
        self._attempt = attempt
        self._body: RawBody | None = RawBody(response, headers)
        self._decoder = Decoder(content_coding(headers.get("Content-Encoding")))
        self._failure = failure
        self._error: TransportError | None = None
        self._decoded: Iterator[bytes] = iter(())

    async def read(self) -> bytes:
        """Return the next bytes of the body as soon as they arrive; empty at the end, and once it is closed.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end, or the client was closed.
            ProtocolError: the framing of the body is not valid HTTP, or it is not in its coding.
        """
        outcome = self._error or await self._next()
        if isinstance(outcome, TransportError):
            self._error = outcome
            await self.close()
            raise outcome
        return outcome

    async def close(self) -> None:
        """Close the connection, also in the middle of the body; a second time does nothing."""
        self._end()

    def __del__(self) -> None:
        with suppress(Exception):  # the loop may be closed
            self._end()

    def _end(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            self._attempt.abandon()
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
                self._decoder.finish()
        return part
