"""The receiving side of a connection: each read ends by the deadline, and nothing is taken for more than it is."""

import io
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException, HTTPMessage, HTTPResponse

from urllib3.util.response import assert_header_parsing

from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.framing import MAX_LENGTH_DIGITS

__all__ = ["TimedResponse"]

_BUFFER = 8192
_MAX_FIELDS = 100
_MAX_HEADS = 33  # of one response with its interim ones
_MAX_LINES = _MAX_HEADS * (_MAX_FIELDS + 2)
# A simple head, as nearly every response has it: HTTP/1.1, final, each field on one line of printable ASCII.
_HEAD = re.compile(
    rb"HTTP/1\.1 ([2-9][0-9]{2}) ([ -~]*)\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*(?:[!-~](?:[\t -~]*[!-~])?)?\r\n)+)\r\n"
)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
_FIELD = re.compile(r"(?<![^\n])([^:\r\n]++):[ \t]*+([^\r\n]*+)\r\n")


class TimedResponse(HTTPResponse):
    """A response that is read by the deadline, after any interim ones (RFC 9110, 15.2).

    Args:
        sock: the socket of the connection.
        method: of the request.
        close_connection: called if more bytes than this response arrived with it.
    """

    fp: "_Reader"
    length: int | None

    def __init__(
        self, sock: socket.socket, method: str | None = None, *, close_connection: Callable[[], object]
    ) -> None:
        super().__init__(_TimedSocket(sock, close_connection), method=method)  # type: ignore[arg-type]
        self._is_head = method == "HEAD"

    def begin(self) -> None:
        """Read the head: at once if it is a simple one, else line by line, as http.client does.

        A response without a body ends with it, so that another thread may use the connection at once.

        Raises:
            OSError, HTTPException, urllib3.exceptions.HeaderParsingError: no valid head arrived.
        """
        if self.headers is not None:
            return
        attempt = current_attempt()
        attempt.framed = self._read_simple_head()
        if not attempt.framed:
            super().begin()
            while 100 <= self.status < 200 and self.status != 101:
                self.headers = self.msg = None  # so that the next head is read
                super().begin()
            assert_header_parsing(self.headers)
            if self.chunked and "content-length" in self.headers:
                self.will_close = True  # two lengths may be a smuggled response (RFC 9112, 6.3)
        self.fp.is_at_head = False
        if self.length == 0:
            self.close()

    def _read_simple_head(self) -> bool:
        """Read a simple head that has arrived completely; read nothing and return False for any other."""
        head = _HEAD.match(self.fp.peek())
        if head is None:
            return False
        fields: list[tuple[str, str]] = _FIELD.findall(head[3].decode("ascii"))
        names = [name.lower() for name, _ in fields]
        lengths = [text for name, (_, text) in zip(names, fields, strict=True) if name == "content-length"]
        status = int(head[1])
        is_empty = self._is_head or status in (204, 304)
        if len(fields) > _MAX_FIELDS or "transfer-encoding" in names or not _is_framed(lengths, is_empty=is_empty):
            return False
        self.fp.read(head.end())
        self.headers = self.msg = _headers_of(fields)
        self.version, self.chunked = 11, False
        self.code = self.status = status
        self.reason = head[2].decode("ascii").strip()
        connection = fields[names.index("connection")][1] if "connection" in names else ""
        self.will_close = "close" in connection.lower()  # of the first one, as http.client has it
        self.length = 0 if is_empty else int(lengths[0])
        return True


def _is_framed(lengths: list[str], *, is_empty: bool) -> bool:
    """Return whether exactly one length frames the body (RFC 9112, 6.3), or there is neither."""
    if len(lengths) != 1:
        return is_empty and not lengths
    return lengths[0].isdigit() and len(lengths[0]) <= MAX_LENGTH_DIGITS


class _AsciiHeaders(HTTPMessage):
    """Headers of printable ASCII, which need no decoding."""

    def items(self) -> list[tuple[str, str]]:
        return list(self.raw_items())


def _headers_of(fields: list[tuple[str, str]]) -> HTTPMessage:
    headers = _AsciiHeaders()
    for name, text in fields:
        headers.set_raw(name, text)
    return headers


class _TimedSocket(io.RawIOBase):
    """The bytes that a socket receives; each read ends by the deadline."""

    def __init__(self, sock: socket.socket, close_connection: Callable[[], object]) -> None:
        self._sock = sock
        self._file = sock.makefile("rb", buffering=0)
        self._close_connection = close_connection
        self.is_over = False

    def makefile(self, _mode: str) -> "_Reader":
        """Return the file of the response: the one method of a socket that a response calls."""
        return _Reader(self, self._close_connection)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        if self.is_over:
            return 0
        attempt = current_attempt()
        self._sock.settimeout(attempt.left(attempt.read))
        return self._file.readinto(buffer)  # type: ignore[arg-type]  # any writable buffer

    def close(self) -> None:
        self._file.close()
        super().close()


class _Reader(io.BufferedReader):
    """A buffered reader of one response.

    It rejects a line that was cut off and a head without end, and notices bytes that belong to no response.

    Attributes:
        is_at_head: whether the head is being read, rather than the body.
    """

    is_at_head = True

    def __init__(self, source: _TimedSocket, close_connection: Callable[[], object]) -> None:
        super().__init__(source, _BUFFER)
        self._close_connection = close_connection
        self._has_begun = False
        self._lines = self._heads = 0
        self._trailers: int | None = None  # the lines after the last chunk

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        limit = -1 if size is None else size
        if not line.endswith(b"\n") and (line or self._has_begun) and not 0 <= limit <= len(line):
            raise ConnectionResetError("the connection ended within the header")
        self._has_begun = True
        if self.is_at_head:
            self._lines += 1
            self._heads += line.startswith(b"HTTP/")
            if self._lines > _MAX_LINES or self._heads > _MAX_HEADS:
                raise HTTPException("too many interim responses")
        else:
            self._check_chunked(line)
        return line

    def _check_chunked(self, line: bytes) -> None:
        """Check a line of a chunked body: the size of a chunk, or a trailer (RFC 9112, 7.1), of which there are few.

        Raises:
            HTTPException: it is neither; the libraries read sizes such as 0x2 and 1_0, and any number of trailers.
        """
        if self._trailers is not None:
            self._trailers += 1
            if self._trailers > _MAX_FIELDS:
                raise HTTPException("too many trailers")
        elif (size := _CHUNK_SIZE.fullmatch(line)) is None:
            with suppress(ValueError):  # the libraries reject it themselves
                int(line.partition(b";")[0], 16)
                raise HTTPException("invalid size of a chunk")
        elif not size[1].strip(b"0"):
            self._trailers = 0

    def close(self) -> None:
        """Close the file; and the connection, if it has sent more than was asked for."""
        try:
            if not self.closed:
                self.raw.is_over = True  # type: ignore[attr-defined]  # it is a _TimedSocket
                if self.peek(1):
                    self._close_connection()  # where the next response begins is unknown
        finally:
            super().close()
