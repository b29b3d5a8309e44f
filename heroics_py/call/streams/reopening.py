"""When a stream is opened again: the failures in a row, and the wait after each."""

from typing import TypeAlias

from heroics_py.call.streams.formats import Format
from heroics_py.errors import ConnectionFailed, RequestTimeout, ServerError, TransportError, UntrustedServer
from heroics_py.http.options import Retry
from heroics_py.http.retry_delay import backoff
from heroics_py.http.steps import Clock

__all__ = ["Failure", "Reopening"]

Failure: TypeAlias = TransportError | ServerError
"""What may break a stream that can continue."""

_LONG_OPEN = 30.0  # seconds after which a connection counts as a success, whatever it brought
_RESUMABLE = (ConnectionFailed, RequestTimeout, ServerError)


class Reopening:
    """Decides whether and when a stream is opened again.

    Args:
        retry: how often, and how long the waits may be.
        stream_format: what the stream consists of; it knows whether it can continue, and what the server asks for.
        deadline: the monotonic time at which the call has to end; None if it may last.
        clock: the time, and the chance.
    """

    __slots__ = ("_clock", "_deadline", "_failures", "_format", "_opened", "_retry")

    def __init__(self, retry: Retry, stream_format: Format, *, deadline: float | None, clock: Clock) -> None:
        self._retry = retry
        self._format = stream_format
        self._deadline = deadline
        self._clock = clock
        self._opened = clock.monotonic()
        self._failures = 0

    def note_opened(self) -> None:
        """Note that a connection begins."""
        self._opened = self._clock.monotonic()

    def note_piece(self, *, has_items: bool) -> None:
        """Note that a piece has arrived: the connection is a success if it has brought something, or lasts.

        Args:
            has_items: whether items are ready to be read.
        """
        is_long_open = self._clock.monotonic() - self._opened > _LONG_OPEN
        if has_items or self._format.counts_bytes or is_long_open:
            self._failures = 0

    def wait_after(self, failure: Failure | None) -> float | None:
        """Return the seconds to wait before the stream is opened again; None if it can't be.

        Args:
            failure: what broke it; None if the server has ended it, and asks to come back.
        """
        self._failures += 1
        if self._failures >= self._retry.attempts or not self._format.can_resume():
            return None
        if failure is not None and (isinstance(failure, UntrustedServer) or not isinstance(failure, _RESUMABLE)):
            return None
        asked = getattr(failure, "retry_after", None) or self._format.delay
        if asked is None or self._failures > 1:
            asked = max(asked or 0.0, backoff(self._retry, self._failures, self._clock.chance()))
        is_late = self._deadline is not None and self._clock.monotonic() + asked >= self._deadline
        return None if asked > self._retry.budget or is_late else asked
