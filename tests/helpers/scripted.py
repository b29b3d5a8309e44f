"""A server on a raw socket that follows a script, and counts what reaches it."""

import contextlib
import select
import socket
import struct
import threading
import time

GREETING = b"HTTP/1.1 200 OK\r\n"
FINE = GREETING + b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def answer(status=200, body=b"{}", **headers):
    """Return the bytes of a response; underscores in the names of headers become hyphens."""
    lines = [f"HTTP/1.1 {status} Status".encode(), b"Content-Length: %d" % len(body)]
    lines += [f"{name.replace('_', '-')}: {value}".encode() for name, value in headers.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


class Wire:
    """The server's end of one connection."""

    def __init__(self, sock):
        self.sock = sock
        self.over = False

    def say(self, *pieces):
        for piece in pieces:
            self.sock.sendall(piece)

    def close(self):
        self.over = True
        self.sock.close()

    def reset_unread(self):
        """Reset the connection once a request begins to arrive, without reading it."""
        select.select([self.sock], [], [], 5.0)
        self.reset()

    def reset(self):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def silent(self, seconds=2.0):
        """Send nothing until the client closes the connection, or for some seconds."""
        self.sock.settimeout(seconds)
        with contextlib.suppress(OSError):
            while self.sock.recv(4096):
                pass
        self.close()

    def drip(self, data, every=0.03):
        with contextlib.suppress(OSError):
            for byte in data:
                self.sock.sendall(bytes([byte]))
                time.sleep(every)
        self.close()


class Scripted:
    """A server that calls ``step(wire, request, number)`` for each request; ``greet`` sees a connection before it.

    Attributes:
        requests: the bytes of each request that was received.
        connections: how many were accepted.
    """

    def __init__(self, step, greet=None, context=None):
        self.step, self.greet, self.context = step, greet, context
        self.requests = []
        self.connections = 0
        self._lock = threading.Lock()
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    def count(self, expected, *, connections=False):
        """Return the number of requests (or connections) received, waiting for the expected number."""
        until = time.monotonic() + 30
        while (found := self.connections if connections else len(self.requests)) < expected:
            if time.monotonic() > until:
                break
            time.sleep(0.01)
        return found

    @property
    def heads(self):
        """The first line of each request."""
        return [request.partition(b"\r\n")[0].decode() for request in self.requests]

    def header(self, name, number=-1):
        """The value of a header of a request, or None."""
        lines = self.requests[number].partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return dict(line.lower().partition(": ")[::2] for line in lines) and next(
            (line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name.lower()}:")), None
        )

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._open.add(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        try:
            if self.context:
                sock = self.context.wrap_socket(sock, server_side=True)
            wire = Wire(sock)
            if self.greet:
                self.greet(wire)
            while not wire.over and (request := _received(sock)):
                with self._lock:
                    self.requests.append(request)
                    number = len(self.requests)
                self.step(wire, request, number)
        except OSError:
            pass
        finally:
            sock.close()
            with self._lock:
                self._open.discard(sock)


def _received(sock):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def saying(*answers):
    """Return a step that sends one response after the other, and the last one repeatedly."""
    return lambda wire, _, number: wire.say(answers[min(number, len(answers)) - 1])


def closed_port():
    """Return a port without a server."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
