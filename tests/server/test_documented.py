"""Responses of the sandbox as an OpenAPI document describes them: status, media type, body and errors."""

import json

import pytest
from shop_sandbox import ShopSandbox, body, parameter, reply

import heroics_py

ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "pin": {"type": "string", "writeOnly": True}},
}
LIST = {"type": "array", "items": ITEM}


def status_of(responses, method="post"):
    """Return the status and the text of the response that a sandbox chooses among the documented ones."""
    answer = ShopSandbox({"/items": {method: {"operationId": "createItem", "responses": responses}}})(
        method.upper(), "/items"
    )
    return answer.status, answer.text


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (["200"], 200),
        (["201", "400"], 201),
        (["202"], 202),
        (["204"], 204),
        (["200", "201"], 201),
        (["207"], 207),
        (["2XX"], 201),
        (["default"], 201),
        (["404"], 201),
    ],
)
def test_success_status(statuses, status):
    """A success has a documented status, that of the operation if possible (OpenAPI 3.1.1, 4.8.16)."""
    assert status_of({each: reply() for each in statuses})[0] == status


@pytest.mark.parametrize("status", ["200", "201", "202", "204", "205"])
def test_response_without_content(status):
    """A response without content has no body, whatever its status (OpenAPI 3.1.1, 4.8.17)."""
    assert status_of({status: reply()}) == (int(status), "")


def test_accepted_with_body():
    """A 202 has the body that is documented."""
    status, text = status_of(
        {"202": reply({"type": "object", "properties": {"job": {"const": "j1"}}, "required": ["job"]})}
    )
    assert (status, json.loads(text)) == (202, {"job": "j1"})


@pytest.mark.parametrize(
    ("media_type", "schema", "text"),
    [
        ("text/plain", {"type": "string", "examples": ["hello"]}, "hello"),
        ("text/csv", {"type": "string", "examples": ["a,b\n"]}, "a,b\n"),
        ("application/octet-stream", {"type": "string", "format": "binary", "examples": ["xyz"]}, "xyz"),
        ("application/x-ndjson", {"type": "array", "items": {"const": 1}, "maxItems": 1}, "1\n"),
        ("application/hal+json", {"const": 5}, "5"),
    ],
)
def test_media_type(media_type, schema, text):
    """A response has its documented media type, and a value encoded in it."""
    shop = ShopSandbox({"/report": {"get": {"responses": {"200": reply(schema, media_type)}}}})
    answer = shop("GET", "/report")
    assert (answer.status, answer.media_type, answer.text) == (200, media_type, text)


def test_image():
    """An image is one."""
    shop = ShopSandbox({"/logo": {"get": {"responses": {"200": {"description": "", "content": {"image/*": {}}}}}}})
    response = shop._sandbox.core.respond("GET", "/logo", "", shop_headers(), b"")
    assert (response.headers["Content-Type"], response.body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def shop_headers(**fields):
    from heroics_py.http.headers import Headers

    return Headers(fields)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/*;q=0.5", "text/csv"),
        ("application/json;q=0, */*", "application/json"),
        ("text/csv;q=0, application/json", "application/json"),
    ],
)
def test_accept_chooses_media_type(accept, media_type):
    """The Accept header chooses among the documented media types (RFC 9110, 12.5.1)."""
    content = {"content": {"application/json": {"schema": LIST}, "text/csv": {}}}
    shop = ShopSandbox({"/items": {"get": {"responses": {"200": {"description": "", **content}}}}})
    assert shop("GET", "/items", Accept=accept).media_type == media_type


def test_not_acceptable():
    """A request that accepts no documented media type gets 406 (RFC 9110, 15.5.7)."""
    shop = ShopSandbox({"/items": {"get": {"responses": {"200": reply(LIST)}}}})
    answer = shop("GET", "/items", Accept="text/csv")
    assert (answer.status, answer.data["id"]) == (406, "not_acceptable")
    assert "expected application/json" in answer.data["message"]


def test_write_only_is_hidden():
    """A field that is for requests alone is in no response (OpenAPI 3.1.1, 4.8.24; JSON Schema, 9.4)."""
    shop = ShopSandbox(
        {
            "/items": {
                "post": {"operationId": "createItem", "requestBody": body(ITEM), "responses": {"201": reply(ITEM)}},
                "get": {"operationId": "listItems", "responses": {"200": reply(LIST)}},
            }
        }
    )
    created = shop("POST", "/items", {"id": 5, "name": "pen", "pin": "1234"}).data
    assert created.keys() == {"id", "name"}
    assert shop("GET", "/items").data == [created]


PROBLEM = {
    "type": "object",
    "required": ["title", "status"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}
DETAILS = {
    "type": "object",
    "properties": {
        "detail": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["loc", "msg"],
                "properties": {"loc": {"type": "array", "items": {"type": "string"}}, "msg": {"type": "string"}},
            },
        }
    },
}


