"""The URL of a request that no link describes: what is accepted, and what an attacker may try."""

import pytest

from heroics_py.call.urls.direct_url import direct_url, has_detour
from heroics_py.errors import CallError
from heroics_py.http.origins import origin_of

BASE = "https://api.example/v1"
ALLOWED = frozenset({"https://files.example"})


def refusal(url, base=BASE):
    with pytest.raises(CallError) as caught:
        direct_url(base, ALLOWED, url)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/apps", "https://api.example/v1/apps"),
        ("apps", "https://api.example/v1/apps"),
        ("", "https://api.example/v1"),
        ("/", "https://api.example/v1/"),
        ("/apps/", "https://api.example/v1/apps/"),
        ("/v1/apps", "https://api.example/v1/v1/apps"),
        ("/apps?x=1&y=a b", "https://api.example/v1/apps?x=1&y=a%20b"),
        ("?x=1", "https://api.example/v1?x=1"),
        ("/things:batchGet", "https://api.example/v1/things:batchGet"),
        ("/apps/my app/größe", "https://api.example/v1/apps/my%20app/gr%C3%B6%C3%9Fe"),
        ("/apps/a%2Fb", "https://api.example/v1/apps/a%2Fb"),
        ("/apps/{id}", "https://api.example/v1/apps/%7Bid%7D"),
        ("/a..b/.well-known/...", "https://api.example/v1/a..b/.well-known/..."),
        ("https://api.example/status", "https://api.example/status"),
        ("https://api.example", "https://api.example"),
        ("HTTPS://API.example:443/x", "https://API.example:443/x"),
        ("https://files.example/x.png?sig=a/b", "https://files.example/x.png?sig=a/b"),
        ("https://api.example?@evil.example/", "https://api.example?@evil.example/"),
        ("/redirect?to=https://evil.example/..//x", "https://api.example/v1/redirect?to=https://evil.example/..//x"),
    ],
)
def test_accepted_urls(url, expected):
    """A path is below the base URL, with or without a slash; an absolute URL is whole."""
    assert direct_url(BASE, ALLOWED, url) == expected


def test_base_url_without_a_path():
    """A path at an API without a base path is at the root of its origin."""
    assert direct_url("https://api.example", ALLOWED, "apps") == "https://api.example/apps"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "http://api.example/x",
        "https://api.example:8443/x",
        "https://api.example.evil.example/x",
        "https://api.example./x",
        "https://api%2eexample/x",
        "http://files.example/x",
    ],
)
def test_other_origins(url):
    """Another origin is refused by its name, and the way to allow it is named."""
    text = refusal(url)
    assert f"the URL is at {origin_of(url)}, but this client sends requests to https://api.example only" in text
    assert f"allowed_origins=['{origin_of(url)}']" in text


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("//evil.example/x", "begins with '//'"),
        ("///evil.example/x", "begins with '//'"),
        ("\\\\evil.example\\x", "backslash"),
        ("/\\evil.example/x", "backslash"),
        ("\\/evil.example/x", "backslash"),
        ("https:\\\\api.example/x", "backslash"),
        ("https://api.example\\@evil.example/", "backslash"),
        ("https://user:geheim@api.example/x", "credentials"),
        ("https://api.example@evil.example/x", "credentials"),
        ("https://api.example:443@evil.example/x", "credentials"),
        ("https:/evil.example/x", "nor a URL with http:// or https://"),
        ("https:evil.example", "nor a URL with http:// or https://"),
        ("https:///x", "not valid"),
        ("https://", "not valid"),
        ("https://[::1/x", "not valid"),
        ("https://api.example:port/x", "not valid"),
        ("javascript:alert(1)", "nor a URL with"),
        ("file:///etc/passwd", "nor a URL with"),
        ("ftp://api.example/x", "nor a URL with"),
        ("things:batchGet", "begins with '/'"),
        ("/apps#part", "fragment"),
        ("https://api.example#@evil.example/", "fragment"),
        ("/apps\r\nX-Evil: 1", "control character"),
        ("/apps\tx", "control character"),
        ("/ap\x00ps", "control character"),
        ("ht\ntps://evil.example", "control character"),
        ("/apps\u2028x", "control character"),
        ("/apps\u200b", "control character"),
        (" /apps", "space"),
        ("/apps ", "space"),
        ("/apps\ud800", "control character"),
        (None, "got NoneType"),
        (b"/apps", "got bytes"),
    ],
)
def test_refused_urls(url, reason):
    """What readers of a URL disagree on is refused, without a password in the text."""
    text = refusal(url)
    assert reason in text
    assert "geheim" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/../admin",
        "/apps/../../admin",
        "/apps/..",
        "/./apps",
        "..",
        "/apps/%2e%2e/admin",
        "/apps/%2E./admin",
        "/apps/.%2e/admin",
        "/apps/%252e%252e/admin",
        "/apps/..%2fadmin",
        "/apps/..%5cadmin",
        "/apps/%2e%2e%2fadmin",
        "/apps/..;/admin",
        "/apps/..;x=1/admin",
        "/apps/%2e%2e%3b/admin",
        "/apps/.. /admin",
        "/apps/%2e%2e%20/admin",
        "https://api.example/v1/../admin",
    ],
)
def test_detours(path):
    """A path with dot segments is refused, however they are encoded."""
    assert "holds '.' or '..'" in refusal(path)


def test_deep_encodings_end():
    """A path that is encoded many times over is decoded a few times only, and refused if dots remain."""
    assert has_detour("/%" + "25" * 10_000 + "2e%2e/x") is True
    assert has_detour("/%" + "25" * 10_000 + "2f") is False


def test_secrets_in_refused_urls():
    """The text of a refusal masks what the query holds."""
    assert "s3cretvalue" not in refusal("//evil.example/?token=s3cretvalue")
