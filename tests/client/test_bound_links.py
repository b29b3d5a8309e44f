"""Links of a client: their attributes, their help, and what a call sends and returns."""

import inspect
import pydoc
import warnings

import pytest
from canned import canned, connected

from heroics_py.errors import (
    ApiWarning,
    CallError,
    DecodeError,
    HeroicsError,
    NotModified,
    PagingError,
    PreconditionFailed,
    SchemaError,
    ValidationError,
    error_for,
)

pytestmark = pytest.mark.usefixtures("driver")

SECRET = "s3cret-sentinel"


def test_attributes_of_a_link():
    """A link has the attributes that its schema describes."""
    link = connected()[0].app.info
    assert (link.__name__, link.method, link.href, link.rel, link.title, link.description, link.body_schema) == (
        "info",
        "GET",
        "/apps/{app_identity}",
        "self",
        "Info",
        "Info for existing app.",
        None,
    )
    assert link.target_schema["title"] == "Heroku Platform API - App"


def test_body_schema():
    """A link has the schema of its body."""
    assert sorted(connected()[0].app.create.body_schema["properties"]) == ["name", "region", "stack"]


def test_signature_of_a_link():
    """`inspect.signature` works on a link."""
    assert str(inspect.signature(connected()[0].app.info)) == "(app_identity: str)"


def test_help_of_a_link():
    """Help shows the signature and describes each field."""
    client, _ = connected()
    text = pydoc.plain(pydoc.render_doc(client.app.create))
    assert "app.create(*body: dict | list, name: str = ..., region: str = ..., stack: str = ...)" in text
    assert "name (string (matching ^[a-z][a-z0-9-]{2,29}$), optional): unique name of app" in text


BROKEN = {
    "properties": {
        "item": {
            "links": [
                {"href": "/items", "title": "List", "rel": "instances"},
                {"href": "/broken", "title": "Broken", "method": "POST", "schema": {"$ref": "#/nowhere"}},
                {"href": "/{x", "title": "Malformed"},
            ]
        }
    }
}


def test_broken_link():
    """A broken link has a docstring and a repr; a call raises an error that names its pointer."""
    client, transport = connected(schema=BROKEN, url="https://odd.example")
    assert "Broken" in client.item.broken.__doc__
    assert repr(client.item.broken).endswith("POST /broken>")
    with pytest.raises(SchemaError, match=r"'#/nowhere' points to nothing .*\(at #/properties/item/links/1/schema\)"):
        client.item.broken(a=1)
    with pytest.raises(SchemaError, match=r"^item.malformed can't be called: .*\(at #/properties/item/links/2"):
        client.item.malformed()
    assert (client.item.list(), len(transport.sent)) == ({}, 1)


def test_broken_link_beside_a_valid_one():
    """A broken link does not affect the links that share its name."""
    links = [
        {"title": "Find", "href": "/items/{kind}", "schema": {"$ref": "#/nowhere"}},
        {"title": "Find", "href": "/items", "schema": {"properties": {"name": {"type": "string"}}}},
    ]
    schema = {"properties": {"item": {"links": links}}}
    client, transport = connected(schema=schema, url="https://api.example")
    client.item.find(name="x")
    with pytest.raises(SchemaError, match=r"^item.find can't be called: .*\(at #/properties/item/links/0/schema\)$"):
        client.item.find("kind", name="x")
    assert [(request.url, request.body) for request in transport.sent] == [("https://api.example/items?name=x", None)]


def test_records_remember_etags():
    """A record remembers its ETag, and if_match sends it."""
    client, transport = connected(lambda request: canned(body=b'{"name": "example"}', ETag='"1"'))
    app = client.app.info("example")
    client.app.update.with_options(if_match=app)("example", name="other")
    assert (app, transport.sent[-1].headers["If-Match"]) == ({"name": "example"}, '"1"')


def test_send_returns_the_response():
    """`send` returns the whole response."""
    client, _ = connected(lambda request: canned(202, b'{"a": 1}', ETag='"1"', Request_Id="r-1"))
    response = client.app.info.send("example")
    assert (response.status, response.etag, response.request_id, response.from_cache, response.data) == (
        202,
        '"1"',
        "r-1",
        False,
        {"a": 1},
    )


def test_prepare_and_curl():
    """Neither `prepare` nor `curl` sends a request or shows credentials."""
    client, transport = connected(token=SECRET)
    request = client.app.create.prepare(name="example")
    line = client.app.create.curl(name="example")
    assert (request.method, request.url, request.body) == ("POST", "https://api.heroku.com/apps", b'{"name":"example"}')
    assert (transport.sent, SECRET in repr(request), SECRET in line) == ([], False, False)


