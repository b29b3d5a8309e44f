"""Credentials for other origins than the API's own."""

import pytest
from ruled import ruled

import heroics_py
from heroics_py import SchemaError
from heroics_py.call.lists.page import next_request
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.transport.credentials.explanation import explain_refusal
from heroics_py.transport.credentials.sources import credentials_for
from heroics_py.transport.rules.authorizing import Authorizing
from heroics_py.transport.rules.redirecting import Redirecting

HOME = "https://api.example"
OTHER = "https://uploads.example"


def document(**operation):
    get = {
        "tags": ["Things"],
        "operationId": "look",
        "responses": {"204": {}},
        "servers": [{"url": OTHER}],
        **operation,
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": HOME}],
        "paths": {"/things": {"get": get}},
    }


class Network:
    """Responds with what it is given in turn, and records the requests."""

    def __init__(self, *responses):
        self.responses = [*responses, Response(status=200)]
        self.requests = []

    def send(self, request):
        self.requests.append(request)
        return self.responses.pop(0).replaced(url=request.url)

    def close(self):
        pass


def sent(request, *responses, **arguments):
    """Return the credentials of each request that left."""
    network = Network(*responses)
    _follower(network, credentials_for(HOME, **arguments)).send(request)
    return [each.headers.get("Authorization") for each in network.requests]


def _follower(network, credentials):
    """Return what adds credentials and follows redirects, to OTHER as well."""

    def rules(wire):
        return Redirecting(Authorizing(wire, base_url=HOME, credentials=credentials), allowed_origins=[OTHER])

    return ruled(rules, network)


def redirect(url, status=307):
    return Response(status=status, headers=Headers({"Location": url}))


def test_error_for_another_origin_names_the_way():
    """The error for a server at another origin says how to allow it, and how to pass credentials for it."""
    with pytest.raises(SchemaError) as caught:
        heroics_py.connect(document(), token="t").thing.look.prepare()
    assert str(caught.value) == (
        f"the href leads to {OTHER}, but this client sends requests to {HOME} only; to use it, "
        f"connect(..., allowed_origins=['{OTHER}']); credentials for it are passed as auth={{'{OTHER}': ...}}, and "
        "those of the API don't go there (at #/paths/~1things/get)"
    )


def test_redirect_carries_none():
    """Credentials for an origin are not added where a redirect leads to it."""
    auth = {OTHER: "up", HOME: "home"}
    request = Request(method="GET", url=f"{HOME}/x")
    assert sent(request, redirect(f"{OTHER}/y"), auth=auth) == ["Bearer home", None]
    assert sent(request, redirect(f"{OTHER}/y"), redirect("/z"), auth=auth) == ["Bearer home", None, None]
    assert sent(request, redirect("/y"), auth=auth) == ["Bearer home", "Bearer home"]
    direct = Request(method="GET", url=f"{OTHER}/x")
    assert sent(direct, redirect(f"{OTHER}/y"), auth=auth) == ["Bearer up", "Bearer up"]


def test_own_header_of_a_redirected_call():
    """A header argument of a call does not follow a redirect to another origin."""
    network = Network(redirect(f"{OTHER}/y"))
    request = Request(
        method="GET", url=f"{HOME}/x", headers=Headers({"X-Part": "7"}), own_headers=frozenset({"x-part"})
    )
    _follower(network, credentials_for(HOME)).send(request)
    assert [each.headers.get("X-Part") for each in network.requests] == ["7", None]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"auth": {OTHER: "up"}},
            rf"has credentials for {OTHER}, where .*: allowed_origins=\['{OTHER}'\]",
        ),
        ({"auth": {f"{OTHER}/path": "s3cret"}}, "expected an origin alone"),
        ({"auth": {"https://u:s3cret@x.example": "s3cret"}}, "auth= names a URL: expected an origin alone"),
        ({"auth": {OTHER: None}}, "auth= has None for an origin"),
        ({"auth": {OTHER: 7}}, "auth=int: expected"),
        ({"auth": {OTHER: ""}}, "is empty"),
        ({"auth": {OTHER: {"nowhere": "s3cret"}}, "allowed_origins": [OTHER]}, "the scheme 'nowhere'"),
        ({"auth": {OTHER: "a", f"{OTHER}:443": "b"}}, "twice"),
        ({"auth": {HOME: "a", OTHER: "b"}, "token": "s3cret", "allowed_origins": [OTHER]}, "the API's own origin"),
        ({"auth": {"k": "a"}, "token": "s3cret"}, "both token= and auth="),
    ],
)
def test_invalid_credentials(arguments, message):
    """Invalid credentials are refused when the client is made, without a secret in the message."""
    with pytest.raises(ValueError, match=message) as caught:
        heroics_py.connect(document(), **arguments)
    assert "s3cret" not in str(caught.value)


