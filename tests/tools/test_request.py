"""Requests that no link of the document describes, on the client's own connection."""

import io
import json
import pickle

import pytest
from canned import canned
from driven_clients import Driven, drive
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py import CallError, Record

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://api.example/v1"}],
    "paths": {
        "/things/{id}": {
            "get": {
                "operationId": "getThing",
                "tags": ["thing"],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"id": {"type": "string"}, "pin": {"format": "password"}},
                                }
                            }
                        },
                    }
                },
            }
        }
    },
}
FORM = "application/x-www-form-urlencoded"


class Sender:
    """Sends requests with a client that blocks, or with one that is awaited."""

    def __init__(self, kind):
        self.kind = kind

    def connected(self, respond=lambda request: {}, **settings):
        client, transport = self.kind.connected(respond, DOCUMENT, **settings)
        return client, transport.sent

    def connect(self, url, **settings):
        return self.kind.connect(DOCUMENT, url=url, trust_environment=False, **settings)

    def request(self, client, *args, **kwargs):
        if isinstance(client, Driven):
            return drive(heroics_py.request_async(client.target, *args, **kwargs))
        return heroics_py.request(client, *args, **kwargs)

    def link(self, client, *args, **kwargs):
        return drive(heroics_py.link(getattr(client, "target", client), *args, **kwargs))


@pytest.fixture
def sender(each_client):
    """What sends requests with each client."""
    return Sender(each_client)


def sent_by(sender, *args, **kwargs):
    """Return the request that a call sends."""
    client, sent = sender.connected()
    sender.request(client, *args, **kwargs)
    (request,) = sent
    return request


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (canned(body=b'{"id": 1}'), Record(id=1)),
        (canned(body=b"[1, 2]"), [1, 2]),
        (canned(body=b"text", Content_Type="text/plain"), "text"),
        (canned(body=b"\x89PNG", Content_Type="image/png"), b"\x89PNG"),
        (canned(status=204, body=b""), None),
        (canned(status=201, body=b'{"id": 1}'), Record(id=1)),
    ],
)
def test_values(sender, response, expected):
    """A request returns what a call does."""
    client, _ = sender.connected(lambda request: response)
    value = sender.request(client, "GET", "/unknown")
    assert (value, type(value)) == (expected, type(value if isinstance(expected, list) else expected))


def test_lists_page_themselves(sender):
    """A list continues as its headers say."""
    pages = {"": (b"[1, 2]", {"Link": '</v1/x?after=2>; rel="next"'}), "after=2": (b"[3]", {})}

    def respond(request):
        body, headers = pages[request.url.partition("?")[2]]
        return canned(body=body, **headers).replaced(url=request.url)

    client, sent = sender.connected(respond)
    assert list(sender.request(client, "GET", "/x")) == [1, 2, 3]
    assert [each.url for each in sent] == ["https://api.example/v1/x", "https://api.example/v1/x?after=2"]


@pytest.mark.parametrize(
    ("body", "sent", "content_type"),
    [
        ({"json": {"a": 1}}, b'{"a":1}', "application/json"),
        ({"json": [1]}, b"[1]", "application/json"),
        ({"json": "x"}, b'"x"', "application/json"),
        ({"json": {}}, b"{}", "application/json"),
        ({"data": {"a": [1, 2], "b": "x y"}}, b"a=1&a=2&b=x+y", FORM),
        ({"data": [("a", 1), ("b", 2), ("a", 3)]}, b"a=1&a=3&b=2", FORM),
        ({"data": "text"}, b"text", "text/plain"),
        ({"data": b"\x00"}, b"\x00", "application/octet-stream"),
        ({"data": b""}, b"", "application/octet-stream"),
        ({"data": io.BytesIO(b"file")}, b"file", "application/octet-stream"),
        ({"data": "a;b", "headers": {"Content-Type": "text/csv"}}, b"a;b", "text/csv"),
        ({"json": {"a": 1}, "headers": {"content-type": "application/x+json"}}, b'{"a":1}', "application/x+json"),
        ({}, None, None),
    ],
)
def test_bodies(sender, body, sent, content_type):
    """A body is JSON, a form, or sent as it is; a Content-Type of the caller wins."""
    for value in body.values():
        if isinstance(value, io.BytesIO):
            value.seek(0)
    request = sent_by(sender, "POST", "/images/", **body)
    assert (request.body, request.headers.get("Content-Type")) == (sent, content_type)
    assert (request.method, request.url) == ("POST", "https://api.example/v1/images/")


def test_iterable_body(sender):
    """An iterable of bytes is read while it is sent."""
    request = sent_by(sender, "PUT", "/images/1", data=(each for each in (b"a", b"b")))
    assert b"".join(request.body) == b"ab"


