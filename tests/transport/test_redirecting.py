"""Which redirects are followed."""

import pytest
from scripted import FINE, Scripted, answer, saying

from heroics_py.errors import RedirectRefused
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.transport.connection import open_transport
from heroics_py.transport.rules.redirecting import MAX_REDIRECTS, redirect_request

pytestmark = pytest.mark.usefixtures("each_exchange")

HOME = "https://api.example/v1/apps?x=1"
BODY = {"Content-Type": "application/json", "Content-Length": "2", "If-Match": '"a"', "Accept": "a/b"}


def follow(status, location="/v2", *, method="GET", url=HOME, allowed=()):
    body = b"{}" if method in ("POST", "PUT", "PATCH") else None
    request = Request(method=method, url=url, headers=Headers(BODY), body=body)
    response = Response(status=status, headers=Headers({"Location": location} if location is not None else {}))
    return redirect_request(request, response, allowed=allowed)


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        *[
            (status, method, method)
            for status in (307, 308)
            for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        ],
        *[(status, method, method) for status in (301, 302) for method in ("GET", "HEAD")],
        *[(303, method, "GET") for method in ("GET", "POST", "PUT", "PATCH", "DELETE")],
        (303, "HEAD", "HEAD"),
    ],
)
def test_method_and_body(status, method, then):
    """The status decides whether the method and the body stay."""
    target = follow(status, method=method)
    names = method == then
    assert (target.method, target.url) == (then, "https://api.example/v2")
    assert target.body == (b"{}" if names and method in ("POST", "PUT", "PATCH") else None)
    assert target.headers == (Headers(BODY) if names else Headers({"Accept": "a/b"}))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("status", [301, 302])
def test_put_after_301_and_302(status, method):
    """PUT, PATCH and DELETE do not follow a 301 or 302."""
    with pytest.raises(RedirectRefused, match=f"after {status}, servers disagree on whether a {method}") as caught:
        follow(status, method=method)
    assert caught.value.location == "https://api.example/v2"


@pytest.mark.parametrize("status", [301, 302])
def test_post_after_301_and_302_function(status):
    """Nor does a POST, and the error has the new address."""
    with pytest.raises(
        RedirectRefused, match=rf"https://api.example/v2 .*after {status}, servers disagree on whether a POST"
    ) as caught:
        follow(status, method="POST")
    assert caught.value.location == "https://api.example/v2"


@pytest.mark.parametrize(
    "name", ["Content-Disposition", "Content-Digest", "Digest", "Expect", "Transfer-Encoding", "If-Unmodified-Since"]
)
def test_303_drops_body_headers(name):
    """A 303 drops the headers that describe the body."""
    request = Request(method="POST", url=HOME, headers=Headers({name: "x", "Accept": "a/b"}), body=b"{}")
    target = redirect_request(request, Response(status=303, headers=Headers({"Location": "/v2"})))
    assert target.headers == Headers({"Accept": "a/b"})


def test_other_statuses():
    """Other statuses are not redirects."""
    assert [status for status in (200, 201, 202, 300, 304, 305, 306, 400) if follow(status) is not None] == []


@pytest.mark.parametrize("location", [None, ""])
def test_without_location(location):
    """A redirect without a Location is the response."""
    assert follow(307, location) is None


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/a", "https://api.example/a"),
        ("a", "https://api.example/v1/a"),
        ("?y=2", "https://api.example/v1/apps?y=2"),
        ("//api.example/a", "https://api.example/a"),
        ("https://API.example:443/a", "https://API.example:443/a"),
        ("/a#part", "https://api.example/a"),
        ("/a b", "https://api.example/a%20b"),
        ("/\u00e9%20", "https://api.example/%C3%A9%20"),
    ],
)
def test_relative_location(location, url):
    """A Location is relative to the URL of its response."""
    assert follow(307, location).url == url


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("https://evil.example/", "another origin"),
        ("//evil.example/", "another origin"),
        ("https://api.example:444/", "another origin"),
        ("https://api.example.evil.example/", "another origin"),
        ("http://api.example/", "https to http"),
        ("ftp://api.example/", "only plain http"),
        ("file:///etc/passwd", "only plain http"),
        ("https://api.example@evil.example/", "only plain http"),
        ("https://user:hunter2@api.example/", "only plain http"),
        ("https://api.example:99999/", "only plain http"),
        ("https://[::1/", "only plain http"),
    ],
)
def test_refused_redirects(location, why):
    """A redirect to another origin is refused, with the reason, although one is allowed."""
    with pytest.raises(RedirectRefused, match=why) as caught:
        follow(307, location, allowed={"https://other.example"})
    assert "hunter2" not in str(caught.value)


