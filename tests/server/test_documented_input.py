"""Parameters and forms, read as an OpenAPI document describes them."""

import pytest
from shop_sandbox import ShopSandbox, body, parameter, reply

ANYTHING = {"type": "object"}
INTEGERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}, "required": ["x"]}


def status(parameter, target="/items", path="/items", **headers):
    """Return the status of a request for an operation with one parameter."""
    responses = {"200": reply({"type": "array", "items": ANYTHING}), "400": reply()}
    shop = ShopSandbox({path: {"get": {"parameters": [parameter], "responses": responses}}})
    return shop("GET", target, **headers).status


@pytest.mark.parametrize(
    ("schema", "style", "query", "expected"),
    [
        ({"type": "integer"}, {}, "n=5", 200),
        ({"type": "integer"}, {}, "n=x", 400),
        ({"type": "integer"}, {}, "n=5&n=6", 400),
        ({"type": "integer", "maximum": 4}, {}, "n=5", 400),
        ({"type": "number"}, {}, "n=-1.5e3", 200),
        ({"type": "number"}, {}, "n=nan", 400),
        ({"type": "boolean"}, {}, "n=true", 200),
        ({"type": "boolean"}, {}, "n=1", 400),
        ({"enum": ["a", "b"]}, {}, "n=c", 400),
        ({"enum": [1, 2]}, {}, "n=2", 200),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {}, "n=5", 200),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {}, "n=x", 400),
        (INTEGERS, {}, "n=1&n=2", 200),
        (INTEGERS, {}, "n=1&n=x", 400),
        (INTEGERS, {}, "n=1", 200),
        (INTEGERS, {"explode": False}, "n=1,2", 200),
        (INTEGERS, {"explode": False}, "n=1,x", 400),
        (INTEGERS, {"style": "pipeDelimited", "explode": False}, "n=1|2", 200),
        (INTEGERS, {"style": "spaceDelimited", "explode": False}, "n=1%202", 200),
        (POINT, {"style": "deepObject"}, "n[x]=1&n[y]=2", 200),
        (POINT, {"style": "deepObject"}, "n[x]=a", 400),
        (POINT, {}, "x=1&y=2", 200),
        (POINT, {"explode": False}, "n=x,1,y,2", 200),
        (POINT, {"explode": False}, "n=y,2", 400),
        ({"type": "string", "minLength": 2}, {}, "n=a", 400),
        ({"type": "string"}, {}, "other=1", 200),
        ({"type": "string"}, {"required": True}, "other=1", 400),
        ({"type": "string"}, {"required": True}, "n=", 200),
    ],
)
def test_query_value(schema, style, query, expected):
    """A query value is read in its style and checked against its schema (OpenAPI 3.1.1, 4.8.12)."""
    assert status(parameter("n", schema, **style), f"/items?{query}") == expected


def test_query_in_json():
    """A parameter with content is JSON (OpenAPI 3.1.1, 4.8.12.2)."""
    named = {"name": "n", "in": "query", "content": {"application/json": {"schema": POINT}}}
    assert [status(named, f"/items?n={text}") for text in ("%7B%22x%22:1%7D", "%7B%7D", "x")] == [200, 400, 400]


@pytest.mark.parametrize(
    ("schema", "style", "text", "expected"),
    [
        ({"type": "integer"}, {}, "5", 200),
        ({"type": "integer"}, {}, "abc", 400),
        ({"type": "string", "format": "uuid"}, {}, "abc", 400),
        ({"type": "string", "pattern": "^[a-z]+$"}, {}, "abc", 200),
        (INTEGERS, {}, "1,2", 200),
        (INTEGERS, {}, "1,x", 400),
        ({"type": "integer"}, {"style": "label"}, ".5", 200),
        ({"type": "integer"}, {"style": "matrix"}, ";n=5", 200),
    ],
)
def test_path_value(schema, style, text, expected):
    """A path value is checked against its schema."""
    assert status(parameter("n", schema, "path", **style), f"/at/{text}/x", "/at/{n}/x") == expected


def test_header_and_cookie():
    """Headers and cookies are checked as well."""
    header, cookie = (parameter("X-Max", {"type": "integer"}, place, required=True) for place in ("header", "cookie"))
    assert [status(header, X_Max=text) for text in ("5", "x")] == [200, 400]
    assert [status(cookie, Cookie=text) for text in ("a=b; X-Max=5", "X-Max=x", "")] == [200, 400, 400]
    assert status(header) == 400


@pytest.mark.parametrize(("documented", "expected"), [(["400"], 400), (["422"], 422), (["400", "422"], 400), ([], 422)])
def test_status_of_invalid_query(documented, expected):
    """An invalid query gets the documented one of 400 and 422."""
    responses = {"200": reply(ANYTHING), **{each: reply() for each in documented}}
    operation = {"parameters": [parameter("n", {"type": "integer"})], "responses": responses}
    assert ShopSandbox({"/items": {"get": operation}})("GET", "/items?n=x").status == expected


