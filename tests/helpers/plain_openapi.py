"""OpenAPI documents with plain path parameters, as frameworks write them, and a server that plays the API."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def schema_of(**properties):
    """Return an object schema; each property is a type, or a schema."""
    return {
        "type": "object",
        "properties": {name: {"type": each} if isinstance(each, str) else each for name, each in properties.items()},
    }


def ref(name):
    return {"$ref": f"#/components/schemas/{name}"}


def many(name):
    return {"type": "array", "items": ref(name)}


def operation(schema=None, body=None, **more):
    """Return an operation that returns ``schema``, and takes a body of the schema ``body``."""
    response = {"description": "done"}
    if schema is not None:
        response["content"] = {"application/json": {"schema": schema}}
    taken = {"requestBody": {"content": {"application/json": {"schema": body}}}} if body is not None else {}
    return {"responses": {"200": response}, **taken, **more}


def document(paths, schemas=None, **more):
    """Return a document; ``paths`` maps "GET /items/{id}" to operations. Path parameters are text."""
    items = {}
    for place, described in paths.items():
        method, path = place.split(" ")
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
        items.setdefault(path, {})[method.lower()] = {"parameters": parameters, **described}
    return {
        "openapi": "3.1.1",
        "info": {"title": "Shop", "version": "1"},
        "paths": items,
        "components": {"schemas": schemas or {}},
        **more,
    }


SCHEMAS = {
    "Item": schema_of(id="integer", name="string"),
    "User": schema_of(id="string", name="string"),
    "Order": schema_of(id="string", item_id="integer"),
    "Account": schema_of(id="string", email="string"),
    "Region": schema_of(id="string"),
    "Job": schema_of(id="string"),
}
ANY = {"type": "object", "additionalProperties": True}

SHOP = document(
    {
        "GET /items": operation(many("Item")),
        "POST /items": operation(ref("Item"), body=ANY),
        "GET /items/{item_id}": operation(ref("Item")),
        "PATCH /items/{item_id}": operation(ref("Item"), body=ANY),
        "DELETE /items/{item_id}": operation(),
        "GET /users": operation(many("User")),
        "GET /users/{user_id}": operation(ref("User")),
        "DELETE /users/{user_id}": operation(),
        "GET /users/{user_id}/items": operation(many("Item"), tags=["items"], operationId="list_by_user"),
        "GET /users/{user_id}/items/{item_id}": operation(ref("Item"), tags=["items"], operationId="read_of_user"),
        "DELETE /users/{user_id}/items/{item_id}": operation(tags=["items"], operationId="drop_of_user"),
        "GET /orders/{order_id}": operation(ref("Order")),
        "DELETE /orders/{order_id}": operation(),
        "POST /orders": operation(ref("Job"), body=ANY),
        "GET /me": operation(ref("Account")),
        "PATCH /me": operation(ref("Account"), body=ANY),
        "GET /regions": operation(many("Region")),
    },
    SCHEMAS,
)
"""A shop without tags, operationIds or references in its parameters."""

DATA = {
    "items": {"id": 7, "name": "pen"},
    "users": {"id": "u1", "name": "Ann"},
    "orders": {"id": "o1", "item_id": 7},
    "me": {"id": "a1", "email": "ann@example.com"},
    "regions": {"id": "eu"},
}


class Shop:
    """A server that returns the data of each path, and records the request lines."""

    def __init__(self, data=DATA):
        self.data = data
        self.lines = []
        shop = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _respond(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                shop.lines.append(f"{self.command} {self.path}")
                body = json.dumps(shop.value(self.command, self.path)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _respond  # noqa: N815 - as the library wants it

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def value(self, method, path):
        """Return the list at a collection, and the one thing anywhere else."""
        *_, before, last = ("", *path.strip("/").split("/"))
        name = last if last in self.data else before
        is_list = method == "GET" and name == last and name.endswith("s")
        thing = self.data.get(name, {})
        return [thing] if is_list else thing

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