def test_problem_details():
    """An error has its documented media type and schema (RFC 9457)."""
    responses = {"200": reply(ITEM), "404": reply(PROBLEM, "application/problem+json")}
    path = {"parameters": [parameter("id", {"type": "integer"}, "path")]}
    shop = ShopSandbox(
        {
            "/items": {"post": {"operationId": "createItem", "responses": {"201": reply(ITEM)}}},
            "/items/{id}": {**path, "get": {"operationId": "getItem", "responses": responses}},
        }
    )
    answer = shop("GET", "/items/9")
    assert (answer.status, answer.media_type, answer.data["status"]) == (404, "application/problem+json", 404)
    assert answer.data["detail"].startswith("Couldn't find")


@pytest.mark.parametrize(
    ("documented", "status"), [(["422"], 422), (["400"], 400), (["400", "422"], 422), (["4XX"], 422), ([], 422)]
)
def test_status_of_invalid_body(documented, status):
    """An invalid body gets the documented one of 422 and 400."""
    responses = {"201": reply(ITEM), **{each: reply(DETAILS) for each in documented}}
    shop = ShopSandbox({"/items": {"post": {"requestBody": body(ITEM), "responses": responses}}})
    answer = shop("POST", "/items", {"id": "x", "name": "pen"})
    assert answer.status == status
    told = answer.data["detail"][0]["msg"] if documented else answer.data["message"]
    assert told.startswith("id: ")


@pytest.mark.parametrize(("documented", "status"), [(["422"], 422), (["400"], 400), ([], 415)])
def test_unsupported_media_type(documented, status):
    """A body of another media type gets 415, or what the document has instead (RFC 9110, 15.5.16)."""
    responses = {"201": reply(ITEM), **{each: reply() for each in documented}}
    shop = ShopSandbox({"/items": {"post": {"requestBody": body(ITEM), "responses": responses}}})
    assert shop("POST", "/items", b"id,name", "text/csv").status == status


def test_missing_body():
    """A missing body is refused if it is required, and accepted if it is not."""
    required, optional = body(ITEM), {**body(ITEM), "required": False}
    shop = ShopSandbox(
        {
            "/a": {"post": {"requestBody": required, "responses": {"201": reply(), "400": reply()}}},
            "/b": {"post": {"requestBody": optional, "responses": {"201": reply(), "400": reply()}}},
        }
    )
    assert (shop("POST", "/a").status, shop("POST", "/b").status) == (400, 201)


def test_required_header_of_response():
    """A header that a response requires is in it, with a value that follows its schema."""
    headers = {"X-Left": {"required": True, "schema": {"type": "integer", "minimum": 5}}, "X-Note": {"schema": {}}}
    shop = ShopSandbox({"/items": {"get": {"responses": {"200": reply(LIST, headers=headers)}}}})
    answer = shop("GET", "/items")
    assert int(answer.headers["X-Left"]) >= 5
    assert "X-Note" not in answer.headers


@pytest.mark.parametrize(
    ("security", "status"), [(None, 200), ([], 200), ([{}], 200), ([{"key": []}, {}], 200), ([{"key": []}], 401)]
)
def test_use_without_credentials(security, status):
    """Credentials are asked for only where the document requires them (OpenAPI 3.1.1, 4.8.30)."""
    schemes = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    operation = {"responses": {"200": reply(LIST)}, **({} if security is None else {"security": security})}
    shop = ShopSandbox({"/items": {"get": operation}}, components=schemes)
    assert shop("GET", "/items").status == status


def test_unknown_method():
    """Another method gets 405 with Allow (RFC 9110, 15.5.6)."""
    shop = ShopSandbox({"/items": {"get": {"responses": {"200": reply(LIST)}}}})
    answer = shop("DELETE", "/items")
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


SCHEMES = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "token": {"type": "http", "scheme": "bearer"}}


@pytest.mark.parametrize(
    ("security", "headers", "status"),
    [
        ([{"key": []}], {"X_Key": "k"}, 200),
        ([{"key": []}], {"Authorization": "Bearer k"}, 401),
        ([{"token": []}], {"Authorization": "Bearer k"}, 200),
        ([{"token": []}], {"X_Key": "k"}, 401),
        ([{"key": []}, {"token": []}], {"Authorization": "Bearer k"}, 200),
        ([{"key": [], "token": []}], {"X_Key": "k"}, 200),
    ],
)
def test_place_of_credentials(security, headers, status):
    """Credentials count in the places that the document requires, one of which suffices."""
    operation = {"security": security, "responses": {"200": reply(LIST)}}
    shop = ShopSandbox({"/items": {"get": operation}}, components={"securitySchemes": SCHEMES})
    assert shop("GET", "/items", **headers).status == status


