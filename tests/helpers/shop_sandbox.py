"""Small OpenAPI documents, and a sandbox for one that is called without a socket."""

import json
from urllib.parse import urlsplit

from heroics_py.http.headers import Headers
from heroics_py.readers import read_api
from heroics_py.server import Sandbox


def reply(schema=None, media_type="application/json", **more):
    """Return a response of OpenAPI, with content if there is a schema."""
    content = {} if schema is None else {"content": {media_type: {"schema": schema}}}
    return {"description": "", **content, **more}


def body(schema, media_type="application/json"):
    """Return a request body of OpenAPI."""
    return {"required": True, "content": {media_type: {"schema": schema}}}


def parameter(name, schema, place="query", **more):
    """Return a parameter of OpenAPI."""
    return {"name": name, "in": place, "schema": schema, **({"required": True} if place == "path" else {}), **more}


class Answer:
    """A response, with its value if it is JSON, else its text."""

    def __init__(self, response):
        self.status = response.status
        self.headers = Headers(response.headers)
        self.text = response.body.decode()
        self.data = json.loads(response.body) if response.body[:1] in (b"{", b"[") else self.text
        self.media_type = self.headers.get("Content-Type")


class ShopSandbox:
    """A sandbox for ``paths`` and further fields of a document."""

    def __init__(self, paths, version="3.1.0", **root):
        document = {"openapi": version, "info": {"title": "Shop", "version": "1"}, "paths": paths, **root}
        self._sandbox = Sandbox(read_api(document))

    def __call__(self, method, target, value=None, media_type="application/json", **headers):
        parts = urlsplit(target)
        fields = {name.replace("_", "-"): text for name, text in headers.items()}
        sent = b""
        if value is not None:
            sent = value if isinstance(value, bytes) else json.dumps(value).encode()
            fields["Content-Type"] = media_type
        return Answer(self._sandbox.respond(method, parts.path, parts.query, Headers(fields), sent))
