"""A clock, scripted responses, and an HTTP server on loopback for the tests of the cache."""

import http.client
import threading
from collections.abc import Callable
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from ruled import clock_of, ruled

from heroics_py.cache import Caching, MemoryStore
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry

URL = "https://api.shop.example/apps/example"
START = 1_800_000_000.0
BODY = b'{"name":"example"}'
OTHER = b'{"name":"other"}'


driver = "blocking"  # of `cached`; the fixture `each_driver` replaces it


class Clock:
    """A clock that the test moves; it advances by a microsecond at each call."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        self.now += 1e-6
        return self.now

    def date(self, offset=0.0):
        return formatdate(self.now + offset, usegmt=True)


class Scripted:
    """A transport that responds from a script and records requests; it raises exceptions in the script."""

    def __init__(self, *script):
        self.script = list(script)
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        step = self.script.pop(0) if self.script else make_response(599, b"the script is over")
        step = step(request) if callable(step) and not isinstance(step, Exception) else step
        if isinstance(step, Exception):
            raise step
        return step

    def close(self):
        pass


def make_response(status=200, body=BODY, headers=(), *, etag=None, kind="application/json", **fields):
    """Return a response of a transport; keywords are header fields, with `_` for `-`."""
    pairs = [("Content-Type", kind)] if kind and status != 304 else []
    pairs += [("ETag", etag)] if etag else []
    pairs += [(name.replace("_", "-"), value) for name, value in fields.items()]
    pairs += list(headers.items() if isinstance(headers, dict) else headers)
    return Response(status=status, headers=Headers(pairs), body=b"" if status == 304 else body, url=URL)


def get(  # noqa: PLR0913 - the parts of a request
    url=URL, *, mode="revalidate", method="GET", token="A", storable=True, auth=None, body=None, **fields
):
    """Return a request as it arrives at the cache, with its final credentials."""
    headers = {"Accept": "application/json"} | {name.replace("_", "-"): value for name, value in fields.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return Request(
        method=method,
        url=url,
        headers=Headers(headers),
        body=body,
        storable=storable,
        auth=auth,
        options=Options(cache_mode=mode),
    )


def cached(*script, store=None, clock=None, **settings):
    """Return a cache in front of a script, and the script."""
    inner = Scripted(*script)
    clock = clock_of(wall=clock or Clock())
    return ruled(Caching, inner, driver=driver, store=store or MemoryStore(), clock=clock, **settings), inner


def ask(connection, url, *, method="GET", mode="revalidate", body=None, **fields):
    """Send one request over a connection, without retries."""
    headers = Headers({"Accept": "application/json"} | {name.replace("_", "-"): text for name, text in fields.items()})
    options = Options(cache_mode=mode, retries=Retry(attempts=1))
    return connection.send(Request(method=method, url=url, headers=headers, body=body, options=options))


def condition(request):
    """Return the validator in a request that reached the server."""
    return request.headers.get("If-None-Match") or request.headers.get("If-Modified-Since")


class WireClient:
    """A transport over http.client: one connection for each request."""

    def __init__(self, address):
        self.address = address

    def send(self, request):
        parts = urlsplit(request.url)
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request(request.method, target, body=request.body, headers=dict(request.headers))
            reply = connection.getresponse()
            return Response(
                status=reply.status, headers=Headers(reply.getheaders()), body=reply.read(), url=request.url
            )
        finally:
            connection.close()

    def close(self):
        pass


class Served:
    """A server on loopback that responds as a function says, and records requests."""

    def __init__(self, reply: Callable, context=None):
        self.reply = reply
        self.seen = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                served.seen.append((self.command, self.path, dict(self.headers)))
                status, headers, body = served.reply(self.command, self.path, self.headers)
                self.send_response_only(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if status not in (204, 304) and self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._answer)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = self.server.server_address
        self.base = f"http{'s' if context else ''}://127.0.0.1:{self.address[1]}"
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)


@contextmanager
def serving(reply, context=None):
    served = Served(reply, context)
    thread = threading.Thread(target=served.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.server.shutdown()
        served.server.server_close()
        thread.join()
