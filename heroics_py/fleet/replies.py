"""How long and how large the reply of a server may be, however it arrives."""

import time
from typing import Any

__all__ = ["LARGEST_REPLY", "limit_replies"]

LARGEST_REPLY = 1 << 20
"""Bytes of a reply that holds no entry of a cache."""
_PATIENCE = 5.0  # timeouts: a timeout limits each silence, and a server that drips never falls silent


def limit_replies(connection: Any, largest: int) -> None:
    """Let a new connection of redis fail if a reply takes five timeouts, or more than ``largest`` bytes."""
    socket, timeout = getattr(connection, "_sock", None), getattr(connection, "socket_timeout", None)
    if socket is not None and timeout:
        connection._sock = _LimitedSocket(socket, _PATIENCE * timeout, largest)  # noqa: SLF001 - it has no public door


class _LimitedSocket:
    """A socket on which everything after a request counts as its reply."""

    def __init__(self, socket: Any, seconds: float, largest: int) -> None:
        self._socket = socket
        self._seconds = seconds
        self._largest = largest
        self._until = 0.0
        self._received = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def sendall(self, *arguments: Any) -> None:
        self._until = time.monotonic() + self._seconds
        self._received = 0
        self._socket.sendall(*arguments)

    def recv(self, *arguments: Any) -> bytes:
        self._check()
        data: bytes = self._socket.recv(*arguments)
        self._received += len(data)
        return data

    def recv_into(self, *arguments: Any) -> int:
        self._check()
        count: int = self._socket.recv_into(*arguments)
        self._received += count
        return count

    def _check(self) -> None:
        if self._socket.gettimeout() == 0:  # a look whether an idle connection is still open
            return
        if self._received and time.monotonic() >= self._until:
            raise TimeoutError("the reply takes too long")
        if self._received > self._largest:
            raise OSError(f"the reply has more than {self._largest} bytes")
