"""Where credentials go among the schemes of a document, and what a 401 or 403 says about it."""

from base64 import b64encode

import pytest
import requests
from ruled import ruled

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.model.security import Security
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.credentials.placement import with_credential
from heroics_py.transport.credentials.sources import credentials_for
from heroics_py.transport.rules.authorizing import Authorizing

URL = "https://shop.example"
TOKEN = "s3ntinel-0123"
OTHER = "s3ntinel-4567"
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "queryKey": {"type": "apiKey", "in": "query", "name": "appid"},
    "headerKey": {"type": "apiKey", "in": "header", "name": "X-Shop"},
    "login": {"type": "http", "scheme": "basic"},
    "tokenAuth": {"type": "http", "scheme": "bearer"},
    "tenant": {"type": "apiKey", "in": "header", "name": "X-Tenant"},
    "oauth": {"type": "oauth2", "flows": {}},
    "mutual": {"type": "mutualTLS"},
    "custom": {"type": "http", "scheme": "Token"},
}
NONE = object()


def document(*, api=NONE, operation=NONE, schemes=SCHEMES):
    get = {"operationId": "look", "tags": ["thing"], "responses": {"200": {"description": ""}}}
    get |= {} if operation is NONE else {"security": operation}
    schema = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": URL}],
        "components": {"securitySchemes": schemes},
        "paths": {"/x": {"get": get}},
    }
    return schema if api is NONE else schema | {"security": api}


def needs(*alternatives):
    return [{name: [] for name in each.split("+") if name} for each in alternatives]


class Sink:
    """A network that responds with one status, and records the request."""

    def __init__(self, status=200, url=""):
        self.status, self.url = status, url

    def send(self, request):
        self.request = request
        return Response(status=self.status, url=self.url or request.url)

    def close(self):
        pass


def carried(request):
    """Return the credentials of a request by their places."""
    query = request.url.partition("?")[2]
    fields = {
        name: request.headers[name] for name in ("Authorization", "X-Shop", "X-Tenant") if name in request.headers
    }
    fields |= {f"?{pair.partition('=')[0]}": pair.partition("=")[2] for pair in query.split("&") if pair}
    return fields | ({"Cookie": request.headers["Cookie"]} if "Cookie" in request.headers else {})


def sent(schema, *, url=f"{URL}/x", headers=None, **arguments):
    """Return the credentials that are sent to the operation of ``schema``."""
    api = heroics_py.read(schema)
    recorder = Sink()
    credentials = credentials_for(URL, security=api.security, needs=api.needs, **arguments)
    request = heroics_py.connect(schema, transport=Sink(), headers=headers).thing.look.prepare()
    ruled(Authorizing, recorder, base_url=URL, credentials=credentials).send(request.replaced(url=url))
    return carried(recorder.request)


BEARER, HEADER = {"Authorization": f"Bearer {TOKEN}"}, {"X-Shop": TOKEN}
QUERY, COOKIE = {"?appid": TOKEN}, {"Cookie": f"sid={TOKEN}"}


@pytest.mark.parametrize("level", ["api", "operation"])
@pytest.mark.parametrize(
    ("alternatives", "expected"),
    [
        (["session", "queryKey", "headerKey", "tokenAuth"], BEARER),
        (["session", "queryKey", "headerKey"], HEADER),
        (["session", "queryKey"], QUERY),
        (["session"], COOKIE),
        (["login", "session"], COOKIE),
        (["login"], BEARER),
        (["queryKey", "oauth"], BEARER),
        (["tenant+tokenAuth", "queryKey"], QUERY),
        (["queryKey+headerKey"], HEADER),
        (["login+queryKey"], QUERY),
        (["", "queryKey"], QUERY),
        (["mutual", "headerKey"], HEADER),
        (["custom", "headerKey"], HEADER),
        (["custom"], BEARER),
        (["gone", "headerKey"], HEADER),
    ],
)
def test_place_of_token(level, alternatives, expected):
    """A token goes to the preferred alternative."""
    assert sent(document(**{level: needs(*alternatives)}), token=TOKEN) == expected


