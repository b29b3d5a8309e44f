"""The direct route over a connection: when it is taken, and what it must not change."""

import contextlib
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
from heroics_py.transport.exchange import pools
from heroics_py.transport.exchange.connections import TimedConnection
from heroics_py.transport.session import Session


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
def direct(monkeypatch):
    """Count the responses of the direct route."""
    seen = []

    class Seen(pools.DirectResponse):
        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            seen.append(self.status)

    monkeypatch.setattr(pools, "DirectResponse", Seen)
    monkeypatch.setattr("heroics_py.transport.exchange.body_reading.DirectResponse", Seen)
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
def test_simple_response(head, method, body, direct):
    """A simple response takes the direct route, and its connection is reused."""
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server, method).body for _ in range(3)] == [body] * 3
        assert (len(direct), server.connections) == (3, 1)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (GREETING + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
        (GREETING + b"Content-Length: 2\r\nX-Name: \xc3\xa9\r\n\r\n{}", b"{}"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + FINE, b"{}"),
        (answer(200, b"x" * 1_100_000), b"x" * 1_100_000),
    ],
)
def test_other_responses(head, body, direct):
    """Any other response is read by urllib3, and its connection is reused."""
    with Scripted(always(head)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [body] * 3
        assert (direct, server.connections) == ([], 1)


def test_body_without_length(direct):
    """A body that ends with the connection closes it."""
    head = GREETING + b"Content-Type: text/plain\r\n\r\nall"
    with Scripted(always(head, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(2)] == [b"all"] * 2
        assert (direct, server.connections) == ([], 2)


def test_connection_close(direct):
    """After Connection: close, the next request opens a new connection."""
    head = GREETING + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    with Scripted(always(head, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [b"{}"] * 3
        assert (len(direct), server.connections) == (3, 3)


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


def test_body_over_limit(direct):
    """A body over the limit is not read."""
    with Scripted(always(answer(200, b"x" * 2000))) as server, session_for(server, max_bytes=1000) as session:
        for _ in range(12):  # more than the pool holds
            with pytest.raises(ResponseTooLarge):
                ask(session, server)
        assert (len(direct), server.connections) == (12, 12)


def test_early_response():
    """A response that arrives before a large body was sent is used."""

    def refuse(wire):
        wire.say(answer(413, b"{}", Connection="close"))
        wire.close()

    with Scripted(None, greet=refuse) as server, session_for(server) as session:
        assert ask(session, server, "POST", body=b"x" * 30_000_000).status == 413


def test_logged_request(direct, caplog):
    """A request that urllib3 logs takes its path."""
    with Scripted(always(FINE)) as server, session_for(server) as session, caplog.at_level(logging.DEBUG):
        assert ask(session, server).body == b"{}"
    assert (direct, '"GET /x HTTP/1.1" 200' in caplog.text) == ([], True)


def test_patched_library(direct, monkeypatch):
    """A patch of the library sees every request."""
    theirs, seen = urllib3.HTTPConnectionPool.urlopen, []

    def traced(pool, method, url, *args, **options):
        seen.append(f"{method} {url}")
        return theirs(pool, method, url, *args, **options)

    with Scripted(always(FINE)) as server, session_for(server) as session:
        ask(session, server)
        monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", traced)
        ask(session, server)
    assert (seen, len(direct)) == (["GET /x"], 1)


def test_authorization_object_sees_response(direct):
    """An authorization object sees the response of requests."""

    def signed(prepared):
        prepared.register_hook("response", lambda response, **_: raws.append(response.raw))
        return prepared

    raws = []
    with Scripted(always(FINE)) as server, session_for(server) as session:
        assert ask(session, server, auth=signed).body == b"{}"
    assert (direct, isinstance(raws[0], urllib3.HTTPResponse)) == ([], True)


def test_callers_session(direct):
    """A session of the caller takes the plain route."""
    with Scripted(always(FINE)) as server, requests.Session() as theirs, session_for(server, session=theirs) as session:
        assert ask(session, server).body == b"{}"
    assert direct == []


def test_response_headers(direct):
    """The headers are those that the server sent."""
    head = answer(200, b"{}", ETag='"1"', Set_Cookie="a=1") + b""
    with Scripted(always(head)) as server, session_for(server) as session:
        headers = ask(session, server, headers=Headers({"Accept": "a/b"})).headers
    assert headers == Headers([("Content-Length", "2"), ("ETag", '"1"'), ("Set-Cookie", "a=1")])
    assert len(direct) == 1


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
        connection._process = os.getpid()
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


def test_patched_tls_pool(certificate, direct, monkeypatch):
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
    assert (seen, len(direct)) == (["GET /x"], 1)
