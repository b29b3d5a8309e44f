"""Connections that keep the time and skip interim answers: what is added to those of the library."""

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
from heroics_py.transport.exchange.framing import LONGEST_LENGTH

__all__ = ["Answer", "Secure", "Timed"]

_PIECE = 1 << 16
_INTERIM = 32
_MOST_FIELDS = 100
# The head of nearly every answer: HTTP/1.1, final, each field on one line of printable ASCII.
_HEAD = re.compile(
    rb"HTTP/1\.1 ([2-9][0-9]{2}) ([ -~]*)\r\n"
    rb"((?:[!-9;-~]+:[ \t]*(?:[!-~](?:[\t -~]*[!-~])?)?\r\n)+)\r\n"
)
_LINE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+: [ -~]*")
_FIELD = re.compile(r"(?<![^\n])([^:\r\n]++):[ \t]*+([^\r\n]*+)\r\n")


class _Watched(io.RawIOBase):
    """The receiving side of a socket, each read of which ends by the deadline."""

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


class _Lines(io.BufferedReader):
    """What is received, in which a line that was cut off does not pass for a whole one."""

    _begun = False

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        if not line.endswith(b"\n") and (line or self._begun) and not 0 <= (-1 if size is None else size) <= len(line):
            raise ConnectionResetError("the connection ended within the header")
        self._begun = True
        return line


