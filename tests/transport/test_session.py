"""One session: its connections, the caller's settings, and the limits of a response."""

import subprocess
import sys
import tracemalloc
import warnings
import zlib
from io import BytesIO

import pytest
import requests
import responses
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import HTTPBasicAuth
from scripted import FINE, GREETING, Scripted, answer, closed_port, saying

from heroics_py._version import __version__
from heroics_py.errors import ConnectionFailed, RequestRefused, ResponseTooLarge
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options
from heroics_py.transport.connection import open_transport
from heroics_py.transport.exchange.request_checks import MAX_URL_LENGTH

pytestmark = pytest.mark.usefixtures("each_exchange")
of_requests = pytest.mark.parametrize("each_exchange", ["blocking"], indirect=True)  # sessions, mocks, logs of requests

ONCE = Options(retries=0)


def send(url, method="GET", *, path="/", headers=(), body=None, **is_callers):
    connection = open_transport(base_url=url, **is_callers)
    try:
        request = Request(method=method, url=f"{url}{path}", headers=Headers(headers), body=body, options=ONCE)
        return connection.send(request)
    finally:
        connection.close()


def test_response():
    """A response has its status, headers and body."""
    with Scripted(saying(answer(201, b'{"a": 1}', ETag='"x"', Link="</a>", link="</b>"))) as server:
        response = send(server.url, path="/a?b=c")
    assert (response.status, response.body, response.etag) == (201, b'{"a": 1}', '"x"')
    assert (response.headers["Link"], response.url) == ("</a>, </b>", f"{server.url}/a?b=c")


def test_default_headers():
    """A request has a User-Agent, Accept and Accept-Encoding."""
    with Scripted(saying(FINE)) as server:
        send(server.url)
        names = ("User-Agent", "Accept", "Accept-Encoding")
        assert [server.header(name) for name in names] == [f"heroics-py/{__version__}", "*/*", "gzip, deflate"]


@pytest.mark.parametrize("session", [None, requests.Session()])
def test_headers_of_request(session):
    """Headers of the request win."""
    with Scripted(saying(FINE)) as server:
        send(server.url, headers={"user-agent": "mine", "accept": "a/b", "X-Plain": "cafe"}, session=session)
        assert [server.header(name) for name in ("User-Agent", "Accept", "X-Plain")] == ["mine", "a/b", "cafe"]


@pytest.mark.parametrize("session", [None, requests.Session()])
def test_latin_1(session, each_exchange):
    """A header is sent as Latin-1, or refused by the exchange that would send it as UTF-8."""
    with Scripted(saying(FINE)) as server:
        if each_exchange == "async":
            with pytest.raises(RequestRefused, match="X-Latin has a character beyond ASCII") as caught:
                send(server.url, headers={"X-Latin": "caf\u00e9"}, session=session)
            assert (caught.value.sent, server.requests) == (False, [])
            return
        send(server.url, headers={"X-Latin": "caf\u00e9"}, session=session)
        assert server.header("X-Latin") == "caf\u00e9"


@pytest.mark.parametrize("session", [None, requests.Session()])
def test_header_of_utf_8(session):
    """A header whose bytes are UTF-8 arrives with these bytes, whichever exchange sends it."""
    value = "\u043a\u043b\u044e\u0447".encode().decode("latin-1")
    with Scripted(saying(FINE)) as server:
        send(server.url, headers={"Last-Event-ID": value}, session=session)
        assert server.header("Last-Event-ID") == value


@pytest.mark.parametrize("headers", [{"If-None-Match": '"\xfc"'}, {"If-Range": '"\xfc"', "Range": "bytes=2-"}])
def test_etag_of_latin_1(headers, each_exchange):
    """A condition that an exchange can't send is left out of a GET, never out of a change."""
    with Scripted(saying(FINE)) as server:
        assert send(server.url, headers=headers).status == 200
        sent = {name: value for name in headers if (value := server.header(name)) is not None}
        assert sent == ({} if each_exchange == "async" else headers)
        if each_exchange == "async":
            with pytest.raises(RequestRefused, match="beyond ASCII"):
                send(server.url, "PUT", headers=headers)
            assert len(server.requests) == 1


