"""What goes along to the host of a schema, and what of the schema's word is taken for the API's own place."""

import gc
import json
import pickle

import pytest
import requests
from scripted import Scripted, answer

import heroics_py
from heroics_py.client.base_url import base_url_of

pytestmark = pytest.mark.usefixtures("bare_environment")

KEY = "s3ntinel-0123"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {"thing": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/thing"}]}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}


def schema_at(api_url=None):
    """Return a step of a server that has a schema, whose API is at ``api_url``, and an API of its own."""
    links = {} if api_url is None else {"links": [{"rel": "self", "href": api_url}]}

    def step(wire, request, _number):
        body = json.dumps(SCHEMA | links).encode() if b"/api.json" in request.split(b"\r\n")[0] else b"{}"
        wire.say(answer(body=body, Content_Type="application/json"))

    return step


def session_with_secrets():
    session = requests.Session()
    session.auth = ("me", KEY)
    session.headers.update({"X-Api-Key": KEY, "X-Plain": KEY})
    session.cookies.set("sid", KEY)
    session.params = {"api_key": KEY}
    return session


WAYS = {
    "a token": lambda: {"token": KEY},
    "a function": lambda: {"token": lambda: KEY},
    "a user": lambda: {"auth": ("me", KEY)},
    "a header": lambda: {"headers": {"X-Api-Key": KEY}},
    "a plain header": lambda: {"headers": {"X-Plain": KEY}},
    "a session": lambda: {"session": session_with_secrets()},
    "netrc": dict,
}


def heads(server):
    return [request.decode("latin-1") for request in server.requests]


def shows(text):
    from base64 import b64encode

    return KEY in text or b64encode(f"me:{KEY}".encode()).decode() in text


@pytest.mark.parametrize("way", WAYS)
def test_without_url_the_host_of_a_schema_sees_nothing_of_the_caller(way, netrc):
    """Credentials, headers and what a session holds go to the API alone, where the schema says that it is."""
    netrc(f"machine 127.0.0.1 login me password {KEY}\n")
    with Scripted(schema_at()) as api, Scripted(schema_at(api.url)) as host:
        client = heroics_py.connect(f"{host.url}/api.json", cache=None, **WAYS[way]())
        client.thing.info()
        assert ([shows(head) for head in heads(host)], [shows(head) for head in heads(api)]) == ([False], [True])


@pytest.mark.parametrize("way", WAYS)
def test_with_url_they_go_to_the_host_of_a_schema_that_has_that_very_origin(way, netrc):
    """One origin: the caller said so; another port is another origin."""
    netrc(f"machine 127.0.0.1 login me password {KEY}\n")
    with Scripted(schema_at()) as host, Scripted(schema_at()) as other:
        heroics_py.connect(f"{host.url}/api.json", url=f"{host.url}/v1", cache=None, **WAYS[way]())
        heroics_py.connect(f"{host.url}/api.json", url=other.url, cache=None, **WAYS[way]())
        assert [shows(head) for head in heads(host)] == [True, False]


def test_what_a_session_does_is_done_for_a_schema_too():
    """Its adapters, its hooks and a patched ``send`` see the request: a mock or a recorder misses nothing."""
    seen = []

    class Adapter(requests.adapters.HTTPAdapter):
        def send(self, request, **settings):
            seen.append("adapter")
            return super().send(request, **settings)

    class Session(requests.Session):
        def send(self, request, **settings):
            seen.append("send")
            return super().send(request, **settings)

    session = Session()
    session.mount("http://", Adapter())
    session.hooks["response"].append(lambda *_, **__: seen.append("hook"))
    with Scripted(schema_at()) as host:
        heroics_py.connect(f"{host.url}/api.json", session=session, cache=None)
    assert seen == ["send", "adapter", "hook"]


def test_schema_headers_go_to_the_host_of_the_schema_alone():
    """Never on to the API, in no repr and no pickle, and nothing keeps them."""
    with Scripted(schema_at()) as api, Scripted(schema_at(api.url)) as host:
        given = {"Authorization": f"token {KEY}", "X-Tenant": KEY}
        client = heroics_py.connect(f"{host.url}/api.json", cache=None, schema_headers=given)
        client.thing.info()
        read = heroics_py.read(f"{host.url}/api.json", schema_headers=given)
        seen = [(host.header("Authorization", number), host.header("X-Tenant", number)) for number in (0, 1)]
        assert seen == [(f"token {KEY}", KEY)] * 2
        assert not shows(heads(api)[0])
        assert KEY not in repr(client) + repr(read) + repr(client._core.settings)
        assert KEY.encode() not in pickle.dumps(client)
        assert client._core.settings.schema_headers.reveal() == {}


def test_a_sandbox_of_a_schema_by_url_takes_schema_headers():
    """They go to the host of the schema, and the sandbox never sees them."""
    with Scripted(schema_at()) as host:
        options = {"socket": False, "schema_headers": {"Authorization": f"token {KEY}"}}
        heroics_py.sandbox(f"{host.url}/api.json", **options).close()
        assert host.header("Authorization") == f"token {KEY}"


def test_schema_headers_do_not_follow_a_redirect_to_another_origin():
    """Whatever they are called; the names of the headers that say nothing of the caller may go."""
    with Scripted(schema_at("http://127.0.0.1:9")) as elsewhere:

        def away(wire, _request, _number):
            wire.say(answer(302, b"", Location=f"{elsewhere.url}/api.json"))

        with Scripted(away) as host:
            options = {"schema_headers": {"X-Tenant": KEY, "Accept": "x/y"}, "allowed_origins": [elsewhere.url]}
            heroics_py.connect(f"{host.url}/api.json", cache=None, **options)
        assert (host.header("X-Tenant"), shows(heads(elsewhere)[0])) == (KEY, False)
        assert elsewhere.header("Accept") == "x/y"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_schema_that_is_refused_says_how_to_give_its_host_credentials(status):
    """A private schema is named by the way to it."""
    with (
        Scripted(lambda wire, _request, _number: wire.say(answer(status))) as host,
        pytest.raises(heroics_py.ResponseError, match=r"pass schema_headers= for its host") as caught,
    ):
        heroics_py.connect(f"{host.url}/api.json", token=KEY, cache=None)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("wrong", [["X"], {"X-Api-Key": 7}, {7: KEY}])
@pytest.mark.parametrize("door", [heroics_py.connect, heroics_py.read])
def test_schema_headers_that_are_none_are_refused_at_once(door, wrong):
    """No value of theirs is in the text."""
    with pytest.raises(ValueError, match=r"^schema_headers=") as caught:
        door(SCHEMA, schema_headers=wrong)
    assert KEY not in str(caught.value)


def test_no_frame_of_a_failure_holds_what_was_given():
    """Whoever shows the variables of every frame sees no credential."""
    import traceback

    with pytest.raises(heroics_py.ConnectionFailed) as caught:
        heroics_py.connect("http://127.0.0.1:9/api.json", token=KEY, schema_headers={"X-A": KEY}, retries=0, cache=None)
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    own = [line for line in told if "schema_headers={" not in line]
    assert KEY not in "".join(own)
    gc.collect()


HTTP_BASES = ["http://api.example", "HTTP://api.example/v1", "http://127.0.0.1:5000", "http://schemas.example"]


@pytest.mark.parametrize("base", HTTP_BASES)
def test_a_schema_over_https_may_not_lead_to_http(base):
    """The token would go in clear; the caller may say so with url=."""
    api = heroics_py.read(SCHEMA)._replace(url=base, source="https://schemas.example/api.json")
    with pytest.raises(heroics_py.SchemaError, match="anyone can read credentials"):
        heroics_py.connect(api, token=KEY)
    assert heroics_py.connect(api, token=KEY, url=base).thing.info.prepare().url.endswith("/thing")


@pytest.mark.parametrize(
    ("base", "source", "expected"),
    [
        ("https://api.example", "https://schemas.example/x", "https://api.example"),
        ("//api.example/v1", "https://schemas.example/x", "https://api.example/v1"),
        ("/v1", "https://schemas.example/x", "https://schemas.example/v1"),
        ("http://api.example", "http://schemas.example/x", "http://api.example"),
        ("http://api.example", "./api.json", "http://api.example"),
    ],
)
def test_any_other_base_url_is_taken(base, source, expected):
    """Also of another host: the schema was asked for, and says where its API is."""
    assert base_url_of(heroics_py.read(SCHEMA)._replace(url=base, source=source), None) == expected


QUERIES = [
    "http://h.example?key=s3ntinel-0123",
    "http://h.example/v1?key=s3ntinel-0123",
    "https://h.example/?s3ntinel-0123",
]


@pytest.mark.parametrize("url", QUERIES)
@pytest.mark.parametrize("named", ["url", "schema"])
def test_a_base_url_with_a_query_is_refused_and_not_shown(url, named):
    """A key belongs to token= or headers=; a query in the base would end up in the middle of a path."""
    api = heroics_py.read(SCHEMA)._replace(url="" if named == "url" else url)
    with pytest.raises(heroics_py.SchemaError, match="holds a query") as caught:
        heroics_py.connect(api, url=url if named == "url" else None)
    assert KEY not in str(caught.value)


def test_the_live_schema_of_heroku_needs_no_credentials(monkeypatch):
    """The environment's key goes to the API, and the schema is fetched without."""
    import responses

    monkeypatch.setenv("HEROKU_API_KEY", KEY)
    with responses.RequestsMock() as mock:
        links = {"links": [{"rel": "self", "href": "https://api.heroku.com"}]}
        mock.get("https://api.heroku.com/schema", json=SCHEMA | links)
        mock.get("https://api.heroku.com/thing", json={})
        heroics_py.connect("https://api.heroku.com/schema", cache=None).thing.info()
        sent = [call.request.headers for call in mock.calls]
    assert [each.get("Authorization") for each in sent] == [None, f"Bearer {KEY}"]
    assert {each["Accept"] for each in sent} == {"application/vnd.heroku+json; version=3"}
