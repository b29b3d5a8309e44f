"""What a pickled client keeps, and how it reports what it lost."""

import copy
import pickle
from base64 import b64decode

import named_credentials
import pytest
import requests
import responses

import heroics_py
from heroics_py.errors import CallError
from heroics_py.http.messages import Response

SECRET = "s3ntinel-0123"
URL = "https://shop.example"
LINKS = [
    {
        "title": "Info",
        "rel": "self",
        "method": "GET",
        "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}",
    },
    {"title": "List", "rel": "instances", "method": "GET", "href": "/things"},
    {
        "title": "Update",
        "rel": "update",
        "method": "PATCH",
        "href": "/things/{(%23%2Fdefinitions%2Fthing%2Fdefinitions%2Fid)}",
        "schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
    },
]
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "definitions": {
        "thing": {
            "definitions": {"id": {"type": "string"}, "identity": {"$ref": "#/definitions/thing/definitions/id"}},
            "links": LINKS,
        }
    },
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
}


@pytest.fixture(autouse=True)
def other_account(monkeypatch, tmp_path):
    """A netrc file with the login of another account."""
    (tmp_path / "netrc").write_text("machine shop.example login other password account\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.fixture
def shop():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for method in ("GET", "PATCH"):
            mock.add(method, f"{URL}/things/a", json={"id": "a"}, headers={"ETag": '"v1"'})
        mock.get(f"{URL}/things", json=[{"id": "a"}])
        yield mock


def connected(**options):
    return heroics_py.connect(SCHEMA, url=URL, retries=0, cache=None, **options)


def unpickled(thing):
    data = pickle.dumps(thing)
    assert SECRET.encode() not in data
    return pickle.loads(data)


def with_credentials(name):
    session = requests.Session()
    if name == "session":
        session.auth = ("me", SECRET)
    elif name == "session header":
        session.headers["Authorization"] = f"Bearer {SECRET}"
    return {
        "token": {"token": SECRET},
        "function": {"token": lambda: SECRET},
        "auth": {"auth": ("me", SECRET)},
        "object": {"auth": requests.auth.HTTPBasicAuth("me", SECRET)},
    }.get(name, {"session": session})


CREDENTIALS = ["token", "function", "auth", "object", "session", "session header"]
PARTS = {
    "client": lambda client: client.thing.info("a"),
    "resource": lambda client: client.thing.list(),
    "link": lambda client: client.thing.update("a", n=1),
    "scope": lambda client: client.thing["a"].info(),
}
TAKEN = {
    "client": lambda client: client,
    "resource": lambda client: client.thing,
    "link": lambda client: client.thing.update,
    "scope": lambda client: client.thing["a"],
}
CALLED = {
    "client": lambda client: client.thing.info("a"),
    "resource": lambda thing: thing.list(),
    "link": lambda update: update("a", n=1),
    "scope": lambda scope: scope.info(),
}


@pytest.mark.parametrize("part", TAKEN)
@pytest.mark.parametrize("kind", CREDENTIALS)
def test_lost_credentials(shop, kind, part):
    """A pickled client without its credentials sends nothing."""
    again = unpickled(TAKEN[part](connected(**with_credentials(kind))))
    with pytest.raises(CallError, match=r"was not sent: pickling this client left out its .*; connect again") as caught:
        CALLED[part](again)
    assert "with_options(headers={'Authorization': ...})" in str(caught.value)
    assert len(shop.calls) == 0


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_restored_credentials(shop, kind):
    """With credentials passed again, it sends."""
    again = unpickled(connected(**with_credentials(kind))).with_options(headers={"Authorization": "Bearer new"})
    again.thing.info("a")
    assert shop.calls[0].request.headers["Authorization"] == "Bearer new"


def test_explicitly_anonymous(shop):
    """With Authorization left out explicitly, it sends without credentials."""
    unpickled(connected(token=SECRET)).with_options(headers={"Authorization": None}).thing.info("a")
    assert "Authorization" not in shop.calls[0].request.headers


def test_netrc_after_pickling(shop):
    """A client with credentials from netrc looks there again."""
    unpickled(connected()).thing.info("a")
    assert shop.calls[0].request.headers["Authorization"].startswith("Basic ")


def test_no_environment_after_pickling(shop):
    """A client that ignores the environment does not look there later."""
    unpickled(connected(trust_environment=False)).thing.info("a")
    assert "Authorization" not in shop.calls[0].request.headers


@pytest.mark.parametrize("place", ["connect", "options"])
def test_anonymous_client(shop, place):
    """A client without credentials stays anonymous."""
    headers = {"headers": {"Authorization": None}}
    client = connected(**headers) if place == "connect" else connected().with_options(**headers)
    unpickled(client).thing.info("a")
    unpickled(client.thing.list)()
    assert ["Authorization" in call.request.headers for call in shop.calls] == [False, False]


@pytest.mark.parametrize("headers", [{"X-Auth-Token": SECRET}, {"X-One": f"Bearer {SECRET}"}, {"x-api-key": SECRET}])
@pytest.mark.parametrize("place", ["connect", "client", "link"])
def test_secret_header(shop, place, headers):
    """The error names the secret header that is missing."""
    (name,) = headers
    client = connected(headers=headers if place == "connect" else None)
    client = client.with_options(headers=headers) if place == "client" else client
    link = client.thing.info.with_options(headers=headers) if place == "link" else client.thing.info
    again = unpickled(link)
    with pytest.raises(CallError, match=rf"its header {name} lost its value when the client was pickled"):
        again("a")
    assert again.prepare("a").headers.get(name) is None
    again.with_options(headers={name.upper(): "new"})("a")
    again.with_options(headers={name: None})("a")
    assert [call.request.headers.get(name) for call in shop.calls] == ["new", None]


def test_plain_options(shop):
    """Options that hold no secret are pickled."""
    client = connected(trust_environment=False, headers={"X-One": "1"})
    link = client.thing.update.with_options(if_match='"v1"', headers={"X-Two": "2"}, timeout=9)
    unpickled(link)("a", n=1)
    sent = shop.calls[0].request.headers
    assert [sent[name] for name in ("If-Match", "X-One", "X-Two")] == ['"v1"', "1", "2"]


def test_if_match_record(shop):
    """A record in if_match= is pickled as its ETag."""
    client = connected(trust_environment=False)
    record = client.thing.info("a")
    unpickled(client.thing.update.with_options(if_match=record))("a", n=1)
    assert shop.calls[1].request.headers["If-Match"] == '"v1"'


def test_if_match_without_etag(shop):
    """A record without an ETag is rejected as before."""
    client = connected(trust_environment=False)
    item = client.thing.list()[0]
    with pytest.raises(CallError, match="if_match takes an ETag"):
        unpickled(client.thing.update.with_options(if_match=item))("a", n=1)


SPECIAL = {
    "cookies": lambda session: session.cookies.set("sid", SECRET),
    "a certificate": lambda session: setattr(session, "cert", "/client.pem"),
    "a header": lambda session: session.headers.update({"X-One": "1"}),
    "parameters": lambda session: session.params.update({"a": "b"}),
    "a proxy": lambda session: session.proxies.update({"https": "http://proxy.example:1"}),
    "no checking": lambda session: setattr(session, "verify", False),
    "hooks": lambda session: session.hooks["response"].append(print),
    "no environment": lambda session: setattr(session, "trust_env", False),
    "an adapter": lambda session: session.mount("https://", type("Own", (requests.adapters.HTTPAdapter,), {})()),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_custom_session(shop, name):
    """A session with adapters or hooks of its own is reported as missing."""
    session = requests.Session()
    SPECIAL[name](session)
    again = unpickled(connected(session=session)).with_options(headers={"Authorization": "Bearer new"})
    with pytest.raises(CallError, match=r"left out its session=; connect again, .*session=\.\.\.\)"):
        again.thing.info("a")
    assert len(shop.calls) == 0


def test_plain_session(shop):
    """A plain session is not reported as missing."""
    unpickled(connected(session=requests.Session())).thing.info("a")
    assert len(shop.calls) == 1


def test_custom_transport(shop):
    """A transport of the caller is reported as missing."""

    class Fake:
        def send(self, request):
            return Response(status=204, url=request.url)

        def close(self):
            pass

    with pytest.raises(CallError, match="left out its transport="):
        unpickled(connected(transport=Fake())).thing.info("a")
    assert len(shop.calls) == 0


def test_pickled_twice(shop):
    """A client that is pickled twice misses the same."""
    again = unpickled(unpickled(connected(token=SECRET).with_options(headers={"X-Auth-Token": SECRET})))
    for restored in ({}, {"X-Auth-Token": "new"}):
        with pytest.raises(CallError, match=r"left out its|lost its value"):
            again.with_options(headers=restored).thing.info("a")
    again.with_options(headers={"X-Auth-Token": "new", "Authorization": "Bearer new"}).thing.info("a")
    assert len(shop.calls) == 1


@pytest.mark.parametrize("kind", ["token", "auth", "object"])
def test_deep_copy(shop, kind):
    """A deep copy keeps the credentials."""
    client = connected(**with_credentials(kind)).with_options(headers={"X-Auth-Token": SECRET})
    copy.deepcopy(client).thing.info("a")
    assert shop.calls[0].request.headers["X-Auth-Token"] == SECRET
    assert "Authorization" in shop.calls[0].request.headers


KEYED = {
    "openapi": "3.0.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": URL}],
    "components": {"securitySchemes": {"tenant": {"type": "apiKey", "in": "header", "name": "X-Shop"}}},
    "security": [{"tenant": []}],
    "paths": {
        "/things": {"get": {"operationId": "list", "tags": ["thing"], "responses": {"200": {"description": ""}}}}
    },
}