@pytest.mark.parametrize("session", [None, requests.Session()])
@pytest.mark.parametrize("size", [0, 2, 300_000])
def test_body(session, size):
    """A body arrives complete, with its length."""
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    with Scripted(saying(FINE)) as server:
        send(server.url, "POST", body=body, headers={"Content-Length": "7"}, session=session)
        received = server.requests[0].partition(b"\r\n\r\n")[2]
        assert (server.header("Content-Length"), received) == (str(size), body)


@pytest.mark.parametrize("session", [None, requests.Session()])
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "/"),
        ("/", "/"),
        ("?a=b/c", "/?a=b/c"),
        ("/a/b?c=d#part", "/a/b?c=d"),
        ("#part", "/"),
        ("/a%2Fb%20c", "/a%2Fb%20c"),
        ("/a?b=c?d", "/a?b=c?d"),
    ],
)
def test_request_line(session, path, target):
    """The request line has the path and the query."""
    with Scripted(saying(FINE)) as server:
        send(server.url, path=path, session=session)
        assert server.heads == [f"GET {target} HTTP/1.1"]


def test_without_body():
    """A request without a body has no Content-Type."""
    with Scripted(saying(FINE)) as server:
        send(server.url, "DELETE")
        assert (server.header("Content-Type"), server.requests[0].endswith(b"\r\n\r\n")) == (None, True)


def test_kept_connection():
    """Connections are kept open."""
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url)
        for path in ("/a", "/b?c", "/d"):
            connection.send(Request(method="GET", url=server.url + path))
        connection.close()
        assert (len(server.requests), server.connections) == (3, 1)


@pytest.mark.parametrize("method", ["HEAD", "DELETE"])
def test_kept_connection_without_body(method):
    """A connection is kept open after a response without a body."""
    with Scripted(saying(b"HTTP/1.1 204 No Content\r\n\r\n" if method == "DELETE" else FINE[:-2])) as server:
        connection = open_transport(base_url=server.url)
        bodies = [connection.send(Request(method=method, url=f"{server.url}/")).body for _ in range(2)]
        connection.close()
        assert (bodies, server.connections) == ([b"", b""], 1)


def test_reopened_connection():
    """After a close, a request opens another connection."""
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url)
        for _ in range(2):
            connection.send(Request(method="GET", url=f"{server.url}/"))
            connection.close()
            connection.close()
        assert server.connections == 2


def test_early_hints():
    """Early hints are skipped."""
    with Scripted(saying(b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + FINE)) as server:
        response = send(server.url)
    assert (response.status, response.body, response.headers.get("Link")) == (200, b"{}", None)


# --- the caller's own session ---------------------------------------------------------------------------------------


class Recording(BaseAdapter):
    """An adapter of the caller that responds itself, and records its requests."""

    def __init__(self):
        super().__init__()
        self.settings = {}

    def send(self, request, **settings):
        self.request, self.settings = request, settings
        found = requests.Response()
        found.status_code, found.raw, found.request, found.url = 200, BytesIO(b"{}"), request, request.url
        return found

    def close(self):
        pass


def recorded(session=None, url="http://api.example", **is_callers):
    session = session or requests.Session()
    adapter = Recording()
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    assert send(url, session=session, **is_callers).body == b"{}"
    return adapter


@of_requests
def test_callers_adapter():
    """An adapter of the caller's session is used."""
    assert recorded().request.url == "http://api.example/"


@of_requests
def test_verify_and_cert(monkeypatch):
    """The verify and cert of the session are used."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/from/environment.pem")
    session = requests.Session()
    session.verify, session.cert = "/mine.pem", ("/cert.pem", "/key.pem")
    settings = recorded(session).settings
    assert (settings["verify"], settings["cert"]) == ("/mine.pem", ("/cert.pem", "/key.pem"))


@of_requests
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_environment_bundle(monkeypatch, variable):
    """A certificate bundle of the environment is used unless one is passed."""
    monkeypatch.setenv(variable, "/from/environment.pem")
    assert recorded().settings["verify"] == "/from/environment.pem"
    assert recorded(verify="/mine.pem").settings["verify"] == "/mine.pem"
    assert recorded(trust_environment=False).settings["verify"] is True


@of_requests
def test_unverified_session(monkeypatch):
    """A session with verify=False stays so despite the environment."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/from/environment.pem")
    session = requests.Session()
    session.verify = False
    assert recorded(session).settings["verify"] is False


