"""A connection takes no further request after one that says that it is the last."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import heroics_py

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"post": {"operationId": "send", "responses": {"200": {"description": "x"}}}}},
}


@pytest.mark.parametrize("last", [{"Connection": "close"}, {"connection": "TE, Close", "TE": "trailers"}])
def test_connection_is_not_used_after_connection_close(last):
    """A server need not say that it closes the connection: the request did (RFC 9112, 9.6)."""
    ports = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            ports.append(self.client_address[1])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.close_connection = False

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        with heroics_py.connect(DOCUMENT, url=f"http://127.0.0.1:{server.server_port}") as client:
            for headers in (last, last, {}, {}):
                client.a.send.with_options(headers=headers)()
    finally:
        server.shutdown()
        server.server_close()
    assert len(set(ports[:3])) == 3
    assert ports[2] == ports[3]
