"""Connections of urllib3 that keep to a deadline and skip interim responses."""

import io
import re
import socket
from http.client import HTTPConnection as PlainConnection
from http.client import HTTPException, HTTPMessage, HTTPResponse
from os import getpid
from ssl import SSLSocket
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import SKIP_HEADER
from urllib3.util.response import assert_header_parsing
from urllib3.util.ssltransport import SSLTransport

from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.framing import MAX_LENGTH_DIGITS

__all__ = ["TimedConnection", "TimedResponse", "TimedTLSConnection"]

_PIECE = 1 << 16
_MAX_INTERIM = 32
_MAX_FIELDS = 100
# A simple head, as nearly every response has it: HTTP/1.1, final, each field on one line of printable ASCII.
_HEAD = re.compile(
    rb"HTTP/1\.1 ([2-9][0-9]{2}) ([ -~]*)\r\n"
    rb"((?:[!-9;-~]+:[ \t]*(?:[!-~](?:[\t -~]*[!-~])?)?\r\n)+)\r\n"
)
_LINE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [ -~]*")
_FIELD = re.compile(r"(?<![^\n])([^:\r\n]++):[ \t]*+([^\r\n]*+)\r\n")


class _TimedReader(io.RawIOBase):
    """The receiving side of a socket; each read ends by the deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        attempt = current_attempt()
        self._sock.settimeout(attempt.left(attempt.read))
        return self._raw.readinto(buffer)  # type: ignore[arg-type]  # any writable buffer

    def close(self) -> None:
        self._raw.close()
        super().close()


class _HeadReader(io.BufferedReader):
    """A buffered reader that rejects a line that was cut off."""

    _has_begun = False

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        if (
            not line.endswith(b"\n")
            and (line or self._has_begun)
            and not 0 <= (-1 if size is None else size) <= len(line)
        ):
            raise ConnectionResetError("the connection ended within the header")
        self._has_begun = True
        return line


class _SocketFile:
    """The one method of a socket that a response calls."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        if current_attempt().deadline is None:
            return _HeadReader(self._sock.makefile("rb", buffering=0), 8192)
        return _HeadReader(_TimedReader(self._sock), 8192)


class _AsciiHeaders(HTTPMessage):
    """Headers of printable ASCII, which need no decoding."""

    def items(self) -> list[tuple[str, str]]:
        return list(self.raw_items())


class TimedResponse(HTTPResponse):
    """A response that is read by the deadline, after any interim ones (RFC 9110, 15.2).

    Attributes:
        fields: the headers of a simple head; None for any other.
        surplus: whether more bytes than this response arrived with its simple head.
    """

    fp: io.BufferedReader
    length: int | None
    fields: list[tuple[str, str]] | None = None
    surplus: bool = False

    def __init__(self, sock: socket.socket, *args: object, **options: object) -> None:
        super().__init__(_SocketFile(sock), *args, **options)  # type: ignore[arg-type]

    def begin(self) -> None:
        """Read the head: at once if it is a simple one, else line by line, as http.client does."""
        if self.headers is None and not self.read_simple_head():
            super().begin()
            assert_header_parsing(self.headers)

    def read_simple_head(self) -> bool:
        """Read a simple head that has arrived completely; read nothing and return False for any other."""
        received = self.fp.peek()
        head = _HEAD.match(received)
        if head is None:
            return False
        fields = _FIELD.findall(head[3].decode("ascii"))
        framing = [(name, text) for name, text in fields if name.lower() in _FRAMING]
        status = int(head[1])
        is_empty = status in (204, 304) or self._method == "HEAD"  # type: ignore[attr-defined]
        if len(fields) > _MAX_FIELDS or not (_is_one_length(framing) or (is_empty and not framing)):
            return False
        self.fp.read(head.end())
        headers = _AsciiHeaders()
        for name, text in fields:
            headers.set_raw(name, text)
        self.fields = fields
        self.version, self.chunked = 11, False
        self.code = self.status = status
        self.reason = head[2].decode("ascii").strip()
        self.headers = self.msg = headers
        connection = next((text for name, text in fields if name.lower() == "connection"), "")
        self.will_close = "close" in connection.lower()
        self.length = 0 if is_empty else int(framing[0][1])
        self.surplus = len(received) > head.end() + self.length
        return True

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_MAX_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 <= status < 200 or status == 101:
                return version, status, reason
            _skip_header(self.fp)
        raise HTTPException("too many interim responses")


_FRAMING = frozenset({"content-length", "transfer-encoding"})


def _is_one_length(framing: list[tuple[str, str]]) -> bool:
    """Return whether exactly one length frames the body (RFC 9112, 6.3)."""
    if len(framing) != 1:
        return False
    name, text = framing[0]
    return name.lower() == "content-length" and text.isdigit() and len(text) <= MAX_LENGTH_DIGITS


def _skip_header(file: io.BufferedReader) -> None:
    for _ in range(101):
        line = file.readline(_PIECE + 1)
        if len(line) > _PIECE:
            raise HTTPException("an interim response has a header line that is too long")
        if line in (b"\r\n", b"\n", b""):
            return
    raise HTTPException("got more than 100 headers in an interim response")


