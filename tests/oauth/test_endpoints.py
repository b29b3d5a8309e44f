"""The URLs of an authorization server come from the caller, from its own description, or from a trusted document."""

import pytest

import heroics_py
from heroics_py import OAuth, OAuthError

SCHEMES = {
    "oauth": {
        "type": "oauth2",
        "flows": {
            "clientCredentials": {"tokenUrl": "/token", "scopes": {}},
            "authorizationCode": {"tokenUrl": "/token", "authorizationUrl": "/authorize", "scopes": {}},
            "deviceAuthorization": {"tokenUrl": "/token", "deviceAuthorizationUrl": "/device", "scopes": {}},
        },
    }
}


def described(server, issuer=None, **changes):
    return {"issuer": issuer or server.url, "token_endpoint": f"{server.url}/token"} | changes


def documented(server, schemes=SCHEMES):
    return {**server.schema, "components": {"securitySchemes": schemes}, "security": [{name: []} for name in schemes]}


@pytest.mark.parametrize(
    ("issuer", "path"),
    [
        ("", "/.well-known/oauth-authorization-server"),
        ("", "/.well-known/openid-configuration"),
        ("/tenant", "/.well-known/oauth-authorization-server/tenant"),
        ("/tenant/", "/tenant/.well-known/openid-configuration"),
    ],
)
def test_discovery(server, program, connect, issuer, path):
    """A server describes itself at the addresses of RFC 8414 and of OpenID Connect, and how it expects the secret."""
    methods = ["client_secret_post", "private_key_jwt"]
    server.other[path] = (
        200,
        described(server, f"{server.url}{issuer}", token_endpoint_auth_methods_supported=methods),
    )
    connect(program(token_url=None, issuer=f"{server.url}{issuer}")).me.info()
    assert server.seen[0]["client_secret"] == "s3cr3t-of-client"


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ((404, {}), "does not describe itself at /.well-known/oauth-authorization-server or"),
        ((302, {}), "does not describe itself"),
        (
            (200, {"issuer": "https://evil.example", "token_endpoint": "https://evil.example/t"}),
            "says that it is 'https://evil",
        ),
        ((200, {"issuer": None}), "says that it is 'None'"),
    ],
)
def test_descriptions_that_are_refused(server, program, connect, reply, text):
    """No secret goes to a server that does not describe itself, or that describes another one."""
    server.other["/.well-known/oauth-authorization-server"] = reply
    server.other["/.well-known/openid-configuration"] = reply
    with pytest.raises(OAuthError, match=text):
        connect(program(token_url=None, issuer=server.url)).me.info()
    assert server.seen == []


def test_described_endpoint_without_tls(server, program, connect):
    """A description can't name an endpoint of http on another machine."""
    server.other["/.well-known/oauth-authorization-server"] = (
        200,
        described(server, token_endpoint="http://id.example/token"),
    )
    with pytest.raises(OAuthError, match=r"token_endpoint of .* is not https"):
        connect(program(token_url=None, issuer=server.url)).me.info()


@pytest.mark.parametrize("grant", ["client_credentials", "authorization_code", "device_code"])
def test_document_with_a_trusted_origin(server, grant):
    """A document names the endpoints if the caller trusts their origin; relative ones belong to the base URL."""
    oauth = OAuth(grant, client_id="shop", client_secret="s3cr3t", origin=server.url, store=None)
    with heroics_py.connect(documented(server), auth=oauth) as client:
        if grant == "client_credentials":
            client.me.info()
    settings = oauth._settings
    urls = (settings.token_url, settings.authorization_url, settings.device_url)
    assert [url and url.removeprefix(server.url) for url in urls] == {
        "client_credentials": ["/token", None, None],
        "authorization_code": ["/token", "/authorize", None],
        "device_code": ["/token", None, "/device"],
    }[grant]


def test_document_alone_decides_nothing(server, program):
    """Without an origin that the caller trusts, the error names the document's URL, and nothing is sent there."""
    with pytest.raises(
        ValueError, match=f"the document names {server.url}/token: if you trust it, pass origin='{server.url}'"
    ):
        heroics_py.connect(documented(server), auth=program(token_url=None))
    assert server.seen == []


def test_document_with_another_origin(server, program):
    """A document that names URLs at another origin than the trusted one is refused, also if only one of them is."""
    flow = {"tokenUrl": f"{server.url}/token", "authorizationUrl": "https://evil.example/", "scopes": {}}
    document = documented(server, {"oauth": {"type": "oauth2", "flows": {"authorizationCode": flow}}})
    oauth = OAuth("authorization_code", client_id="shop", origin=server.url)
    with pytest.raises(ValueError, match="describes no authorization_code at origin="):
        heroics_py.connect(document, auth=oauth)