def test_https_to_http():
    """A redirect from https to http is refused, even if allowed."""
    with pytest.raises(RedirectRefused, match="https to http"):
        follow(307, "http://other.example/", allowed={"http://other.example"})


def test_allowed_origin():
    """A redirect to an allowed origin is followed without secrets, whether a name or the document tells them."""
    headers = {"Authorization": "Bearer a", "X-Api-Key": "k", "Content-Token": "t", "Prefer": "p", "Accept": "a/b"}
    request = Request(method="GET", url=HOME, headers=Headers(headers), secret_fields=frozenset({"prefer"}))
    response = Response(status=307, headers=Headers({"Location": "https://other.example/"}))
    target = redirect_request(request, response, allowed={"https://other.example"})
    assert (target.url, target.headers) == ("https://other.example/", Headers({"Accept": "a/b"}))


def run(step, *, method="GET", body=None, **location):
    with Scripted(step) as server:
        connection = open_transport(base_url=server.url, token="abc", trust_environment=False, **location)
        try:
            outcome = connection.send(Request(method=method, url=f"{server.url}/start", body=body)).status
        except RedirectRefused as error:
            outcome = error
        connection.close()
        return outcome, server


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_post_to_other_host(status):
    """A POST that is redirected to another host reaches no other host."""
    with Scripted(saying(FINE)) as stranger:
        outcome, server = run(saying(answer(status, b"", Location=f"{stranger.url}/x")), method="POST", body=b"secret")
        assert (type(outcome), len(server.requests), stranger.requests) == (RedirectRefused, 1, [])


def test_allowed_host_over_sockets():
    """An allowed host sees no credentials."""
    with Scripted(saying(FINE)) as other:
        step = saying(answer(307, b"", Location=f"{other.url}/x"))
        outcome, _ = run(step, allowed_origins=frozenset({other.url}))
        assert (outcome, other.header("Authorization"), other.heads) == (200, None, ["GET /x HTTP/1.1"])


def test_same_origin():
    """A redirect within the origin keeps the body and the credentials."""
    outcome, server = run(saying(answer(308, b"", Location="/next"), FINE), method="PUT", body=b"{1}")
    assert (outcome, server.heads) == (200, ["PUT /start HTTP/1.1", "PUT /next HTTP/1.1"])
    assert (server.header("Authorization"), server.requests[-1][-3:]) == ("Bearer abc", b"{1}")


def test_redirect_loop():
    """A redirect loop is refused."""
    outcome, server = run(saying(answer(307, b"", Location="/b"), answer(307, b"", Location="/start")))
    assert ("redirect loop" in str(outcome), server.heads) == (True, ["GET /start HTTP/1.1", "GET /b HTTP/1.1"])


def test_too_many_redirects():
    """The eleventh redirect is refused."""

    def step(wire, _request, number):
        wire.say(answer(307, b"", Location=f"/{number}"))

    outcome, server = run(step)
    assert ("10 redirects" in str(outcome), len(server.requests)) == (True, MAX_REDIRECTS + 1)


def test_ten_redirects():
    """Ten redirects are followed."""

    def step(wire, _request, number):
        wire.say(answer(307, b"", Location=f"/{number}") if number <= MAX_REDIRECTS else FINE)

    assert run(step)[0] == 200
