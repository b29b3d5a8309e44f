"""The reference pages of a sandbox: who gets them, and what their forms send."""

import json
from urllib.request import Request, urlopen

import pytest

import heroics_py
from heroics_py.server import Server
from heroics_py.server.explorer import Explorer, wants_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server():
    with Server(heroics_py.read("bookshelf"), rate_limit=1000) as running:
        yield running


def fetched(server, path, accept=BROWSER, **more):
    headers = {"Accept": accept, "Authorization": "Bearer any", **more.pop("headers", {})}
    with urlopen(Request(f"{server.url}{path}", headers=headers, **more)) as response:
        return response.status, response.headers, response.read().decode()


def form(server, call, token="any", **values):
    """Return what the server makes of a form."""
    headers = {"Content-Type": "application/vnd.heroics.form+json"}
    body = json.dumps({"call": call, "values": values, "token": token}).encode()
    return json.loads(fetched(server, "/-/docs/request", "*/*", headers=headers, data=body)[2])


@pytest.mark.parametrize("path", ["/", "/-/docs", "/-/docs/", "/-/docs/index.html", "/-/docs/book.html"])
def test_browser_gets_pages(server, path):
    """A browser gets the pages, with a policy that forbids what comes from elsewhere."""
    status, headers, text = fetched(server, path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Bookshelf API" in text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html;q=0.9, application/json;q=0.5", True),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("application/vnd.api+json, text/html", False),
        ("text/html;q=0", False),
        ("text/html;q=x", False),
        ("*/*", False),
        ("", False),
    ],
)
def test_pages_are_for_those_who_prefer_html(accept, expected):
    """Pages are for requests that name HTML and do not prefer JSON."""
    assert wants_page(accept) is expected


def test_pages_leave_no_trace(server):
    """Pages are neither logged nor counted, and take no fault."""
    server.fail(503, link=None)
    before, left = server.received(), server.rate_limit
    for path in ("/", "/-/docs/book.html", "/-/docs/style.css", "/-/docs/script.js", "/-/docs/search.js"):
        assert fetched(server, path)[0] == 200
    form(server, "book.list")
    assert (server.received(), server.rate_limit) == (before, left)
    server.reset()


def test_own_first_page_of_the_api_comes_first():
    """A document's own ``GET /`` is the API's; the pages are at ``/-/docs`` then."""
    paths = {"/": {"get": {"responses": {"200": {"description": "Root"}}}}}
    document = {"openapi": "3.0.3", "info": {"title": "Root", "version": "1"}, "paths": paths}
    explorer = Explorer(heroics_py.read(document))
    headers = heroics_py.Headers({"Accept": BROWSER, "Host": "localhost"})
    assert explorer.respond("GET", "/", headers, b"") is None
    assert explorer.respond("GET", "/-/docs", headers, b"").status == 200


def test_form_is_the_request_of_the_call(server):
    """The texts of a form become values by the schema, and the request is the one that the call sends."""
    made = form(
        server, "book.create", author="Lem", isbn="9780441478125", title="Solaris", year="1961", tags="moon\nsea"
    )
    assert (made["method"], made["path"]) == ("POST", "/books")
    assert made["python"].startswith("client.book.create(")
    assert "year=1961" in made["python"]
    assert "tags=['moon', 'sea']" in made["python"]
    assert ["Authorization", "Bearer any"] in made["headers"]


def test_value_of_a_path_stays_in_its_segment(server):
    """A value in a form can't lead to another path."""
    assert form(server, "author.info", author_identity="../books")["path"] == "/authors/..%2Fbooks"


def test_form_names_what_the_schema_refuses(server):
    """A value that the call would refuse is the message of the call, and nothing is sent."""
    assert "isbn: '1' does not match" in form(server, "book.create", isbn="1")["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"call": "no.such", "values": {}, "token": ""}', b"\xff"])
def test_broken_form_is_an_error(body):
    """A form that can't be read is a message."""
    explorer = Explorer(heroics_py.read("bookshelf"))
    headers = heroics_py.Headers({"Content-Type": "application/vnd.heroics.form+json", "Host": "localhost"})
    assert "error" in json.loads(explorer.respond("POST", "/-/docs/request", headers, body).body)
