"""A text stream as lines, which continues after its connection breaks.

The states of a stream, and what an event does in each:

    state       event                       effect
    --------    -------------------------   --------------------------------------------------
    open        a piece of the body         its lines are ready; the count of failures is reset
    open        the end of the body         the last line is ready; closed
    open        the connection breaks       broken
    broken      the server offers ranges    open again at the next byte
    broken      reconnect=True              open again wherever the server starts
    broken      neither, or no retry left   the error is raised; closed
    closed      next()                      StopIteration
"""

import math
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from heroics_py.call.response import error_of, is_success
from heroics_py.display.terminal import escaped
from heroics_py.display.waits import pause
from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RequestTimeout,
    ResponseTooLarge,
    ServerError,
    TransportError,
    UntrustedServer,
)
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Retry, Timeout
from heroics_py.http.retry_delay import backoff
from heroics_py.http.steps import WIRE
from heroics_py.secrecy.urls import mask_url
from heroics_py.transport.blocking import BlockingDriver
from heroics_py.transport.redirecting import Redirecting
from heroics_py.transport.streaming import Streaming

__all__ = ["Lines"]

_KEEP_ALIVE = b"\0"
"""The byte that some servers send to keep a quiet stream open; it is not a part of any line."""


class Lines(Iterator[str]):
    """The lines of a stream, without their line ends; it closes at the end of the stream, and after an error.

    Args:
        request: the request that opens the stream.
        retry: how often to open the stream again without receiving anything.
        reconnect: whether to continue after a break if the server offers no ranges.
        sleep: waits a number of seconds.
        clock: returns the time in seconds.
        longest: the longest line, in bytes.
    """

    def __init__(  # noqa: PLR0913 - most are for tests
        self,
        request: Request,
        *,
        retry: Retry,
        reconnect: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        longest: int = 1 << 20,
    ) -> None:
        self._transport: Streaming | None = None
        self._ready: list[str] = []
        self._request = request
        self._retry = retry
        self._reconnect = reconnect
        self._sleep = sleep
        self._clock = clock
        self._read_timeout = _read_timeout(request)
        self._last_data = clock()
        self._max_length = longest
        self._headers = Headers()
        self._received = 0
        self._failures = 0
        self._rest = bytearray()
        self._open()

    def __next__(self) -> str:
        try:
            while not self._ready and self._transport is not None:
                self._read()
        except BaseException:
            self.close()
            raise
        if self._ready:
            return self._ready.pop()
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def __repr__(self) -> str:
        shown = mask_url(self._request.url, self._request.secret_fields)
        return escaped(f"<Lines of {shown}: {'open' if self._transport else 'closed'}, {self._received} bytes so far>")

    def close(self) -> None:
        """Close the connection; there are no further lines."""
        self._ready.clear()
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _read(self) -> None:
        """Read the next piece; if the connection is broken, open a new one."""
        try:
            self._take(self._transport.piece() if self._transport is not None else b"")
        except ResponseTooLarge:
            raise
        except TransportError as error:
            failure = error
        else:
            return
        self._resume(failure)

    def _take(self, piece: bytes) -> None:
        """Split a piece into lines; an empty piece ends the stream and the last line."""
        if not piece:
            self.close()
        self._received += len(piece)
        data = piece.translate(None, _KEEP_ALIVE)
        if data or not piece:
            self._failures, self._last_data = 0 if data else self._failures, self._clock()
        elif self._clock() - self._last_data > self._read_timeout:
            shown = mask_url(self._request.url, self._request.secret_fields)
            raise RequestTimeout("the server sent only NUL bytes", method="GET", url=shown)
        first, *others = data.split(b"\n")
        self._rest += first  # in place: a long line may come byte by byte
        complete: list[bytes | bytearray] = [self._rest, *others[:-1]] if others else []
        self._rest = bytearray(others[-1]) if others else self._rest
        if not piece:
            self._end_line()
        if len(self._rest) > self._max_length:
            shown = mask_url(self._request.url, self._request.secret_fields)
            raise ResponseTooLarge(f"a line is longer than {self._max_length} bytes", method="GET", url=shown)
        self._ready[:0] = [_text(line) for line in reversed(complete)]

    def _end_line(self) -> None:
        """End the line that has begun."""
        rest, self._rest = self._rest, bytearray()
        if rest:
            self._ready.insert(0, _text(rest))

    def _open(self) -> None:
        try:
            self._connect()
        except (TransportError, ServerError) as error:
            failure = error
        else:
            return
        self._resume(failure)

    def _resume(self, failure: TransportError | ServerError) -> None:
        """Open the stream again, at the byte where it broke or wherever the server starts.

        Raises:
            TransportError, ResponseError: the stream can't continue.
        """
        while True:
            self._failures += 1
            if self._failures >= self._retry.attempts or not self._can_resume(failure):
                raise failure
            wait = backoff(self._retry, self._failures, random.random())  # noqa: S311 - jitter is not a secret
            pause(wait, "to open the stream again", self._sleep)
            try:
                self._connect()
            except (TransportError, ServerError) as error:
                failure = error
            else:
                return

    def _can_resume(self, failure: Exception) -> bool:
        if isinstance(failure, UntrustedServer) or not isinstance(
            failure, ConnectionFailed | RequestTimeout | ServerError
        ):
            return False
        deadline = self._request.deadline
        in_time = deadline is None or time.monotonic() < deadline
        return in_time and (self._received == 0 or self._reconnect or self._has_ranges())

    def _has_ranges(self) -> bool:
        return (self._headers.get("Accept-Ranges") or "").strip().lower() == "bytes"

    def _connect(self) -> None:
        """Open the stream, at the next byte if the server offers ranges.

        Raises:
            TransportError: the response is unusable, or holds another part than the missing one.
            ResponseError: the host responds with an error.
        """
        self.close()
        resumes = self._received > 0 and self._has_ranges()
        request = _resume_request(self._request, self._received, self._headers) if resumes else self._request
        with ExitStack() as cleanup:
            transport = Streaming(request.url)
            cleanup.callback(transport.close)
            response = BlockingDriver(transport).run(Redirecting(WIRE).send(request))
            if resumes and _is_at_end(response, self._received):
                self._take(b"")
                return
            _check(response, request, self._received if resumes else None)
            cleanup.pop_all()
        if not resumes:  # the server may start at another line
            self._end_line()
        self._transport, self._headers = transport, self._headers or response.headers
        self._last_data = self._clock()


