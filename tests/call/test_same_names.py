"""Parameters and fields of one name in several places."""

import inspect

import pytest

import heroics_py
from heroics_py import CallError

PLACES = ("cookie", "header", "query", "path")


def parameter(name, place, **changes):
    return {"name": name, "in": place, "schema": {"type": "string"}, "required": place == "path", **changes}


def link(*parameters, properties=None, path="/things/{id}", required=()):
    """Return the one link of a document."""
    operation = {"tags": ["Things"], "operationId": "act", "parameters": [*parameters], "responses": {"204": {}}}
    if properties is not None:
        schema = {"type": "object", "properties": properties, "required": [*required]}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    document = {
        "openapi": "3.1.1",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example/v1"}],
        "paths": {path: {"put": operation}},
    }
    return heroics_py.connect(document).thing.act


def sent(request):
    headers = {name: request.headers.get(name) for name in ("id", "Cookie")}
    return request.url.removeprefix("https://api.example/v1"), headers, request.body


def test_one_name_in_five_places():
    """Path, query, header, cookie and body are all reachable by keyword; the path keeps the plain name."""
    act = link(*(parameter("id", place) for place in PLACES), properties={"id": {"type": "integer"}})
    assert [*inspect.signature(act).parameters] == ["id", "body", "id_query", "id_header", "id_cookie", "id_body"]
    request = act.prepare("p", id_query="q", id_header="h", id_cookie="c", id_body=7)
    assert sent(request) == ("/things/p?id=q", {"id": "h", "Cookie": "id=c"}, b'{"id":7}')


@pytest.mark.parametrize(
    ("places", "names"),
    [
        (("header", "query"), ["id", "id_header"]),
        (("cookie", "header"), ["id", "id_cookie"]),
        (("cookie",), ["id", "id_body"]),
    ],
)
def test_first_place_keeps_the_name(places, names):
    """Without a path parameter, the next place keeps the plain name."""
    properties = {"id": {}} if len(places) == 1 else None
    act = link(*(parameter("id", place) for place in places), path="/things", properties=properties)
    assert [name for name in inspect.signature(act).parameters if name != "body"] == names


def test_taken_suffix_is_numbered():
    """If a field has the name with the suffix, that name gets a number."""
    act = link(parameter("id", "path"), parameter("id", "query"), properties={"id_query": {}, "id": {}, "id_body": {}})
    request = act.prepare("p", id_query_2="q", id_query="b", id_body_2="x", id_body="y")
    assert sent(request)[::2] == ("/things/p?id=q", b'{"id_query":"b","id":"x","id_body":"y"}')


def test_names_that_differ_in_punctuation():
    """Of names that are one keyword, the one that is spelled so keeps it."""
    act = link(parameter("X-Id", "header"), parameter("x_id", "query"), parameter("x-id", "query"), path="/things")
    request = act.prepare(x_id="a", x_id_header="b", x_id_query="c")
    assert (request.url.partition("?")[2], request.headers["X-Id"]) == ("x_id=a&x-id=c", "b")


def test_suffix_of_a_python_keyword():
    """A suffix replaces the underscore of a Python keyword."""
    act = link(parameter("in", "query"), parameter("in", "header"), path="/things")
    request = act.prepare(in_="a", in_header="b")
    assert (request.url.partition("?")[2], request.headers["in"]) == ("in=a", "b")


def test_missing_one_of_a_name():
    """A required parameter is missing even if the body has a field of its name."""
    act = link(parameter("id", "query", required=True), properties={"id": {}}, path="/things")
    with pytest.raises(CallError, match=r"missing 'id', a query parameter"):
        act.prepare(id_body="x")


def test_help_names_the_wire():
    """Help says where an argument is sent, and its name there if the argument has another one."""
    act = link(*(parameter("id", place) for place in PLACES), parameter("X-Part", "header"), properties={"id": {}})
    lines = [line.strip() for line in act.__doc__.splitlines()]
    assert [line.partition(" (")[2] for line in lines if line.startswith(("id_", "x_part"))] == [
        "string, optional, sent as 'id' in the query)",
        "string, optional, sent as the header 'id')",
        "string, optional, sent as the header 'X-Part')",
        "string, optional, sent as the cookie 'id')",
        "anything, optional, sent as 'id' in the body)",
    ]
