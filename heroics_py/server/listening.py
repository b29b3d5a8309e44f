"""The web application around a sandbox, and the threads that serve it."""

import logging
import os
import socket
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher, WSGITask
from werkzeug.wrappers import Request, Response

from heroics_py.http.headers import Headers
from heroics_py.server.answers import Answer
from heroics_py.server.sandbox import Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["Application", "Running"]

_BODILESS = frozenset({"204", "304"})


class Application:
    """A sandbox as a WSGI application."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        request = Request(environ)
        path, _, query = _target(environ).partition("?")
        answer = self._sandbox.answer(request.method, path, query, Headers(list(request.headers)), request.get_data())
        if answer.cut == "reset":
            _break(environ)
            raise ClientDisconnected
        response = Response([answer.body], status=answer.status, headers=list(answer.headers.items()))
        if "Content-Type" not in answer.headers:
            del response.headers["Content-Type"]
        sent = response(environ, start_response)
        return _halved(answer) if answer.cut else sent


def _target(environ: "WSGIEnvironment") -> str:
    """Return path and query as they came: PATH_INFO has lost which slashes were part of a value."""
    target = str(environ.get("REQUEST_URI", "/"))
    return "/" + target.split("://", 1)[1].partition("/")[2] if target.startswith("http") else target


def _halved(answer: Answer) -> Iterator[bytes]:
    yield answer.body[: max(1, len(answer.body) // 2)]
    raise ClientDisconnected


def _break(environ: "WSGIEnvironment") -> None:
    """Let the connection end with a reset: with no time to linger, the close sends RST."""
    connection = environ["waitress.client_disconnected"].__self__.socket
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))


class _Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """A task that keeps the connection after an answer without a body, as HTTP/1.1 allows (RFC 9112, 9.3)."""

    def set_close_on_finish(self) -> None:
        bodiless = self.request.command == "HEAD" or self.status[:3] in _BODILESS
        asked = self.request.headers.get("CONNECTION", "").lower() == "close" or self.request.version != "1.1"
        if asked or not bodiless:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    task_class = _Task


class Running:
    """A server at work: one thread that listens, several that answer."""

    def __init__(self, sandbox: Sandbox, host: str, port: int, threads: int) -> None:
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.queue_logger = _SILENT
        dispatcher.set_thread_count(threads)
        self._sockets: dict[int, object] = {}
        try:
            self._server = create_server(
                Application(sandbox),
                map=self._sockets,
                _dispatcher=dispatcher,
                host=host,
                port=port,
                ident="",
                threads=threads,
            )
        except BaseException:
            dispatcher.shutdown()
            wasyncore.close_all(self._sockets, ignore_all=True)
            raise
        self._server.channel_class = _Channel
        self.port = int(self._server.effective_port)
        self._ending = False
        self._thread = Thread(target=self._loop, name=f"heroics-sandbox-{self.port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all threads and close all sockets."""
        self._ending = True
        with suppress(OSError):
            self._server.pull_trigger()
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown(timeout=2)
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _loop(self) -> None:
        while not self._ending:
            wasyncore.loop(timeout=1, use_poll=False, map=self._sockets, count=1)


# An own logger, not one of the tree: a queue that fills up is what a sandbox is for, and no news to its user.
_SILENT = logging.Logger("heroics_py.sandbox", level=logging.CRITICAL)  # noqa: LOG001 - for that reason
