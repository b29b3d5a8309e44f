"""A shop on http.server with what a tape has to play: pages, validators, outages, streams, files, redirects."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

__all__ = ["Shop"]

_THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}},
}


def _replies(schema, media_type="application/json"):
    return {"200": {"description": "", "content": {media_type: {"schema": schema}}}}


def _document():
    things = {"type": "array", "items": _THING}
    query = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("page", "size")]
    file = {"type": "string", "format": "binary"}
    paths = {
        "/things": {
            "get": {"operationId": "list", "parameters": query, "responses": _replies(things)},
            "post": {
                "operationId": "create",
                "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {
                    "name": {"type": "string"}, "pin": {"type": "string", "format": "password"}
                }}}}},
                "responses": _replies(_THING),
            },
        },
        "/cached": {"get": {"operationId": "cached", "responses": _replies(_THING)}},
        "/flaky": {"get": {"operationId": "flaky", "responses": _replies(_THING)}},
        "/old": {"get": {"operationId": "old", "responses": _replies(_THING)}},
        "/missing": {"get": {"operationId": "missing", "responses": _replies(_THING)}},
        "/events": {"get": {"operationId": "watch", "responses": _replies(_THING, "application/jsonl")}},
        "/file": {
            "get": {"operationId": "download", "responses": _replies(file, "application/octet-stream")},
            "put": {
                "operationId": "upload",
                "requestBody": {"content": {"application/octet-stream": {"schema": file}}},
                "responses": _replies({"type": "object"}),
            },
        },
    }  # fmt: skip
    for operations in paths.values():
        for operation in operations.values():
            operation["tags"] = ["thing"]
    return {"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths}


class Shop:
    """A server on the loopback interface.

    Attributes:
        url: of the server.
        received: method and path of each request.
        document: the schema, at ``/openapi.json`` and for `connect`.
        answers: a status, headers and a body for a path, in place of what it responds with.
    """

    def __init__(self):
        self.received, self.answers, self._failed = [], {}, set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"shop": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.document = {**_document(), "servers": [{"url": self.url}]}
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method, path, query, headers, body):  # noqa: C901, PLR0911 - one line for each path
        """Return a status, further headers and a body."""
        if path in self.answers:
            return self.answers[path]
        if method in ("POST", "PUT"):
            return 200, {}, {"id": 7, "name": json.loads(body)["name"]} if method == "POST" else {"size": len(body)}
        if path == "/openapi.json":
            return self._validated(headers, self.document)
        if path == "/things":
            return self._page(int(query.get("page", 1)))
        if path == "/cached":
            return self._validated(headers, {"id": 1, "name": "cached"})
        if path == "/flaky" and path not in self._failed:
            self._failed.add(path)
            return 503, {"Retry-After": "0"}, {"message": "later"}
        if path == "/old":
            return 301, {"Location": f"{self.url}/cached"}, None
        if path == "/missing":
            return 404, {}, {"id": "not_found", "message": "no such thing"}
        if path == "/events":
            lines = "".join(f'{{"id": {number}, "name": "event {number}"}}\n' for number in range(3))
            return 200, {"Content-Type": "application/jsonl"}, lines.encode()
        if path == "/file":
            return 200, {"Content-Type": "application/octet-stream", "ETag": '"f"'}, bytes(range(256)) * 300
        return 200, {}, {"id": 2, "name": "fine"}

    def _page(self, number):
        following = f'<{self.url}/things?size=2&page={number + 1}>; rel="next"'
        items = [{"id": each, "name": f"thing {each}"} for each in (2 * number - 1, 2 * number)]
        return 200, {"Link": following} if number < 3 else {}, items

    @staticmethod
    def _validated(headers, value):
        etag = '"one"'
        return (304, {"ETag": etag}, None) if headers.get("If-None-Match") == etag else (200, {"ETag": etag}, value)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shop = None

    def _serve(self):
        target = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.shop.received.append((self.command, self.path))
        query = dict(parse_qsl(target.query))
        status, fields, value = self.shop.answer(self.command, target.path, query, self.headers, body)
        data = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        for name, text in {"Content-Type": "application/json", **fields, "Content-Length": str(len(data))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - as http.server calls them

    def log_message(self, *_):
        """Log nothing."""
