"""The rule by which the items of a stream are read.

The states of a stream, and what an event does in each:

    state       event                                  effect
    --------    ------------------------------------   ------------------------------------------------
    open        a piece of the body                    its items are ready, and reset the count of failures
    open        the body ends                          the last items are ready; closed, or asked back
    open        the connection breaks, or is silent    broken
    asked back  a retry is left                        wait as long as the server asks, open again
    asked back  no retry is left                       closed
    broken      it can continue, and a retry is left   wait, open again where it broke
    broken      otherwise                              the error is raised; closed
    any         close                                  closed, also while another thread reads or waits
    open        the wait for a piece is cancelled      open, if its body keeps what arrives; interrupted if not
    any         it is interrupted otherwise            interrupted: closed, and an error once when it is read on
    closed      the next item is asked for             END
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from heroics_py.call.responses.response import error_of, is_success
from heroics_py.call.streams.formats import Format
from heroics_py.call.streams.reopening import Failure, Reopening
from heroics_py.display.waits import LONG, log_wait
from heroics_py.errors import CallError, RequestTimeout, ResponseTooLarge, ServerError, TransportError
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Retry
from heroics_py.http.steps import SYSTEM_CLOCK, Clock, Close, Read, Show, Steps, Turn
from heroics_py.http.streams.lines import ItemSizeError
from heroics_py.http.wiretaps import skips_waits
from heroics_py.secrecy.urls import mask_url
from heroics_py.support.alarm import Alarm

__all__ = ["END", "SKIPPED", "Reading"]

END = object()
"""What follows the last item."""

SKIPPED = object()
"""What an item becomes that is left out."""


class Reading:
    """Reads a stream item by item.

    Args:
        request: the request that opened the stream, and opens it again.
        response: the response; its source is open, or it was read whole. None if `open` has to send the request.
        stream_format: what it consists of.
        send: returns the steps that send a request.
        to_item: returns what the caller gets of an item of the format; or `SKIPPED`.
        limit: the most items; None for all.
        owned: is closed with the stream, such as a driver of its own.
        clock: the time, and the chance.
    """

    __slots__ = (
        "_alarm",
        "_format",
        "_is_closed",
        "_is_read",
        "_is_waiting",
        "_left",
        "_owned",
        "_ready",
        "_reopening",
        "_request",
        "_response",
        "_send",
        "_source",
        "_to_item",
        "_was_interrupted",
    )

    def __init__(  # noqa: PLR0913 - what a stream depends on
        self,
        request: Request,
        response: Response | None,
        stream_format: Format,
        *,
        send: Callable[[Request], Steps[Response]],
        to_item: Callable[[Any], object],
        limit: int | None = None,
        owned: object = None,
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        self._format = stream_format
        self._send = send
        self._to_item = to_item
        retry = Retry.of(request.options.retries)
        self._reopening = Reopening(retry, stream_format, deadline=request.deadline, clock=clock)
        # The waits between attempts are counted here.
        self._request = request.replaced(options=request.options.replaced(retries=Retry(attempts=1)))
        self._ready: deque[Any] = deque()
        self._response = response
        self._source = None if response is None else response.source
        self._left = limit
        self._owned = owned
        self._is_closed = self._is_read = self._is_waiting = self._was_interrupted = False
        self._alarm = Alarm()
        if response is not None and response.source is None:
            self._read_whole(response)

    @property
    def is_open(self) -> bool:
        """Whether further items may arrive."""
        return self._source is not None

    @property
    def has_arrived(self) -> bool:
        """Whether items are still to be read, and no further ones arrive."""
        return self._source is None and bool(self._ready)

    def open(self) -> Steps[Response]:
        """Send the request for the first time, and return its response.

        Raises:
            TransportError, ResponseError: the stream can't be opened.
        """
        try:
            failure, is_open = yield from self._opened_again()
            if not is_open:
                yield from self._resume(failure)
        except GeneratorExit:
            raise
        except BaseException:
            yield from self.close()
            raise
        return self._response or Response(status=0)

    def take(self) -> object:
        """Return the next item if it has arrived and is as it should be; `SKIPPED` if `next` has to return it."""
        if self._left is not None or self._is_read or not self._ready:
            return SKIPPED
        raw = self._ready.popleft()
        try:
            return self._to_item(raw)
        except Exception:  # noqa: BLE001 - `next` raises it, and closes
            self._ready.appendleft(raw)
            return SKIPPED

    def next(self, *, is_kept: bool = True) -> Steps[object]:
        """Return the next item, `END` after the last one.

        Args:
            is_kept: whether the stream stays open if the wait for a piece is cancelled, and nothing is lost by that.

        Raises:
            CallError: it is being read by another; or it was interrupted, so that nobody knows what follows.
            TransportError, ResponseError: the stream broke, and can't continue.
            HeroicsError: an item is not what it should be.
        """
        if self._is_read:
            raise CallError("this stream is being read by another thread or task: read it in one, and pass items on")
        if self._was_interrupted:
            self._was_interrupted = False
            raise CallError("this stream was interrupted before its end, and is closed: call the link again")
        self._is_read = True
        try:
            item = yield from self._next()
            if item is END:
                yield from self.close()
        except GeneratorExit:
            raise
        except BaseException as error:
            is_interrupted = not isinstance(error, Exception)
            if not (is_kept and is_interrupted and self._keeps_what_arrives()):
                was_closed = self._is_closed
                yield from self.close()
                self._was_interrupted = is_interrupted and not was_closed
            raise
        finally:
            self._is_read = False
        return item

    def _next(self) -> Steps[object]:
        item = SKIPPED
        while item is SKIPPED and self._left != 0:
            while not self._ready and self._source is not None:
                yield from self._read()
            try:
                raw = self._ready.popleft()
            except IndexError:  # it has ended, or another thread has closed it
                return END
            item = self._to_item(raw)
        if self._left is not None:
            self._left -= item is not SKIPPED
            if self._left == 0:
                yield from self.close()
        return END if item is SKIPPED else item

    def close(self) -> Steps[None]:
        """End the stream at once; a second time does nothing."""
        self._is_closed, self._was_interrupted = True, False
        source, self._source = self._source, None
        self._ready.clear()
        self._alarm.wake()
        owned, self._owned = self._owned, None
        for each in filter(None, (source, owned)):
            yield Close(each)

    def _read(self) -> Steps[None]:
        """Read the next piece; after a break, or if the server asks to come back, open the stream again."""
        failure: TransportError | None = None
        piece = b""
        self._is_waiting = True
        try:
            piece = yield Read(self._source)
        except TransportError as error:
            failure = error
        self._is_waiting = False
        if self._is_closed:
            return
        if piece:
            self._take(piece)
            return
        source, self._source = self._source, None
        yield Close(source)
        if failure is None:
            self._ready.extend(self._format.end())
        if failure is not None or self._format.goes_on:
            yield from self._resume(failure)

    def _keeps_what_arrives(self) -> bool:
        """Return whether it waited for a piece, and the next read returns it."""
        is_waiting, self._is_waiting = self._is_waiting, False
        return is_waiting and getattr(self._source, "keeps_what_arrives", False)

    def _take(self, piece: bytes) -> None:
        error: TransportError | None = None
        try:
            self._ready.extend(self._format.feed(piece))
        except ItemSizeError as problem:
            error = ResponseTooLarge(str(problem), method=self._request.method, url=shown_url(self._request))
        except TimeoutError as problem:
            error = RequestTimeout(str(problem), method=self._request.method, url=shown_url(self._request))
        if error is not None:
            raise error
        self._reopening.note_piece(has_items=bool(self._ready))

    def _resume(self, failure: Failure | None) -> Steps[None]:
        """Open the stream again.

        Args:
            failure: what broke it; None if the server has ended it, and asks to come back.

        Raises:
            TransportError, ResponseError: the stream can't continue.
        """
        while not self._is_closed:
            wait = self._reopening.wait_after(failure)
            if wait is None:
                if failure is None:
                    return
                raise failure
            yield from self._wait(wait)
            if not self._is_closed:
                failure, is_open = yield from self._opened_again()
                if is_open:
                    return

    def _wait(self, seconds: float) -> Steps[None]:
        """Wait until the stream is opened again, or closed; show a long wait while it lasts."""
        if skips_waits():
            return
        log_wait(seconds, "to open the stream again")
        hide = (yield Show(f"waiting {seconds:.0f} s to open the stream again")) if seconds > LONG else None
        try:
            yield Turn(self._alarm, seconds)
        finally:
            if hide is not None:
                hide()

    def _opened_again(self) -> Steps[tuple[Failure | None, bool]]:
        """Return what went wrong, if anything; and whether the stream goes on, or has ended."""
        request = self._format.resume_request(self._request)
        try:
            response = yield from self._send(request)
            is_over = self._format.is_over(response)
            if not is_over:
                self._begin(request, response)
        except (TransportError, ServerError) as error:
            return error.with_traceback(None), False
        self._response = self._response or response
        if is_over:
            self._ready.extend(self._format.end())
        if (is_over or self._is_closed) and response.source is not None:
            self._source = None
            yield Close(response.source)
        return None, True

    def _begin(self, request: Request, response: Response) -> None:
        """Read the response that continues the stream.

        Raises:
            ResponseError: it is an error.
            ProtocolError: it does not continue the stream.
        """
        if not is_success(response.status):
            url = mask_url(response.url or request.url, request.secret_fields)
            raise error_of(response.replaced(url=url), request.call)
        if self._response is None:
            self._format.begin(response)
        else:
            self._ready.extend(self._format.resume(request, response))
        self._response = self._response or response
        self._source = response.source
        self._reopening.note_opened()
        if response.source is None:
            self._read_whole(response)

    def _read_whole(self, response: Response) -> None:
        self._ready.extend([*self._format.feed(response.body), *self._format.end()])
