"""The sources of credentials, in order, and the origin that they belong to."""

import os
from base64 import b64decode, b64encode

import pytest
import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from ruled import ruled
from scripted import FINE, Scripted, answer, saying

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.connection import open_transport
from heroics_py.transport.credentials.sources import credentials_for
from heroics_py.transport.known_apis import default_accept
from heroics_py.transport.rules.authorizing import Authorizing

over_both = pytest.mark.usefixtures("each_exchange")

HEROKU = "https://api.heroku.com"
KEY = {"HEROKU_API_KEY": "from-environment"}


def header_of(credentials):
    return credentials.header() if credentials.header else None


class Sink:
    def send(self, request):
        self.request = request
        return Response(status=200)

    def close(self):
        pass


def seen_at(url, *, base_url=HEROKU, headers=(), auth=None, **arguments):
    """Return the request that is sent to ``url``."""
    recorder = Sink()
    skin = ruled(Authorizing, recorder, base_url=base_url, credentials=credentials_for(base_url, **arguments))
    skin.send(Request(method="GET", url=url, headers=Headers(headers), auth=auth))
    return recorder.request


@pytest.mark.parametrize(
    ("arguments", "header", "source"),
    [
        ({"token": "abc"}, "Bearer abc", "token="),
        ({"token": Secret("abc")}, "Bearer abc", "token="),
        ({"token": lambda: "fresh"}, "Bearer fresh", "token="),
        ({"token": "Token token=abc"}, "Token token=abc", "token="),
        ({"auth": "Token token=abc"}, "Token token=abc", "auth="),
        ({"auth": "Bearer abc"}, "Bearer abc", "auth="),
        ({"auth": ("me@example.com", "k:e:y")}, f"Basic {b64encode(b'me@example.com:k:e:y').decode()}", "auth="),
        ({"auth": ("me", "p\u00e4ss")}, "Basic bWU6cMOkc3M=", "auth="),
        ({"auth": lambda: "fresh"}, "Bearer fresh", "auth="),
        ({"auth": lambda: "Token token=fresh"}, "Token token=fresh", "auth="),
        ({"environment": KEY}, "Bearer from-environment", "HEROKU_API_KEY"),
        ({"environment": {"HEROKU_API_KEY": " padded\n"}}, "Bearer padded", "HEROKU_API_KEY"),
        ({"environment": {"HEROKU_API_KEY": "  "}}, None, None),
        ({"token": "abc", "environment": KEY}, "Bearer abc", "token="),
        ({"auth": ("a", "b"), "environment": KEY}, "Basic YTpi", "auth="),
        ({"environment": {}}, None, None),
        ({}, None, None),
    ],
)
def test_sources_in_order(arguments, header, source):
    """The caller's credentials come before the environment's, and those before netrc's."""
    credentials = credentials_for(HEROKU, **arguments)
    assert (header_of(credentials), credentials.source) == (header, source)


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example",
        "http://api.heroku.com",
        "https://api.heroku.com:8443",
        "https://api.heroku.com.evil.example",
        "https://evil.example/api.heroku.com",
        "https://api-heroku.com",
    ],
)
def test_heroku_key_of_other_origins(url):
    """HEROKU_API_KEY belongs to https://api.heroku.com alone."""
    assert (credentials_for(url, environment=KEY).source, default_accept(url)) == (None, None)


@pytest.mark.parametrize("url", [HEROKU, f"{HEROKU}/", "https://API.heroku.com:443/apps"])
def test_heroku_defaults(url):
    """The origin of Heroku has its key and its media type."""
    source = credentials_for(url, environment=KEY).source
    assert (source, default_accept(url)) == ("HEROKU_API_KEY", "application/vnd.heroku+json; version=3")


def test_netrc_exact_host(netrc):
    """Netrc comes last, and only for the exact host."""
    netrc("machine api.heroku.com login me password from-netrc\nmachine heroku.com login you password wrong\n")
    environment = {"NETRC": os.environ["NETRC"]}
    credentials = credentials_for(HEROKU, environment=environment)
    beaten = credentials_for(HEROKU, environment=environment | KEY)
    assert (b64decode(header_of(credentials)[6:]), credentials.source) == (b"me:from-netrc", "netrc")
    assert beaten.source == "HEROKU_API_KEY"


