"""An HTTP/1.1 server over plain sockets in a process of its own, as fast as Python can."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

__all__ = ["HEAD_END", "Respond", "field", "running", "serve"]

HEAD_END = b"\r\n\r\n"
_REQUESTS_PER_CONNECTION = 5_000

Respond: TypeAlias = Callable[[bytes, bytes], bytes]
"""Returns the whole response to the head and the body of a request."""


@contextmanager
def running(script: str, *arguments: str) -> Iterator[str]:
    """Run a script that calls `serve`, and give its base URL; it is killed at the end."""
    pipe = subprocess.PIPE
    command = [sys.executable, script, *arguments]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"  # type: ignore[union-attr]
        finally:
            process.kill()


def serve(respond: Respond, core: str = "") -> None:
    """Print a free port, and respond there until the standard input ends.

    Args:
        respond: is called in a thread for each connection.
        core: the number of the processor that it runs on; empty for any.
    """
    if core and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core)})
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        print(listener.getsockname()[1], flush=True)
        threading.Thread(target=_exit_with_parent, daemon=True).start()
        while True:
            peer, _ = listener.accept()
            threading.Thread(target=_handle, args=(peer, respond), daemon=True).start()


def field(head: bytes, name: bytes) -> bytes:
    """Return the value of a header field, whose name is in small letters; empty if there is none."""
    lower = head.lower()
    start = lower.find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    end = head.find(b"\r\n", start)
    return head[start : end if end >= 0 else None].strip()


def _handle(peer: socket.socket, respond: Respond) -> None:
    with peer:
        try:
            _serve_connection(peer, respond)
        except OSError:
            return


def _serve_connection(peer: socket.socket, respond: Respond) -> None:
    """Respond to the requests of one connection, and close it after a few thousand, as servers do."""
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffer = b""
    for number in range(1, _REQUESTS_PER_CONNECTION + 1):
        while HEAD_END not in buffer:
            piece = peer.recv(1 << 16)
            if not piece:
                return
            buffer += piece
        head, _, buffer = buffer.partition(HEAD_END)
        length = int(field(head, b"content-length") or 0)
        while len(buffer) < length:
            buffer += peer.recv(1 << 16)
        body, buffer = buffer[:length], buffer[length:]
        response = respond(head, body)
        if number == _REQUESTS_PER_CONNECTION:
            response = response.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        peer.sendall(response)


def _exit_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)
