"""Faults over every route to a server: plain and TLS, direct and by proxy, with either session."""

import pytest
import requests
from relay import Relay
from scripted import FINE, GREETING, Scripted, answer, closed_port

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.connection import open_transport

TRIES = 3
METHODS = ("GET", "POST")
ROUTES = ("plain", "tls", "forward proxy", "tunnel")


def say(*pieces, then="close"):
    def step(wire, _request, _number):
        wire.say(*pieces)
        getattr(wire, then)()

    return step


def keep(*pieces):
    return lambda wire, *_: wire.say(*pieces)


# What happens, the error, and whether a method that is safe is sent again.
FAULTS = {
    "closed before the response": (say(), ConnectionFailed, True),
    "reset before the response": (say(then="reset"), ConnectionFailed, True),
    "reset within the status line": (say(b"HTTP/1.1 20", then="reset"), ConnectionFailed, True),
    "body shorter than its length": (say(GREETING + b"Content-Length: 9\r\n\r\n{}"), ConnectionFailed, True),
    "closed within a chunk": (say(GREETING + b"Transfer-Encoding: chunked\r\n\r\n50\r\n{"), ConnectionFailed, True),
    "silence": (say(then="silent"), RequestTimeout, True),
    "garbage": (say(b"\x00\x01\x02\xff\r\n\r\n"), ProtocolError, False),
    "a length in words": (keep(GREETING + b"Content-Length: abc\r\n\r\n{}"), ProtocolError, False),
}


class Route:
    """One route to a server, over our own session or one of the caller."""

    def __init__(self, kind, is_callers, certificate, monkeypatch):
        self.kind, self.given, self.monkeypatch = kind, is_callers, monkeypatch
        self.trusted, self.context = certificate
        self.secure = kind in {"tls", "tunnel"}

    def url(self, port):
        host = "127.0.0.1" if self.kind in {"plain", "tls"} else "shop.example"
        return f"http{'s' if self.secure else ''}://{host}:{port}"

    def send(self, port, method, proxy, *, read=2.0, **options):
        session = requests.Session() if self.given else None
        if self.kind in {"forward proxy", "tunnel"} and session is None:
            for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
                self.monkeypatch.setenv(name, proxy)
        elif self.kind in {"forward proxy", "tunnel"}:
            session.proxies = {"http": proxy, "https": proxy}
        connection = open_transport(base_url=self.url(port), session=session, verify=self.trusted)
        retries = Retry(attempts=TRIES, backoff=0.0001)
        options = Options(timeout=Timeout(connect=5, read=read), retries=retries, **options)
        body = None if method in {"GET", "DELETE"} else b'{"name": "x"}'
        try:
            return connection.send(
                Request(method=method, url=f"{self.url(port)}/things", body=body, options=options)
            ).status
        except Exception as error:  # noqa: BLE001 - it is looked at
            return error
        finally:
            connection.close()
            if session is not None:
                session.close()


@pytest.fixture(params=[(kind, is_callers) for kind in ROUTES for is_callers in (False, True)], ids=str)
def route(request, certificate, monkeypatch):
    return Route(*request.param, certificate, monkeypatch)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", FAULTS)
def test_faults_by_route(name, method, route):
    """After a fault, a request reaches the server as often as its method allows, and the error says it was sent."""
    step, error, again = FAULTS[name]
    expected = TRIES if again and method == "GET" else 1
    with Scripted(step, context=route.context if route.secure else None) as server, Relay() as relay:
        outcome = route.send(server.port, method, relay.url, read=0.1 if name == "silence" else 2.0)
        reached = server.count(expected)
    assert (type(outcome), reached, getattr(outcome, "sent", True)) == (error, expected, True), str(outcome)


@pytest.mark.parametrize("method", METHODS)
def test_429_by_route(method, route):
    """A request that got a 429 is repeated, whatever its method."""

    def step(wire, _request, number):
        wire.say(answer(429, b"", Retry_After="0") if number == 1 else FINE)

    with Scripted(step, context=route.context if route.secure else None) as server, Relay() as relay:
        assert (route.send(server.port, method, relay.url), len(server.requests)) == (200, 2)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_connection_refused_by_route(method, route):
    """If the server or the proxy refuses the connection, nothing was sent, and the error says so."""
    outcome = route.send(closed_port(), method, f"http://127.0.0.1:{closed_port()}")
    assert (type(outcome), outcome.sent) == (ConnectionFailed, False)
    assert ("the proxy http://127.0.0.1" in str(outcome)) == ("proxy" in route.kind or route.kind == "tunnel")
    assert "no server listens there" in str(outcome)


@pytest.mark.parametrize("is_callers", [False, True])
def test_tunnel_refused(is_callers, certificate, monkeypatch):
    """A proxy that refuses a tunnel has seen nothing of the request, which is repeated whatever its method."""
    route = Route("tunnel", is_callers, certificate, monkeypatch)
    with Relay(refusal=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as relay:
        outcome = route.send(closed_port(), "POST", relay.url)
        assert (type(outcome), outcome.sent, relay.tunnels) == (ConnectionFailed, False, TRIES)
    assert "no tunnel to the server: the proxy answered 403 (through the proxy http://127.0.0.1" in str(outcome)


def test_adapter_that_retries():
    """If the caller's adapter retries, the error of the last attempt proves nothing about the first."""
    server = Scripted(say())
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=2))
    with server:
        connection = open_transport(base_url=server.url, session=session)
        options = Options(retries=Retry(attempts=TRIES, backoff=0.0001))
        with pytest.raises(ConnectionFailed) as caught:
            connection.send(Request(method="POST", url=f"{server.url}/", body=b"{}", options=options))
        connection.close()
        session.close()
        assert (caught.value.sent, len(server.requests)) == (True, 1)


def test_unrelated_error():
    """An error that the caller handles during a call says nothing about the call."""
    session = requests.Session()
    with Scripted(say(then="reset")) as server:
        connection = open_transport(base_url=server.url, session=session)
        options = Options(retries=Retry(attempts=TRIES, backoff=0.0001))
        try:
            requests.get(f"http://127.0.0.1:{closed_port()}", timeout=5)
        except requests.ConnectionError:
            with pytest.raises(ConnectionFailed) as caught:
                connection.send(Request(method="POST", url=f"{server.url}/", body=b"{}", options=options))
        connection.close()
        session.close()
        assert (caught.value.sent, server.count(1)) == (True, 1)


@pytest.mark.parametrize(
    ("auth", "sent"), [(("user", "password"), False), (requests.auth.HTTPDigestAuth("user", "password"), True)]
)
def test_authorization_that_retries(auth, sent):
    """If an authorization object may retry, the server may have seen the request."""
    session = requests.Session()
    session.auth = auth
    connection = open_transport(base_url=f"http://127.0.0.1:{closed_port()}", session=session)
    with pytest.raises(ConnectionFailed) as caught:
        connection.send(Request(method="POST", url=f"http://127.0.0.1:{closed_port()}/", options=Options(retries=0)))
    assert caught.value.sent is sent