def test_refusal_by_another_origin():
    """A 401 of another origin says where its credentials went, or how to pass some."""
    request, refusal = Request(method="GET", url=f"{OTHER}/x"), Response(status=401, url=f"{OTHER}/x")
    without = explain_refusal(credentials_for(HOME, token="t"), request, refusal, HOME)
    assert without.endswith(f"this response came from {OTHER}; auth={{'{OTHER}': ...}} passes some for it")
    with_some = explain_refusal(credentials_for(HOME, token="t", auth={OTHER: "up"}), request, refusal, HOME)
    assert with_some == "the credentials of auth= went into the header Authorization, as a bearer token"


def test_pickle_leaves_them_out():
    """The repr of a client's settings shows no credentials for another origin."""
    client = heroics_py.connect(document(), auth={OTHER: "s3cret"}, allowed_origins=[OTHER])
    assert "s3cret" not in repr(client._core.settings)


def test_token_alone_with_two_keys():
    """A 401 for a token where two keys are needed names both."""
    security = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    security["secret"] = {"type": "apiKey", "in": "query", "name": "secret"}
    root = document(servers=[{"url": HOME}], security=[{"key": [], "secret": []}])
    root["components"] = {"securitySchemes": security}
    request = heroics_py.connect(root, token="t").thing.look.prepare()
    schemes = heroics_py.read(root).security
    text = explain_refusal(
        credentials_for(HOME, token="t", security=schemes), request, Response(status=401, url=request.url), HOME
    )
    assert text == (
        "the credentials of token= went into the header X-Key; this call also needs 'secret' (the query field secret): "
        "auth={'key': ..., 'secret': ...} passes both"
    )


def test_option_in_place_of_an_own_header():
    """A header option that replaces an argument of the call stays with the API's own origin."""
    parameters = [{"name": name, "in": "header", "schema": {"type": "string"}} for name in ("X-Part", "X-Other")]
    client = heroics_py.connect(document(parameters=parameters), allowed_origins=[OTHER])
    request = client.thing.look.with_options(headers={"x-part": "s3cret"}).prepare(x_part="7", x_other="8")
    network = Network()
    ruled(Authorizing, network, base_url=HOME, credentials=credentials_for(HOME)).send(request)
    assert [(each.headers.get("X-Part"), each.headers.get("X-Other")) for each in network.requests] == [(None, "8")]


def test_pages_after_a_redirect():
    """Further pages at the origin that a redirect led to get no credentials, and no header argument of the call."""
    headers = Headers({"X-Part": "7"})
    request = Request(method="GET", url=f"{HOME}/x", headers=headers, own_headers=frozenset({"x-part"}))
    network = Network(Response(status=200))
    credentials = credentials_for(HOME, auth={OTHER: "up", HOME: "home"})
    authorizing = ruled(Authorizing, network, base_url=HOME, credentials=credentials)
    for page in (f"{HOME}/x?page=2", f"{OTHER}/y?page=2"):
        authorizing.send(next_request(request, page))
    assert [(each.headers.get("Authorization"), each.headers.get("X-Part")) for each in network.requests] == [
        ("Bearer home", "7"),
        (None, None),
    ]