@pytest.mark.parametrize("text", [TOKEN, f"Token {TOKEN}"])
@pytest.mark.parametrize("level", ["api", "operation"])
def test_prefix_of_key(level, text):
    """A key gets the prefix that drf-spectacular describes, unless it has one."""
    description = 'Token-based authentication with required prefix "Token"'
    key = {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}
    schema = document(schemes={"tokenAuth": key}, **{level: needs("tokenAuth")})
    for arguments in ({"token": text}, {"auth": {"tokenAuth": text}}):
        assert sent(schema, **arguments) == {"Authorization": f"Token {TOKEN}"}
    with heroics_py.sandbox(schema, token=TOKEN) as client:
        client.thing.look()


def test_without_requirements():
    """Without requirements, every scheme that the document describes is an alternative."""
    assert sent(document(), token=TOKEN) == BEARER
    assert sent(document(schemes={"session": SCHEMES["session"]}), token=TOKEN) == COOKIE


def test_requirements_of_operation():
    """The requirements of an operation replace those of the document."""
    assert sent(document(api=needs("tokenAuth"), operation=needs("session")), token=TOKEN) == COOKIE


@pytest.mark.parametrize("operation", [[], [{}]])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"token": TOKEN}, HEADER),
        ({"auth": {"queryKey": TOKEN}}, QUERY),
        ({"auth": f"Token {TOKEN}"}, {"Authorization": f"Token {TOKEN}"}),
        ({"environment": {"NETRC": "netrc"}}, {}),
        ({}, {}),
    ],
)
def test_operation_without_requirements(operation, arguments, expected, tmp_path, monkeypatch):
    """Passed credentials are sent even if an operation needs none; those found in the environment are not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "netrc").write_text("machine shop.example login a password b\n")
    assert sent(document(api=needs("headerKey"), operation=operation), **arguments) == expected


def test_scheme_key_stays():
    """A key never leaves the API's origin."""
    assert sent(document(operation=[]), url="https://evil.example/x", token=TOKEN) == {}


BASIC = f"Basic {b64encode(f'me:{TOKEN}'.encode()).decode()}"


@pytest.mark.parametrize("operation", [NONE, [], needs("tokenAuth", "session")])
@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ({"session": TOKEN}, COOKIE),
        ({"queryKey": Secret(TOKEN)}, QUERY),
        ({"headerKey": lambda: TOKEN}, HEADER),
        ({"headerKey": lambda: Secret(TOKEN)}, HEADER),
        ({"tokenAuth": TOKEN}, BEARER),
        ({"tokenAuth": f"Token token={TOKEN}"}, {"Authorization": f"Token token={TOKEN}"}),
        ({"login": ("me", TOKEN)}, {"Authorization": BASIC}),
        ({"login": lambda: ("me", TOKEN)}, {"Authorization": BASIC}),
        ({"login": Secret(("me", TOKEN))}, {"Authorization": BASIC}),
        ({"oauth": TOKEN}, BEARER),
        ({"custom": f"Token {TOKEN}"}, {"Authorization": f"Token {TOKEN}"}),
    ],
)
def test_choice_by_name(operation, auth, expected):
    """The caller chooses a scheme by its name."""
    assert sent(document(api=needs("headerKey"), operation=operation), auth=auth) == expected


@pytest.mark.parametrize(
    ("alternatives", "names", "expected"),
    [
        (["headerKey+tenant"], ["tenant", "headerKey"], {"X-Shop", "X-Tenant"}),
        (["session", "headerKey+tenant"], ["tenant", "headerKey"], {"X-Shop", "X-Tenant"}),
        (["tokenAuth+tenant"], ["tenant", "tokenAuth"], {"Authorization", "X-Tenant"}),
        (["login+queryKey"], ["queryKey", "login"], {"Authorization", "?appid"}),
        (["session", "tokenAuth"], ["session", "tokenAuth"], {"Authorization"}),
        (["headerKey+tenant+queryKey", "session"], ["tenant", "queryKey"], {"X-Tenant", "?appid"}),
        ([], ["tenant", "headerKey"], {"X-Shop", "X-Tenant"}),
    ],
)
def test_several_schemes(alternatives, names, expected):
    """Several credentials are sent if an operation needs them at once."""
    auth = {name: ("me", TOKEN) if name == "login" else TOKEN for name in names}
    assert set(sent(document(operation=needs(*alternatives)), auth=auth)) == expected


