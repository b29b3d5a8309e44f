"""The body of a request, read while it is sent."""

import asyncio
from typing import Self

from heroics_py.http.body_streams import BodyReader, BodyReadError, BodyStream
from heroics_py.transport.engine.attempts import PIECE, Attempt

__all__ = ["SentBody", "body_of"]

_FILE_PIECE = 1 << 18


class SentBody:
    """The pieces of a body; each has to be taken by the server within the read timeout.

    A file is read in a thread, so that a slow one does not keep the event loop.
    """

    def __init__(self, attempt: Attempt, body: bytes | BodyStream) -> None:
        self._attempt = attempt
        self._reader = BodyReader(body) if isinstance(body, BodyStream) else None
        self._rest = memoryview(body if isinstance(body, bytes) else b"")
        self._waits_for_old_reads = isinstance(body, BodyStream) and body.repeatable

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self._attempt.allow(None)  # the time for reading a file is the caller's
        if not self._rest and self._reader is not None:
            self._rest = memoryview(await self._read(self._reader))
        piece, self._rest = self._rest[:PIECE], self._rest[PIECE:]
        self._attempt.allow(self._attempt.read)
        if not piece:
            raise StopAsyncIteration
        return bytes(piece)

    async def _read(self, reader: BodyReader) -> bytes:
        work = asyncio.get_running_loop().run_in_executor(None, reader.read, _FILE_PIECE)
        try:
            return await asyncio.shield(work)
        except BodyReadError as error:
            self._attempt.body_error = error
            raise
        except asyncio.CancelledError:
            # The thread goes on reading: before the file is read again, from its beginning, it has to finish.
            if self._waits_for_old_reads:
                await asyncio.wait((work,))
            work.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise


def body_of(attempt: Attempt, body: bytes | BodyStream | None) -> tuple[bytes | SentBody | None, dict[str, str]]:
    """Return a body as aiohttp takes it, and the headers of its framing, if aiohttp does not know them."""
    if body is None or (isinstance(body, bytes) and len(body) <= PIECE):
        return body, {}
    length = len(body) if isinstance(body, bytes) else body.length
    return SentBody(attempt, body), {} if length is None else {"Content-Length": str(length)}