class TimedConnection(HTTPConnection):
    """A connection that opens, sends and receives by the deadline.

    Attributes:
        target: the target of the next request, if urllib3 is given a masked one to log.
    """

    target: str | None = None
    _is_opening = False
    _process = 0
    _next_response: TimedResponse | None = None
    _unsent_pieces: list[bytes] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether it can take a request: it is open, this process opened it, and no unread bytes are left."""
        # A fork shares the sockets of its parent, so each would read responses of the other. Over TLS, bytes that are
        # decrypted but unread do not show in the socket, and would be taken for the next response.
        return self._process == getpid() and super().is_connected and not _decrypted(self.sock)

    def connect(self) -> None:
        """Open the connection; what that sends, to a proxy or for TLS, does not count as sent."""
        self._is_opening, self._process = True, getpid()
        try:
            super().connect()
        finally:
            self._is_opening = False
        if isinstance(self.sock, SSLSocket | SSLTransport):
            # Without a closing alert, the end of the connection does not end a body (RFC 9112, 9.8).
            self.sock.suppress_ragged_eofs = False  # type: ignore[union-attr]  # typeshed lacks it

    def send(self, data: object) -> None:
        """Send ``data`` in pieces, each within the read timeout."""
        if self._unsent_pieces is not None and isinstance(data, bytes):
            self._unsent_pieces.append(data)
            return
        if self.sock is None and self.auto_open:
            self.connect()
        if self._is_opening or not isinstance(data, bytes) or self.sock is None:
            super().send(data)  # type: ignore[arg-type]
            return
        attempt = current_attempt()
        attempt.sent = True
        for start in range(0, len(data), _PIECE):
            self.sock.settimeout(attempt.left(attempt.read))
            super().send(data[start : start + _PIECE] if len(data) > _PIECE else data)

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Write a header: a simple one after one check, any other as http.client does."""
        is_simple = len(values) == 1 and type(header) is type(values[0]) is str and ":" not in header
        line = f"{header!s}: {values[0]}" if is_simple else ""
        if _LINE.fullmatch(line) and not line.endswith(SKIP_HEADER):
            self._output(line.encode("ascii"))  # type: ignore[attr-defined]
        else:
            super().putheader(header, *values)  # type: ignore[arg-type]  # urllib3 annotates str, and http.client sends bytes

    def begin_response(self, method: str) -> TimedResponse:
        """Return the next response, with its head if that is a simple one that has arrived."""
        self._next_response = response = TimedResponse(self.sock, method=method)
        response.read_simple_head()
        return response

    def simple_response(self) -> HTTPResponse:
        """Return the response that was begun, without the wrapper of urllib3."""
        return PlainConnection.getresponse(self)

    def response_class(self, sock: socket.socket, *args: Any, **options: Any) -> TimedResponse:  # type: ignore[override]
        """Return the next response: the one that was begun, or a new one."""
        response, self._next_response = self._next_response, None
        return response or TimedResponse(sock, *args, **options)

    def _new_conn(self) -> socket.socket:
        """Open a socket; several addresses of a host share the time."""
        if current_attempt().deadline is None:
            return super()._new_conn()
        attempt, host = current_attempt(), self._dns_host
        last: Exception = OSError("the host has no address")
        try:
            for address in _addresses(host, self.port):
                self._dns_host, self.timeout = address, attempt.left(attempt.connect)
                try:
                    return super()._new_conn()
                except Exception as error:  # noqa: BLE001 - of urllib3, and raised again
                    last = error
        finally:
            self._dns_host = host
        raise last

    def request(self, method: str, url: str, *args: object, **options: object) -> None:
        """Send a request to `target` if that is set, else to ``url``; urllib3 logs ``url``."""
        target, self.target = self.target or url, None
        body = options.get("body")
        if isinstance(body, bytes) and len(body) < _PIECE:
            # A server reads head and body at once: over two packets, the second one waits for an acknowledgement.
            self._unsent_pieces = []
        try:
            super().request(method, target, *args, **options)  # type: ignore[arg-type]
        finally:
            pieces, self._unsent_pieces = self._unsent_pieces, None
            if self._response_options is not None:
                # urllib3 logs this URL if the headers of the response are odd, even if sending failed half-way.
                self._response_options = self._response_options._replace(request_url=url)
        if pieces:
            self.send(b"".join(pieces))


def _decrypted(sock: Any) -> int:
    """Return the number of bytes that TLS has received and nothing has read yet."""
    if isinstance(sock, SSLTransport):
        return sock.sslobj.pending() + sock.incoming.pending
    return sock.pending() if isinstance(sock, SSLSocket) else 0


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of ``host``; if the look-up fails, return the host, so that urllib3 reports the failure."""
    try:
        entries = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [host]
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


class TimedTLSConnection(TimedConnection, HTTPSConnection):
    """A connection over TLS that keeps to the deadline."""