def test_netrc_default_entry(netrc):
    """The default entry of netrc is ignored."""
    netrc("default login me password everybody\n")
    assert credentials_for(HEROKU, environment=dict(os.environ)).source is None


def test_broken_netrc(netrc):
    """The warning about a broken netrc file quotes none of its words."""
    netrc("machine api.heroku.com login me pasword hunter2\n")
    with pytest.warns(UserWarning, match="part of the netrc file is ignored") as caught:
        credentials_for(HEROKU, environment=dict(os.environ))
    assert "hunter2" not in str(caught[0].message)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"token": ""}, "token= is empty"),
        ({"token": "abc\n"}, "white space"),
        ({"token": 7}, "token=int"),
        ({"token": lambda: None}, "returned NoneType"),
        ({"auth": "one-word"}, "pass a token as token="),
        ({"auth": ("only-one",)}, "not a pair of texts"),
        ({"auth": ("a:b", "c")}, "colon"),
        ({"auth": 7}, "auth=int"),
        ({"token": "abc", "auth": ("a", "b")}, "both token= and auth= were passed"),
    ],
)
def test_invalid_credentials(arguments, words):
    """Invalid credentials are a ValueError that does not show them."""
    with pytest.raises(ValueError, match=words) as caught:
        header_of(credentials_for(HEROKU, **arguments))
    assert "one-word" not in str(caught.value)


def test_token_function():
    """A function in token= is called for each request."""
    tokens = iter(["one", "two"])
    recorder = Sink()
    skin = ruled(
        Authorizing, recorder, base_url=HEROKU, credentials=credentials_for(HEROKU, token=lambda: next(tokens))
    )
    seen = []
    for _ in range(2):
        skin.send(Request(method="GET", url=f"{HEROKU}/apps"))
        seen.append(recorder.request.headers["Authorization"])
    assert seen == ["Bearer one", "Bearer two"]


@pytest.mark.parametrize("path", ["", "/", "/apps", "?a=b", "/apps?a=https://evil.example"])
def test_own_origin_gets_credentials(path):
    """Requests to the API's own origin carry the credentials."""
    assert seen_at(f"{HEROKU}{path}", token="abc").headers["Authorization"] == "Bearer abc"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/apps",
        "http://api.heroku.com/apps",
        "https://api.heroku.com:444/apps",
        "https://api.heroku.com@evil.example/",
        "https://api.heroku.com.evil.example/",
        "https://api.heroku.com\\@evil.example/",
        "//api.heroku.com/apps",
        "https://evil.example#https://api.heroku.com/",
    ],
)
def test_other_origin_gets_none(url):
    """Another origin gets no credentials of any kind."""
    headers = {"Authorization": "Bearer mine", "Cookie": "a=b", "X-Api-Key": "k", "X-Auth-Token": "t", "X-Mine": "p"}
    headers["Accept"] = "text/plain"
    request = seen_at(url, token="abc", headers=headers, auth=HTTPBasicAuth("a", "b"))
    assert (dict(request.headers), request.auth) == ({"Accept": "text/plain"}, None)


def test_header_of_the_call():
    """An Authorization header of the call stays."""
    headers = seen_at(f"{HEROKU}/apps", token="abc", headers={"authorization": "Bearer mine"}).headers
    assert headers == Headers({"Authorization": "Bearer mine"})


def test_authorization_object():
    """An authorization object of requests is passed on with the request."""
    auth = HTTPBasicAuth("a", "b")
    assert seen_at(f"{HEROKU}/apps", auth=auth).auth is auth
    assert credentials_for(HEROKU, auth=auth).auth is auth


@pytest.mark.parametrize(("attribute", "header"), [("auth", "Basic YTpi"), ("headers", "Token token=abc")])
def test_session_is_explicit(attribute, header):
    """Credentials of the caller's session count as passed by the caller."""
    session = requests.Session()
    if attribute == "auth":
        session.auth = ("a", "b")
    else:
        session.headers["Authorization"] = header
    credentials = credentials_for(HEROKU, session=session, environment=KEY)
    assert (header_of(credentials), credentials.source) == (header, "session=")
    assert credentials_for(HEROKU, token="abc", session=session).source == "token="


