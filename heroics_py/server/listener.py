"""The listener of a server: a WSGI application for the sandbox, and the threads that serve it."""

import logging
import os
import socket
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher, WSGITask
from werkzeug.wrappers import Request, Response

from heroics_py.http.headers import Headers
from heroics_py.server.responses import SandboxResponse
from heroics_py.server.sandbox import Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from heroics_py.server.explorer import Explorer

__all__ = ["Application", "Listener"]

_BODILESS = frozenset({"204", "304"})


class Application:
    """A sandbox as a WSGI application, with its reference pages.

    Args:
        sandbox: the sandbox.
        pages: returns the reference pages, when a request may be for one of them.
    """

    def __init__(self, sandbox: Sandbox, pages: "Callable[[], Explorer]") -> None:
        self._sandbox = sandbox
        self._pages = pages

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Respond to one request (PEP 3333)."""
        request = Request(environ)
        path, _, query = _target(environ).partition("?")
        headers = Headers(list(request.headers))
        response = self._page(request, path, headers)
        if response is None:
            response = self._sandbox.respond(request.method, path, query, headers, request.get_data())
        if response.cut == "reset":
            _reset_on_close(environ)
            raise ClientDisconnected
        wsgi_response = Response([response.body], status=response.status, headers=list(response.headers.items()))
        if "Content-Type" not in response.headers:
            del wsgi_response.headers["Content-Type"]
        body = wsgi_response(environ, start_response)
        return _truncated(response) if response.cut else body

    def _page(self, request: Request, path: str, headers: Headers) -> SandboxResponse | None:
        """Return a reference page; None for a request to the API."""
        if path != "/" and not path.startswith("/-/"):
            return None
        return self._pages().respond(request.method, path, headers, request.get_data())


def _target(environ: "WSGIEnvironment") -> str:
    """Return path and query as sent: PATH_INFO doesn't say which slashes are part of a value."""
    target = str(environ.get("REQUEST_URI", "/"))
    return "/" + target.split("://", 1)[1].partition("/")[2] if target.startswith("http") else target


def _truncated(response: SandboxResponse) -> Iterator[bytes]:
    yield response.body[: max(1, len(response.body) // 2)]
    raise ClientDisconnected


def _reset_on_close(environ: "WSGIEnvironment") -> None:
    """Let the connection end with a reset: without time to linger, closing it sends RST."""
    connection = environ["waitress.client_disconnected"].__self__.socket
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0))


class _Task(WSGITask):  # type: ignore[misc] # waitress has no types
    """A task that keeps the connection open after a response without a body (RFC 9112, 9.3)."""

    def set_close_on_finish(self) -> None:
        bodiless = self.request.command == "HEAD" or self.status[:3] in _BODILESS
        must_close = self.request.headers.get("CONNECTION", "").lower() == "close" or self.request.version != "1.1"
        if must_close or not bodiless:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc] # waitress has no types
    task_class = _Task


class Listener:
    """A running server: one thread that listens, and several that respond."""

    def __init__(self, sandbox: Sandbox, host: str, port: int, threads: int, pages: "Callable[[], Explorer]") -> None:
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.queue_logger = _SILENT
        dispatcher.set_thread_count(threads)
        self._sockets: dict[int, object] = {}
        try:
            self._server = create_server(
                Application(sandbox, pages),
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
        self._is_closing = False
        self._thread = Thread(target=self._loop, name=f"heroics-sandbox-{self.port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop all threads and close all sockets."""
        self._is_closing = True
        with suppress(OSError):
            self._server.pull_trigger()
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown(timeout=2)
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _loop(self) -> None:
        while not self._is_closing:
            wasyncore.loop(timeout=1, use_poll=False, map=self._sockets, count=1)


# A logger outside the hierarchy: warnings about a full queue are useless to someone who tests with a sandbox.
_SILENT = logging.Logger("heroics_py.sandbox", level=logging.CRITICAL)  # noqa: LOG001 - outside the hierarchy on purpose
