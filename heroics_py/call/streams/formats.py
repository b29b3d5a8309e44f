"""The formats of streams: how their bytes become items, and how they continue after a break."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from math import inf
from time import monotonic
from typing import Any

from heroics_py.errors import ApiWarning, ProtocolError, warn
from heroics_py.http.masking import shown_url
from heroics_py.http.media_types import EVENT_STREAM, is_separated, is_sequence
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Retry
from heroics_py.http.streams.events import EventParser
from heroics_py.http.streams.json_values import Item, JsonLinesParser, JsonSequenceParser, Malformed
from heroics_py.http.streams.lines import LARGEST, LineParser

__all__ = ["Events", "Format", "JsonLines", "JsonSequence", "Lines", "format_of"]

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_NO_CONTENT = frozenset({204, 205})
_KEEP_ALIVE = b"\0"
_LONGEST_ID = 8192  # bytes: servers refuse longer header fields


class Format(ABC):
    """What a stream consists of. Unless it says otherwise, it can't continue after a break.

    Attributes:
        delay: the seconds that the server asks to wait before the stream is opened again; None if it does not ask.
        goes_on: whether the stream is to be opened again after its end.
        counts_bytes: whether a byte shows that the connection works; if not, only an item does.
    """

    delay: float | None = None
    goes_on = False
    counts_bytes = False

    @abstractmethod
    def feed(self, piece: bytes) -> Sequence[Any]:
        """Return the items that ``piece`` completes, not converted yet.

        Raises:
            ItemSizeError: an item is too large.
            TimeoutError: what arrives does not show that the stream goes on.
        """

    def end(self) -> Sequence[Any]:
        """Return the last items, at the end of the body."""
        return ()

    def begin(self, response: Response) -> None:  # noqa: B027 - most learn nothing
        """Learn from the first response."""

    def can_resume(self) -> bool:
        """Return whether the stream can be opened again after a break."""
        return False

    def resume_request(self, request: Request) -> Request:
        """Return the request that continues the stream of ``request``."""
        return request

    def is_over(self, response: Response) -> bool:
        """Return whether the response to that request says that nothing follows."""
        return response.status in _NO_CONTENT

    def resume(self, request: Request, response: Response) -> Sequence[Any]:  # noqa: ARG002 - for those that resume
        """Begin to read the response that continues the stream; return the items that it completes.

        Raises:
            ProtocolError: it does not continue the stream.
        """
        raise ProtocolError(f"a stream of {type(self).__name__} does not continue", url=shown_url(request))


class Events(Format):
    """Server-sent events: a safe request is sent again with the last event's id (WHATWG HTML, 9.2.3).

    Args:
        is_safe: whether the request may be sent again.
        largest: the largest event, in bytes.
    """

    def __init__(self, *, is_safe: bool, largest: int = LARGEST) -> None:
        self._is_safe = is_safe
        self._largest = largest
        self._parser = EventParser(largest)

    @property
    def delay(self) -> float | None:  # type: ignore[override]
        """The seconds of the field ``retry``."""
        return None if self._parser.retry is None else self._parser.retry / 1000

    @property
    def goes_on(self) -> bool:  # type: ignore[override]
        """Whether the server asks to come back: it has sent ``retry``."""
        return self._parser.retry is not None

    def feed(self, piece: bytes) -> Sequence[Any]:
        """Return the events that ``piece`` completes."""
        return self._parser.feed(piece)

    def can_resume(self) -> bool:
        """Return whether the request is safe, and the last id fits into a header: without it, items would repeat."""
        last_id = self._parser.last_id
        return self._is_safe and (not last_id or (last_id.isprintable() and len(last_id.encode()) <= _LONGEST_ID))

    def resume_request(self, request: Request) -> Request:
        """Return the request with ``Last-Event-ID``, in UTF-8."""
        last_id = self._parser.last_id.encode().decode("latin-1")
        return request.replaced(headers=request.headers.replaced({"Last-Event-ID": last_id or None}))

    def resume(self, request: Request, response: Response) -> Sequence[Any]:
        """Begin with new events; what was incomplete is dropped."""
        if response.media_type != EVENT_STREAM:
            raise _broken(request, f"it was opened again, and the response is {response.media_type or 'of no type'}")
        parser, self._parser = self._parser, EventParser(self._largest, self._parser.last_id)
        self._parser.retry = parser.retry
        return ()


class JsonLines(Format):
    """JSON Lines: a value on each line."""

    _parser: JsonLinesParser | JsonSequenceParser

    def __init__(self, largest: int = LARGEST) -> None:
        self._parser = JsonLinesParser(largest)

    def feed(self, piece: bytes) -> Sequence[Item]:
        """Return the values that ``piece`` completes."""
        return self._parser.feed(piece)

    def end(self) -> Sequence[Item]:
        """Return the value of the last line."""
        return self._parser.end()


class JsonSequence(JsonLines):
    """A JSON text sequence: what is malformed or truncated is skipped with a warning (RFC 7464, 2.3)."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._parser = JsonSequenceParser(largest)

    def feed(self, piece: bytes) -> Sequence[Item]:
        """Return the values that ``piece`` completes."""
        return [*filter(_is_sound, self._parser.feed(piece))]

    def end(self) -> Sequence[Item]:
        """Return the last value."""
        return [*filter(_is_sound, self._parser.end())]