def test_files(sender, tmp_path):
    """Files are bytes, a path, an open file, or a name with content and media type; data are the other fields."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"from a path")
    with path.open("rb") as file:
        files = {
            "bytes": b"raw",
            "path": path,
            "open": file,
            "named": ("n.csv", "a;b", "text/csv"),
            "named path": ("p.bin", path, "application/x-own"),
            "several": [b"1", b"2"],
        }
        client, sent = sender.connected()
        link = sender.link(client, "POST", "/images/", files=files, data={"title": "T", "tags": {"a": 1}})
        link()
        link()
    first, second = (each.body.replace(each.headers["Content-Type"].partition("=")[2].encode(), b"-") for each in sent)
    assert first == second
    assert first.count(b"from a path") == 3
    for part in (
        b'name="title"\r\n\r\nT\r\n',
        b'name="tags"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n',
        b'name="path"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n',
        b'name="named"; filename="n.csv"\r\nContent-Type: text/csv\r\n\r\na;b\r\n',
        b'name="named path"; filename="p.bin"\r\nContent-Type: application/x-own\r\n\r\nfrom a path\r\n',
        b'name="several"; filename="several"\r\n',
    ):
        assert part in first


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"json": {}, "data": {}}, "json= and data= are two bodies"),
        ({"json": {}, "files": {}}, "json= and files= are two bodies.*fields beside files go in data="),
        ({"data": 7}, "data= takes a dict for a form, .*; got int; a value of JSON goes in json="),
        ({"data": [1]}, "data= takes a dict for a form, .*; got list"),
        ({"data": "x", "files": {"a": b""}}, "data= beside files= are the other fields: expected a dict, got str"),
        ({"files": b"x"}, "files= takes a dict of names and files; got bytes"),
        ({"files": {"a": "x.png"}}, r"files\['a'\] is str: expected bytes, a pathlib.Path, .*; text is pathlib.Path"),
        ({"files": {"a": 7}}, r"files\['a'\] is int: expected bytes"),
        ({"files": {"a": b""}, "headers": {"content-type": "x/y"}}, "files= make a multipart form"),
        ({"data": {"a": b"x"}}, "a is a file, and a body of application/x-www-form-urlencoded holds text"),
    ],
)
def test_refused_bodies(sender, body, message):
    """Bodies that don't go together, or have no such form, are refused before anything is sent."""
    client, sent = sender.connected()
    with pytest.raises(CallError, match=message):
        sender.request(client, "POST", "/images/", **body)
    assert sent == []


def test_paths_as_data_are_refused(sender, tmp_path):
    """A path is not a body; a missing file is named."""
    client, sent = sender.connected()
    with pytest.raises(CallError, match=r"data= is a path: expected the open file, open\("):
        sender.request(client, "POST", "/images/", data=tmp_path)
    with pytest.raises(CallError, match=r"files\['a'\] is the path of a file that does not exist: "):
        sender.request(client, "POST", "/images/", files={"a": tmp_path / "none"})
    assert sent == []


@pytest.mark.parametrize(
    ("url", "query", "expected"),
    [
        ("/x", {"n": [1, 2], "o": {"a": "b"}}, "/x?n=1&n=2&o%5Ba%5D=b"),
        ("/x?a=1", {"b": 2}, "/x?a=1&b=2"),
        ("/x?a=1&b=2", {"a": 3, "b": None}, "/x?a=3"),
        ("x/{y}?z={w}", None, "/x/%7By%7D?z=%7Bw%7D"),
    ],
)
def test_queries(sender, url, query, expected):
    """Query fields are added to the URL; they replace those that it has."""
    assert sent_by(sender, "GET", url, query=query).url == f"https://api.example/v1{expected}"


@pytest.mark.parametrize("url", ["https://evil.example/x", "//evil.example/x", "/../x", "http://api.example/v1/x"])
def test_nothing_goes_elsewhere(sender, url):
    """Nothing is sent to another origin, or outside of the API's path."""
    client, sent = sender.connected(token="s3cret")
    with pytest.raises(CallError):
        sender.request(client, "GET", url)
    assert sent == []


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("/images/", "invalid HTTP method '/images/': expected one such as 'GET'"),
        ("GE T", "invalid HTTP method"),
        ("GET\r\nX: y", "invalid HTTP method"),
        (None, "invalid HTTP method None"),
        ("CONNECT", "CONNECT is not sent"),
        ("trace", "TRACE is not sent"),
    ],
)
def test_refused_methods(sender, method, message):
    """A word that is not a method, or a method for proxies, is refused."""
    client, sent = sender.connected()
    with pytest.raises(CallError, match=message):
        sender.request(client, method, "/x")
    assert sent == []


def test_methods_in_any_case(sender):
    """A method is sent in capitals; HEAD returns None."""
    assert sent_by(sender, "purge", "/x").method == "PURGE"
    client, _ = sender.connected(lambda request: canned(body=b"").replaced(method=request.method))
    assert sender.request(client, "head", "/x") is None


