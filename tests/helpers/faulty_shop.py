"""A small shop without a socket, which keeps its OpenAPI document but for one fault."""

import json
from urllib.parse import parse_qs, unquote, urlsplit

from heroics_py import Headers, Response

_ERROR = {"description": "refused", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
_ITEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
_ITEMS = {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}
_FIELDS = {
    "name": {"type": "string", "minLength": 1, "maxLength": 40},
    "price": {"type": "number", "exclusiveMinimum": 0},
    "size": {"type": "string", "enum": ["small", "large"]},
    "note": {"type": ["string", "null"]},
    "tags": {"type": "array", "items": {"type": "string"}},
}
_NEW = {"type": "object", "required": ["name", "price"], "properties": _FIELDS}
_PATH = {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer"}}
_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
_BODY = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}}}
_TOTAL = {"X-Total": {"required": True, "schema": {"type": "integer"}}}


def _reply(content, **more):
    return {"description": "fine", "content": content, **more}


def _operation(name, responses, **more):
    return {"operationId": name, "tags": ["item"], "responses": responses, **more}


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/items": {
            "get": _operation("list", {"200": _reply(_ITEMS, headers=_TOTAL), "422": _ERROR}, parameters=[_LIMIT]),
            "post": _operation("create", {"201": _reply(_ITEM), "422": _ERROR}, requestBody=_BODY),
        },
        "/items/{item_id}": {
            "parameters": [_PATH],
            "get": _operation("read", {"200": _reply(_ITEM), "404": _ERROR, "422": _ERROR}),
            "put": _operation("replace", {"200": _reply(_ITEM), "404": _ERROR, "422": _ERROR}, requestBody=_BODY),
            "delete": _operation("delete", {"204": {"description": "gone"}, "404": _ERROR, "422": _ERROR}),
        },
    },
    "components": {
        "schemas": {
            "Error": {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}},
            "New": _NEW,
            "Item": {
                "type": "object",
                "required": ["id", "name", "price", "size", "created_at"],
                "properties": {
                    "id": {"type": "integer"},
                    **_FIELDS,
                    "created_at": {"type": "string", "format": "date-time"},
                },
            },
        }
    },
}


class RefusalError(Exception):
    def __init__(self, status):
        super().__init__(status)
        self.status = status


class FaultyShop:
    """A transport that answers as a shop.

    Attributes:
        items: what the shop has, by id.
        sent: the requests that it got.

    Args:
        fault: takes a request, its JSON, and the status, headers and data of the response; returns the last three.
    """

    def __init__(self, fault=None):
        self.items = {}
        self.sent = []
        self.fault = fault
        self._last = 0

    def send(self, request):
        self.sent.append((request.method, request.url, request.body))
        sent = _json(request.body)
        try:
            status, headers, data = self.answer(request, sent)
        except RefusalError as refusal:
            status, headers, data = refusal.status, {}, {"message": "no"}
        if self.fault is not None:
            status, headers, data = self.fault(request, sent, status, headers, json.loads(json.dumps(data)))
        body = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        headers = {"Content-Type": "application/json", **headers}
        return Response(status=status, headers=Headers(headers), body=body, url=request.url, method=request.method)

    def close(self):
        """Do nothing."""

    def answer(self, request, sent):
        parts = urlsplit(request.url)
        names = [unquote(part) for part in parts.path.split("/")[2:]]
        if not names:
            return self.create(sent) if request.method == "POST" else self.list(parse_qs(parts.query))
        number = _number(names[0])
        if number not in self.items:
            raise RefusalError(404)
        if request.method == "DELETE":
            del self.items[number]
            return 204, {}, None
        if request.method == "PUT":
            self.items[number] |= checked(sent)
        return 200, {"ETag": f'"{hash(json.dumps(self.items[number]))}"'}, self.items[number]

    def create(self, sent):
        self._last += 1
        item = {"id": self._last, "size": "small", "created_at": "2026-01-31T12:00:00Z", **checked(sent)}
        self.items[self._last] = item
        return 201, {}, item

    def list(self, query):
        limit = _number(query.get("limit", ["100"])[0])
        if not 1 <= limit <= 100:
            raise RefusalError(422)
        return 200, {"X-Total": str(len(self.items))}, list(self.items.values())[:limit]


def checked(sent):
    """Return the body of a request, if the document allows it."""
    if not isinstance(sent, dict) or not {"name", "price"} <= sent.keys():
        raise RefusalError(422)
    kinds = {"name": str, "price": int | float, "size": str, "note": str | None, "tags": list}
    is_sound = all(isinstance(sent[name], kind) for name, kind in kinds.items() if name in sent)
    if not is_sound or not 1 <= len(sent["name"]) <= 40 or sent["price"] <= 0:
        raise RefusalError(422)
    if sent.get("size", "small") not in {"small", "large"} or not all(
        isinstance(tag, str) for tag in sent.get("tags", [])
    ):
        raise RefusalError(422)
    return sent


def _json(body):
    try:
        return json.loads(body or b"null")
    except ValueError:
        return None


def _number(text):
    try:
        return int(text)
    except ValueError:
        raise RefusalError(422) from None
