"""Swagger 2.0: parameters, bodies, forms, base URLs and credentials."""

from dataclasses import dataclass

from wire_case import WireCase

SECTION = "2.0, Parameter Object"
FORMATS = "2.0, Parameter Object, collectionFormat"
FORM = "application/x-www-form-urlencoded"
NAMES = {"type": "array", "items": {"type": "string"}}
OBJECT = {"type": "object", "properties": {"name": {"type": "string"}}}


@dataclass(frozen=True, kw_only=True)
class SwaggerCase(WireCase):
    """A case whose document is Swagger 2.0."""

    def schema(self, origin):
        operation = {"tags": ["Things"], "operationId": "act", "responses": {"204": {}}, **self.operation}
        scheme, _, host = origin.partition("://")
        document = {
            "swagger": "2.0",
            "info": {"title": "Things", "version": "1"},
            "host": host,
            "basePath": "/v1",
            "schemes": [scheme],
            "paths": {self.path: {self.method: operation}},
            **self.document,
        }
        return {name: value for name, value in document.items() if value is not None}


def takes(says, parameters, kwargs, line, /, **rest):
    """Return a case of an operation with ``parameters``."""
    operation = {"parameters": parameters, **rest.pop("operation", {})}
    return SwaggerCase(says=says, operation=operation, kwargs=kwargs, line=line, **{"section": SECTION, **rest})


def query(says, value, line, **parameter):
    return takes(says, [{"name": "p", "in": "query", **parameter}], {"p": value}, line, section=FORMATS)


def header(says, value, text, **parameter):
    node = {"name": "X-P", "in": "header", **parameter}
    kwargs, headers = {"x_p": value}, {"x-p": text}
    return takes(says, [node], kwargs, "GET /v1/things", section=FORMATS, headers=headers)


def in_path(says, value, segment, **parameter):
    node = {"name": "p", "in": "path", "required": True, **parameter}
    return takes(says, [node], {"p": value}, f"GET /v1/things/{segment}", section=FORMATS, path="/things/{p}")


def form(says, fields, kwargs, text, /, **rest):
    """Return a case of form fields; a text as the body is that of a form."""
    nodes = [{"in": "formData", **each} for each in fields]
    consumes, content_type = rest.pop("consumes", (FORM,)), rest.pop("content_type", FORM)
    operation = {"consumes": [*consumes]}
    return takes(
        says,
        nodes,
        kwargs,
        "POST /v1/things",
        method="post",
        operation=operation,
        body=text if isinstance(text, bytes) else text.encode(),
        headers={"content-type": content_type},
        **rest,
    )


def body(says, schema, args, sent, /, **rest):
    """Return a case of a body parameter."""
    operation = {"consumes": rest.pop("consumes")} if "consumes" in rest else {}
    kwargs, content_type = rest.pop("kwargs", {}), rest.pop("content_type", "application/json")
    return takes(
        says,
        [{"name": "body", "in": "body", "required": True, "schema": schema}],
        kwargs,
        rest.pop("line", "POST /v1/things"),
        args=args,
        method=rest.pop("method", "post"),
        operation=operation,
        body=sent,
        headers={"content-type": content_type},
        **rest,
    )


def part(name, content, head=""):
    disposition = f'Content-Disposition: form-data; name="{name}"{head}'
    return f"--BOUNDARY\r\n{disposition}\r\n\r\n{content}\r\n"


def key(says, definition, token, line="GET /v1/things", **rest):
    """Return a case of one security definition."""
    document = {"securityDefinitions": {"own": definition}, "security": [{"own": []}]}
    return takes(says, [], {}, line, section="2.0, Security Scheme Object", document=document, connect=token, **rest)


FILES = "multipart/form-data; boundary=BOUNDARY"
TITLE = {"name": "title", "type": "string"}

