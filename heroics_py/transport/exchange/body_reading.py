"""The body of a response, read within its limits: at once, or piece by piece."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPMessage, HTTPResponse
from itertools import chain
from os import getpid
from socket import SHUT_RD
from typing import Any, TypeAlias

from urllib3.util.response import assert_header_parsing

from heroics_py.errors import ConnectionFailed, ProtocolError, TransportError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.cut_bodies import last_bytes
from heroics_py.transport.exchange.decoding import Fault, content_coding, decode_body, decode_pieces, too_large
from heroics_py.transport.exchange.framing import CHUNKED, body_length

__all__ = ["Head", "OpenBody", "open_body", "read_body"]

_PIECE = 1 << 16
_MAX_AT_ONCE = 1 << 20
_WITHOUT_BODY = frozenset({204, 205, 304})
_GZIP_START = b"\x1f\x8b"


class Head:
    """The head of a response, and the file that its body is read from.

    Attributes:
        status: the HTTP status code.
        headers: the header fields.
        raw: a response of urllib3, or any file that an adapter of the caller returned; None if there is no body.
        framed: whether our own connection has checked it, and the length of its body.
    """

    __slots__ = ("framed", "headers", "raw", "status")

    def __init__(self, status: int, headers: Headers, raw: Any, *, framed: bool = False) -> None:
        self.status = status
        self.headers = headers
        self.raw = raw
        self.framed = framed

    def close(self) -> None:
        """Close the connection, unless the body was read."""
        if hasattr(self.raw, "close"):
            self.raw.close()

    def close_at_once(self) -> None:
        """Close the connection, also while another thread waits for its next bytes."""
        # The public `shutdown` of a response exists since urllib3 2.3.
        shutdown = getattr(self.raw, "shutdown", None) or self._shut_down_socket
        with suppress(OSError, ValueError, RuntimeError, AttributeError):  # it has ended, or has no socket
            shutdown()
        self.close()

    def _shut_down_socket(self) -> None:
        self.raw.connection.sock.shutdown(SHUT_RD)

    def release(self) -> None:
        """Release the connection of a response without a body; a file of the caller has none."""
        release = getattr(self.raw, "release_conn", None)
        if release is not None:
            release()
        else:
            self.close()


def read_body(head: Head, method: str, limit: int) -> bytes:
    """Return the whole body, decompressed; close the connection if that fails.

    Raises:
        Fault: it is larger than ``limit``, cut short, or its framing is invalid.
        OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: the connection failed.
    """
    body = None
    try:
        body = _read(head, method, limit)
    except ValueError:  # the library could not parse a length
        pass
    finally:
        if body is None:
            head.close()
    if body is None:
        raise Fault(ProtocolError, "the framing of the body is not valid HTTP")
    return body


def _read(head: Head, method: str, limit: int) -> bytes:
    if not head.framed:
        _check(head)
    if method == "HEAD" or head.status in (204, 304):
        head.release()
        return b""
    length = head.raw.length_remaining if head.framed else body_length(head.headers)
    if length is not None and length > limit:
        raise too_large(limit)
    if head.framed and length is not None and length <= _MAX_AT_ONCE and not _is_in_ranges(head):
        coding, body = content_coding(head.headers.get("Content-Encoding")), _read_at_once(head)
        return decode_body((body,), coding=coding, limit=limit) if coding else body
    pieces = _pieces(head, length)
    coding, pieces = _coding(head, pieces)
    return decode_body(pieces if coding else _kept(head, pieces), coding=coding, limit=limit)


def _read_at_once(head: Head) -> bytes:
    """Return the body as it is on the wire; if it is cut short, the attempt keeps what arrived for its error."""
    try:
        return head.raw.read(decode_content=False)  # type: ignore[no-any-return]
    except Exception as error:
        current_attempt().arrived = (head.status, head.headers, [last_bytes(error)])
        raise


def _is_in_ranges(head: Head) -> bool:
    """Return whether a range could complete the body: a reset would lose what is read at once."""
    return "bytes" in (head.headers.get("Accept-Ranges") or "")


def _kept(head: Head, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield ``pieces``; if the rest does not arrive, the attempt keeps them for its error."""
    kept = []
    try:
        for piece in pieces:
            kept.append(piece)
            yield piece
    except Exception as error:
        current_attempt().arrived = (head.status, head.headers, [*kept, last_bytes(error)])
        raise


def _check(head: Head) -> None:
    """Reject a head that does not begin the final response, or that http.client could not read to its end.

    Raises:
        Fault: it is an interim one: the real response will still arrive on the connection.
        urllib3.exceptions.HeaderParsingError: it has an invalid line, after which http.client reads no further one.
    """
    if head.status == 101:
        raise Fault(ProtocolError, "the server changed to another protocol, which was not requested")
    if 100 <= head.status < 200:
        raise Fault(ProtocolError, f"the session's adapter took the interim response {head.status} for the final one")
    if current_attempt().tracked:
        return  # our own connections have checked it
    original = getattr(head.raw, "_original_response", None)
    if isinstance(message := getattr(original, "msg", None), HTTPMessage):
        assert_header_parsing(message)


