"""The rule that downloads to a file, and continues where it broke.

What is asked for, and what a response does:

    part on disk     request                       response              effect
    --------------   ---------------------------   -------------------   -------------------------------------
    none             the whole                     2xx                   begin from nothing
    with an ETag     the rest, ``If-Range: ETag``  206 of this part      go on
    with an ETag     the same                      200: it has changed   begin from nothing
    with an ETag     the same                      416 at its very end   complete
    with an ETag     the same                      anything else         forget the part, ask for the whole

(RFC 9110, 13.1.5 and 14.) After a break the same holds for what has arrived.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Protocol

from heroics_py.call.responses.response import error_of, is_success
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RequestTimeout,
    ServerError,
    TransportError,
    UntrustedServer,
)
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Retry
from heroics_py.http.retry_delay import backoff
from heroics_py.http.steps import SYSTEM_CLOCK, Clock, Close, Pause, Read, Steps, Work
from heroics_py.secrecy.urls import mask_url

__all__ = ["Download", "DownloadTarget"]

_RANGE = re.compile(r"\s*bytes\s+(\d{1,18})-\d{1,18}/(\d{1,18})\s*")
_BREAKS = (ConnectionFailed, RequestTimeout, ServerError)


class DownloadTarget(Protocol):
    """Where a download goes: a `PartialFile`, or a place that only takes bytes.

    Attributes:
        path: its name is what the progress shows.
    """

    path: Path

    def open(self) -> tuple[int, str]:
        """Take the place, and return the size and the ETag of the part that is there: 0 and "" for none."""
        ...

    def begin(self, etag: str) -> None:
        """Begin from nothing."""
        ...

    def resume(self, size: int) -> None:
        """Go on after so many bytes."""
        ...

    def write(self, piece: bytes) -> None:
        """Write the next bytes."""
        ...

    def finish(self) -> Path:
        """Complete the download, and return the path."""
        ...

    def close(self) -> None:
        """Release the place."""
        ...


class Download:
    """Downloads the response of one request to a file.

    Args:
        request: that is sent; a GET is sent again after a break.
        file: where the response goes.
        send: returns the steps that send a request.
        visible: whether to show a progress bar.
        show: shows it, as `show_progress` does.
        clock: the time, and the chance.
    """

    def __init__(  # noqa: PLR0913 - what a download consists of
        self,
        request: Request,
        file: DownloadTarget,
        *,
        send: Callable[[Request], Steps[Response]],
        visible: bool = True,
        show: Callable[..., AbstractContextManager[Progress]] = show_progress,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._retry = Retry.of(request.options.retries)
        options = request.options.replaced(retries=Retry(attempts=1))  # the attempts are counted here
        self._request = request.replaced(options=options, streamed=True, open_types=None, storable=False)
        self._file = file
        self._send = send
        self._visible = visible
        self._show = show
        self._clock = clock
        self._size, self._etag = 0, ""
        self._total = -1  # of the content with that ETag; -1 if it is unknown
        self._furthest = self._failures = 0
        self._bar: Progress | None = None

    def steps(self) -> Steps[Path]:
        """Return the steps that download the file, and return its path.

        Raises:
            ResponseError: the host refuses it.
            TransportError: it did not arrive completely; what arrived is kept if a later download can continue it.
            OSError: the file can't be written.
            CallError: another download to the file is in progress.
        """
        with ExitStack() as display:
            try:
                stored = yield Work(self._file.open)
                if self._request.method == "GET":
                    self._size, self._etag = stored
                while not (yield from self._attempt(display)):
                    pass
                path: Path = yield Work(self._file.finish)
            finally:
                self._file.close()
        return path

    def _attempt(self, display: ExitStack) -> Steps[bool]:
        """Ask once for what is missing; return whether the file is complete."""
        try:
            response = yield from self._send(self._next_request())
            return (yield from self._take(response, display))
        except _BREAKS as error:
            failure = error.with_traceback(None)
        wait = self._wait_for(failure)
        if wait is None:
            raise failure
        yield Pause(wait, f"waiting {wait:.0f} s to continue the download")
        return False

    def _next_request(self) -> Request:
        if not self._etag or not self._size:
            return self._request
        condition = {"Range": f"bytes={self._size}-", "If-Range": self._etag}
        return self._request.replaced(headers=self._request.headers.replaced(condition))

    def _take(self, response: Response, display: ExitStack) -> Steps[bool]:
        """Write a response to the file; return whether the file is complete.

        Raises:
            ResponseError: it is an error.
            TransportError: it breaks.
        """
        is_complete = False
        try:
            total = yield from self._begin(response)
            if total is not None:
                yield from self._receive(response, total, display)
                is_complete = True
        finally:
            if response.source is not None and not is_complete:
                yield Close(response.source)
        return is_complete or (response.status == 416 and total is None and self._is_at_end(response))

    def _begin(self, response: Response) -> Steps[int | None]:
        """Prepare the file; return the size of the whole, -1 if it is unknown, None if this is not what was asked for.

        Raises:
            ResponseError: it is an error.
        """
        if self._etag and response.status == 206 and (total := self._total_of_rest(response)):
            size, self._total = self._size, total
            yield Work(lambda: self._file.resume(size))
            return total
        if self._etag and response.status in {206, 416}:
            if not self._is_at_end(response):
                self._forget()
            return None
        if not is_success(response.status):
            url = mask_url(response.url or self._request.url, self._request.secret_fields)
            raise error_of(response.replaced(url=url), self._request.call)
        if response.status == 206:
            raise self._error(ProtocolError, "the response is a part of the content, and the whole was asked for")
        is_coded = (response.headers.get("Content-Encoding") or "identity").strip().lower() != "identity"
        self._forget("" if is_coded else _strong_etag(response))
        etag = self._etag
        yield Work(lambda: self._file.begin(etag))
        length = response.headers.get("Content-Length") or ""
        self._total = int(length) if length.isdecimal() and len(length) < 19 and not is_coded else -1
        return self._total

    def _forget(self, etag: str = "") -> None:
        """Begin from nothing."""
        if self._bar is not None:
            self._bar.advance(-self._size)
        self._size, self._total, self._etag = 0, -1, etag

    def _total_of_rest(self, response: Response) -> int | None:
        """Return the size of the whole, if a response is the rest of the part; None if not."""
        match = _RANGE.fullmatch(response.headers.get("Content-Range") or "")
        is_rest = match is not None and int(match[1]) == self._size and self._is_same(response, int(match[2]))
        return int(match[2]) if match and is_rest else None

    def _is_at_end(self, response: Response) -> bool:
        match = re.fullmatch(r"\s*bytes\s+\*/(\d{1,18})\s*", response.headers.get("Content-Range") or "")
        return (
            bool(self._etag)
            and match is not None
            and int(match[1]) == self._size
            and self._is_same(response, self._size)
        )

    def _is_same(self, response: Response, total: int) -> bool:
        """Return whether a response is about the content that has begun to arrive, by its ETag and its size."""
        return response.headers.get("ETag") in (None, self._etag) and self._total in (-1, total)

    def _receive(self, response: Response, total: int, display: ExitStack) -> Steps[None]:
        if self._bar is None:
            known = total if total >= 0 else None
            label = self._file.path.name
            self._bar = display.enter_context(self._show(label, total=known, unit="B", visible=self._visible))
            self._bar.advance(self._size)
        if response.source is None:
            yield from self._write(response.body)
        else:
            while piece := (yield Read(response.source)):
                yield from self._write(piece)
            yield Close(response.source)
        if total >= 0 and self._size != total:
            kind = ConnectionFailed if self._size < total else ProtocolError
            raise self._error(kind, f"{self._size} of {total} bytes arrived")

    def _write(self, piece: bytes) -> Steps[None]:
        yield Work(lambda: self._file.write(piece))
        self._size += len(piece)
        if self._bar is not None:
            self._bar.advance(len(piece))
        if self._size > self._furthest:
            self._furthest, self._failures = self._size, 0

    def _wait_for(self, failure: TransportError | ServerError) -> float | None:
        """Return how long to wait before the rest is asked for; None if it can't be."""
        self._failures += 1
        if self._request.method != "GET" or self._failures >= self._retry.attempts:
            return None
        wait = getattr(failure, "retry_after", None) or backoff(self._retry, self._failures, self._clock.chance())
        deadline = self._request.deadline
        is_late = deadline is not None and self._clock.monotonic() + wait >= deadline
        return None if isinstance(failure, UntrustedServer) or wait > self._retry.budget or is_late else wait

    def _error(self, kind: type[TransportError], message: str) -> TransportError:
        return kind(message, method=self._request.method, url=shown_url(self._request))


def _strong_etag(response: Response) -> str:
    """Return the ETag that a later request may continue with; empty if it is weak, or ranges are not offered."""
    etag = (response.headers.get("ETag") or "").strip()
    has_ranges = (response.headers.get("Accept-Ranges") or "").strip().lower() != "none"
    return etag if etag.startswith('"') and has_ranges else ""