def _read_timeout(request: Request) -> float:
    """Return the longest silence of a stream, in seconds."""
    read = Timeout.of(request.options.timeout).read
    return math.inf if read is None else read


def _text(line: bytes | bytearray) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


def _check(response: Response, request: Request, received: int | None) -> None:
    """Refuse an error response, and one that does not continue the stream after ``received`` bytes.

    Raises:
        ResponseError: it is an error.
        ProtocolError: it does not continue the stream.
    """
    shown = mask_url(request.url, request.secret_fields)
    if not is_success(response.status):
        raise error_of(response.replaced(url=shown), request.call)
    if received is not None and not _continues(response, received):
        message = f"the stream broke at byte {received}, and the response does not continue it"
        raise ProtocolError(message, method="GET", url=shown)


def _resume_request(request: Request, received: int, headers: Headers) -> Request:
    """Return the request for the rest of the same content (RFC 9110, 13.1.5)."""
    etag = headers.get("ETag") or ""
    condition = {"If-Range": etag} if etag.startswith('"') else {}
    return request.replaced(headers=request.headers.replaced({"Range": f"bytes={received}-", **condition}))


def _continues(response: Response, received: int) -> bool:
    content_range = response.headers.get("Content-Range") or ""
    return response.status == 206 and re.match(rf"\s*bytes\s+{received}-", content_range) is not None


def _is_at_end(response: Response, received: int) -> bool:
    """Return whether nothing follows the bytes that were received (RFC 9110, 15.5.17)."""
    content_range = response.headers.get("Content-Range") or ""
    return response.status == 416 and re.fullmatch(rf"\s*bytes\s+\*/{received}\s*", content_range) is not None
