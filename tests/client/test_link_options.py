"""Options of a link for what its document forgot: query fields, a body, a media type, and the answer to ask for."""

import io
import json
import pickle
from pathlib import Path

import pytest

import heroics_py
from heroics_py import CallError, Record
from tests.helpers.canned import canned, connected

pytestmark = pytest.mark.usefixtures("over_each_client")

TABLE = b"id,name\r\n1,example\r\n"
PICTURE = b"\x89PNG\r\n"
BODIES = {
    "text/csv": TABLE,
    "text/html": b"<!doctype html><title>Things</title>",
    "image/png": PICTURE,
    "application/json": b'[{"id": 1}]',
    "application/hal+json": b'{"id": 1}',
}
THING = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
CONTENTS = {
    "application/json": {"schema": {"type": "array", "items": THING}},
    "text/csv": {"schema": {"type": "string"}},
    "image/png": {},
    "text/html": {},
}


def operation(name, **fields):
    return {"operationId": name, "tags": ["thing"], "responses": {"200": {"description": "", "content": CONTENTS}}} | (
        fields
    )


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://api.example/v1"}],
    "paths": {
        "/things": {
            "get": operation(
                "listThings",
                parameters=[
                    {"name": "page", "in": "query", "schema": {"type": "integer"}},
                    {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}},
                ],
            ),
            "post": operation(
                "createThing",
                requestBody={"content": {"application/json": {"schema": {**THING, "required": ["name"]}}}},
            ),
        },
        "/things/{id}/start": {
            "post": operation(
                "startThing",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            ),
        },
        "/search?kind=thing": {"get": operation("searchThings")},
    },
}


def respond(request):
    accept = (request.headers.get("Accept") or "").partition(";")[0]
    return canned(body=BODIES.get(accept, b'[{"id": 1}]'), Content_Type=accept if accept in BODIES else "text/json")


def things(**settings):
    """Return the resource "thing", and the requests that are sent."""
    client, transport = connected(respond, DOCUMENT, token="s3cret", **settings)
    return client.thing, transport.sent


def query_of(link, *args, **kwargs):
    return link.prepare(*args, **kwargs).url.partition("?")[2]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"n": 3}, "n=3"),
        ({"n": [1, 2]}, "n=1&n=2"),
        ({"n": []}, ""),
        ({"n": True, "m": None}, "n=true"),
        ({"a b": "ü&="}, "a%20b=%C3%BC%26%3D"),
        ({"owner": {"name": "x", "tags": ["a", "b"]}}, "owner%5Bname%5D=x&owner%5Btags%5D=a&owner%5Btags%5D=b"),
    ],
)
def test_query_fields(query, expected):
    """A field that the document forgot is sent: a list repeats it, an object has brackets, None leaves it out."""
    link = things()[0].list
    assert query_of(link.with_options(query=query)) == expected


def test_query_beside_arguments():
    """Further fields come after the arguments of the call."""
    link = things()[0].list.with_options(query={"n": 3})
    assert query_of(link, page=2) == "page=2&n=3"
    assert link(page=2) == [{"id": 1}]


def test_query_of_an_href():
    """A field replaces one of the href, and None removes it."""
    link = things()[0].search
    assert query_of(link) == "kind=thing"
    assert query_of(link.with_options(query={"kind": "other"})) == "kind=other"
    assert query_of(link.with_options(query={"kind": None})) == ""


def test_queries_merge():
    """Options of options merge field by field; None for all of them removes them."""
    link = things()[0].list.with_options(query={"a": 1, "b": 2}).with_options(query={"b": None, "c": 3})
    assert query_of(link) == "a=1&c=3"
    assert query_of(link.with_options(query=None)) == ""
    assert query_of(link.with_options(timeout=3)) == "a=1&c=3"


def test_ambiguous_query():
    """A field that is an argument of the call, too, is refused; alone, it is sent as it is."""
    link = things()[0].list.with_options(query={"page": "last"})
    assert query_of(link) == "page=last"
    with pytest.raises(CallError, match=r"^thing.list: 'page' is an argument of the call and a field of with_options"):
        link.prepare(page=2)


