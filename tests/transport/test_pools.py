"""Our own pools of connections: when a request takes them, and what they must not change."""

import contextlib
import functools
import http.client
import logging
import os
import socket
import ssl
import threading
import time
from contextlib import closing

import pytest
import requests
import urllib3
from scripted import FINE, GREETING, Scripted, answer
from urllib3.util.ssltransport import SSLTransport

from heroics_py.errors import ProtocolError, ResponseTooLarge, TransportError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.exchange.connections import TimedConnection
from heroics_py.transport.exchange.pool_exchange import PoolExchange
from heroics_py.transport.exchange.session import Session


def session_for(server, **options):
    settings = {"base_url": server.url, "max_bytes": 4_000_000, "pool_size": 10, "trust_environment": False, **options}
    return closing(Session(**settings))


def ask(session, server, method="GET", **more):
    request = Request(method=method, url=f"{server.url}/x", options=Options(retries=0, timeout=Timeout(read=5)), **more)
    return session.send(request)


def always(*pieces, then_close=False):
    def act(wire, *_):
        wire.say(*pieces)
        if then_close:
            wire.close()

    return act


@pytest.fixture
def pooled(monkeypatch):
    """Count the requests that our own pools send."""
    theirs, seen = PoolExchange.send, []

    def send(self, request):
        seen.append(request.url)
        return theirs(self, request)

    monkeypatch.setattr(PoolExchange, "send", send)
    return seen


@pytest.mark.parametrize(
    ("head", "method", "body"),
    [
        (FINE, "GET", b"{}"),
        (answer(200, b"x" * 70_000), "GET", b"x" * 70_000),
        (answer(304, b""), "GET", b""),
        (b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", "DELETE", b""),
        (GREETING + b"Content-Length: 2\r\n\r\n", "HEAD", b""),
        (answer(500, b"{}"), "POST", b"{}"),
    ],
)
def test_simple_response(head, method, body):
    """After a simple response, the connection is reused."""
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server, method).body for _ in range(3)] == [body] * 3
        assert server.connections == 1


@pytest.mark.parametrize(
    ("head", "method"),
    [
        (answer(304, b""), "GET"),
        (b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", "POST"),
        (b"HTTP/1.1 204 No Content\r\nA: \xe9\r\n\r\n", "POST"),
        (GREETING + b"Content-Length: 2\r\n\r\n", "HEAD"),
    ],
)
def test_kept_response_without_body(head, method, monkeypatch):
    """The connection of a response without a body is free at once, also while somebody keeps that response."""
    kept, theirs = [], urllib3.HTTPConnectionPool.urlopen
    keep = lambda *args, **options: kept.append(theirs(*args, **options)) or kept[-1]  # noqa: E731
    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", keep)
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server, method).body for _ in range(2)] == [b"", b""]
        assert (server.connections, len(kept)) == (1, 2)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (GREETING + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
        (GREETING + b"Content-Length: 2\r\nX-Name: \xc3\xa9\r\n\r\n{}", b"{}"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + FINE, b"{}"),
        (answer(200, b"x" * 1_100_000), b"x" * 1_100_000),
    ],
)
def test_other_responses(head, body):
    """After any other response, the connection is reused as well."""
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [body] * 3
        assert server.connections == 1


def test_two_lengths():
    """After a response with chunks and a length, which some read otherwise, the connection is closed."""
    head = GREETING + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(2)] == [b"{}"] * 2
        assert server.connections == 2


def test_other_protocol():
    """A server that changes to another protocol is named as the cause."""
    head = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    named = pytest.raises(ProtocolError, match="the server changed to another protocol")
    with Scripted(always(head)) as server, session_for(server) as session, named:
        ask(session, server)