class _Opened:
    """What an answer takes a socket for: the one thing that it asks of it is a file."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        if current_attempt().deadline is None:
            return _Lines(self._sock.makefile("rb", buffering=0), 8192)
        return _Lines(_Watched(self._sock), 8192)


class _Fields(HTTPMessage):
    """Header fields of printable ASCII, which need no decoding when they are looked at."""

    def items(self) -> list[tuple[str, str]]:
        return list(self.raw_items())


class Answer(HTTPResponse):
    """An answer that is read by the deadline, and that begins after the interim ones (RFC 9110, 15.2).

    Attributes:
        fields: the header, where it is a usual one; else None.
        surplus: whether more than this answer came along with a usual head.
    """

    fp: io.BufferedReader
    length: int | None
    fields: list[tuple[str, str]] | None = None
    surplus: bool = False

    def __init__(self, sock: socket.socket, *args: object, **options: object) -> None:
        super().__init__(_Opened(sock), *args, **options)  # type: ignore[arg-type]

    def begin(self) -> None:
        """Read the head: at once where it has come whole and is a usual one, else line by line, as the library does."""
        if self.headers is None and not self.begin_at_once():
            super().begin()
            assert_header_parsing(self.headers)

    def begin_at_once(self) -> bool:
        """Take in a usual head; return False, and leave everything to be read, where it is none."""
        received = self.fp.peek()
        head = _HEAD.match(received)
        if head is None:
            return False
        found = _FIELD.findall(head[3].decode("ascii"))
        framing = [(name, text) for name, text in found if name.lower() in _FRAMING]
        status = int(head[1])
        empty = status in (204, 304) or self._method == "HEAD"  # type: ignore[attr-defined]
        if len(found) > _MOST_FIELDS or not (_is_one_length(framing) or (empty and not framing)):
            return False
        self.fp.read(head.end())
        fields = _Fields()
        for name, text in found:
            fields.set_raw(name, text)
        self.fields = found
        self.version, self.chunked = 11, False
        self.code = self.status = status
        self.reason = head[2].decode("ascii").strip()
        self.headers = self.msg = fields
        connection = next((text for name, text in found if name.lower() == "connection"), "")
        self.will_close = "close" in connection.lower()
        self.length = 0 if empty else int(framing[0][1])
        self.surplus = len(received) > head.end() + self.length
        return True

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(_INTERIM):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 <= status < 200 or status == 101:
                return version, status, reason
            _skip_header(self.fp)
        raise HTTPException("no end of interim answers")


_FRAMING = frozenset({"content-length", "transfer-encoding"})


def _is_one_length(framing: list[tuple[str, str]]) -> bool:
    """Tell whether what frames the body is one length and nothing else (RFC 9112, 6.3)."""
    if len(framing) != 1:
        return False
    name, text = framing[0]
    return name.lower() == "content-length" and text.isdigit() and len(text) <= LONGEST_LENGTH


def _skip_header(file: io.BufferedReader) -> None:
    for _ in range(101):
        line = file.readline(_PIECE + 1)
        if len(line) > _PIECE:
            raise HTTPException("an interim answer has a header line that is too long")
        if line in (b"\r\n", b"\n", b""):
            return
    raise HTTPException("got more than 100 headers in an interim answer")


class Timed(HTTPConnection):
    """A connection that opens, sends and receives by the deadline."""

    _opening = False
    _process = 0
    _begun: Answer | None = None
    _held: list[bytes] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether it can take a request: it is open, this process opened it, and nothing has come unasked."""
        # A fork has the same connections: each would read what is meant for the other. Over TLS, what has been
        # decrypted and not been read does not show in the socket: it would pass for the next answer.
        return self._process == getpid() and super().is_connected and not _decrypted(self.sock)

    def connect(self) -> None:
        """Open the connection; what is sent meanwhile (to a proxy, to agree on TLS) is no part of the request."""
        self._opening, self._process = True, getpid()
        try:
            super().connect()
        finally:
            self._opening = False
        if isinstance(self.sock, SSLSocket | SSLTransport):
            # Without its closing alert, the end of a connection is not the end of a body (RFC 9112, 9.8).
            self.sock.suppress_ragged_eofs = False  # type: ignore[union-attr]  # typeshed lacks it

    def send(self, data: object) -> None:
        """Send ``data`` in pieces, none of which may wait for longer than a silence may last."""
        if self._held is not None and isinstance(data, bytes):
            self._held.append(data)
            return
        if self.sock is None and self.auto_open:
            self.connect()
        if self._opening or not isinstance(data, bytes) or self.sock is None:
            super().send(data)  # type: ignore[arg-type]
            return
        attempt = current_attempt()
        attempt.sent = True
        for start in range(0, len(data), _PIECE):
            self.sock.settimeout(attempt.left(attempt.read))
            super().send(data[start : start + _PIECE] if len(data) > _PIECE else data)

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Write a header field: a usual one is checked in one look, any other as the library does."""
        plain = len(values) == 1 and type(header) is type(values[0]) is str and ":" not in header
        line = f"{header!s}: {values[0]}" if plain else ""
        if _LINE.fullmatch(line) and not line.endswith(SKIP_HEADER):
            self._output(line.encode("ascii"))  # type: ignore[attr-defined]
        else:
            super().putheader(header, *values)  # type: ignore[arg-type]  # the library's own wants text and sends bytes

    def begin(self, method: str) -> Answer:
        """Return the next answer, its head taken in if it is a usual one that has come whole; else nothing of it."""
        self._begun = answer = Answer(self.sock, method=method)
        answer.begin_at_once()
        return answer

    def usual_answer(self) -> HTTPResponse:
        """Return the answer that was begun, without what the library puts around it."""
        return PlainConnection.getresponse(self)

    def response_class(self, sock: socket.socket, *args: Any, **options: Any) -> Answer:  # type: ignore[override]
        """Make the answer that is to be read next, unless it was begun already."""
        begun, self._begun = self._begun, None
        return begun or Answer(sock, *args, **options)

    def _new_conn(self) -> socket.socket:
        """Open a socket; where a host has several addresses, they share the time."""
        if current_attempt().deadline is None:
            return super()._new_conn()
        attempt, host = current_attempt(), self._dns_host
        last: Exception = OSError("the host has no address")
        try:
            for address in _addresses(host, self.port):
                self._dns_host, self.timeout = address, attempt.left(attempt.connect)
                try:
                    return super()._new_conn()
                except Exception as error:  # noqa: BLE001 - the library's own classes, which only its door knows
                    last = error
        finally:
            self._dns_host = host
        raise last

    def request(self, method: str, url: str, *args: object, **options: object) -> None:
        """Send a request; a target that is masked for the log goes out as it truly is."""
        masked = getattr(url, "masked", None)
        body = options.get("body")
        if isinstance(body, bytes) and len(body) < _PIECE:
            # Head and body in one piece: a second one takes as long as the first.
            self._held = []
        try:
            super().request(method, str.__str__(url), *args, **options)  # type: ignore[arg-type]
        finally:
            held, self._held = self._held, None
            if masked is not None and self._response_options is not None:
                # The library logs the target once more where the header of the answer is odd; and an answer may come
                # though the request could not be sent whole.
                self._response_options = self._response_options._replace(request_url=masked)
        if held:
            self.send(b"".join(held))


def _decrypted(sock: Any) -> int:
    """Return how many bytes of TLS are decrypted and not yet read; within the TLS of a proxy, also those to decrypt."""
    if isinstance(sock, SSLTransport):
        return sock.sslobj.pending() + sock.incoming.pending
    return sock.pending() if isinstance(sock, SSLSocket) else 0


def _addresses(host: str, port: int) -> list[str]:
    """Return the addresses of ``host``; one that can't be found is left for the library to complain of."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return [host]
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Secure(Timed, HTTPSConnection):
    """A connection over TLS that keeps the time."""