def test_repeated_key():
    """A key of the query is in neither the URL of a response nor the URLs in its headers, which become requests."""

    class Paged(Sink):
        def send(self, request):
            link = f'<{request.url}&page=2>; rel="next"'
            return super().send(request).replaced(headers=Headers({"Link": link}))

    place, sink = Security(kind="key", location="query", field="appid"), Paged()
    credentials = credentials_for(URL, token=TOKEN, security=(place,))
    skin = ruled(lambda wire: Authorizing(wire, base_url=URL, credentials=credentials), sink)
    response = skin.send(Request(method="GET", url=f"{URL}/x", security=((place.as_tuple(),),)))
    assert sink.request.url == f"{URL}/x?appid={TOKEN}"
    assert (response.url, response.headers.get("Link")) == (f"{URL}/x", f'<{URL}/x?page=2>; rel="next"')


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_a_key_is_secret_wherever_it_is(location):
    """The field of a key is among the secret fields of the request, and its name is encoded in a URL."""
    place = Security(kind="key", location=location, field="my key&x" if location == "query" else "X-Shop")
    request = with_credential(Request(method="GET", url=f"{URL}/x"), place, TOKEN)
    assert request.secret_fields == {place.field}
    assert request.url == f"{URL}/x" + (f"?my%20key%26x={TOKEN}" if location == "query" else "")


def test_a_repeated_header_is_masked():
    """A response that repeats the credential in a header shows it to nobody."""

    class Echo(Sink):
        def send(self, request):
            return super().send(request).replaced(headers=Headers({"X-Seen": f"was {TOKEN}"}))

    credentials = credentials_for(URL, token=TOKEN)
    skin = ruled(lambda wire: Authorizing(wire, base_url=URL, credentials=credentials), Echo())
    assert TOKEN not in repr(skin.send(Request(method="GET", url=f"{URL}/x")).headers)


def test_callers_header():
    """A header of the caller stays."""
    schema = document(api=needs("headerKey+tenant"))
    arguments = sent(schema, auth={"headerKey": TOKEN, "tenant": OTHER}, headers={"X-Shop": "mine"})
    assert arguments == {"X-Shop": "mine", "X-Tenant": OTHER}
    assert sent(document(api=needs("headerKey")), token=TOKEN, headers={"x-shop": "mine"}) == {"X-Shop": "mine"}


@pytest.mark.parametrize(
    ("auth", "words"),
    [
        ({"tokenAuht": TOKEN}, "which the document does not have; it has 'session', 'queryKey', 'headerKey'"),
        ({}, "names no scheme"),
        ({7: TOKEN}, "by int"),
        ({"tokenAuth": 7}, "is int"),
        ({"tokenAuth": lambda request: request}, "is function"),
        ({"tokenAuth": ""}, "is empty"),
        ({"headerKey": f"{TOKEN}\n"}, "white space"),
        ({"headerKey": ("me", TOKEN)}, "is tuple: expected text"),
        ({"custom": TOKEN}, "expected 'Scheme credentials'"),
        ({"login": TOKEN}, r"expected \(user, password\)"),
        ({"login": ("me", TOKEN, "x")}, "not a pair of texts"),
        ({"login": ("m:e", TOKEN)}, "colon"),
        ({"login": ("me", f"{TOKEN}\ud800")}, "surrogate"),
    ],
)
def test_invalid_choices(auth, words):
    """An invalid choice is a ValueError at once."""
    with pytest.raises(ValueError, match=words) as caught:
        heroics_py.connect(document(), auth=auth, transport=Sink())
    assert TOKEN not in str(caught.value)


def test_document_without_schemes():
    """The error for a document without schemes says so."""
    with pytest.raises(ValueError, match=r"which the document does not have; it has none: pass token="):
        heroics_py.connect("bookshelf", auth={"tokenAuth": TOKEN})


def test_repr_of_choice():
    """Credentials that are passed by name are not shown."""
    api = heroics_py.read(document())
    credentials = credentials_for(URL, security=api.security, auth={"headerKey": TOKEN, "login": lambda: 7})
    assert TOKEN not in repr(credentials) + repr(credentials.by_scheme)
    with pytest.raises(ValueError, match=r"is int: expected \(user, password\)"):
        credentials.text_for(credentials.by_scheme["login"].scheme)


def test_header_set_to_none():
    """A header that a call sets to None is left out."""
    schema = document(api=needs("headerKey+tenant"))
    link = heroics_py.connect(schema, transport=Sink()).thing.look.with_options(headers={"x-shop": None})
    api, recorder = heroics_py.read(schema), Sink()
    auth = {"headerKey": TOKEN, "tenant": OTHER}
    credentials = credentials_for(URL, security=api.security, needs=api.needs, auth=auth)
    ruled(Authorizing, recorder, base_url=URL, credentials=credentials).send(link.prepare())
    assert carried(recorder.request) == {"X-Tenant": OTHER}


