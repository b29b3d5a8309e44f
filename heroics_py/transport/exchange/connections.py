"""Connections of urllib3 that keep to a deadline, and pools of them; they override public methods alone."""

import socket
from http.client import HTTPException
from os import getpid
from queue import Empty, Full, LifoQueue
from ssl import CERT_NONE, SSLSocket
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.ssltransport import SSLTransport

from heroics_py.transport.exchange.attempt import current_attempt
from heroics_py.transport.exchange.heads import TimedResponse

__all__ = ["POOLS", "TimedConnection"]

_PIECE = 1 << 16


class TimedConnection(HTTPConnection):
    """A connection that opens, sends and receives by the deadline, and knows whether it has sent any of a request."""

    _is_opening = False
    _is_last = False
    _process = 0
    _unsent: list[bytes] | None = None

    @property
    def is_connected(self) -> bool:
        """Whether it can take a request: it is open, this process opened it, and no unread bytes are left.

        After a request with ``Connection: close`` it takes no further one (RFC 9112, 9.6), whatever the response says.
        """
        # A fork shares the sockets of its parent, so each would read responses of the other. Over TLS, bytes that are
        # decrypted but unread do not show in the socket, and would be taken for the next response.
        return self._process == getpid() and not self._is_last and super().is_connected and not _decrypted(self.sock)

    def connect(self) -> None:
        """Open the connection; what that sends, to a proxy or for TLS, does not count as sent."""
        attempt = current_attempt()
        if attempt.deadline is not None:
            addresses = _count_addresses(self)  # urllib3 tries one after the other, each with this timeout
            share = (attempt.left(None) or 0.0) / addresses
            self.timeout = share if attempt.connect is None else min(share, attempt.connect)
        self._is_opening, self._process, self._is_last = True, getpid(), False
        read, attempt.read = attempt.read, attempt.connect  # a proxy's silence is that of the opening
        try:
            super().connect()
        finally:
            self._is_opening, attempt.read = False, read
        if isinstance(self.sock, SSLSocket | SSLTransport):
            # Without a closing alert, the end of the connection does not end a body (RFC 9112, 9.8).
            self.sock.suppress_ragged_eofs = False  # type: ignore[union-attr]  # typeshed lacks it

    def request(self, method: str, url: str, *args: Any, **options: Any) -> None:
        """Send a request to the exact target; a small body in one piece with its head.

        A server reads both at once: over two packets, the second one waits for an acknowledgement.
        """
        body, headers = options.get("body"), options.get("headers") or {}
        self._unsent = [] if isinstance(body, bytes) and len(body) < _PIECE else None
        try:
            super().request(method, current_attempt().target or url, *args, **options)
        finally:
            pieces, self._unsent = self._unsent, None
        if pieces:
            self.send(b"".join(pieces))
        self._is_last = any(_is_farewell(name, value) for name, value in headers.items())

    def send(self, data: Any) -> None:
        """Send ``data`` in pieces, each within the read timeout."""
        if self._unsent is not None and isinstance(data, bytes):
            self._unsent.append(data)
            return
        if self.sock is None and self.auto_open:
            self.connect()
        if self._is_opening or not isinstance(data, bytes):
            super().send(data)
            return
        attempt = current_attempt()
        attempt.sent = True
        for start in range(0, len(data), _PIECE):
            if self.sock is not None:
                self.sock.settimeout(attempt.left(attempt.read))
            super().send(data[start : start + _PIECE] if len(data) > _PIECE else data)

    def response_class(  # type: ignore[override]  # http.client calls it, as it would the class
        self, sock: socket.socket, _level: int = 0, *, method: str | None = None, **_: Any
    ) -> TimedResponse:
        """Return the response that arrives next."""
        return TimedResponse(sock, method, close_connection=self._close_after_surplus)

    def _close_after_surplus(self) -> None:
        """Close the connection, which has sent more than one response.

        Raises:
            HTTPException: a proxy did so after it had opened a tunnel, in place of the server's TLS.
        """
        is_tunnel = self._is_opening and self.sock is not None
        self.close()
        if is_tunnel:
            raise HTTPException("the proxy sent more than its response")


class _TimedTLSConnection(TimedConnection, HTTPSConnection):
    """A connection over TLS that keeps to the deadline."""

    def connect(self) -> None:
        """Open the connection, without a warning for each request if certificates are not checked."""
        super().connect()
        if self.cert_reqs in (CERT_NONE, "CERT_NONE"):
            self.is_verified = True  # `connect` of this library has warned already


class _IdleConnections(LifoQueue[Any]):
    """The connections of a pool that no request uses, the last one first.

    It has no lock: Ctrl-C between the lock and the block of a ``with`` statement would leave the lock of a condition
    locked, and every later request would wait for it.
    """

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ARG002, FBT001, FBT002 - as it is
        """Return a connection.

        Raises:
            queue.Empty: there is none.
        """
        try:
            return self.queue.pop()
        except IndexError:
            raise Empty from None

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: ARG002, FBT001, FBT002
        """Keep a connection.

        Raises:
            queue.Full: enough of them are kept.
        """
        if 0 < self.maxsize <= len(self.queue):
            raise Full
        self.queue.append(item)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = TimedConnection
    QueueCls = _IdleConnections


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTLSConnection
    QueueCls = _IdleConnections


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _HTTPPool, "https": _HTTPSPool}
"""The pool for each scheme."""


def _is_farewell(name: Any, value: Any) -> bool:
    """Return whether a header says that the connection ends after this request (RFC 9112, 9.6)."""
    if name.lower() != "connection":
        return False
    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
    return "close" in [option.strip().lower() for option in text.split(",")]


def _decrypted(sock: Any) -> int:
    """Return the number of bytes that TLS has received and nothing has read yet."""
    if isinstance(sock, SSLTransport):
        return sock.sslobj.pending() + sock.incoming.pending
    return sock.pending() if isinstance(sock, SSLSocket) else 0


def _count_addresses(connection: HTTPConnection) -> int:
    """Return how many addresses the host has; 1 if the look-up fails, which urllib3 reports."""
    try:
        entries = socket.getaddrinfo(connection.host.strip("[]"), connection.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return 1
    return max(1, len(entries))