def on_the_wire(*, netrc_for=None, netrc=None, session=None, **arguments):
    with Scripted(saying(FINE)) as server:
        if netrc_for:
            netrc(f"machine {netrc_for} login netrc password netrc\n")
        connection = open_transport(base_url=server.url, session=session, **arguments)
        connection.send(Request(method="GET", url=f"{server.url}/"))
        connection.close()
        return server.header("Authorization"), connection.credential_source


@over_both
@pytest.mark.parametrize("own", [True, False])
def test_token_beats_netrc(netrc, own):
    """Netrc never replaces a token that was passed."""
    session = None if own else requests.Session()
    seen = on_the_wire(token="abc", netrc_for="127.0.0.1", netrc=netrc, session=session)
    assert seen == ("Bearer abc", "token=")


@over_both
@pytest.mark.parametrize("own", [True, False])
def test_netrc_alone(netrc, own):
    """Without other credentials, netrc is used."""
    session = None if own else requests.Session()
    seen = on_the_wire(netrc_for="127.0.0.1", netrc=netrc, session=session)
    assert seen == (f"Basic {b64encode(b'netrc:netrc').decode()}", "netrc")


@over_both
@pytest.mark.parametrize("own", [True, False])
def test_without_environment(netrc, own):
    """trust_environment=False ignores netrc, and requests does not read it either."""
    session = None if own else requests.Session()
    seen = on_the_wire(netrc_for="127.0.0.1", netrc=netrc, session=session, trust_environment=False)
    assert seen == (None, None)


@over_both
def test_heroku_key_stays(monkeypatch):
    """HEROKU_API_KEY never reaches another host."""
    monkeypatch.setenv("HEROKU_API_KEY", "hunter2")
    assert on_the_wire() == (None, None)


def test_session_credentials_stay():
    """Credentials of the caller's session go to the API's origin only."""
    session = requests.Session()
    session.auth = ("a", "b")
    session.headers.update({"X-Api-Key": "hunter2", "X-Plain": "p"})
    session.params = {"api_key": "hunter2"}
    with Scripted(saying(FINE)) as home, Scripted(saying(FINE)) as stranger:
        connection = open_transport(base_url=home.url, session=session)
        for server in (home, stranger):
            connection.send(Request(method="GET", url=f"{server.url}/"))
        connection.close()
        session.close()
        seen = [
            (server.heads[0], *map(server.header, ("Authorization", "X-Api-Key", "X-Plain")))
            for server in (home, stranger)
        ]
    assert seen == [
        ("GET /?api_key=hunter2 HTTP/1.1", "Basic YTpi", "hunter2", "p"),
        ("GET / HTTP/1.1", None, None, None),
    ]


@over_both
@pytest.mark.parametrize("own", [True, False])
def test_signing(own):
    """An authorization object signs the final request."""

    class Signing(AuthBase):
        def __call__(self, prepared):
            prepared.headers["Signature"] = f"{prepared.method} {prepared.path_url} {len(prepared.body)}"
            return prepared

    session = None if own else requests.Session()
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url, auth=Signing(), session=session)
        connection.send(Request(method="POST", url=f"{server.url}/a?b=c", body=b"1234"))
        connection.close()
        assert server.header("Signature") == "POST /a?b=c 4"


@pytest.mark.parametrize("own", [True, False])
def test_digest(own):
    """Digest authorization answers the challenge of the server."""
    challenge = answer(401, b"", WWW_Authenticate='Digest realm="r", nonce="n", qop="auth", algorithm=MD5')
    session = None if own else requests.Session()
    with Scripted(saying(challenge, FINE)) as server:
        connection = open_transport(base_url=server.url, auth=HTTPDigestAuth("me", "hunter2"), session=session)
        response = connection.send(Request(method="GET", url=f"{server.url}/a"))
        connection.close()
        assert (response.status, response.body, len(server.requests)) == (200, b"{}", 2)
        assert server.header("Authorization").startswith('Digest username="me"')