CASES = [
    # collectionFormat
    query("csv is the default", ["a", "b"], "GET /v1/things?p=a,b", **NAMES),
    query("csv", ["a", "b"], "GET /v1/things?p=a,b", **NAMES, collectionFormat="csv"),
    query("ssv", ["a", "b"], "GET /v1/things?p=a%20b", **NAMES, collectionFormat="ssv"),
    query("tsv", ["a", "b"], "GET /v1/things?p=a%09b", **NAMES, collectionFormat="tsv"),
    query("pipes", ["a", "b"], "GET /v1/things?p=a%7Cb", **NAMES, collectionFormat="pipes"),
    query("multi", ["a", "b"], "GET /v1/things?p=a&p=b", **NAMES, collectionFormat="multi"),
    query("one item of multi", ["a"], "GET /v1/things?p=a", **NAMES, collectionFormat="multi"),
    query("a comma in an item is data", ["a,b", "c"], "GET /v1/things?p=a%2Cb,c", **NAMES),
    header("csv in a header", ["a", "b"], "a,b", **NAMES),
    header("pipes in a header", ["a", "b"], "a|b", **NAMES, collectionFormat="pipes"),
    header("ssv in a header", ["a", "b"], "a b", **NAMES, collectionFormat="ssv"),
    header("a number in a header", 7, "7", type="integer"),
    in_path("csv in a path", ["a", "b"], "a,b", **NAMES),
    in_path("pipes in a path", ["a", "b"], "a%7Cb", **NAMES, collectionFormat="pipes"),
    in_path("ssv in a path", ["a", "b"], "a%20b", **NAMES, collectionFormat="ssv"),
    in_path("tsv in a path", ["a", "b"], "a%09b", **NAMES, collectionFormat="tsv"),
    in_path("a slash in a path is data", "a/b", "a%2Fb", type="string"),
    # other parameters
    query("true is a word", True, "GET /v1/things?p=true", type="boolean"),
    query("a number of the query", 1.5, "GET /v1/things?p=1.5", type="number", minimum=1, exclusiveMinimum=True),
    query(
        "x-nullable: None leaves an optional field out", None, "GET /v1/things", type="string", **{"x-nullable": True}
    ),
    takes(
        "parameters of the path belong to each operation",
        [],
        {"p": "a"},
        "GET /v1/things?p=a",
        document={
            "paths": {
                "/things": {
                    "parameters": [{"name": "p", "in": "query", "type": "string"}],
                    "get": {"tags": ["Things"], "operationId": "act", "responses": {}},
                }
            }
        },
    ),
    takes(
        "an operation overrides a parameter of its path",
        [],
        {"p": ["a", "b"]},
        "GET /v1/things?p=a&p=b",
        document={
            "paths": {
                "/things": {
                    "parameters": [{"name": "p", "in": "query", **NAMES}],
                    "get": {
                        "tags": ["Things"],
                        "operationId": "act",
                        "parameters": [{"name": "p", "in": "query", **NAMES, "collectionFormat": "multi"}],
                    },
                }
            }
        },
    ),
    takes(
        "a reference to a parameter of the document",
        [{"$ref": "#/parameters/limit"}],
        {"limit": 5},
        "GET /v1/things?limit=5",
        section="2.0, Parameters Definitions Object",
        document={"parameters": {"limit": {"name": "limit", "in": "query", "type": "integer", "maximum": 9}}},
    ),
    takes(
        "Authorization as a parameter is left to the client",
        [{"name": "Authorization", "in": "header", "type": "string", "required": True}],
        {},
        "GET /v1/things",
        connect={"token": "t0k"},
        headers={"authorization": "Bearer t0k"},
    ),
    # forms
    form("a form by default", [TITLE], {"title": "a b"}, "title=a+b", consumes=()),
    form("a form that is consumed", [TITLE], {"title": "a"}, "title=a"),
    form(
        "a form of several types",
        [TITLE],
        {"title": "a"},
        "title=a",
        consumes=("application/json", FORM, "multipart/form-data"),
    ),
    form("numbers and booleans", [TITLE, {"name": "n", "type": "integer"}], {"title": "a", "n": 2}, "title=a&n=2"),
    form("multi in a form", [{"name": "p", **NAMES, "collectionFormat": "multi"}], {"p": ["a", "b"]}, "p=a&p=b"),
    form("csv in a form", [{"name": "p", **NAMES}], {"p": ["a", "b"]}, "p=a,b"),
    form("pipes in a form", [{"name": "p", **NAMES, "collectionFormat": "pipes"}], {"p": ["a", "b"]}, "p=a%7Cb"),
    form("ssv in a form", [{"name": "p", **NAMES, "collectionFormat": "ssv"}], {"p": ["a", "b"]}, "p=a%20b"),
    form(
        "a file makes it multipart, whatever is consumed",
        [TITLE, {"name": "file", "type": "file", "required": True}],
        {"title": "a", "file": ("x.png", b"png", "image/png")},
        part("title", "a")
        + '--BOUNDARY\r\nContent-Disposition: form-data; name="file"; filename="x.png"\r\n'
        + "Content-Type: image/png\r\n\r\npng\r\n--BOUNDARY--\r\n",
        consumes=(),
        content_type=FILES,
    ),
    form(
        "multipart without a file",
        [TITLE],
        {"title": "a"},
        f"{part('title', 'a')}--BOUNDARY--\r\n",
        consumes=("multipart/form-data",),
        content_type=FILES,
    ),
    form(
        "with a form, a body parameter is left out",
        [TITLE, {"name": "body", "in": "body", "schema": OBJECT}],
        {"title": "a"},
        "title=a",
    ),
    # bodies
    body("JSON by default", OBJECT, (), b'{"name":"a"}', kwargs={"name": "a"}),
    body("a list", {"type": "array", "items": {"type": "integer"}}, ([1, 2],), b"[1,2]"),
    body(
        "JSON comes before XML",
        OBJECT,
        (),
        b'{"name":"a"}',
        kwargs={"name": "a"},
        consumes=["application/xml", "application/json"],
    ),
    body("any type is JSON", OBJECT, (), b'{"name":"a"}', kwargs={"name": "a"}, consumes=["*/*"]),
    body(
        "an object as a merge patch rather than a JSON patch",
        {"type": "object"},
        ({"a": 1},),
        b'{"a":1}',
        method="patch",
        line="PATCH /v1/things",
        consumes=["application/json-patch+json", "application/merge-patch+json"],
        content_type="application/merge-patch+json",
    ),
    body(
        "a binary body",
        {"type": "string", "format": "binary"},
        (b"\x00\x01",),
        b"\x00\x01",
        consumes=["application/json", "application/x-tar"],
        content_type="application/x-tar",
    ),
    body(
        "a binary body without a type",
        {"type": "string", "format": "binary"},
        (b"\x00",),
        b"\x00",
        content_type="application/octet-stream",
    ),
    body("a body of GET", OBJECT, (), b'{"name":"a"}', kwargs={"name": "a"}, method="get", line="GET /v1/things"),
    body(
        "readOnly fields are not required in a request",
        {"$ref": "#/definitions/thing"},
        (),
        b'{"name":"a"}',
        kwargs={"name": "a"},
        section="2.0, Schema Object, readOnly",
        document={
            "definitions": {
                "thing": {
                    "type": "object",
                    "required": ["id", "name"],
                    "properties": {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}},
                }
            }
        },
    ),
    body(
        "a discriminator changes nothing",
        {"$ref": "#/definitions/pet"},
        (),
        b'{"kind":"whatever"}',
        kwargs={"kind": "whatever"},
        section="2.0, Schema Object, discriminator",
        document={
            "definitions": {
                "pet": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}},
                "cat": {"allOf": [{"$ref": "#/definitions/pet"}]},
            }
        },
    ),
    body(
        "x-nullable",
        {"type": "object", "properties": {"name": {"type": "string", "x-nullable": True}}},
        (),
        b'{"name":null}',
        kwargs={"name": None},
        section="2.0, Specification Extensions",
    ),
    body(
        "the document's consumes",
        OBJECT,
        (),
        b'{"name":"a"}',
        kwargs={"name": "a"},
        content_type="application/vnd.things+json",
        section="2.0, Swagger Object, consumes",
        document={"consumes": ["application/vnd.things+json"]},
    ),
    # what is accepted
    takes(
        "JSON comes first in Accept",
        [],
        {},
        "GET /v1/things",
        section="2.0, Operation Object, produces",
        operation={"produces": ["text/csv", "application/json"], "responses": {"200": {"schema": OBJECT}}},
        headers={"accept": "application/json"},
    ),
    takes(
        "the type of a file",
        [],
        {},
        "GET /v1/things",
        section="2.0, Response Object, schema",
        operation={"produces": ["application/json", "text/csv"], "responses": {"200": {"schema": {"type": "file"}}}},
        headers={"accept": "text/csv"},
    ),
    takes(
        "any type of a file",
        [],
        {},
        "GET /v1/things",
        section="2.0, Response Object, schema",
        operation={"responses": {"200": {"schema": {"type": "file"}}}},
        headers={"accept": "*/*"},
    ),
    # base URLs and credentials
    takes("without a base path", [], {}, "GET /things", document={"basePath": None}, section="2.0, Swagger Object"),
    takes("a base path of a slash", [], {}, "GET /things", document={"basePath": "/"}, section="2.0, Swagger Object"),
    takes(
        "a base path with a slash",
        [],
        {},
        "GET /v2/things",
        document={"basePath": "v2/"},
        section="2.0, Swagger Object",
    ),
    key("basic", {"type": "basic"}, {"auth": ("u", "p")}, headers={"authorization": "Basic dTpw"}),
    key(
        "a key in a header", {"type": "apiKey", "in": "header", "name": "X-Key"}, {"token": "k"}, headers={"x-key": "k"}
    ),
    key("a key in the query", {"type": "apiKey", "in": "query", "name": "key"}, {"token": "k"}, "GET /v1/things?key=k"),
    key("oauth2", {"type": "oauth2", "flow": "implicit"}, {"token": "k"}, headers={"authorization": "Bearer k"}),
    key(
        "a key in Authorization is sent as it is",
        {"type": "apiKey", "in": "header", "name": "Authorization"},
        {"token": "k"},
        headers={"authorization": "k"},
    ),
    key(
        "a key in Authorization that is called a bearer token",
        {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Bearer token"},
        {"token": "k"},
        headers={"authorization": "Bearer k"},
    ),
]