@of_requests
def test_verify_false_warns():
    """Certificates are checked unless the caller disables that, which warns once."""
    assert recorded().settings["verify"] is True
    with pytest.warns(UserWarning, match="certificates are not checked") as caught:
        assert recorded(verify=False).settings["verify"] is False
    assert len(caught) == 1


@of_requests
def test_session_proxies(monkeypatch):
    """Proxies of the session win over those of the environment."""
    monkeypatch.setenv("HTTP_PROXY", "http://from-environment:1")
    session = requests.Session()
    session.proxies = {"http": "http://mine:1"}
    assert recorded(session).settings["proxies"]["http"] == "http://mine:1"


@of_requests
def test_environment_proxies(monkeypatch):
    """A proxy of the environment is used unless trust_environment=False."""
    monkeypatch.setenv("HTTP_PROXY", "http://from-environment:1")
    assert recorded().settings["proxies"]["http"] == "http://from-environment:1"
    assert recorded(trust_environment=False).settings["proxies"] == {}


@of_requests
def test_no_proxy(monkeypatch):
    """no_proxy is obeyed."""
    monkeypatch.setenv("HTTP_PROXY", "http://from-environment:1")
    monkeypatch.setenv("NO_PROXY", "api.example")
    assert "http" not in recorded().settings["proxies"]


@of_requests
@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "a.localhost", "[::1]"])
def test_loopback_without_proxy(monkeypatch, host):
    """This machine is reached without the proxies of the environment."""
    monkeypatch.setenv("HTTP_PROXY", "http://from-environment:1")
    monkeypatch.setenv("ALL_PROXY", "http://from-environment:1")
    session = requests.Session()
    session.proxies = {"http": "http://asked-for:1"}
    assert recorded(url=f"http://{host}").settings["proxies"] == {}
    assert recorded(session, url=f"http://{host}").settings["proxies"] == {"http": "http://asked-for:1"}


@of_requests
def test_session_additions():
    """Headers, cookies and parameters of the session are sent."""
    session = requests.Session()
    session.headers.update({"X-Mine": "1", "User-Agent": "mine/1"})
    session.cookies.set("biscuit", "plain")
    session.params = {"page": "1"}
    sent = recorded(session).request
    assert (sent.headers["X-Mine"], sent.headers["User-Agent"]) == ("1", "mine/1")
    assert (sent.headers["Cookie"], sent.url) == ("biscuit=plain", "http://api.example/?page=1")


@of_requests
@pytest.mark.parametrize("status", [200, 302])
def test_session_hooks(status):
    """Hooks of the session see a response whose body was read within the limits."""
    seen = []
    session = requests.Session()
    session.hooks["response"].append(lambda found, **_: seen.append(found.content))
    with Scripted(saying(answer(status, b"12345"))) as server:
        assert send(server.url, session=session, max_bytes=5).body == b"12345"
        with pytest.raises(ResponseTooLarge):
            send(server.url, session=session, max_bytes=4)
    assert seen == [b"12345"]


@of_requests
def test_hook_replaces_response():
    """A hook may replace the response."""

    def replace(found, **_):
        other = requests.Response()
        other.status_code, other.raw, other.url = 203, BytesIO(b"other"), found.url
        return other

    session = requests.Session()
    session.hooks["response"].append(replace)
    with Scripted(saying(FINE)) as server:
        response = send(server.url, session=session)
    assert (response.status, response.body) == (203, b"other")


@of_requests
def test_error_in_hook():
    """An error in a hook reaches the caller."""
    session = requests.Session()
    session.hooks["response"].append(lambda *_, **__: 1 / 0)
    with Scripted(saying(FINE)) as server, pytest.raises(ZeroDivisionError):
        send(server.url, session=session)