def test_key_header(shop):
    """The key of an API may be passed again in its own header."""
    again = unpickled(heroics_py.connect(KEYED, token=SECRET, cache=None))
    with pytest.raises(CallError, match="left out its token="):
        again.thing.list()
    again.with_options(headers={"X-Shop": "new"}).thing.list()
    sent = shop.calls[0].request.headers
    assert (sent["X-Shop"], "Authorization" in sent) == ("new", False)


TRAVELLING = {
    "token": {"token": heroics_py.Env("SHOP_TOKEN")},
    "auth": {"auth": heroics_py.Env("SHOP_TOKEN")},
    "password": {"auth": ("me", heroics_py.Env("SHOP_TOKEN"))},
    "user": {"auth": (heroics_py.Env("SHOP_TOKEN"), "")},
    "header": {"headers": {"Authorization": heroics_py.Env("SHOP_TOKEN")}},
    "function": {"token": named_credentials.token},
    "secret": {"token": named_credentials.hidden},
    "signer": {"auth": named_credentials.sign},
}


@pytest.mark.parametrize("kind", TRAVELLING)
@pytest.mark.parametrize("part", TAKEN)
def test_references_travel(shop, monkeypatch, kind, part):
    """What names a secret is in a pickle, and the secret is not."""
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    CALLED[part](unpickled(TAKEN[part](connected(**TRAVELLING[kind]))))
    sent = shop.calls[0].request.headers["Authorization"]
    assert SECRET in (b64decode(sent.removeprefix("Basic ")).decode() if sent.startswith("Basic ") else sent)