def _is_recorded(raw: object) -> bool:
    """Return whether a recorder plays the response back, whose headers describe what it has read and decoded."""
    return isinstance(raw, HTTPResponse) and hasattr(raw, "stream")


def _coding(head: Head, pieces: Iterator[bytes]) -> tuple[str, Iterator[bytes]]:
    """Return the coding of ``pieces``, and them.

    Raises:
        Fault: it was not requested.
    """
    coding = content_coding(head.headers.get("Content-Encoding"))
    if coding and _is_recorded(head.raw):
        first = next(pieces, b"")
        return coding if first.startswith(_GZIP_START) else "", chain((first,), pieces)
    return coding, pieces


def _pieces(head: Head, length: int | None) -> Iterator[bytes]:
    """Yield the body as it is on the wire."""
    raw, is_response = head.raw, hasattr(head.raw, "stream")
    is_repeated = length != CHUNKED and "," in (head.headers.get("Content-Length") or "")
    if raw is None:
        return iter(())
    attempt = current_attempt()
    if _is_recorded(raw):
        return _arriving(raw, None)
    if (is_repeated and is_response) or (attempt.deadline is not None and not attempt.tracked):
        return _arriving(raw, length)
    if not is_response:
        return iter(lambda: _checked(raw.read(_PIECE)), b"")
    if _is_in_ranges(head):
        return _arriving(raw, length)
    if length is not None and 0 <= length <= _MAX_AT_ONCE:
        return (read(decode_content=False) for read in (raw.read,))  # not before it is asked for
    return raw.stream(_PIECE, decode_content=False)  # type: ignore[no-any-return]


def _arriving(raw: Any, length: int | None) -> Iterator[bytes]:
    """Yield what arrives until the body ends: after ``length`` bytes, or where the library finds its end."""
    left = None if length == CHUNKED or _is_recorded(raw) else length
    while left != 0 and (piece := _next_piece(raw, left)):
        left = None if left is None else left - len(piece)
        yield piece
    if left:
        raise Fault(ConnectionFailed, "the connection broke before the body was complete")
    if length not in (None, CHUNKED):
        raw.close()


def _next_piece(raw: Any, left: int | None) -> bytes:
    """Return the next bytes as soon as they arrive, by the deadline."""
    attempt, sock = current_attempt(), getattr(getattr(raw, "connection", None), "sock", None)
    limit = attempt.left(attempt.read)
    if sock is not None:
        sock.settimeout(limit)
    size = _PIECE if left is None else min(left, _PIECE)
    if _is_recorded(raw):
        return _checked(raw.read(size))
    if hasattr(raw, "stream"):
        piece: bytes = raw.read1(size, decode_content=False)
        return piece
    return _checked(getattr(raw, "read1", raw.read)(size))


def _checked(piece: object) -> bytes:
    if not isinstance(piece, bytes):
        raise Fault(ProtocolError, f"the session returned a body of {type(piece).__name__}: expected bytes")
    return piece


Limited: TypeAlias = Callable[[Callable[[], bytes]], bytes | TransportError]


class OpenBody:
    """The body of one streamed response, which keeps its connection until it ends or is closed.

    After a fork, the connection stays with the process that opened it.

    Args:
        pieces: of the body, decoded.
        close: closes the connection.

    Attributes:
        within_limits: reads a piece within the time limits of the request; returns the error if that fails.
    """

    within_limits: Limited

    def __init__(self, pieces: Iterator[bytes], close: Callable[[], object]) -> None:
        self._pieces = pieces
        self._close = close
        self._failure: TransportError | None = None
        self._process = getpid()

    def read(self) -> bytes:
        """Return the next bytes of the body as soon as they arrive; empty at the end, and once it is closed.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end.
            ProtocolError: the framing of the body is not valid HTTP, or it is not in its coding.
        """
        if self._process != getpid():
            raise ConnectionFailed(
                "the connection of this response stays with the process that this one was forked from"
            )
        outcome = self._failure or self.within_limits(lambda: next(self._pieces, b""))
        if isinstance(outcome, TransportError):
            self.close()
            self._failure = outcome
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the connection, also in the middle of the body; a second time does nothing."""
        self._pieces = iter(())
        close, self._close = self._close, _nothing
        if self._process == getpid():  # to shut a socket down would end it for the other process, too
            close()


def open_body(head: Head) -> OpenBody:
    """Return the body of a successful response, to be read piece by piece; its head is checked at once.

    Raises:
        Fault: where the body ends is undefined, or its coding was not requested.
    """
    pieces = None
    try:
        _check(head)
        length = 0 if head.status in _WITHOUT_BODY else body_length(head.headers)
        coding, arriving = _coding(head, _arriving(head.raw, length) if head.raw is not None else iter(()))
        pieces = decode_pieces(arriving, coding=coding)
    finally:
        if pieces is None:
            head.close()
    return OpenBody(pieces, head.close_at_once)


def _nothing() -> None:
    """Do nothing: the body is closed."""