@pytest.mark.parametrize(
    ("body", "media_type", "sent", "content_type"),
    [
        ({"x": 1}, None, b'{"x":1}', "application/json"),
        ([1, 2], None, b"[1,2]", "application/json"),
        (7, None, b"7", "application/json"),
        ("text", None, b"text", "text/plain"),
        (b"\x00", None, b"\x00", "application/octet-stream"),
        (io.BytesIO(b"data"), None, b"data", "application/octet-stream"),
        ({"x": [1, 2]}, "application/x-www-form-urlencoded", b"x=1&x=2", "application/x-www-form-urlencoded"),
        ("a;b", "text/csv", b"a;b", "text/csv"),
        ({"x": 1}, "application/vnd.example+json", b'{"x":1}', "application/vnd.example+json"),
        (b"\x01", "application/x-own", b"\x01", "application/x-own"),
    ],
)
def test_body_of_a_link_without(body, media_type, sent, content_type):
    """A body that the document forgot is sent by its kind, or as its media type says."""
    if isinstance(body, io.BytesIO):
        body.seek(0)
    resource, requests = things()
    resource.start.with_options(body=body, media_type=media_type)(7)
    (request,) = requests
    assert (request.body, request.headers["Content-Type"]) == (sent, content_type)
    assert request.url == "https://api.example/v1/things/7/start"


def test_body_of_a_get():
    """A GET may have a body, too; it comes from the server, not from a cache."""
    resource, requests = things()
    link = resource.list.with_options(body={"match": "all"})
    link()
    assert [(each.method, each.body) for each in requests] == [("GET", b'{"match":"all"}')]
    assert '--data-raw \'{"match":"all"}\'' in link.curl()


def test_file_as_a_body_again():
    """A file in the options is read from its position by each call, and looking at the link reads nothing of it."""
    file = io.BytesIO(b"..data")
    file.seek(2)
    resource, requests = things()
    link = resource.start.with_options(body={"file": file})
    assert "with_options(body=...)" in link.__doc__
    link(7)
    link(7)
    assert [b"\r\n\r\ndata\r\n" in each.body for each in requests] == [True, True]


def test_multipart_body():
    """A dict with a file is a multipart form."""
    request = things()[0].start.with_options(body={"file": io.BytesIO(b"data")}).prepare(7)
    assert request.headers["Content-Type"].startswith("multipart/form-data; boundary=")


def test_documented_body_is_checked():
    """Where the document describes a body, it is checked as an argument is; of another media type, it is not."""
    link = things()[0].create
    assert link.with_options(body={"name": "x"}).prepare().body == b'{"name":"x"}'
    with pytest.raises(heroics_py.ValidationError, match="name"):
        link.with_options(body={"id": 1}).prepare()
    other = link.with_options(body="id,name", media_type="text/csv").prepare()
    assert (other.body, other.headers["Content-Type"]) == (b"id,name", "text/csv")


def test_two_bodies():
    """A body in the options and another one in the call are refused."""
    link = things()[0].create.with_options(body={"name": "x"})
    with pytest.raises(CallError, match=r"^thing.create got a body, and another one in with_options\(body=\)"):
        link.prepare(name="y")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/csv", TABLE.decode()),
        ("text/html", BODIES["text/html"].decode()),
        ("image/png", PICTURE),
        ("application/json", [{"id": 1}]),
        ("application/hal+json", Record(id=1)),
        ("text/csv; header=present", TABLE.decode()),
    ],
)
def test_accept_decides(accept, expected):
    """The media type that is asked for decides what comes back, documented or not."""
    resource, requests = things()
    assert resource.list.with_options(accept=accept)() == expected
    assert requests[0].headers["Accept"] == accept


def test_accept_wins_over_headers():
    """It replaces an Accept of the client's headers."""
    resource, requests = things(headers={"Accept": "application/json"})
    assert resource.list.with_options(accept="image/png")() == PICTURE
    assert resource.list.with_options(accept=None)() == [{"id": 1}]
    assert [each.headers["Accept"] for each in requests] == ["image/png", "application/json"]


def test_accept_without_media_type():
    """A response that does not name its media type is read as the one that was asked for."""
    client, _ = connected(lambda request: heroics_py.Response(status=200, body=b"12", url=request.url), DOCUMENT)
    assert client.thing.list.with_options(accept="text/csv")() == "12"
    response = client.thing.list.with_options(accept="text/csv").send()
    assert (response.data, "Content-Type" in response.headers) == ("12", False)


def test_refreshed_with_the_same_options(over_each_client):
    """A record is read again with the options of its call; its links don't have them."""
    resource, requests = things()
    record = resource.list.with_options(accept="application/hal+json", query={"n": 3})()
    assert over_each_client.refresh(record) == {"id": 1}
    assert [each.url.partition("?")[2] for each in requests] == ["n=3", "n=3"]
    assert {each.headers["Accept"] for each in requests} == {"application/hal+json"}


