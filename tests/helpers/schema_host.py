"""A server on the loopback interface that has a schema, records what it receives, and fails on demand."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

__all__ = ["SchemaHost", "order_document"]


def order_document(title="Orders", **further):
    """Return an OpenAPI document of orders, whose only link is a list."""
    listed = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "array"}}}}}
    operation = {"operationId": "listOrders", "tags": ["order"], "responses": listed}
    info = {"title": title, "version": "1"}
    return {
        "openapi": "3.0.3",
        "info": info,
        "paths": {"/orders": {"get": operation}},
        "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
        "security": [{"basic": []}],
        **further,
    }


class SchemaHost:
    """A schema at ``/openapi.json``, and orders at ``/orders``.

    Attributes:
        url: of the host.
        document: the schema, as a value or as bytes.
        status: of the response for the schema; 0 closes the connection.
        etag: of the schema; None for none.
        location: where a redirect of the schema leads to.
        orders, orders_status: of the response for the first page of orders; further ones are empty.
        token: what the schema needs; None for nothing.
        received: the path and the headers of each request.
    """

    def __init__(self):
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                host.received.append((self.path, self.headers))
                host.answer(self)

            def log_message(self, *_):
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.reset()

    def reset(self):
        self.document = order_document()
        self.status, self.etag, self.location, self.token = 200, '"1"', None, None
        self.orders, self.orders_status = b"[]", 200
        self.received = []

    @property
    def schema(self):
        return f"{self.url}/openapi.json"

    def authorizations(self, path="/orders"):
        """Return the credentials of each request for a path."""
        return [headers.get("Authorization") for received, headers in self.received if received == path]

    def answer(self, request):
        if request.path.partition("?")[0] != "/openapi.json":
            self.send(request, self.orders_status, self.orders if request.path == "/orders" else b"[]")
        elif self.status == 0:
            request.close_connection = True
        elif self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            self.send(request, 401, b'{"message": "Who are you?"}')
        elif self.etag and request.headers.get("If-None-Match") == self.etag and self.status == 200:
            self.send(request, 304, b"")
        else:
            body = self.document if isinstance(self.document, bytes) else json.dumps(self.document).encode()
            self.send(request, self.status, body)

    def send(self, request, status, body):
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        for name, value in (("ETag", self.etag), ("Location", self.location)):
            if value:
                request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
