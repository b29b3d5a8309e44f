"""3.2.0: the query method, additional operations, a parameter that is the whole query, and cookies."""

from wire_case import WireCase

ITEM = "3.2.0, 4.9 Path Item Object"
PARAMETER = "3.2.0, 4.12 Parameter Object"
VERSION = {"openapi": "3.2.0"}
JSON_BODY = {"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}


def whole(says, media_type, value, line, schema=None):
    """Return a case of a parameter that is the whole query."""
    node = {"name": "q", "in": "querystring", "content": {media_type: {"schema": schema or {}}}}
    operation = {"parameters": [node]}
    return WireCase(section=PARAMETER, says=says, document=VERSION, operation=operation, kwargs={"q": value}, line=line)


def cookie(says, value, expected, **changes):
    """Return a case of a cookie parameter c."""
    node = {"name": "c", "in": "cookie", "schema": {}, **changes}
    return WireCase(
        section=PARAMETER,
        says=says,
        document=VERSION,
        operation={"parameters": [node]},
        kwargs={"c": value},
        line="GET /v1/things",
        headers={"cookie": expected},
    )


def item(says, method, line, /, operation=None, **changes):
    """Return a case of a method."""
    return WireCase(
        section=ITEM, says=says, document=VERSION, method=method, operation=operation or {}, line=line, **changes
    )


def additional(method, line, /, operation=None, **changes):
    """Return a case of an additional operation."""
    node = {"tags": ["Things"], "operationId": "act", "responses": {"204": {}}, **(operation or {})}
    paths = {"/things": {"additionalOperations": {method: node}}}
    return WireCase(
        section=ITEM, says=f"additionalOperations: {method}", document={**VERSION, "paths": paths}, line=line, **changes
    )


ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}
CASES = [
    item("query", "query", "QUERY /v1/things"),
    item(
        "query with a body",
        "query",
        "QUERY /v1/things",
        operation=JSON_BODY,
        kwargs={"a": 1},
        body=b'{"a":1}',
        headers={"content-type": "application/json"},
    ),
    item(
        "query with a body and a query parameter",
        "query",
        "QUERY /v1/things?p=1",
        operation={**JSON_BODY, "parameters": [{"name": "p", "in": "query", "schema": {}}]},
        args=({"a": 1},),
        kwargs={"p": 1},
        body=b'{"a":1}',
    ),
    item("3.2 reads the other methods too", "patch", "PATCH /v1/things"),
    additional("COPY", "COPY /v1/things"),
    additional("MKCOL", "MKCOL /v1/things", operation=JSON_BODY, kwargs={"a": 1}, body=b'{"a":1}'),
    additional(
        "LINK",
        "LINK /v1/things?p=1",
        operation={"parameters": [{"name": "p", "in": "query", "schema": {}}]},
        kwargs={"p": 1},
    ),
    whole("a form", "application/x-www-form-urlencoded", {"a": "x y", "b": [1, 2]}, "GET /v1/things?a=x+y&b=1&b=2"),
    whole("a form, an object in it", "application/x-www-form-urlencoded", {"a": {"b": 1}}, "GET /v1/things?a%5Bb%5D=1"),
    whole(
        "JSON, as in the specification",
        "application/json",
        {"numbers": [1, 2], "flag": None},
        "GET /v1/things?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D",
    ),
    whole(
        "JSONPath, as in the specification", "application/jsonpath", "$.a.b[1:1]", "GET /v1/things?%24.a.b%5B1%3A1%5D"
    ),
    whole(
        "a form, as in the specification",
        "application/x-www-form-urlencoded",
        {"foo": "a + b", "bar": True},
        "GET /v1/things?foo=a+%2B+b&bar=true",
    ),
    whole("a form that is text already", "application/x-www-form-urlencoded", "a=1&b=2", "GET /v1/things?a=1&b=2"),
    whole("text", "text/plain", "a=b&c", "GET /v1/things?a%3Db%26c"),
    # 4.12.3 Style Values, 4.12.6 Style Examples.
    cookie("form: percent-encoded, as in the specification", "Hello, world!", "c=Hello%2C%20world%21"),
    cookie(
        "cookie: as it is, as in the specification",
        {"greeting": "Hello%2C world!", "code": 42},
        "greeting=Hello%2C world!; code=42",
        style="cookie",
    ),
    cookie("cookie: a text", "blue", "c=blue", style="cookie"),
    cookie("cookie: an empty text", "", "c=", style="cookie"),
    cookie("cookie: a list, not exploded", ARRAY, "c=blue,black,brown", style="cookie", explode=False),
    cookie("cookie: an object, not exploded", OBJECT, "c=R,100,G,200,B,150", style="cookie", explode=False),
    cookie("cookie: a list", ARRAY, "c=blue; c=black; c=brown", style="cookie"),
    cookie("cookie: an object", OBJECT, "R=100; G=200; B=150", style="cookie", explode=True),
    cookie("form with allowReserved", "a=b/c,d", "c=a=b/c%2Cd", allowReserved=True),
]