def test_shown_options():
    """The text of a link and its help show these options, without secrets."""
    link = things()[0].list.with_options(
        query={"n": 3, "api_key": "geheim", "owner": {"password": "geheim"}}, body={"password": "geheim"}, accept="a/b"
    )
    words = "query={'n': 3, 'api_key': '***', 'owner': '***'}, body=..., accept='a/b'"
    assert repr(link).endswith(f"GET /things  with {words}>")
    assert f"client.thing.list.with_options({words})(" in link.__doc__
    assert "geheim" not in repr(link) + link.__doc__


def test_pickled_options():
    """A pickle keeps these options; what may be a secret is left out, and a call without it is refused."""
    link = things()[0].list.with_options(query={"n": 3}, body={"x": 1}, accept="text/csv")
    assert query_of(pickle.loads(pickle.dumps(link))) == "n=3"
    assert pickle.loads(pickle.dumps(link)).prepare().body == b'{"x":1}'
    for secret in ({"query": {"token": "geheim"}}, {"body": {"password": "geheim"}}, {"body": io.BytesIO(b"geheim")}):
        data = pickle.dumps(link.with_options(**secret))
        assert b"geheim" not in data
        with pytest.raises(CallError, match=r"was not sent: pickling left out the .*with_options\("):
            pickle.loads(data).prepare()


def test_equal_options():
    """Links with other options are different links."""
    link = things()[0].list
    assert link.with_options(query={"n": 3}) == link.with_options(query={"n": 3})
    assert link.with_options(query={"n": 3}) != link


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"query": [1]}, "query=list: expected a mapping of field names to values"),
        ({"query": {1: 2}}, "query={1: ...}: expected the name of a field as text"),
        ({"body": Path("x.csv")}, r"body=a path: expected the open file, open\('x.csv', 'rb'\)"),
        ({"accept": "csv"}, "accept='csv': expected a media type such as 'text/csv', or several with commas"),
        ({"accept": "text/csv\r\nX: y"}, "accept='text/csv"),
        ({"accept": 7}, "accept=7"),
    ],
)
def test_invalid_options(options, message):
    """An option that can't have a value says what it takes."""
    with pytest.raises(ValueError, match=f"^{message}"):
        things()[0].list.with_options(**options)


@pytest.mark.parametrize("option", ["query", "body", "accept"])
def test_options_of_a_client(option):
    """These options are refused on a client, which has many links."""
    client, _ = connected(respond, DOCUMENT)
    with pytest.raises(TypeError, match=f"^{option}= is an option of a link, not of a client: "):
        client.with_options(**{option: {}})


def test_refusals_name_the_way_out():
    """An unknown keyword of a GET, and a body that a link does not take, name the option that sends them."""
    resource = things()[0]
    with pytest.raises(CallError, match=r"; thing.list.with_options\(query=\{'size': ...\}\) sends a field that the"):
        resource.list(size=3)
    with pytest.raises(CallError, match=r"takes no body; with_options\(body=...\) sends one$"):
        resource.start(7, {"x": 1})


def test_variants_in_the_cache():
    """The cache keeps the answers to other media types and other fields apart."""
    with heroics_py.sandbox(DOCUMENT) as client:
        link = client.thing.list
        answers = [link.with_options(accept=accept).send() for accept in ("text/csv", "application/json", "text/csv")]
        assert [type(each.data) for each in answers][::2] == [str, str]
        assert json.loads(answers[1].body) == list(answers[1].data)
        assert [each.from_cache for each in answers] == [False, False, True]
        assert link.with_options(query={"n": 1}).send().from_cache is False
        searches = [link.with_options(body={"match": "all"}).send() for _ in range(2)]
        assert [each.from_cache for each in searches] == [False, False]


def test_sandbox_heeds_accept():
    """The sandbox answers in the media type that is asked for, and with 406 to one that it does not have."""
    with heroics_py.sandbox(DOCUMENT) as client:
        kinds = {
            accept: type(client.thing.list.with_options(accept=accept)())
            for accept in ("text/csv", "text/html", "image/png")
        }
        assert kinds == {"text/csv": str, "text/html": str, "image/png": bytes}
        with pytest.raises(heroics_py.NotAcceptable):
            client.thing.list.with_options(accept="audio/wav")()


@pytest.mark.parametrize(
    ("name", "meant"), [("params", "query"), ("json", "body"), ("files", "body"), ("content_type", "media_type")]
)
def test_names_of_other_libraries(name, meant):
    """What other libraries call an option of a link is refused with our name for it."""
    with pytest.raises(TypeError, match=rf"^no option '{name}'; did you mean '{meant}'\?$"):
        things()[0].list.with_options(**{name: None})


def test_link_names_all_its_options():
    """An unknown option of a link is refused with all names, those of a link included."""
    with pytest.raises(TypeError, match=r"^no option 'zzz'; expected one of query, body, accept, timeout, "):
        things()[0].list.with_options(zzz=1)
