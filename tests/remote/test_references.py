"""Credentials by reference: wherever a secret is text, an environment variable may be named."""

import pytest
import responses

import heroics_py
from heroics_py import Env, MissingCredentials, Unauthorized

SECRET = "s3ntinel-0123"
URL = "https://shop.example"
OTHER = "https://uploads.example"
SCHEMES = {
    "bearerAuth": {"type": "http", "scheme": "bearer"},
    "basicAuth": {"type": "http", "scheme": "basic"},
    "headerKey": {"type": "apiKey", "in": "header", "name": "X-Shop"},
    "queryKey": {"type": "apiKey", "in": "query", "name": "shop"},
}
DOCUMENT = {
    "openapi": "3.0.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": URL}],
    "components": {"securitySchemes": SCHEMES},
    "paths": {
        "/things": {"get": {"operationId": "list", "tags": ["thing"], "responses": {"200": {"description": ""}}}}
    },
}
BASIC = "Basic bWU6czNudGluZWwtMDEyMw=="


@pytest.fixture(autouse=True)
def variable(monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", SECRET)
    monkeypatch.delenv("NO_TOKEN", raising=False)


@pytest.fixture
def shop():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.get(f"{URL}/things", json=[])
        mock.get(f"{OTHER}/things", json=[])
        yield mock


def connected(**options):
    return heroics_py.connect(DOCUMENT, retries=0, cache=None, trust_environment=False, **options)


def where(request, name):
    return request.params.get("shop") if name == "shop" else request.headers.get(name)


PLACES = [
    (lambda env: {"token": env}, "Authorization", f"Bearer {SECRET}"),
    (lambda env: {"auth": env}, "Authorization", f"Bearer {SECRET}"),
    (lambda env: {"auth": ("me", env)}, "Authorization", BASIC),
    (lambda env: {"auth": {"bearerAuth": env}}, "Authorization", f"Bearer {SECRET}"),
    (lambda env: {"auth": {"basicAuth": ("me", env)}}, "Authorization", BASIC),
    (lambda env: {"auth": {"headerKey": env}}, "X-Shop", SECRET),
    (lambda env: {"auth": {"queryKey": env}}, "shop", SECRET),
    (lambda env: {"headers": {"X-Tenant": env}}, "X-Tenant", SECRET),
    (lambda env: {"headers": {"Cookie": env}}, "Cookie", SECRET),
]


@pytest.mark.parametrize(("arguments", "name", "text"), PLACES)
def test_places(shop, arguments, name, text):
    """Each argument that takes a secret takes the name of a variable."""
    connected(**arguments(Env("SHOP_TOKEN"))).thing.list()
    assert where(shop.calls[0].request, name) == text


@pytest.mark.parametrize(("arguments", "name", "text"), PLACES)
def test_each_use(shop, monkeypatch, arguments, name, text):
    """The variable is read at each use, and not before."""
    monkeypatch.delenv("SHOP_TOKEN")
    client = connected(**arguments(Env("SHOP_TOKEN")))
    for value in ("old", SECRET):
        monkeypatch.setenv("SHOP_TOKEN", value)
        client.thing.list()
    first, second = (where(call.request, name) for call in shop.calls)
    assert (first != second, second) == (True, text)


@pytest.mark.parametrize(("arguments", "name", "text"), PLACES)
def test_missing(shop, arguments, name, text):
    """Without the variable nothing is sent, and the error names it."""
    client = connected(**arguments(Env("NO_TOKEN")))
    with pytest.raises(MissingCredentials, match=r"^NO_TOKEN is not set in the environment of this process \("):
        client.thing.list()
    assert len(shop.calls) == 0


def test_header_of_a_call(shop):
    """The headers of a client, of a link and of a request take one, too."""
    headers = {"X-Tenant": Env("SHOP_TOKEN")}
    client = connected()
    client.with_options(headers=headers).thing.list()
    client.thing.list.with_options(headers=headers)()
    heroics_py.request(client, "GET", "/things", headers=headers)
    assert [call.request.headers["X-Tenant"] for call in shop.calls] == [SECRET] * 3


@pytest.mark.parametrize("replaced", ["new", None])
def test_replaced_header(shop, replaced):
    """A header that an option replaces is not looked up."""
    client = connected(headers={"X-Tenant": Env("NO_TOKEN")})
    client.thing.list.with_options(headers={"x-tenant": replaced})()
    assert shop.calls[0].request.headers.get("X-Tenant") == replaced


def test_schema_headers():
    """The request for a schema takes one."""
    with responses.RequestsMock() as mock:
        mock.get("https://docs.example/shop.json", json=DOCUMENT)
        heroics_py.connect("https://docs.example/shop.json", schema_headers={"X-Key": Env("SHOP_TOKEN")}, cache=None)
        assert mock.calls[0].request.headers["X-Key"] == SECRET


def test_other_origin(shop):
    """Another origin gets the secret that is named for it, and no header that names one."""
    client = connected(auth={OTHER: Env("SHOP_TOKEN")}, headers={"X-Trace": Env("SHOP_TOKEN")}, allowed_origins=[OTHER])
    heroics_py.request(client, "GET", f"{OTHER}/things")
    sent = shop.calls[0].request.headers
    assert (sent["Authorization"], sent.get("X-Trace")) == (f"Bearer {SECRET}", None)
    with pytest.raises(heroics_py.CallError, match="the header 'X-Trace' is a credential"):
        heroics_py.request(client, "GET", f"{OTHER}/things", headers={"X-Trace": Env("SHOP_TOKEN")})


@pytest.mark.parametrize(("arguments", "name", "text"), PLACES[:7])
def test_refused(arguments, name, text):
    """The error of a 401 names the variable."""
    with responses.RequestsMock() as mock:
        mock.get(f"{URL}/things", status=401)
        with pytest.raises(Unauthorized, match=r"the credentials of (token|auth)=.*Env\('SHOP_TOKEN'\) went into"):
            connected(**arguments(Env("SHOP_TOKEN"))).thing.list()


@pytest.mark.parametrize(("arguments", "name", "text"), PLACES)
def test_never_shown(shop, caplog, arguments, name, text):
    """Neither a repr, a curl line, a log nor a response shows the secret."""
    caplog.set_level("DEBUG")
    client = connected(**arguments(Env("SHOP_TOKEN")))
    link = client.thing.list
    response = link.send()
    shown = [repr(each) for each in (client, link, link.prepare(), client._core.connection, response)]
    texts = [*shown, link.curl(), caplog.text, repr(client._core.settings), repr(client._options)]
    assert [each for each in texts if SECRET in each or BASIC in each] == []


def test_unusable_text(shop, monkeypatch):
    """A text that no header can carry is refused, and is not shown."""
    monkeypatch.setenv("SHOP_TOKEN", "line\nbreak-s3ntinel")
    with pytest.raises((ValueError, heroics_py.TransportError)) as caught:
        connected(token=Env("SHOP_TOKEN")).thing.list()
    assert "s3ntinel" not in str(caught.value)
    assert len(shop.calls) == 0


@pytest.mark.parametrize(
    ("arguments", "header"),
    [
        ({"token": Env("NO_TOKEN")}, "Authorization: Bearer $NO_TOKEN"),
        ({"headers": {"X-Tenant": Env("NO_TOKEN")}}, "X-Tenant: $NO_TOKEN"),
    ],
)
def test_curl_line(arguments, header):
    """A curl line and an example in help() name the variable, also where it is not set."""
    link = heroics_py.connect("bookshelf", url=URL, trust_environment=False, **arguments).author.list
    assert link.curl() == f"curl {URL}/authors -H 'Accept: application/json' -H \"{header}\""
    assert "curl" in link.__doc__
    assert "X-Tenant" not in link.with_options(headers={"X-Tenant": None}).curl()
