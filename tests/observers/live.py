"""A small API, and a server for it that records its requests."""

import contextlib
import gzip
import time
from http.server import BaseHTTPRequestHandler

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
    """Responds to every request, and records it."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append(f"{self.command} {self.path}")
        self.send_response(int(self.headers.get("X-Status") or 200))
        self.send_header("Content-Type", "application/json")
        body = LIVE
        if "X-Coded" in self.headers:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Accept-Ranges", "bytes")
            body = gzip.compress(LIVE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path != "/endless":
            return self.answer()
        self.server.seen.append("GET /endless")
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for number in range(10_000):
                self.wfile.write(b"line %d\n" % number)
                self.wfile.flush()
                time.sleep(0.01)
        self.close_connection = True
        return None

    do_POST = do_PUT = answer  # noqa: N815 - the names that the base class looks for

    def log_message(self, *_):
        pass