def test_own_urls_before_the_document(server, program, connect):
    """A URL of the caller comes before the document's, also if the caller trusts that one, too."""
    oauth = program(origin="https://id.example")
    with heroics_py.connect(documented(server), auth=oauth) as client:
        assert client.me.info().name == "the program"


def test_login_before_the_document(server):
    """A login that needs the document of an API says so."""
    with pytest.raises(OAuthError, match="from the document of an API: connect a client first"):
        OAuth("authorization_code", client_id="shop", origin=server.url, store=None).login()


def test_swagger_document(server):
    """Swagger names its flows otherwise."""
    flow = {"type": "oauth2", "flow": "application", "tokenUrl": f"{server.url}/token", "scopes": {}}
    document = {
        "swagger": "2.0",
        "info": {"title": "Shop", "version": "1"},
        "host": server.url.removeprefix("http://"),
        "schemes": ["http"],
        "paths": {"/me": {"get": {"tags": ["me"], "operationId": "info", "responses": {"200": {"description": ""}}}}},
        "securityDefinitions": {"oauth": flow},
        "security": [{"oauth": []}],
    }
    oauth = OAuth("client_credentials", client_id="shop", origin=server.url)
    with heroics_py.connect(document, auth={"oauth": oauth}) as client:
        assert client.me.info().name == "the program"


def test_openid_connect_in_a_document(server):
    """A scheme of OpenID Connect names a server that describes itself."""
    scheme = {"type": "openIdConnect", "openIdConnectUrl": f"{server.url}/.well-known/openid-configuration"}
    server.other["/.well-known/openid-configuration"] = (200, described(server))
    oauth = OAuth("client_credentials", client_id="shop", client_secret="s", origin=server.url)
    with heroics_py.connect(documented(server, {"id": scheme}), auth=oauth) as client:
        assert client.me.info().name == "the program"


def test_scheme_that_takes_no_token(server, program):
    """OAuth for a scheme of another kind is refused."""
    document = documented(server, {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}})
    with pytest.raises(ValueError, match=r"auth={'key': \.\.\.} is a token of OAuth"):
        heroics_py.connect(document, auth={"key": program()})


def test_token_argument(server, program):
    """OAuth as token= says where it goes."""
    with pytest.raises(ValueError, match="token= is an object of OAuth: pass it as auth="):
        heroics_py.connect(server.schema, token=program())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            {"grant": "password"},
            "grant='password': expected 'authorization_code', 'client_credentials' or 'device_code'",
        ),
        ({"client_id": ""}, "client_id='': expected the text"),
        ({"client_secret": 7}, "client_secret= is empty or no text"),
        ({"client_secret": "é"}, "client_secret= is empty or no text"),
        ({"token_url": "http://id.example/token"}, "token_url= 'http://id.example/token' is not https"),
        ({"token_url": "https://user:p4ss@id.example/"}, "token_url= has a user, a fragment or a space"),
        ({"token_url": "id.example/token"}, "is not an https URL"),
        ({"token_url": 7}, "token_url= int is not an https URL"),
        ({"origin": "https://id.example/token"}, "expected an origin alone, such as 'https://id.example'"),
        ({"grant": "device_code"}, "the grant device_code also needs device_url="),
        ({"grant": "authorization_code"}, "the grant authorization_code also needs authorization_url="),
        ({"scope": ["a b", 'c"']}, "scope="),
        ({"scope": 7}, "scope=7: expected words"),
        ({"parameters": {"client_secret": "s3cr3t"}}, "parameters= sets 'client_secret', which OAuth itself sets"),
        ({"parameters": {"audience": 7}}, "parameters= has no text for 'audience'"),
        ({"client_auth": "jwt"}, "client_auth='jwt': expected 'basic', 'post' or 'none'"),
        (
            {"redirect_url": "https://shop.example/"},
            "redirect_url='https://shop.example/': expected a URL of this machine",
        ),
        ({"store": "vault"}, "store='vault': expected 'file', 'keyring', the path"),
        ({"timeout": 0}, "timeout=0: expected seconds"),
        ({"name": ""}, "name='': expected text"),
    ],
)
def test_arguments(arguments, text):
    """An argument that can't have its value says what was expected, and shows no secret."""
    defaults = {"grant": "client_credentials", "client_id": "shop", "token_url": "https://id.example/token"}
    with pytest.raises(ValueError, match=__import__("re").escape(text)) as raised:
        OAuth(**(defaults | arguments))
    assert "s3cr3t" not in str(raised.value)
    assert "p4ss" not in str(raised.value)