def test_concrete_path_first():
    """A path without variables precedes one with them, whatever its methods (OpenAPI 3.1.1, 4.8.8.2)."""
    at = {"parameters": [parameter("id", {"type": "string"}, "path")]}
    shop = ShopSandbox(
        {
            "/items/newest": {"get": {"responses": {"200": reply(ITEM)}}},
            "/items/{id}": {**at, "delete": {"responses": {"204": reply()}}},
        }
    )
    assert [shop(method, "/items/newest").status for method in ("GET", "HEAD", "DELETE")] == [200, 200, 405]


def test_query_method():
    """QUERY reads, with a body that filters like a query."""
    paths = {
        "/items": {
            "post": {"operationId": "createItem", "requestBody": body(ITEM), "responses": {"201": reply(ITEM)}},
            "query": {"requestBody": body({"type": "object"}), "responses": {"200": reply(LIST)}},
        }
    }
    shop = ShopSandbox(paths, version="3.2.0")
    for number, name in enumerate("ab"):
        shop("POST", "/items", {"id": number, "name": name})
    assert shop("QUERY", "/items", {"name": "b"}).data == [{"id": 1, "name": "b"}]


def test_item_below_a_path_that_stores_nothing():
    """What is created below ``/users/{user_id}`` is found there, and nowhere else, and carries the user's id."""
    order = {**ITEM, "properties": {**ITEM["properties"], "user_id": {"type": "integer"}}}
    user, one = parameter("user_id", {"type": "integer"}, "path"), parameter("order_id", {"type": "integer"}, "path")
    paths = {
        "/users/{user_id}/orders": {
            "parameters": [user],
            "post": {"requestBody": body({"type": "object"}), "responses": {"201": reply(order)}},
        },
        "/users/{user_id}/orders/{order_id}": {"parameters": [user, one], "get": {"responses": {"200": reply(order)}}},
    }
    shop = ShopSandbox(paths)
    created = shop("POST", "/users/7/orders", {"name": "a"}).data
    assert created == {"id": created["id"], "name": "a", "user_id": 7}
    assert shop("GET", f"/users/7/orders/{created['id']}").data == created
    assert shop("GET", f"/users/8/orders/{created['id']}").status == 404


def test_base_path_of_the_server():
    """A path is found with the base path of the document's server, and without it."""
    shop = ShopSandbox(
        {"/items": {"get": {"responses": {"200": reply(LIST)}}}}, servers=[{"url": "https://shop.example/api/v1"}]
    )
    paths = ("/items", "/api/v1/items", "/api/v1/nowhere", "/api/v1items", "/v1/items")
    assert [shop("GET", path).status for path in paths] == [200, 200, 404, 404, 404]


def test_action_that_responds_with_its_item():
    """An action on an item that responds with an item responds with that one, and the fields sent."""
    one = parameter("item_id", {"type": "integer"}, "path")
    item = {"$ref": "#/components/schemas/Item"}
    paths = {
        "/items": {"post": {"requestBody": body(item), "responses": {"201": reply(item)}}},
        "/items/{item_id}": {"parameters": [one], "get": {"responses": {"200": reply(item)}}},
        "/items/{item_id}/cancel": {
            "parameters": [one],
            "post": {"requestBody": body({"type": "object"}), "responses": {"200": reply(item)}},
        },
    }
    shop = ShopSandbox(paths, components={"schemas": {"Item": ITEM}})
    shop("POST", "/items", {"id": 7, "name": "a"})
    answers = [shop("POST", "/items/7/cancel", sent).data for sent in ({}, {"name": "b"})]
    assert answers == [{"id": 7, "name": "a"}, {"id": 7, "name": "b"}]


EVENT = {
    "type": "object",
    "required": ["data", "event"],
    "properties": {
        "event": {"const": "add"},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"const": {"n": 1}}},
    },
}


@pytest.mark.parametrize(
    ("media_type", "schema", "expected"),
    [
        ("text/event-stream", EVENT, {"event": "add", "data": {"n": 1}, "id": ""}),
        ("application/x-ndjson", {"const": {"n": 1}}, {"n": 1}),
        ("application/geo+json-seq", {"const": {"n": 1}}, {"n": 1}),
    ],
)
def test_streams_of_items(media_type, schema, expected):
    """A response with an itemSchema has a few items that follow it."""
    response = {"description": "", "content": {media_type: {"itemSchema": schema}}}
    operation = {"tags": ["log"], "operationId": "tail", "responses": {"200": response}}
    document = {
        "openapi": "3.2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/log": {"get": operation}},
    }
    with heroics_py.sandbox(document) as client:
        assert client.log.tail.with_options(check_answers="raise")().to_list() == [expected] * 3