def test_read_only(sender):
    """A read-only client refuses what may change something."""
    client, sent = sender.connected(read_only=True)
    sender.request(client, "GET", "/x")
    with pytest.raises(heroics_py.ReadOnlyError):
        sender.request(client, "POST", "/x", json={})
    assert [each.method for each in sent] == ["GET"]


def test_options_of_the_client(sender):
    """The options and headers of the client apply; those of the request come on top."""
    client, sent = sender.connected(headers={"X-One": "1", "X-Two": "2"})
    options = client.with_options(timeout=7, headers={"X-Three": "3"})
    sender.request(options, "GET", "/x", headers={"x-one": "4", "X-Two": None})
    (request,) = sent
    assert request.options.timeout.total == 7
    assert {name: value for name, value in request.headers.items() if name.lower().startswith("x-")} == {
        "x-one": "4",
        "X-Three": "3",
    }


def test_known_links(sender):
    """What a link of the schema describes is masked as it says, and has its links."""
    client, _ = sender.connected(lambda request: canned(body=b'{"id": "7", "pin": "geheim"}', ETag='"1"'))
    thing = sender.request(client, "GET", "/things/7")
    assert "geheim" not in repr(thing)
    assert sender.kind.refresh(thing) == thing


def test_parts_of_one_request_alone(sender):
    """The headers and the media type of a request are not those of what its record leads to."""
    thing = {"id": "7", "_links": {"image": {"href": "/v1/things/8"}}}
    client, sent = sender.connected(lambda request: canned(body=json.dumps(thing).encode()))
    headers = {"Content-Type": "text/csv", "X-Once": "1"}
    record = sender.request(client, "POST", "/things", data="a;b", headers=headers)
    sender.kind.links(record)["image"]()
    assert [(each.headers.get("Content-Type"), each.headers.get("X-Once")) for each in sent] == [
        ("text/csv", "1"),
        (None, None),
    ]


def test_options_of_a_request(sender):
    """Options of such a link replace what the request has."""
    client, _ = sender.connected()
    link = sender.link(client, "POST", "/x", json={"a": 1}, headers={"X-One": "1", "X-Two": "2"})
    request = link.with_options(media_type="application/vnd.own+json", headers={"x-two": "3"}).prepare()
    assert request.headers["Content-Type"] == "application/vnd.own+json"
    assert (request.headers["X-One"], request.headers["X-Two"]) == ("1", "3")


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "x-http-method", "X-Method-Override"])
def test_read_only_and_other_methods(sender, name):
    """A read-only client refuses a GET whose headers name another method."""
    client, sent = sender.connected(read_only=True)
    with pytest.raises(heroics_py.ReadOnlyError):
        sender.request(client, "GET", "/x", headers={name: "DELETE"})
    assert sent == []


def test_prepared_requests(sender):
    """A request can be prepared and shown as curl without sending it; its text says what it is."""
    client, sent = sender.connected(token="s3cret")
    link = sender.link(client, "POST", "/images/", json={"a": 1}, query={"token": "geheim", "n": 2})
    request = link.prepare()
    assert (request.method, request.url) == ("POST", "https://api.example/v1/images/?token=geheim&n=2")
    assert link.curl() == (
        "curl -X POST 'https://api.example/v1/images/?token=***&n=2' -H 'Accept: application/json, */*;q=0.5' "
        "-H 'Content-Type: application/json' --data-raw '{\"a\":1}'"
    )
    assert "heroics_py.link(client, 'POST', '/images/')" in link.__doc__
    assert "geheim" not in repr(link) + link.__doc__
    assert sent == []


def test_secrets_in_the_url(sender):
    """The text of a link, its help and its pickle hold no secret of its URL."""
    client, _ = sender.connected()
    link = sender.link(client, "GET", "/x?token=geheim&n=2")
    assert link.prepare().url == "https://api.example/v1/x?token=geheim&n=2"
    assert "heroics_py.link(client, 'GET', '/x?token=***&n=2')()" in link.__doc__
    data = pickle.dumps(link)
    assert "geheim" not in f"{link!r} {link.__doc__} {data!r}"
    with pytest.raises(CallError, match="pickling left out the query of the URL"):
        pickle.loads(data).prepare()


def test_links_of_ones_own_are_streamed(sender):
    """Functions that take a link take one of these, too."""
    if sender.kind.__class__.__name__ == "Awaiting":
        pytest.skip("the lines of a blocking client are enough")
    with Scripted(saying(answer(200, b"a\nb\n", Content_Type="text/plain"))) as server:
        client = sender.connect(server.url, token="s3cret")
        assert list(heroics_py.stream(heroics_py.link(client, "GET", "/log"))) == ["a", "b"]
        client.close()


