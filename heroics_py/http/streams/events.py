"""Server-sent events (WHATWG HTML, 9.2.5 and 9.2.6)."""

from collections.abc import Callable, Mapping

from heroics_py.http.streams.lines import LARGEST, ItemSizeError, LineSplitter
from heroics_py.support.values import Value

__all__ = ["Event", "EventParser"]

_BOM = b"\xef\xbb\xbf"
_LONGEST_RETRY = 15  # digits: 30,000 years


class Event(Value, kw_only=True):
    """One event.

    Attributes:
        data: its lines of data, joined by LF.
        event: its type; "message" if it has none.
        id: the last id that the stream had, of this event or one before; empty if there was none.
        fields: the fields that the event itself had, as OpenAPI describes them (3.2.0, 4.14.4): data, event and id as
            text, retry as a number.
    """

    data: str
    event: str = "message"
    id: str = ""
    fields: Mapping[str, str | int] = {}

    __hash__ = None  # type: ignore[assignment]  # fields is a dict


class EventParser:
    """The events of a ``text/event-stream``, which is UTF-8; bytes that are not are replaced.

    Args:
        largest: the largest event, and the longest line, in bytes.
        last_id: the last id that is known from a connection before.

    Attributes:
        last_id: the last id that an event had, which ``Last-Event-ID`` sends on reconnecting; empty if there was none.
        retry: how long the server asks to wait before reconnecting, in milliseconds; None if it does not ask.
    """

    __slots__ = ("_data", "_fields", "_id", "_largest", "_setters", "_size", "_splitter", "_start", "last_id", "retry")

    def __init__(self, largest: int = LARGEST, last_id: str = "") -> None:
        self._largest = largest
        self._splitter = LineSplitter(largest)
        self._start: bytes | None = b""  # None after the first bytes, which may be a byte order mark
        self._data: list[str] = []
        self._fields: dict[str, str | int] = {}
        self._size = 0
        self._id = self.last_id = last_id
        self.retry: int | None = None
        self._setters: dict[bytes, Callable[[str], None]] = {
            b"data": self._add_data,
            b"event": self._set_event,
            b"id": self._set_id,
            b"retry": self._set_retry,
        }

    def feed(self, piece: bytes) -> list[Event]:
        """Return the events that ``piece`` completes; a blank line completes one.

        Raises:
            ItemSizeError: an event is too large.
        """
        if self._start is not None:
            piece = self._without_bom(piece)
        events = []
        for line in self._splitter.feed(piece):
            if line:
                self._read(line)
            elif (event := self._dispatched()) is not None:
                events.append(event)
        return events

    def end(self) -> list[Event]:
        """Return no event: one that no blank line completes is dropped (9.2.6)."""
        return []

    def _without_bom(self, piece: bytes) -> bytes:
        """Return the beginning of the stream without its byte order mark; empty while it may still be one."""
        start = (self._start or b"") + piece
        if len(start) < len(_BOM) and _BOM.startswith(start):
            self._start = start
            return b""
        self._start = None
        return start.removeprefix(_BOM)

    def _read(self, line: bytes) -> None:
        """Read one line: a comment, a field with a value, or a field alone."""
        name, colon, value = line.partition(b":")
        setter = self._setters.get(name)
        if setter is not None:  # a comment has an empty name
            setter((value.removeprefix(b" ") if colon else b"").decode(errors="replace"))

    def _dispatched(self) -> Event | None:
        """Return the event that a blank line completes; None if it has no data."""
        self.last_id = self._id
        data, fields = self._data, self._fields
        self._data, self._fields, self._size = [], {}, 0
        if not data:
            return None
        text = "\n".join(data)
        kind = str(fields.get("event") or "message")
        return Event(data=text, event=kind, id=self.last_id, fields={"data": text, **fields})

    def _add_data(self, value: str) -> None:
        self._size += len(value) + 1
        if self._size > self._largest:
            raise ItemSizeError(f"an event is larger than {self._largest} bytes")
        self._data.append(value)

    def _set_event(self, value: str) -> None:
        self._fields["event"] = value

    def _set_id(self, value: str) -> None:
        if "\0" not in value:
            self._id = self._fields["id"] = value

    def _set_retry(self, value: str) -> None:
        if value.isascii() and value.isdigit():
            self.retry = self._fields["retry"] = int(value) if len(value) <= _LONGEST_RETRY else 10**_LONGEST_RETRY
