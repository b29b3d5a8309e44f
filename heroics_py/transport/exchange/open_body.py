"""The body of a streamed response, read piece by piece as it arrives."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from socket import SHUT_RD
from typing import Any, TypeAlias

import requests

from heroics_py.errors import ConnectionFailed, TransportError
from heroics_py.transport.exchange.decoding import Fault, content_coding, decode_pieces
from heroics_py.transport.exchange.framing import CHUNKED, body_length
from heroics_py.transport.exchange.library_response import check_headers, response_content, response_headers

__all__ = ["OpenBody", "arriving_pieces", "close_at_once"]

_PIECE = 1 << 16
_WITHOUT_BODY = frozenset({204, 205})

Limited: TypeAlias = Callable[[Callable[[], bytes]], bytes | TransportError]


class OpenBody:
    """The body of one response, which keeps its connection until it ends or is closed.

    Args:
        pieces: of the body, decoded.
        within_limits: reads a piece within the time limits of the request; returns the error if that fails.
        close: closes the connection.
    """

    def __init__(self, pieces: Iterator[bytes], within_limits: Limited, close: Callable[[], object]) -> None:
        self._pieces = pieces
        self._within_limits = within_limits
        self._close = close
        self._failure: TransportError | None = None

    def read(self) -> bytes:
        """Return the next bytes of the body as soon as they arrive; empty at the end, and once it is closed.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end.
            ProtocolError: the framing of the body is not valid HTTP, or it is not in its coding.
        """
        outcome = self._failure or self._within_limits(lambda: next(self._pieces, b""))
        if isinstance(outcome, TransportError):
            self.close()
            self._failure = outcome
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the connection, also in the middle of the body; a second time does nothing."""
        self._pieces = iter(())
        close, self._close = self._close, _nothing
        close()


def close_at_once(response: requests.Response) -> None:
    """Close the connection of a response, also while another thread waits for its next bytes."""
    raw: Any = response.raw
    # The public `shutdown` exists since urllib3 2.3.
    shutdown = getattr(raw, "shutdown", None) or partial(_shutdown_socket, raw)
    with suppress(OSError, ValueError, RuntimeError, AttributeError):  # it has ended, or has no socket
        shutdown()
    response.close()


def _shutdown_socket(raw: Any) -> None:
    raw.connection.sock.shutdown(SHUT_RD)


def arriving_pieces(response: requests.Response) -> Iterator[bytes]:
    """Return the decoded pieces of the body of a successful response; its head is checked at once.

    Raises:
        Fault: where the body ends is undefined, or its coding was not requested.
    """
    content = response_content(response)
    if isinstance(content, bytes):
        return iter((content,) if content else ())
    check_headers(response)
    headers = response_headers(response)
    length = 0 if response.status_code in _WITHOUT_BODY else body_length(headers)
    return decode_pieces(_received(response.raw, length), coding=content_coding(headers.get("Content-Encoding")))


def _received(raw: Any, length: int | None) -> Iterator[bytes]:
    """Yield what arrives until the body ends: after ``length`` bytes, or where the library finds its end."""
    left = None if length == CHUNKED else length
    while left != 0:
        if not (piece := _next_piece(raw)):
            break
        left = None if left is None else left - len(piece)
        yield piece
    if left:
        raise Fault(ConnectionFailed, "the connection broke before the body was complete")


def _next_piece(raw: Any) -> bytes:
    if hasattr(raw, "stream"):
        piece: bytes = raw.read1(_PIECE, decode_content=False)
    else:  # an adapter of the caller may return any file
        piece = getattr(raw, "read1", raw.read)(_PIECE)
    return piece


def _nothing() -> None:
    """Do nothing: the body is closed."""
