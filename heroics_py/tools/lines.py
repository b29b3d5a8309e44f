"""A stream of text as lines, which goes on where it was cut."""

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
from heroics_py.secrecy.urls import mask_url
from heroics_py.transport.redirecting import Redirecting
from heroics_py.transport.streaming import Streaming

__all__ = ["Lines"]

_IDLE = b"\0"
"""What some servers send to keep a quiet stream open; it is no part of any line."""


class Lines(Iterator[str]):
    """The lines of a stream, without their ends, as they come; it closes itself at the end, and after an error.

    Args:
        request: opens it.
        retry: how often it may be opened again before anything more has come.
        reconnect: go on after a cut though the server offers no ranges.
        sleep: waits, in seconds.
        clock: gives the time, in seconds.
        longest: of a line, in bytes.
    """

    def __init__(  # noqa: PLR0913 - by keyword, and most are for tests
        self,
        request: Request,
        *,
        retry: Retry,
        reconnect: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        longest: int = 1 << 20,
    ) -> None:
        self._way: Streaming | None = None
        self._ready: list[str] = []
        self._request = request
        self._retry = retry
        self._reconnect = reconnect
        self._sleep = sleep
        self._clock = clock
        self._silence = _read_timeout(request)
        self._heard = clock()
        self._longest = longest
        self._first = Headers()
        self._reached = 0
        self._failures = 0
        self._rest = bytearray()
        self._open()

    def __next__(self) -> str:
        try:
            while not self._ready and self._way is not None:
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
        return escaped(f"<Lines of {shown}: {'open' if self._way else 'closed'}, {self._reached} bytes so far>")

    def close(self) -> None:
        """Close the connection; there are no further lines."""
        self._ready.clear()
        way, self._way = self._way, None
        if way is not None:
            way.close()

    def _read(self) -> None:
        """Take in what comes next, on a new connection where the old one broke."""
        try:
            self._take(self._way.piece() if self._way is not None else b"")
        except ResponseTooLarge:
            raise
        except TransportError as error:
            failure = error
        else:
            return
        self._go_on_after(failure)

    def _take(self, piece: bytes) -> None:
        """Divide what came into lines; nothing is the end of the stream, and of the line that has begun."""
        if not piece:
            self.close()
        self._reached += len(piece)
        said = piece.translate(None, _IDLE)
        if said or not piece:
            self._failures, self._heard = 0 if said else self._failures, self._clock()
        elif self._clock() - self._heard > self._silence:
            shown = mask_url(self._request.url, self._request.secret_fields)
            raise RequestTimeout("the server sent nothing but NUL bytes", method="GET", url=shown)
        first, *further = said.split(b"\n")
        self._rest += first  # in place: a long line may come byte by byte
        whole: list[bytes | bytearray] = [self._rest, *further[:-1]] if further else []
        self._rest = bytearray(further[-1]) if further else self._rest
        if not piece:
            self._end_line()
        if len(self._rest) > self._longest:
            shown = mask_url(self._request.url, self._request.secret_fields)
            raise ResponseTooLarge(f"a line is longer than {self._longest} bytes", method="GET", url=shown)
        self._ready[:0] = [_text(line) for line in reversed(whole)]

    def _end_line(self) -> None:
        """Let the line that has begun end here."""
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
        self._go_on_after(failure)

    def _go_on_after(self, failure: TransportError | ServerError) -> None:
        """Open the stream again where it was cut, or from where the server likes.

        Raises:
            TransportError, ResponseError: it can't go on.
        """
        while True:
            self._failures += 1
            if self._failures >= self._retry.attempts or not self._can_go_on(failure):
                raise failure
            wait = backoff(self._retry, self._failures, random.random())  # noqa: S311 - jitter is no secret
            pause(wait, "to open the stream again", self._sleep)
            try:
                self._connect()
            except (TransportError, ServerError) as error:
                failure = error
            else:
                return

    def _can_go_on(self, failure: Exception) -> bool:
        if isinstance(failure, UntrustedServer) or not isinstance(
            failure, ConnectionFailed | RequestTimeout | ServerError
        ):
            return False
        deadline = self._request.deadline
        in_time = deadline is None or time.monotonic() < deadline
        return in_time and (self._reached == 0 or self._reconnect or self._has_ranges())

    def _has_ranges(self) -> bool:
        return (self._first.get("Accept-Ranges") or "").strip().lower() == "bytes"

    def _connect(self) -> None:
        """Open the stream, at the byte that was reached where the server offers that.

        Raises:
            TransportError: no usable answer came, or another part than the one that is missing.
            ResponseError: the host answers with an error.
        """
        self.close()
        goes_on = self._reached > 0 and self._has_ranges()
        request = _resuming(self._request, self._reached, self._first) if goes_on else self._request
        with ExitStack() as opened:
            way = Streaming(request.url)
            opened.callback(way.close)
            response = Redirecting(way).send(request)
            if goes_on and _is_at_end(response, self._reached):
                self._take(b"")
                return
            _check(response, request, self._reached if goes_on else None)
            opened.pop_all()
        if not goes_on:  # what comes may begin anywhere
            self._end_line()
        self._way, self._first = way, self._first or response.headers
        self._heard = self._clock()


def _read_timeout(request: Request) -> float:
    """Return how long a stream may be silent, in seconds."""
    read = Timeout.of(request.options.timeout).read
    return math.inf if read is None else read


def _text(line: bytes | bytearray) -> str:
    return line.removesuffix(b"\r").decode(errors="replace")


def _check(response: Response, request: Request, reached: int | None) -> None:
    """Refuse an answer that is an error, or no continuation where one is wanted.

    Raises:
        ResponseError: it is an error.
        ProtocolError: it is no continuation.
    """
    shown = mask_url(request.url, request.secret_fields)
    if not is_success(response.status):
        raise error_of(response.replaced(url=shown), request.call)
    if reached is not None and not _goes_on(response, reached):
        told = f"the stream was cut at byte {reached}, and what the host sends now is no continuation"
        raise ProtocolError(told, method="GET", url=shown)


def _resuming(request: Request, reached: int, first: Headers) -> Request:
    """Return the request for what comes after the byte that was reached, of the same content (RFC 9110, 13.1.5)."""
    etag = first.get("ETag") or ""
    same = {"If-Range": etag} if etag.startswith('"') else {}
    return request.replaced(headers=request.headers.replaced({"Range": f"bytes={reached}-", **same}))


def _goes_on(response: Response, reached: int) -> bool:
    said = response.headers.get("Content-Range") or ""
    return response.status == 206 and re.match(rf"\s*bytes\s+{reached}-", said) is not None


def _is_at_end(response: Response, reached: int) -> bool:
    """Tell whether there is nothing after the byte that was reached (RFC 9110, 15.5.17)."""
    said = response.headers.get("Content-Range") or ""
    return response.status == 416 and re.fullmatch(rf"\s*bytes\s+\*/{reached}\s*", said) is not None
