"""One operation of a document, one call, and what has to arrive at the server."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import Any

import heroics_py

RESPONSE = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


@dataclass(frozen=True, kw_only=True)
class WireCase:
    """A case of the table.

    Attributes:
        section: of the specification, such as "3.1.1, 4.8.12 Parameter Object".
        says: what the section asks for, in a few words.
        operation: the operation object; for other dialects, what ``document`` has at ``link``.
        args, kwargs: the arguments of the call.
        line: the request line without the version, such as "GET /v1/things?p=a".
        headers: those that have to arrive, by name in lower case; None for one that must not.
        body: the bytes that have to arrive; a multipart boundary is written BOUNDARY. None if there must be none.
        method, path: where the operation is.
        document: further parts of the document, at its top; in it, ORIGIN is the origin of the server, and OTHER
            another origin of the same server.
        options: the options of the call.
        connect: further arguments of connect, with ORIGIN and OTHER as in the document.
        link: the resource and the name of the link.
    """

    section: str
    says: str
    line: str
    operation: dict[str, Any] = field(default_factory=dict)
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str | None] = field(default_factory=dict)
    body: bytes | None = None
    method: str = "get"
    path: str = "/things"
    document: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    connect: dict[str, Any] = field(default_factory=dict)
    link: tuple[str, str] = ("thing", "act")

    def __str__(self):
        return f"{self.section}: {self.says}"

    def schema(self, origin):
        """Return the document, whose server is at ``origin``."""
        operation = {"tags": ["Things"], "operationId": "act", "responses": {"204": {}}, **self.operation}
        document = {
            "openapi": "3.1.1",
            "info": {"title": "Things", "version": "1"},
            "servers": [{"url": "ORIGIN/v1"}],
            "paths": {self.path: {self.method: operation}},
            **self.document,
        }
        return _with_origins(document, origin)

    def sent(self, listener):
        """Make the call, and return the request that arrived."""
        with heroics_py.connect(
            self.schema(listener.origin),
            **{"cache": None, "retries": 0, **_with_origins(self.connect, listener.origin)},
        ) as client:
            resource, name = self.link
            link = getattr(client[resource], name)
            link.with_options(**self.options)(*self.args, **self.kwargs)
        return listener.requests.pop()

    def differences(self, listener):
        """Return what arrived otherwise than it has to."""
        try:
            request = self.sent(listener)
        except Exception as error:  # noqa: BLE001 - the table shows every case that fails
            return [f"{self}: {type(error).__name__}: {error}"]
        expected = {"line": self.line, "body": self.body or b"", **self.headers}
        boundary = request.headers.get("content-type", "").partition("boundary=")[2]
        text = {
            name: value.replace(boundary, "BOUNDARY") if boundary else value for name, value in request.headers.items()
        }
        body = request.body.replace(boundary.encode(), b"BOUNDARY") if boundary else request.body
        arrived = {"line": request.line, "body": body, **{name: text.get(name) for name in self.headers}}
        return [
            f"{self}: {key}: expected {expected[key]!r}, got {arrived[key]!r}"
            for key in expected
            if expected[key] != arrived[key]
        ]


def _with_origins(value, origin):
    if isinstance(value, dict):
        return {_with_origins(key, origin): _with_origins(each, origin) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_origins(each, origin) for each in value]
    if isinstance(value, str):
        return value.replace("ORIGIN", origin).replace("OTHER", origin.replace("127.0.0.1", "localhost"))
    return value


@dataclass(frozen=True)
class Arrived:
    """A request as a server reads it: chunks of a chunked body are joined."""

    line: str
    headers: dict[str, str]
    body: bytes


class Listener:
    """A server that notes each request byte by byte, and responds 204; ``discard`` drops bodies."""

    def __init__(self, *, discard=False):
        self.requests = []
        self._discard = discard
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        client.settimeout(20)
        with client, client.makefile("rb") as stream:
            try:
                while line := stream.readline():
                    self.requests.append(self._read(line, stream))
                    client.sendall(RESPONSE)
            except OSError:
                return

    def _read(self, line, stream):
        headers = {}
        while (field_line := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
            name, _, value = field_line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(self._chunks(stream))
        elif self._discard:
            body, left = b"", int(headers.get("content-length", 0))
            while left and (data := stream.read1(min(left, 1 << 16))):
                left -= len(data)
        else:
            body = stream.read(int(headers.get("content-length", 0)))
        return Arrived(line.decode("latin-1").strip().rpartition(" ")[0], headers, body)

    def _chunks(self, stream):
        while size := int(stream.readline().partition(b";")[0] or b"0", 16):
            yield stream.read(size)
            stream.readline()
        stream.readline()
