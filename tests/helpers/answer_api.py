"""An API of orders and customers, whose responses hold links."""

import json

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Response
from tests.helpers.canned import connected

__all__ = ["BASE", "answer_api", "document"]

BASE = "https://api.example"
_ONE = "/%s/{(%%23%%2Fdefinitions%%2F%s%%2Fdefinitions%%2Fidentity)}"


def _link(name, title, rel, method="GET", suffix=""):
    href = _ONE % (f"{name}s", name) + suffix
    return {
        "title": title,
        "rel": rel,
        "method": method,
        "href": href,
        "targetSchema": {"$ref": f"#/definitions/{name}"},
    }


def _kind(name, properties, *links):
    own = f"#/definitions/{name}/definitions/id"
    return {
        "definitions": {"id": {"type": "string"}, "identity": {"$ref": own}},
        "properties": {"id": {"$ref": own}, **properties},
        "links": list(links),
    }


def document(properties=None):
    """Return a schema of orders and customers; orders have further properties."""
    listed = {"type": "array", "items": {"$ref": "#/definitions/order"}}
    kinds = {
        "order": _kind(
            "order",
            properties or {},
            _link("order", "Info", "self"),
            _link("order", "Update", "update", "PATCH"),
            _link("order", "Ship", "ship", "POST", "/ship"),
            {"title": "List", "rel": "instances", "method": "GET", "href": "/orders", "targetSchema": listed},
        ),
        "customer": _kind(
            "customer", {}, _link("customer", "Info", "self"), _link("customer", "Delete", "destroy", "DELETE")
        ),
    }
    return {"definitions": kinds, "properties": {name: {"$ref": f"#/definitions/{name}"} for name in kinds}}


def answer_api(responses, header=None, properties=None, **settings):
    """Return a client and its transport; a path without a response has ``{"path": ...}``.

    Args:
        responses: the JSON of responses by path.
        header: the Link header of all responses.
        properties: further properties of orders.
        **settings: for `connect`.
    """

    def respond(request):
        path = request.url.removeprefix(BASE)
        default = [{"id": "8"}] if path.startswith("/orders?") or path == "/orders" else {"path": path}
        default = {"id": path[-1]} if path.startswith("/customers/") else default
        headers = {"Content-Type": "application/json", **({"Link": header} if header else {})}
        body = json.dumps(responses.get(path, default)).encode()
        return Response(status=200, headers=Headers(headers), body=body, url=request.url)

    return connected(respond, document(properties), url=BASE, **settings)