def test_missing_function(shop):
    """A process without the module of a function says so, and sends nothing."""
    data = pickle.dumps(connected(token=named_credentials.token))
    again = pickle.loads(data.replace(b"named_credentials:token", b"named_credentials:other"))
    with pytest.raises(
        heroics_py.MissingCredentials,
        match=r"the function named_credentials:other, which returns the credentials, is missing in this process \(.*\)"
        ", because the module named_credentials has no function other: install its module",
    ):
        again.thing.info("a")
    assert len(shop.calls) == 0


@pytest.mark.parametrize("source", ["netrc", "HEROKU_API_KEY"])
def test_lost_source(monkeypatch, tmp_path, source):
    """A client with credentials from its environment sends nothing from an environment without them."""
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine api.heroku.com login me password p\n" if source == "netrc" else "")
    monkeypatch.setenv("HEROKU_API_KEY", SECRET if source == "HEROKU_API_KEY" else "")
    data = pickle.dumps(heroics_py.connect(cache=None))
    (tmp_path / "netrc").write_text("")
    monkeypatch.delenv("HEROKU_API_KEY")
    assert SECRET.encode() not in data
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get("https://api.heroku.com/apps/a", json={})
        with pytest.raises(heroics_py.MissingCredentials, match=rf"this process \(.*\) has none: {source} "):
            pickle.loads(data).app.info("a")
        assert len(mock.calls) == 0
        pickle.loads(data).with_options(headers={"Authorization": None}).app.info("a")