def test_body_without_length():
    """A body that ends with the connection closes it."""
    head = GREETING + b"Content-Type: text/plain\r\n\r\nall"
    with Scripted(always(head, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(2)] == [b"all"] * 2
        assert server.connections == 2


def test_connection_close():
    """After Connection: close, the next request opens a new connection."""
    head = GREETING + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    with Scripted(always(head, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [b"{}"] * 3
        assert server.connections == 3


@pytest.mark.parametrize(
    "head",
    [
        GREETING + b"Content-Length: 9\r\n\r\n{",
        b"garbage\r\n\r\n",
        b"",
        answer(200, b"x" * 5_000_000),
    ],
)
def test_connection_after_fault(head):
    """After a fault, the next request opens a new connection."""

    def act(wire, request, number):
        always(head if number == 1 else FINE, then_close=number == 1)(wire)

    with Scripted(act) as server, session_for(server) as session:
        with pytest.raises(TransportError):
            ask(session, server)
        assert [ask(session, server).body for _ in range(2)] == [b"{}"] * 2
        assert server.connections == 2


def test_body_over_limit():
    """A body over the limit is not read."""
    with Scripted(always(answer(200, b"x" * 2000))) as server, session_for(server, max_bytes=1000) as session:
        for _ in range(12):  # more than the pool holds
            with pytest.raises(ResponseTooLarge):
                ask(session, server)
        assert server.connections == 12


def test_early_response():
    """A response that arrives before a large body was sent is used."""

    def refuse(wire):
        wire.say(answer(413, b"{}", Connection="close"))
        wire.close()

    with Scripted(None, greet=refuse) as server, session_for(server) as session:
        assert ask(session, server, "POST", body=b"x" * 30_000_000).status == 413


def test_logged_request(caplog):
    """urllib3 logs a request."""
    with Scripted(always(FINE)) as server, session_for(server) as session, caplog.at_level(logging.DEBUG):
        assert ask(session, server).body == b"{}"
    assert '"GET /x HTTP/1.1" 200' in caplog.text


def test_usual_request(pooled):
    """A request that nothing has to see takes our own pools."""
    with Scripted(always(FINE)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(2)] == [b"{}"] * 2
        assert pooled == [f"{server.url}/x"] * 2


@pytest.mark.parametrize("owner", [urllib3.HTTPConnectionPool, urllib3.connection.HTTPConnection], ids=str)
@pytest.mark.parametrize("is_first", [False, True], ids=["after the first request", "before the first request"])
def test_patched_method(owner, is_first, pooled, monkeypatch):
    """A replacement of a method of urllib3 sees every request, once, though our own pools send it."""
    name = "urlopen" if owner is urllib3.HTTPConnectionPool else "request"
    theirs, seen = getattr(owner, name), []

    def traced(self, method, url, *args, **options):
        seen.append(f"{method} {url}")
        return theirs(self, method, url, *args, **options)

    with Scripted(always(FINE)) as server, session_for(server) as session:
        if not is_first:
            ask(session, server)
        monkeypatch.setattr(owner, name, traced)
        assert ask(session, server).body == b"{}"
        assert (seen, len(pooled)) == (["GET /x"], 2 - is_first)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (requests.Session, "get_adapter"),
        (requests.adapters.HTTPAdapter, "build_response"),
        (requests.adapters.HTTPAdapter, "get_connection_with_tls_context"),
        (requests.PreparedRequest, "prepare"),
        (http.client.HTTPResponse, "begin"),
    ],
)
def test_patched_door(owner, name, pooled, monkeypatch):
    """What our own pools would not pass is passed over a session of requests, if something has replaced it."""
    theirs, seen = getattr(owner, name), []

    @functools.wraps(theirs)
    def traced(*args, **options):
        seen.append(name)
        return theirs(*args, **options)

    with Scripted(always(FINE)) as server, session_for(server) as session:
        ask(session, server)
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, traced)
            assert ask(session, server).body == b"{}"
        ask(session, server)
    assert (seen, len(pooled)) == ([name], 2)


@pytest.mark.parametrize(
    ("owner", "name"),
    [(urllib3.HTTPConnectionPool, "ConnectionCls"), (urllib3.connectionpool, "HTTPConnection"), (socket, "socket")],
)
def test_replaced_class(owner, name, monkeypatch):
    """A class in the place of one of the library's makes the next connection, whatever was open before."""
    theirs, made = getattr(owner, name), []

    class Replacement(theirs):
        def __init__(self, *args, **options):
            made.append(name)
            super().__init__(*args, **options)

    with Scripted(always(FINE)) as server, session_for(server) as session:
        ask(session, server)
        before = server.connections
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, Replacement)
            assert ask(session, server).body == b"{}"
        assert (bool(made), server.connections) == (name != "HTTPConnection", before + 1)
        assert ask(session, server).body == b"{}"


def test_authorization_object_sees_response(pooled):
    """An authorization object sees the response of requests."""

    def signed(prepared):
        prepared.register_hook("response", lambda response, **_: raws.append(response.raw))
        return prepared

    raws = []
    with Scripted(always(FINE)) as server, session_for(server) as session:
        assert ask(session, server, auth=signed).body == b"{}"
    assert (pooled, isinstance(raws[0], urllib3.HTTPResponse)) == ([], True)


def test_callers_session(pooled):
    """A request over a session of the caller does not take our own pools."""
    with Scripted(always(FINE)) as server, requests.Session() as theirs, session_for(server, session=theirs) as session:
        assert ask(session, server).body == b"{}"
    assert pooled == []