@of_requests
def test_callers_session_stays_open():
    """Closing the connection leaves the caller's session open."""
    session = requests.Session()
    with Scripted(saying(FINE)) as server:
        for _ in range(2):
            send(server.url, session=session)
        assert server.connections == 1
        session.close()


@of_requests
def test_invalid_session():
    """A session= that is not a session is a ValueError."""
    with pytest.raises(ValueError, match="expected a requests"):
        send("http://api.example", session="session")


@pytest.mark.parametrize("auth", [None, HTTPBasicAuth("a", "b")])
def test_no_cookies(auth):
    """Without a session of the caller, no cookies are kept."""
    with Scripted(saying(answer(Set_Cookie="a=b"))) as server:
        connection = open_transport(base_url=server.url, auth=auth)
        for _ in range(2):
            connection.send(Request(method="GET", url=f"{server.url}/"))
        connection.close()
        assert server.header("Cookie") is None


@of_requests
@pytest.mark.parametrize("session", [None, requests.Session()])
def test_canned_responses(session):
    """Canned responses of a mock are used."""
    with responses.RequestsMock() as canned:
        canned.get("https://api.example/a", json={"b": 1}, headers={"Request-Id": "r"})
        response = send("https://api.example", path="/a", session=session, token="abc")
        looked_up = canned.calls[0].request
    assert (response.body, response.request_id) == (b'{"b": 1}', "r")
    assert (looked_up.headers["authorization"], looked_up.url) == ("Bearer abc", "https://api.example/a")


# --- proxies, over the wire -----------------------------------------------------------------------------------------


