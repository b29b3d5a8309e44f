"""Mocks, recorders and instruments of other makes, and a server that counts what reaches it past them.

They are installed from `requirements.txt` beside this file, in an environment of their own. A test of one that is
missing is skipped with the reason; with OBSERVERS=required it fails instead.
"""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "id": "shop",
    "definitions": {
        "thing": {
            "id": "thing",
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "links": [
                {"title": "Info", "rel": "self", "method": "GET", "href": "/things/one"},
                {
                    "title": "Create",
                    "rel": "create",
                    "method": "POST",
                    "href": "/things",
                    "schema": {"type": "object", "properties": {"name": {"type": "string"}}},
                },
            ],
        }
    },
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}
LIVE = b'{"name": "live"}'


class Live(BaseHTTPRequestHandler):
    """Answers everything, and remembers it."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(f"{self.command} {self.path}")
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(LIVE)))
        self.end_headers()
        self.wfile.write(LIVE)

    do_GET = do_POST = answer  # noqa: N815 - the names that the base class looks for

    def log_message(self, *_):
        pass


@pytest.fixture
def live():
    """A server on a real socket: whatever is in ``live.seen`` went past the observer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Live)
    server.seen = []
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def needed():
    """Return a function that imports a library, or skips the test that needs it."""

    def load(name):
        if os.environ.get("OBSERVERS") == "required":
            return pytest.importorskip(name, exc_type=ZeroDivisionError)
        return pytest.importorskip(name, reason=f"{name} is not installed; see tests/observers/requirements.txt")

    return load