def test_response_headers():
    """The headers are those that the server sent."""
    head = answer(200, b"{}", ETag='"1"', Set_Cookie="a=1") + b""
    with Scripted(always(head)) as server, session_for(server) as session:
        headers = ask(session, server, headers=Headers({"Accept": "a/b"})).headers
    assert headers == Headers([("Content-Length", "2"), ("ETag", '"1"'), ("Set-Cookie", "a=1")])


EVIL = answer(200, b"injected")


def numbered(first, *, later=b""):
    """Say ``first`` to the first request, ``later`` when the next one comes on its connection; else the number."""
    odd = set()

    def act(wire, _, number):
        wire.say(later if wire in odd else b"", first if number == 1 else answer(200, str(number).encode()))
        if number == 1:
            odd.add(wire)

    return act


@pytest.mark.parametrize("level", [logging.WARNING, logging.DEBUG])
def test_unrequested_tls_response(certificate, level, caplog):
    """A second response in the same TLS record answers no request."""
    trusted, context = certificate
    padding = 8192 - len(answer(200, b"x" * 8000)) + 8000
    first = answer(200, b"x" * padding) + EVIL  # what follows the first answer is left for another look at the record
    with (
        caplog.at_level(level, logger="urllib3.connectionpool"),
        Scripted(numbered(first), context=context) as server,
        session_for(server, verify=trusted) as session,
    ):
        assert [ask(session, server).body for _ in range(3)] == [b"x" * padding, b"2", b"3"]
        assert server.connections == 2


def test_unrequested_tls_in_tls(certificate):
    """Nor does one in the TLS of a proxy."""
    trusted, context = certificate
    ours, theirs = socket.socketpair()
    served = []

    def serve():
        served.append(context.wrap_socket(theirs, server_side=True))
        served[0].sendall(b"x" * 100)

    thread = threading.Thread(target=serve)
    thread.start()
    with closing(TimedConnection("127.0.0.1")) as connection:
        connection.sock = SSLTransport(ours, ssl.create_default_context(cafile=trusted), "127.0.0.1")
        connection._process = os.getpid()  # as if it had opened the socket
        thread.join(5)
        pieces = [(len(connection.sock.recv(size)), connection.is_connected) for size in (1, 99)]
    served[0].close()
    assert pieces == [(1, False), (99, True)]


@pytest.mark.parametrize(
    ("first", "method"),
    [
        (FINE + EVIL, "GET"),
        (FINE + b"\r\n", "GET"),
        (answer(200, b"") + b"x", "GET"),
        (answer(200, b"{}"), "HEAD"),
        (b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}", "DELETE"),
        (answer(304, b"{}"), "GET"),
    ],
)
def test_surplus_response(first, method):
    """After a surplus response, the next request opens a new connection."""
    with Scripted(numbered(first, later=EVIL)) as server, session_for(server) as session:
        ask(session, server, method)
        assert [ask(session, server).body for _ in range(2)] == [b"2", b"3"]
        assert server.connections == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_connections_of_fork():
    """A fork opens its own connections."""
    with Scripted(always(FINE)) as server, session_for(server) as session:
        ask(session, server)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                os._exit(0 if ask(session, server).body == b"{}" else 1)
            os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert server.connections == 2
        ask(session, server)
        assert server.connections == 2


def test_logged_early_response(caplog):
    """A key in the query is in no log, even if the response arrives before the request was sent."""

    def refuse(wire):
        wire.say(b"HTTP/1.1 413 No\r\nno header\r\n\r\n")
        time.sleep(0.05)
        with contextlib.suppress(OSError):
            wire.sock.shutdown(socket.SHUT_RDWR)
        wire.close()

    with Scripted(None, greet=refuse) as server, session_for(server) as session:
        request = Request(
            method="POST",
            url=f"{server.url}/x?api_key=s3ntinel",
            body=b"x" * 30_000_000,
            options=Options(retries=0, timeout=Timeout(read=5)),
            secret_fields=frozenset({"api_key"}),
        )
        with pytest.raises(ProtocolError, match="an invalid header line") as caught:
            session.send(request)
    assert ("s3ntinel" in caplog.text, "s3ntinel" in str(caught.value)) == (False, False)


def test_patched_tls_pool(certificate, monkeypatch):
    """A patch of the TLS pool alone sees every request."""
    trusted, context = certificate
    theirs, seen = urllib3.HTTPSConnectionPool.urlopen, []

    def traced(pool, method, url, *args, **options):
        seen.append(f"{method} {url}")
        return theirs(pool, method, url, *args, **options)

    with Scripted(always(FINE), context=context) as server, session_for(server, verify=trusted) as session:
        ask(session, server)
        monkeypatch.setattr(urllib3.HTTPSConnectionPool, "urlopen", traced)
        assert ask(session, server).body == b"{}"
    assert seen == ["GET /x"]