def test_whole_responses(sender):
    """``send`` returns the whole response of such a link."""
    client, _ = sender.connected(lambda request: canned(status=202, body=b'{"id": 1}', X_Job="7"))
    response = sender.link(client, "POST", "/jobs").send()
    assert (response.status, response.headers["X-Job"], response.data) == (202, "7", {"id": 1})


def test_errors_by_status(sender):
    """An error has the class of its status."""
    client, _ = sender.connected(lambda request: canned(status=422, body=b'{"message": "too large"}'))
    with pytest.raises(heroics_py.UnprocessableEntity, match="too large"):
        sender.request(client, "POST", "/images/", json={})


def test_wrong_twins():
    """The function that blocks refuses an async client, the other one a client that blocks."""
    blocking = heroics_py.connect(DOCUMENT, token="any")
    awaiting = drive(heroics_py.connect_async(DOCUMENT, token="any")).target
    with pytest.raises(CallError, match=r"await heroics_py.request_async\(...\)"):
        heroics_py.request(awaiting, "GET", "/x")
    with pytest.raises(CallError, match=r"use heroics_py.request\(...\)"):
        heroics_py.request_async(blocking, "GET", "/x")
    with pytest.raises(CallError, match="expected a client first"):
        heroics_py.request("GET", "/x", blocking)


def heads_of(server):
    return [request.decode("latin-1") for request in server.requests]


def test_credentials_and_retries(sender):
    """Credentials go along; a GET is sent again after 503, a POST is not."""

    def step(wire, request, number):
        wire.say(answer(503 if number in {1, 3} else 200, Content_Type="application/json"))

    with Scripted(step) as server, sender.connect(server.url, token="s3cret", retries=2) as client:
        assert sender.request(client, "GET", "/x") == {}
        with pytest.raises(heroics_py.ServiceUnavailable):
            sender.request(client, "POST", "/x", json={})
        heads = heads_of(server)
    assert [head.split(" ")[0] for head in heads] == ["GET", "GET", "POST"]
    assert ["Authorization: Bearer s3cret" in head for head in heads] == [True] * 3


def test_cached_answers(sender):
    """The answer to a GET comes from the cache if the server confirms it."""

    def step(wire, request, number):
        status, body = (304, b"") if b'If-None-Match: "1"' in request else (200, b'{"id": 1}')
        wire.say(answer(status, body, ETag='"1"', Content_Type="application/json"))

    with Scripted(step) as server, sender.connect(server.url, token="s3cret") as client:
        responses = [sender.link(client, "GET", "/x").send() for _ in range(2)]
    assert [(each.data, each.from_cache) for each in responses] == [({"id": 1}, False), ({"id": 1}, True)]


def test_allowed_origins(sender):
    """An allowed origin gets the headers of the request, and no credentials of the API."""

    def step(wire, request, number):
        wire.say(answer(Content_Type="application/json"))

    with Scripted(step) as api, Scripted(step) as files:
        settings = {"token": "s3cret", "headers": {"X-Tenant": "acme"}, "allowed_origins": [files.url]}
        with sender.connect(api.url, **settings) as client:
            sender.request(client, "GET", f"{files.url}/x", headers={"X-Amz-Meta": "1"})
            with pytest.raises(CallError, match=r"the header 'Authorization' is a credential, and http"):
                sender.request(client, "GET", f"{files.url}/x", headers={"Authorization": "Bearer other"})
        (head,) = heads_of(files)
        assert api.requests == []
    assert "X-Amz-Meta: 1" in head
    assert not {"authorization", "x-tenant", "s3cret"} & set(head.lower().replace(":", "\n").split("\n"))


def test_hooks(sender):
    """The hooks of the client see the request."""
    calls = []
    client, _ = sender.connected(on_response=lambda details: calls.append((details.call, details.status)))
    sender.request(client, "GET", "/x")
    assert calls in ([("request", 200)], [])  # a transport of the caller's has no hooks


def test_sandbox():
    """A sandbox answers such requests, too."""
    with heroics_py.sandbox() as client:
        assert heroics_py.request(client, "POST", "/apps", json={"name": "other"}).name == "other"
        assert heroics_py.request(client, "GET", "/apps/other") == client.app.info("other")
        with pytest.raises(heroics_py.NotFound):
            heroics_py.request(client, "GET", "/nothing")


def test_advice_for_a_link_of_ones_own():
    """What is asked of a link of one's own that only its answer has is refused with the call to type."""
    with heroics_py.sandbox() as client, pytest.raises(AttributeError) as caught:
        heroics_py.link(client, "GET", "/apps/example").name  # noqa: B018 - the access is the test
    assert str(caught.value).endswith("call it first: heroics_py.link(client, 'GET', '/apps/example')().name")