def test_errors_by_status():
    """An error response raises the error of its status, with the message and the id of the API."""
    raised = {}
    statuses = [400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 415, 416, 422, 423, 429, 500, 503]
    for status in statuses:
        reply = canned(status, b'{"id": "x", "message": "Said."}', Request_Id="r-1")
        client, _ = connected(lambda request, reply=reply: reply)
        with pytest.raises(HeroicsError) as caught:
            client.app.info("example")
        raised[status] = (type(caught.value), str(caught.value).partition(", request r-1)")[0])
    assert raised == {status: (error_for(status), f"Said. ({status} x, app.info") for status in statuses}


def test_304():
    """A 304 is an error of a call, but `send` returns it."""
    client, _ = connected(lambda request: canned(304, b""))
    with pytest.raises(NotModified):
        client.app.info("example")
    assert client.app.info.send("example").status == 304


def test_412():
    """A 412 raises PreconditionFailed, and is not retried."""
    client, transport = connected(lambda request: canned(412, b'{"id": "precondition_failed", "message": "Changed."}'))
    with pytest.raises(PreconditionFailed):
        client.app.update.with_options(if_match='"1"')("example", name="other")
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    "wrong", [lambda app: app.create(nmae="x"), lambda app: app.create(name=7), lambda app: app.info()]
)
def test_invalid_calls_send_nothing(wrong):
    """A call with invalid arguments sends nothing."""
    client, transport = connected()
    with pytest.raises((CallError, ValidationError)):
        wrong(client.app)
    assert transport.sent == []


def test_invalid_json():
    """The error for a response that is not JSON names its request."""
    client, _ = connected(lambda request: canned(body=b"<html>", Request_Id="r-1"))
    with pytest.raises(DecodeError, match=r"\(request r-1\)$"):
        client.app.info("example")


def test_next_range_with_a_url():
    """A Next-Range header that holds a URL is not followed, and its token not shown."""
    reply = canned(206, b'[{"id": 1}]', Next_Range="http://127.0.0.1:9/elsewhere?token=abc")
    client, transport = connected(lambda request: reply, headers={"X-Key": SECRET})
    with pytest.raises(PagingError, match=r"^Next-Range .*elsewhere\?token=.* is a URL, not a range") as refused:
        list(client.app.list())
    assert "abc" not in str(refused.value)
    assert [request.url for request in transport.sent] == ["https://api.heroku.com/apps"]


def test_pages_keep_query_and_headers():
    """Each page is requested with the query and the headers of the first."""
    document = {
        "properties": {"item": {"links": [{"href": "/items", "title": "List", "schema": {"properties": {"q": {}}}}]}}
    }
    pages = {None: (b"[1, 2]", "id 3.."), "id 3..": (b"[3]", None)}

    def respond(request):
        body, after = pages[request.headers.get("Range")]
        return canned(206 if after else 200, body, **({"Next_Range": after} if after else {}))

    client, transport = connected(respond, document, url="https://shop.example")
    listed = client.item.list.with_options(headers={"X-One": "1"})(q="a b")
    assert (list(listed), list(listed)) == ([1, 2, 3], [1, 2, 3])
    assert [(request.url, request.headers["X-One"]) for request in transport.sent] == [
        ("https://shop.example/items?q=a%20b", "1")
    ] * 2


@pytest.mark.parametrize(
    "called", [lambda app: app.info("example"), lambda app: app.info.send("example")], ids=["call", "send"]
)
def test_warnings_point_at_the_caller(called):
    """A warning of the API points at the caller's line."""
    client, _ = connected(lambda request: canned(Warning='299 - "Going away"'))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        called(client.app)
    line = called.__code__.co_firstlineno
    assert [(str(each.message), each.category, each.filename, each.lineno) for each in caught] == [
        ("Going away", ApiWarning, __file__, line)
    ]


def test_links_compare():
    """Links are equal if they call the same with the same options, on the same connection."""
    client, _ = connected()
    link = client.app.list
    equal = [link, client["app", "List"], client.with_options().app.list]
    others = [link.with_options(limit=1), client.app.info, connected()[0].app.list, "app.list"]
    assert [link == other for other in (*equal, *others)] == [True] * 3 + [False] * 4
    assert {*equal} == {link}