def test_forward_proxy(monkeypatch):
    """A proxy gets the absolute URL and its own password."""
    with Scripted(saying(FINE)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//user:pass@"))
        send("http://api.invalid", path="/a")
        assert proxy.heads == ["GET http://api.invalid/a HTTP/1.1"]
        assert proxy.header("Proxy-Authorization") == "Basic dXNlcjpwYXNz"


def test_proxy_password_is_masked(monkeypatch):
    """The password of a proxy is masked."""
    monkeypatch.setenv("HTTP_PROXY", f"http://user:hunter2@127.0.0.1:{closed_port()}")
    with pytest.raises(ConnectionFailed) as caught:
        send("http://api.invalid", path="/a")
    assert "hunter2" not in str(caught.value)
    assert "***@127.0.0.1" in str(caught.value)
    assert caught.value.sent is False


def test_refused_tunnel(monkeypatch):
    """A proxy that refuses a tunnel has seen no credentials."""
    with Scripted(saying(answer(407, b""))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(
            ConnectionFailed, match=r"no tunnel to the server: the proxy answered 407 \(through the proxy"
        ) as caught:
            send("https://api.invalid", "POST", token="hunter2", body=b"hunter2")
        assert (caught.value.sent, [head.split()[:2] for head in proxy.heads]) == (
            False,
            [["CONNECT", "api.invalid:443"]],
        )
        assert not any(b"hunter2" in request for request in proxy.requests)


def test_environment_look_up(monkeypatch):
    """The proxies of the environment are looked up once for each host."""
    with Scripted(saying(FINE)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        connection = open_transport(base_url="http://api.invalid")
        connection.send(Request(method="GET", url="http://api.invalid/a"))
        monkeypatch.delenv("HTTP_PROXY")
        connection.send(Request(method="GET", url="http://api.invalid/b"))
        connection.close()
        assert len(proxy.requests) == 2


# --- what can't be sent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "headers", "words"),
    [
        ("/" + "x" * 100_000, {}, "characters"),
        ("/" + "x" * MAX_URL_LENGTH, {}, "characters"),
        ("/a b", {}, "percent-encoded"),
        ("/\u00e9", {}, "percent-encoded"),
        ("/a\r\nX: y", {}, "percent-encoded"),
        ("/", {"X-A": "a\r\nX-B: b"}, "X-A"),
        ("/", {"X-A": "a\nb"}, "X-A"),
        ("/", {"X-A": "a\x00b"}, "X-A"),
        ("/", {"X-A": "\u20ac"}, "X-A"),
        ("/", {"X-A": "\U0001f600"}, "X-A"),
        ("/", {"X-A": 7}, "X-A"),
        ("/", {"X A": "a"}, "invalid header name"),
        ("/", {"X-A\r\n": "a"}, "invalid header name"),
        ("/", {"": "a"}, "invalid header name"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_invalid_requests(path, headers, words, method):
    """A request that is not valid HTTP is refused before anything is sent."""
    with Scripted(saying(FINE)) as server:
        with pytest.raises(RequestRefused, match=words) as caught:
            send(server.url, method, path=path, headers=headers)
        assert (caught.value.sent, server.connections, len(str(caught.value)) < 500) == (False, 0, True)


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "//a.example/", "/a", "http:///a", "http://u:hunter2@a.example/", ""]
)
def test_invalid_urls(url):
    """A URL without a host is refused."""
    connection = open_transport(base_url="http://api.example")
    with pytest.raises(RequestRefused) as caught:
        connection.send(Request(method="GET", url=url))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("method", ["get", "GET /a", "G\r\n", ""])
def test_invalid_methods(method):
    """An invalid method is refused."""
    with pytest.raises(RequestRefused, match="upper-case"):
        send("http://api.example", method)


@pytest.mark.parametrize("base_url", ["", "api.example", "ftp://api.example", "http://"])
def test_invalid_base_urls(base_url):
    """A base URL without an origin is a ValueError."""
    with pytest.raises(ValueError, match="base_url="):
        open_transport(base_url=base_url)


# --- bounds ---------------------------------------------------------------------------------------------------------


def bomb(size):
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(engine.compress(block) for _ in range(size >> 20)) + engine.flush()


@pytest.mark.parametrize("session", [None, requests.Session()])
def test_compression_bomb(session):
    """A compression bomb stops at the limit, with bounded memory."""
    with Scripted(saying(answer(200, bomb(64 << 20), Content_Encoding="gzip"))) as server:
        tracemalloc.start()
        try:
            with pytest.raises(ResponseTooLarge, match="larger than 4194304 bytes"):
                send(server.url, session=session, max_bytes=4 << 20)
            assert tracemalloc.get_traced_memory()[1] < 24 << 20
        finally:
            tracemalloc.stop()


def test_body_at_limit():
    """A body of the largest size is read."""
    with Scripted(saying(answer(200, bytes(100_000)))) as server:
        assert len(send(server.url, max_bytes=100_000).body) == 100_000


def test_body_over_limit_closes():
    """A body over the limit closes its connection."""
    with Scripted(saying(GREETING + b"Content-Length: 99999999\r\n\r\n", FINE)) as server:
        connection = open_transport(base_url=server.url, max_bytes=1000)
        with pytest.raises(ResponseTooLarge):
            connection.send(Request(method="GET", url=f"{server.url}/"))
        assert connection.send(Request(method="GET", url=f"{server.url}/")).status == 200
        connection.close()
        assert server.connections == 2


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", "identity, gzip", "deflate", "raw deflate"])
def test_codings(coding):
    """Compressed bodies are read."""
    window = {"deflate": 15, "raw deflate": -15}.get(coding, 31)
    engine = zlib.compressobj(wbits=window)
    data = engine.compress(b"hello " * 50_000) + engine.flush()
    with Scripted(saying(answer(200, data, Content_Encoding=coding.removeprefix("raw ")))) as server:
        assert send(server.url).body == b"hello " * 50_000


def test_gzip_members():
    """Gzip of several members is read to its end."""
    data = zlib.compress(b"one ", wbits=31) + zlib.compress(b"two", wbits=31) + bytes(8)
    with Scripted(saying(answer(200, data, Content_Encoding="gzip"))) as server:
        assert send(server.url).body == b"one two"


def test_empty_compressed_body():
    """An empty body needs no decompression."""
    with Scripted(saying(answer(200, b"", Content_Encoding="gzip"))) as server:
        assert send(server.url).body == b""


# --- methods in disguise --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "line", "header"),
    [("GET", "GET", None), ("POST", "POST", None), *[(name, "POST", name) for name in ("PUT", "PATCH", "DELETE")]],
)
def test_method_override(method, line, header):
    """With method_override=, PUT, PATCH and DELETE travel as POST."""
    with Scripted(saying(FINE)) as server:
        response = send(server.url, method, method_override=True)
        seen = (server.heads[0].split()[0], server.header("X-Http-Method-Override"), response.method)
    assert seen == (line, header, method)


def test_method_override_in_error():
    """The error of such a request names its real method."""
    with pytest.raises(ConnectionFailed) as caught:
        send(f"http://127.0.0.1:{closed_port()}", "DELETE", method_override=True)
    assert caught.value.method == "DELETE"


# --- the rest -------------------------------------------------------------------------------------------------------


def test_lazy_import_of_requests():
    """The first request imports requests."""
    code = (
        "import sys; from heroics_py.transport.connection import open_transport;"
        "open_transport(base_url='https://api.heroku.com', token='abc');"
        "print([name for name in ('requests', 'urllib3', 'logging', 'netrc') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


@pytest.fixture
def certified(certificate):
    """A server over TLS with a self-signed certificate."""
    trusted, context = certificate
    with Scripted(saying(FINE), context=context) as server:
        yield server, trusted


def test_untrusted_certificate(certified):
    """An untrusted certificate ends the call before anything is sent."""
    server, _ = certified
    with pytest.raises(ConnectionFailed, match="certificate can't be trusted") as caught:
        send(server.url, "POST", body=b"{}", token="abc")
    assert (caught.value.sent, server.requests) == (False, [])


def test_own_bundle(certified):
    """A certificate bundle in verify= is trusted."""
    server, certificate = certified
    assert send(server.url, verify=certificate).status == 200


def test_verify_false(certified):
    """verify=False is obeyed, and warns once for all connections."""
    server, _ = certified
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        connection = open_transport(base_url=server.url, verify=False)
        for _ in range(2):
            assert connection.send(Request(method="GET", url=f"{server.url}/")).status == 200
            connection.close()
    assert [str(warning.message)[:12] for warning in caught] == ["verify=False"]


def test_many_threads():
    """A connection serves many threads at once."""
    from concurrent.futures import ThreadPoolExecutor

    def step(wire, request, _number):
        wire.say(answer(200, request.split(b" ")[1]))

    with Scripted(step) as server:
        connection = open_transport(base_url=server.url, pool_size=8)

        def call(number):
            return connection.send(Request(method="GET", url=f"{server.url}/{number}")).body

        with ThreadPoolExecutor(8) as pool:
            bodies = list(pool.map(call, range(200)))
        connection.close()
        assert bodies == [f"/{number}".encode() for number in range(200)]
        assert server.connections <= 8


@of_requests
def test_retrying_adapter():
    """An adapter may retry by itself."""
    session = requests.Session()
    session.mount("http://", HTTPAdapter(max_retries=2))
    with Scripted(lambda wire, *_: wire.close()) as server:
        with pytest.raises(ConnectionFailed):
            send(server.url, session=session)
        session.close()
        assert len(server.requests) == 3


@of_requests
def test_socks_without_pysocks(monkeypatch):
    """The error for a SOCKS proxy without PySocks says what to install."""
    import urllib3.contrib

    monkeypatch.setitem(sys.modules, "urllib3.contrib.socks", None)
    monkeypatch.delattr(urllib3.contrib, "socks", raising=False)
    missing = lambda *_, **__: (_ for _ in ()).throw(  # noqa: E731 - what requests has in its place
        requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")
    )
    monkeypatch.setattr("requests.adapters.SOCKSProxyManager", missing)
    monkeypatch.setenv("HTTP_PROXY", "socks5h://user:pr0xy@127.0.0.1:1080")
    with pytest.raises(RequestRefused, match=r"pip install 'requests\[socks\]'") as caught:
        send("http://shop.example")
    assert (caught.value.sent, "pr0xy" in str(caught.value)) == (False, False)
