"""The redirect to this machine, after a person has logged in in a browser (RFC 8252, 7.3)."""

import html
import socket
from contextlib import suppress
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Full, Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from heroics_py.errors import LoginRequired, OAuthError

__all__ = ["Loopback"]

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{title}</title>
<body style="font: 1.1em sans-serif; margin: 4em auto; max-width: 30em"><h1>{title}</h1><p>{text}</p></body></html>
"""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Connection": "close",
}
_PATIENCE = 10.0  # seconds for a browser that has connected to send its request


class Loopback:
    """A server on this machine that receives one redirect, within a ``with`` statement.

    Args:
        redirect_url: of this machine; without a port, a free one is used.
        state: that the redirect has to carry. Any page in the browser may request others; they end no login.
    """

    def __init__(self, redirect_url: str, state: str) -> None:
        parts = urlsplit(redirect_url)
        host = parts.hostname or "127.0.0.1"
        self._path = parts.path or "/"
        self._answers = _Answers(state)
        fault = None
        try:
            self._server = _server(host, parts.port or 0, self._path, self._answers)
        except OSError as error:
            fault = error.strerror or type(error).__name__
        if fault is not None:
            raise OAuthError(f"the redirect to {redirect_url} can't be received: {fault}; pass another redirect_url=")
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self._server.server_address[1]}{parts.path}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), name="heroics-py redirect", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float) -> dict[str, str]:
        """Return the query of the redirect.

        Raises:
            LoginRequired: nobody logged in within ``seconds``.
        """
        try:
            return self._answers.queue.get(timeout=seconds)
        except Empty:
            pass
        others = "; a redirect came that does not belong to this login (its state differs)"
        raise LoginRequired(
            f"nobody logged in within {seconds:.0f} seconds{others if self._answers.has_others else ''}: begin again"
        )


class _Answers:
    """The answers to one login: the first redirect with its state.

    Attributes:
        queue: the answer, once it has come.
        has_others: whether there was a redirect with another state.
    """

    def __init__(self, state: str) -> None:
        self.queue: Queue[dict[str, str]] = Queue(maxsize=1)
        self.has_others = False
        self._state = state

    def accepts(self, query: dict[str, str]) -> bool:
        """Return whether the query of a redirect is the answer (RFC 6749, 10.12)."""
        if not {"code", "error"} & query.keys() or self.queue.full():
            return False
        is_own = compare_digest(query.get("state", "").encode("utf-8", "replace"), self._state.encode())
        self.has_others |= not is_own
        return is_own


class _LoopbackServer(ThreadingHTTPServer):
    """A browser may open connections that it does not use: each has a thread of its own."""

    daemon_threads = True
    allow_reuse_address = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent: a browser may close its connection at any time."""


class _LoopbackServer6(_LoopbackServer):
    address_family = socket.AF_INET6


def _server(host: str, port: int, path: str, answers: _Answers) -> ThreadingHTTPServer:
    """Return a server at a port of ``host``, or at any free one if ``port`` is 0."""
    name = f"[{host}]" if ":" in host else host

    class Handler(BaseHTTPRequestHandler):
        timeout = _PATIENCE
        server_version = "heroics-py"
        sys_version = ""

        def do_GET(self) -> None:
            target = urlsplit(self.path)
            if self.headers.get("Host") != f"{name}:{self.connection.getsockname()[1]}" or target.path != path:
                self._respond(404, "Not found", "This page belongs to a login.")
                return
            query = dict(parse_qsl(target.query))
            if not answers.accepts(query):
                self._respond(400, "Not a login", "This is not the answer to a login that is in progress.")
                return
            if "code" in query:
                self._respond(200, "Thank you", "You can close this page and return to your program.")
            else:
                self._respond(400, "Not logged in", f"The server says: {query['error']}. Return to your program.")
            with suppress(Full):
                answers.queue.put_nowait(query)  # after the page: the program may end now

        def _respond(self, status: int, title: str, text: str) -> None:
            page = _PAGE.format(title=html.escape(title), text=html.escape(text[:300])).encode()
            self.send_response(status)
            for name, value in {**_HEADERS, "Content-Length": str(len(page))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Stay silent: the URL holds the code."""

    if ":" in host:
        return _LoopbackServer6(("::1", port), Handler)
    return _LoopbackServer(("127.0.0.1", port), Handler)