def refused(schema, status, *, request=None, url="", **arguments):
    """Return the explanation of a response with ``status``."""
    from heroics_py.transport.credentials.explanation import explain_refusal

    api = heroics_py.read(schema)
    credentials = credentials_for(URL, security=api.security, needs=api.needs, **arguments)
    prepared = heroics_py.connect(schema, transport=Sink()).thing.look.prepare()
    return explain_refusal(credentials, request or prepared, Response(status=status, url=url or f"{URL}/x"), URL)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("alternatives", "arguments", "words"),
    [
        (
            ["tokenAuth"],
            {"token": TOKEN},
            "credentials of token= went into the header Authorization, as a bearer token",
        ),
        (["queryKey"], {"token": TOKEN}, "credentials of token= went into the query field appid"),
        (["session"], {"token": TOKEN}, "credentials of token= went into the cookie field sid"),
        (
            ["headerKey"],
            {"token": TOKEN},
            "went into the header X-Shop; the document also offers 'session' (the cookie",
        ),
        (["headerKey"], {"auth": ("me", TOKEN)}, "credentials of auth= went into the header Authorization"),
        (["headerKey"], {"auth": {"tenant": TOKEN}}, "credentials of auth= went into the header X-Tenant"),
        (
            ["headerKey", "queryKey"],
            {"auth": {"headerKey": TOKEN, "queryKey": OTHER}},
            (
                "X-Shop; 'queryKey' (the query field appid) stayed unused, an alternative in the document: if the API "
                "needs both, pass one as headers={'X-Shop': ...} instead; the document also offers 'session'"
            ),
        ),
        (
            ["headerKey+tenant"],
            {"token": TOKEN},
            "this call also needs 'tenant' (the header X-Tenant): auth={'headerKey': ..., 'tenant': ...} passes both",
        ),
    ],
)
def test_refusal_of_sent(status, alternatives, arguments, words):
    """A 401 says where the credentials went, and what else the document offers."""
    message = refused(document(api=needs(*alternatives)), status, **arguments)
    assert words in message
    assert TOKEN not in message


def test_refusal_of_unsent():
    """A 401 says that no credentials were sent, and why."""
    schema = document(api=needs("headerKey"), operation=[])
    own = heroics_py.connect(schema, transport=Sink()).thing.look.prepare()
    assert "'Authorization': None" in refused(schema, 401, token=TOKEN, request=own.replaced(anonymous=True))
    elsewhere = refused(schema, 401, token=TOKEN, url="https://files.example/x")
    assert (
        elsewhere
        == f"no credentials were sent: they belong to {URL}, and this response came from https://files.example"
    )
    assert (
        "pass them in connect(token=..., auth=...); the document offers 'headerKey' (the header X-Shop), "
        in refused(schema, 403)
    )
    session = requests.Session()
    session.headers["X-Api-Key"] = TOKEN
    assert "only the credentials of session= were sent" in refused(schema, 401, session=session)
    bearing = own.replaced(headers=Headers({"Authorization": TOKEN}))
    assert refused(schema, 401, token=TOKEN, request=bearing).startswith("the credentials of headers= went into")


def test_refusal_of_netrc(tmp_path):
    """A 401 says that the credentials of netrc were not sent."""
    (tmp_path / "netrc").write_text("machine shop.example login a password b\n")
    message = refused(document(operation=[]), 401, environment={"NETRC": str(tmp_path / "netrc")})
    assert message == (
        "the credentials of netrc were not sent, because the document says that this call needs none: "
        "pass them as token= or auth="
    )


@pytest.mark.parametrize("status", [401, 403])
def test_refused_call(status):
    """The error of a rejected call says so."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        client = heroics_py.connect(document(api=needs("queryKey", "session")), url=url, token=TOKEN, cache=None)
        with pytest.raises(heroics_py.ResponseError, match="went into the query field appid") as caught:
            client.thing.look()
        client.close()
        server.shutdown()
    assert TOKEN not in str(caught.value)


def test_pickled_request():
    """A request keeps its requirements when pickled."""
    import pickle

    request = heroics_py.connect(document(operation=needs("headerKey+tenant")), transport=Sink()).thing.look.prepare()
    assert isinstance(request, Request)
    assert pickle.loads(pickle.dumps(request)) == request
