"""Fetching a schema from its URL, and the credentials that its host gets."""

import gc
import json
import pickle

import pytest
import requests
from scripted import Scripted, answer

import heroics_py

pytestmark = pytest.mark.usefixtures("bare_environment")

KEY = "s3ntinel-0123"
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {"thing": {"links": [{"title": "Info", "rel": "self", "method": "GET", "href": "/thing"}]}},
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}


def schema_at(api_url=None):
    """Return a step of a server with a schema, whose API is at ``api_url``, and with an API of its own."""
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


CREDENTIALS = {
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


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_schema_host_gets_no_credentials(kind, netrc):
    """Credentials, headers and sessions are for the API only, at the base URL of the schema."""
    netrc(f"machine 127.0.0.1 login me password {KEY}\n")
    with Scripted(schema_at()) as api, Scripted(schema_at(api.url)) as host:
        client = heroics_py.connect(f"{host.url}/api.json", cache=None, **CREDENTIALS[kind]())
        client.thing.info()
        assert ([shows(head) for head in heads(host)], [shows(head) for head in heads(api)]) == ([False], [True])


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_schema_host_with_the_api_origin(kind, netrc):
    """They also go to the host of the schema if url= has its origin; another port is another origin."""
    netrc(f"machine 127.0.0.1 login me password {KEY}\n")
    with Scripted(schema_at()) as host, Scripted(schema_at()) as other:
        heroics_py.connect(f"{host.url}/api.json", url=f"{host.url}/v1", cache=None, **CREDENTIALS[kind]())
        heroics_py.connect(f"{host.url}/api.json", url=other.url, cache=None, **CREDENTIALS[kind]())
        assert [shows(head) for head in heads(host)] == [True, False]


def test_session_fetches_the_schema():
    """The session's adapters, hooks and a patched ``send`` see the request, as mocks and recorders need."""
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


def test_schema_headers():
    """They go to the host of the schema only; neither reprs, pickles nor settings keep them."""
    with Scripted(schema_at()) as api, Scripted(schema_at(api.url)) as host:
        headers = {"Authorization": f"token {KEY}", "X-Tenant": KEY}
        client = heroics_py.connect(f"{host.url}/api.json", cache=None, schema_headers=headers)
        client.thing.info()
        read = heroics_py.read(f"{host.url}/api.json", schema_headers=headers)
        seen = [(host.header("Authorization", number), host.header("X-Tenant", number)) for number in (0, 1)]
        assert seen == [(f"token {KEY}", KEY)] * 2
        assert not shows(heads(api)[0])
        assert KEY not in repr(client) + repr(read) + repr(client._core.settings)
        assert KEY.encode() not in pickle.dumps(client)
        assert client._core.settings.schema_headers.reveal() == {}


def test_sandbox_takes_schema_headers():
    """`sandbox` sends schema_headers to the host of the schema."""
    with Scripted(schema_at()) as host:
        options = {"socket": False, "schema_headers": {"Authorization": f"token {KEY}"}}
        heroics_py.sandbox(f"{host.url}/api.json", **options).close()
        assert host.header("Authorization") == f"token {KEY}"


def test_schema_headers_and_redirects():
    """A redirect to another origin drops all of them, except headers that are never secret."""
    with Scripted(schema_at("http://127.0.0.1:9")) as elsewhere:

        def away(wire, _request, _number):
            wire.say(answer(302, b"", Location=f"{elsewhere.url}/api.json"))

        with Scripted(away) as host:
            options = {"schema_headers": {"X-Tenant": KEY, "Accept": "x/y"}, "allowed_origins": [elsewhere.url]}
            heroics_py.connect(f"{host.url}/api.json", cache=None, **options)
        assert (host.header("X-Tenant"), shows(heads(elsewhere)[0])) == (KEY, False)
        assert elsewhere.header("Accept") == "x/y"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refused_schema(status):
    """The error for a refused schema explains schema_headers."""
    with (
        Scripted(lambda wire, _request, _number: wire.say(answer(status))) as host,
        pytest.raises(heroics_py.ResponseError, match=r"pass schema_headers= for its host") as caught,
    ):
        heroics_py.connect(f"{host.url}/api.json", token=KEY, cache=None)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("invalid", [["X"], {"X-Api-Key": 7}, {7: KEY}])
@pytest.mark.parametrize("function", [heroics_py.connect, heroics_py.read])
def test_invalid_schema_headers(function, invalid):
    """Invalid schema_headers are refused at once, and their values not shown."""
    with pytest.raises(ValueError, match=r"^schema_headers=") as caught:
        function(SCHEMA, schema_headers=invalid)
    assert KEY not in str(caught.value)


def test_failing_fetch_hides_credentials():
    """No frame of a failing request for a schema holds credentials."""
    import traceback

    with pytest.raises(heroics_py.ConnectionFailed) as caught:
        heroics_py.connect("http://127.0.0.1:9/api.json", token=KEY, schema_headers={"X-A": KEY}, retries=0, cache=None)
    lines = traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    own = [line for line in lines if "schema_headers={" not in line]
    assert KEY not in "".join(own)
    gc.collect()


def test_heroku_schema_by_url(monkeypatch):
    """Heroku's schema is fetched without the key of the environment, which the API gets."""
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