ORDER = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"price": {"type": "string"}, "quantity": {"type": "integer"}},
                "required": ["price"],
            },
        },
        "owner": {"type": "object", "properties": {"age": {"type": "integer"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "paid": {"type": "boolean"},
        "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
FORM = "application/x-www-form-urlencoded"


def stored(text, media_type=FORM, schema=ORDER):
    """Return what the sandbox stores of a form."""
    made = {"requestBody": body(schema, media_type.partition(";")[0]), "responses": {"201": reply(schema)}}
    shop = ShopSandbox({"/orders": {"post": {"operationId": "createOrder", **made}}})
    answer = shop("POST", "/orders", text.encode(), media_type)
    return answer.data if answer.status == 201 else answer.status


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("items[0][price]=p", "items", [{"price": "p"}]),
        (
            "items[0][price]=p&items[1][price]=q&items[0][quantity]=2",
            "items",
            [{"price": "p", "quantity": 2}, {"price": "q"}],
        ),
        ("items[0][price]=p&owner[age]=7", "owner", {"age": 7}),
        ("items[0][price]=p&tags=a&tags=b", "tags", ["a", "b"]),
        ("items[0][price]=p&tags[]=a&tags[]=b", "tags", ["a", "b"]),
        ("items[0][price]=p&tags[0]=a&tags[1]=b", "tags", ["a", "b"]),
        ("items[0][price]=p&tags=a", "tags", ["a"]),
        ("items[0][price]=p&paid=false", "paid", False),
        ("items[0][price]=p&metadata[color]=5", "metadata", {"color": "5"}),
        ("items=%5B%7B%22price%22:%22p%22%7D%5D", "items", [{"price": "p"}]),
        ("items[0][price]=p&owner=%7B%22age%22:7%7D", "owner", {"age": 7}),
    ],
)
def test_form_with_nested_fields(text, field, value):
    """A form is read into nested values of the types in its schema."""
    assert stored(text)[field] == value


@pytest.mark.parametrize("text", ["items[0][quantity]=2", "items=p", "items[0][price]=p&owner[age]=x"])
def test_invalid_form(text):
    """A form that fails its schema is refused."""
    assert stored(text) == 422


def test_multipart_form():
    """Parts are files, texts or JSON by their types (RFC 7578; OpenAPI 3.1.1, 4.8.15)."""
    schema = {
        "type": "object",
        "required": ["file", "about"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "about": {"type": "object", "properties": {"pages": {"type": "integer"}}, "required": ["pages"]},
            "year": {"type": "integer"},
        },
    }
    parts = [
        'Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n{"a": 1}',
        'Content-Disposition: form-data; name="about"\r\nContent-Type: application/json\r\n\r\n{"pages": 3}',
        'Content-Disposition: form-data; name="year"\r\n\r\n1969',
    ]
    text = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    expected = {"file": '{"a": 1}', "about": {"pages": 3}, "year": 1969}
    assert stored(text, "multipart/form-data; boundary=b", schema) == expected
    assert stored(text.replace('"pages": 3', '"pages": "x"'), "multipart/form-data; boundary=b", schema) == 422


@pytest.mark.parametrize(
    ("media_type", "schema", "value", "expected"),
    [
        ("application/octet-stream", {"type": "string", "format": "binary"}, b"\x00\xff", 202),
        ("application/octet-stream", {}, b"\x00\xff", 202),
        ("text/plain", {"type": "string", "maxLength": 3}, b"abcd", 422),
        ("application/xml", {"type": "object", "properties": {}}, b"<a/>", 202),
        ("application/x-ndjson", {"type": "array", "items": {"type": "integer"}}, b"1\n2\n", 202),
        ("application/x-ndjson", {"type": "array", "items": {"type": "integer"}}, b"1\nx\n", 400),
        ("application/json", {"type": "array", "items": {"type": "integer"}}, b"[1, 2]", 202),
        ("application/json", {"type": "integer"}, b"5", 202),
        ("application/json", {"type": "integer"}, b"{}", 422),
    ],
)
def test_other_bodies(media_type, schema, value, expected):
    """Texts, bytes, sequences and scalars are bodies as well."""
    responses = {"202": reply(), "400": reply(), "422": reply()}
    shop = ShopSandbox({"/upload": {"post": {"requestBody": body(schema, media_type), "responses": responses}}})
    assert shop("POST", "/upload", value, media_type).status == expected


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        ({"type": "integer", "format": "int32"}, b"2147483647", 202),
        ({"type": "integer", "format": "int32"}, b"2147483648", 422),
        ({"type": "integer", "format": "int64"}, b"-9223372036854775809", 422),
        ({"type": ["integer", "null"], "format": "int32"}, b"null", 202),
        ({"anyOf": [{"type": "integer", "format": "int32"}, {"type": "null"}]}, b"2147483648", 422),
        ({"anyOf": [{"type": "integer", "format": "int32"}, {"type": "integer"}]}, b"2147483648", 202),
        ({"properties": {"n": {"items": {"format": "int32"}}}}, b'{"n": [1, 2147483648]}', 422),
    ],
)
def test_integer_formats(schema, text, expected):
    """An integer has to fit into its format (OpenAPI 3.1.1, 4.4.1)."""
    shop = ShopSandbox({"/n": {"post": {"requestBody": body(schema), "responses": {"202": reply(), "422": reply()}}}})
    assert shop("POST", "/n", text).status == expected


def test_empty_list_in_form():
    """A form spells an empty list by leaving it out."""
    assert stored("paid=true")["items"] == []