class Lines(Format):
    """Lines of text: the stream continues at the next byte, if the server offers ranges (RFC 9110, 14).

    Args:
        reconnects: whether to open the stream again where the server offers no ranges, wherever it starts.
        silence: the seconds after which NUL bytes alone do not show that the stream goes on.
        largest: the longest line, in bytes.
        clock: returns the time in seconds.
    """

    counts_bytes = True

    def __init__(
        self,
        *,
        reconnects: bool = False,
        silence: float = inf,
        largest: int = LARGEST,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._silence = silence
        self._clock = clock
        self._last_text = clock()
        self._parser = LineParser(largest)
        self._etag, self._has_ranges = "", False
        self._reconnects = reconnects
        self._received = 0

    def begin(self, response: Response) -> None:
        """Learn whether the server offers ranges of the same content."""
        self._etag = response.headers.get("ETag") or ""
        # Ranges of a compressed body count other bytes than those that were received here (RFC 9110, 14.1.1).
        is_coded = (response.headers.get("Content-Encoding") or "identity").strip().lower() != "identity"
        self._has_ranges = not is_coded and (response.headers.get("Accept-Ranges") or "").strip().lower() == "bytes"

    def feed(self, piece: bytes) -> Sequence[str]:
        """Return the lines that ``piece`` completes, without the NUL bytes that some servers send to keep it open.

        Raises:
            TimeoutError: there were only NUL bytes for too long.
        """
        self._received += len(piece)
        text = piece.translate(None, _KEEP_ALIVE)
        now = self._clock()
        if not text and now - self._last_text > self._silence:
            raise TimeoutError("the server sent only NUL bytes")
        self._last_text = now if text else self._last_text
        return self._parser.feed(text)

    def end(self) -> Sequence[str]:
        """Return the last line."""
        return self._parser.end()

    def can_resume(self) -> bool:
        """Return whether no byte is lost or repeated, or the caller accepts that."""
        return self._received == 0 or self._has_ranges or self._reconnects

    def resume_request(self, request: Request) -> Request:
        """Return the request for the rest of the same content (RFC 9110, 13.1.5): only a strong ETag is a condition."""
        if not self._resumes_bytes:
            return request
        condition = {"If-Range": self._etag} if self._has_strong_etag else {}
        return request.replaced(headers=request.headers.replaced({"Range": f"bytes={self._received}-", **condition}))

    def is_over(self, response: Response) -> bool:
        """Return whether nothing follows the bytes that were received (RFC 9110, 15.5.17)."""
        content_range = response.headers.get("Content-Range") or ""
        is_at_end = re.fullmatch(rf"\s*bytes\s+\*/{self._received}\s*", content_range) is not None
        return super().is_over(response) or (self._resumes_bytes and response.status == 416 and is_at_end)

    def resume(self, request: Request, response: Response) -> Sequence[str]:
        """Go on at the next byte, or with another line, which ends the one that had begun."""
        if not self._resumes_bytes:
            return self._parser.end()
        content_range = response.headers.get("Content-Range") or ""
        is_other = self._has_strong_etag and response.headers.get("ETag") not in {None, self._etag}
        if response.status != 206 or is_other or not re.match(rf"\s*bytes\s+{self._received}-", content_range):
            raise _broken(request, f"it broke at byte {self._received}, and the response does not continue it")
        return ()

    @property
    def _has_strong_etag(self) -> bool:
        return self._etag.startswith('"')

    @property
    def _resumes_bytes(self) -> bool:
        return self._received > 0 and self._has_ranges


def format_of(request: Request, response: Response) -> Format:
    """Return the format of a response whose media type is a stream."""
    media_type = response.media_type
    if media_type == EVENT_STREAM:
        return Events(is_safe=request.method in _SAFE_METHODS & Retry.of(request.options.retries).methods)
    if is_separated(media_type):
        return JsonSequence()
    is_text = media_type.startswith("text/") and not is_sequence(media_type)
    return Lines() if is_text else JsonLines()


def _is_sound(item: Item) -> bool:
    if not isinstance(item, Malformed):
        return True
    warn(f"an item of the stream is not JSON, and was skipped: {item.reason}", ApiWarning)
    return False


def _broken(request: Request, reason: str) -> ProtocolError:
    return ProtocolError(f"the stream can't continue: {reason}", method=request.method, url=shown_url(request))
