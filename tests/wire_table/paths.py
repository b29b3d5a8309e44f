"""3.1.1, 4.8.8 Paths Object: paths, their templates, queries and fragments."""

from uuid import UUID

from wire_case import WireCase

import heroics_py

SECTION = "3.1.1, 4.8.8.2 Path Templating"
RESERVED = "3.2.0, 4.12.2.2 allowReserved"


def at(says, path, line, /, *args, parameters=(), **kwargs):
    """Return a case of one path; ``section`` and ``method`` of the keywords are its own."""
    section, method = kwargs.pop("section", SECTION), kwargs.pop("method", "get")
    operation = {"parameters": [*parameters]}
    return WireCase(
        section=section, says=says, path=path, method=method, operation=operation, args=args, kwargs=kwargs, line=line
    )


def in_path(name="p", schema=None, **parameter):
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "string"}, **parameter}


def in_query(name="q", **parameter):
    return {"name": name, "in": "query", "schema": {}, **parameter}


CASES = [
    at("a variable takes one segment", "/things/{p}", "GET /v1/things/a%2Fb", "a/b", parameters=[in_path()]),
    at(
        "a question mark and a hash are data",
        "/things/{p}",
        "GET /v1/things/a%3Fb%23c",
        "a?b#c",
        parameters=[in_path()],
    ),
    at("UTF-8", "/things/{p}", "GET /v1/things/di%E1%B9%85n%C4%81ga", "diṅnāga", parameters=[in_path()]),
    at("a space", "/things/{p}", "GET /v1/things/a%20b", "a b", parameters=[in_path()]),
    at("several variables, one segment", "/t/{a}-{b}", "GET /v1/t/1-2", 1, 2),
    at(
        "two variables in their order",
        "/a/{y}/b/{x}",
        "GET /v1/a/1/b/2",
        "1",
        "2",
        parameters=[in_path("x"), in_path("y")],
    ),
    at("a variable that no parameter declares", "/things/{id}", "GET /v1/things/7", 7),
    at("a name with a hyphen", "/things/{thing-id}", "GET /v1/things/7", thing_id=7, parameters=[in_path("thing-id")]),
    at("a name with a dot", "/things/{thing.id}", "GET /v1/things/7", "7", parameters=[in_path("thing.id")]),
    at("a name beyond ASCII", "/things/{größe}", "GET /v1/things/7", "7", parameters=[in_path("größe")]),
    at(
        "a number in text fits an integer",
        "/things/{p}",
        "GET /v1/things/7",
        "7",
        parameters=[in_path(schema={"type": "integer"})],
    ),
    at("a number fits a text", "/things/{p}", "GET /v1/things/7", 7, parameters=[in_path()]),
    at(
        "a UUID object",
        "/things/{p}",
        "GET /v1/things/00000000-0000-0000-0000-000000000007",
        UUID(int=7),
        parameters=[in_path(schema={"type": "string", "format": "uuid"})],
    ),
    at(
        "a boolean in text",
        "/things/{p}",
        "GET /v1/things/true",
        "true",
        parameters=[in_path(schema={"type": "boolean"})],
    ),
    at(
        "numbers in a list of text",
        "/things/{p}",
        "GET /v1/things/1,2",
        ["1", "2"],
        parameters=[in_path(schema={"type": "array", "items": {"type": "integer"}})],
    ),
    at("a trailing slash stays", "/things/", "GET /v1/things/"),
    at("the root keeps its slash", "/", "GET /v1/"),
    at("a literal colon", "/things/{p}:run", "POST /v1/things/7:run", "7", method="post", parameters=[in_path()]),
    at("a file's suffix", "/things/{p}.json", "GET /v1/things/7.json", "7", parameters=[in_path()]),
    # The fragment is no part of a request (RFC 9110, 7.1); the query stays.
    at("a fragment is not sent", "/files/{p}#get_shared_link", "GET /v1/files/7", "7", parameters=[in_path()]),
    at(
        "a fragment with a query parameter",
        "/files/{p}#add",
        "PUT /v1/files/7?q=x",
        "7",
        q="x",
        method="put",
        parameters=[in_path(), in_query()],
    ),
    at("a fragment behind the root", "/#Action=ListUsers", "GET /v1/"),
    at("a literal query stays", "/things?action=y", "GET /v1/things?action=y"),
    at(
        "a literal query before a query parameter",
        "/things?action=y",
        "GET /v1/things?action=y&q=x",
        q="x",
        parameters=[in_query()],
    ),
    at("a literal query and a fragment", "/things?action=y#z", "GET /v1/things?action=y"),
    at(
        "a literal query without a value", "/things?upload", "GET /v1/things?upload&q=x", q="x", parameters=[in_query()]
    ),
    at("a literal query behind a variable", "/things/{p}?acl", "GET /v1/things/7?acl", "7", parameters=[in_path()]),
    at("a variable in the query", "/things?id={id}", "GET /v1/things?id=a%26b", "a&b", parameters=[in_path("id")]),
    at(
        "a query parameter that the path repeats", "/things?q={q}", "GET /v1/things?q=x", q="x", parameters=[in_query()]
    ),
    at("one that is left out", "/things?q={q}", "GET /v1/things", parameters=[in_query()]),
    at("a required one that the path sets", "/things?q=y", "GET /v1/things?q=y", parameters=[in_query(required=True)]),
    at("an argument in place of the path's value", "/things?q=y", "GET /v1/things?q=x", q="x", parameters=[in_query()]),
    at(
        "an expression of RFC 6570 for the query",
        "/things{?q,page}",
        "GET /v1/things?q=x&page=2",
        q="x",
        page=2,
        parameters=[in_query()],
    ),
    # Catch-alls as frameworks spell them.
    at("Starlette", "/files/{path:path}", "GET /v1/files/a/b%20c", "a/b c", parameters=[in_path("path")]),
    at("API gateways", "/files/{proxy+}", "GET /v1/files/a/b", "a/b", parameters=[in_path("proxy")]),
    at("a trailing asterisk", "/files/{path*}", "GET /v1/files/a/b", "a/b", parameters=[in_path("path")]),
    at("a plus in front", "/files/{+path}", "GET /v1/files/a/b%3Fc", "a/b?c", parameters=[in_path("path")]),
    at("two asterisks in front", "/files/{**path}", "GET /v1/files/a/b", "a/b"),
    at("the name as declared", "/files/{proxy+}", "GET /v1/files/a/b", "a/b", parameters=[in_path("proxy+")]),
    at(
        "a constraint of a framework",
        "/things/{id:int}",
        "GET /v1/things/7",
        7,
        parameters=[in_path("id", {"type": "integer"})],
    ),
    at(
        "EMPTY ends the path",
        "/metadata/{path}",
        "POST /v1/metadata/",
        heroics_py.EMPTY,
        method="post",
        parameters=[in_path("path")],
    ),
    at(
        "EMPTY for a catch-all",
        "/files/{path:path}",
        "GET /v1/files/",
        path=heroics_py.EMPTY,
        parameters=[in_path("path")],
    ),
    at(
        "a leading slash of a catch-all",
        "/files/{path:path}",
        "GET /v1/files//home/x",
        "/home/x",
        parameters=[in_path("path")],
    ),
    at(
        "reserved characters stay, but no '?' and '#', which end a path",
        "/things/{p}",
        "GET /v1/things/a:b,c@d/e%3Ff%23",
        "a:b,c@d/e?f#",
        section=RESERVED,
        parameters=[in_path(allowReserved=True)],
    ),
    at(
        "triples stay",
        "/things/{p}",
        "GET /v1/things/a%2Fb%25",
        "a%2Fb%",
        section=RESERVED,
        parameters=[in_path(allowReserved=True)],
    ),
    at(
        "a list",
        "/things/{p}",
        "GET /v1/things/a:b,c",
        ["a:b", "c"],
        section=RESERVED,
        parameters=[in_path(schema={"type": "array"}, allowReserved=True)],
    ),
]
