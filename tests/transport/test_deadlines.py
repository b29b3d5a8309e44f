"""The time limits of a call: for a connection, for a silence, and in total."""

import socket
import time

import pytest
import requests
from scripted import FINE, GREETING, Scripted, answer, saying

from heroics_py.errors import ConnectionFailed, RequestTimeout
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.connection import open_transport

pytestmark = pytest.mark.usefixtures("each_exchange")
of_requests = pytest.mark.parametrize("each_exchange", ["blocking"], indirect=True)  # sessions, mocks, logs of requests

EAGER = Retry(attempts=50, backoff=0.001, longest=0.001)


def call(server, timeout, *, retries=0, method="GET", body=None, session=None, **arguments):  # noqa: PLR0913 - one call, all ways
    """Return the outcome of a call, and the seconds that it took."""
    connection = open_transport(base_url=server.url, session=session, trust_environment=False)
    options = Options(timeout=timeout, retries=retries)
    started = time.monotonic()
    try:
        outcome = connection.send(
            Request(method=method, url=f"{server.url}/", body=body, options=options, **arguments)
        ).status
    except RequestTimeout as error:
        outcome = error
    finally:
        connection.close()
    return outcome, time.monotonic() - started


DRIPS = {
    "headers": lambda wire, *_: wire.drip(GREETING + b"X-Slow: " + b"x" * 400, every=0.02),
    "lines of headers": lambda wire, *_: wire.drip(GREETING + b"A: b\r\n" * 90, every=0.02),
    "a body": lambda wire, *_: (wire.say(GREETING + b"Content-Length: 900\r\n\r\n"), wire.drip(b"x" * 900, every=0.02)),
    "chunks": lambda wire, *_: (
        wire.say(GREETING + b"Transfer-Encoding: chunked\r\n\r\n"),
        wire.drip(b"1\r\nx\r\n" * 200, every=0.02),
    ),
    "a body without end": lambda wire, *_: (wire.say(GREETING + b"\r\n"), wire.drip(b"x" * 900, every=0.02)),
    "nothing": lambda wire, *_: wire.silent(5),
}


@pytest.mark.parametrize("name", DRIPS)
def test_dripping_server(name):
    """A total time ends a call whose response drips."""
    with Scripted(DRIPS[name]) as server:
        outcome, seconds = call(server, Timeout(total=0.2))
        assert type(outcome) is RequestTimeout
        assert outcome.sent
        assert 0.19 <= seconds < 4


def test_number_as_timeout():
    """A number of seconds is the total time."""
    with Scripted(DRIPS["headers"]) as server:
        assert type(call(server, 0.2)[0]) is RequestTimeout


def test_silence():
    """Silence ends a call that has no total time."""
    with Scripted(DRIPS["nothing"]) as server:
        outcome, seconds = call(server, Timeout(read=0.1))
        assert (type(outcome), seconds < 4, "sent nothing for too long" in str(outcome)) == (RequestTimeout, True, True)


def test_dripping_without_total():
    """Without a total time, a response may drip."""
    with Scripted(lambda wire, *_: wire.drip(FINE, every=0.005)) as server:
        assert call(server, Timeout(read=2))[0] == 200


def test_total_covers_retries():
    """The total time covers all attempts."""
    with Scripted(lambda wire, *_: wire.close()) as server:
        connection = open_transport(base_url=server.url)
        options = Options(timeout=0.3, retries=Retry(attempts=10_000, backoff=0.02, longest=0.02))
        started = time.monotonic()
        with pytest.raises(Exception, match="GET http"):
            connection.send(Request(method="GET", url=f"{server.url}/", options=options))
        connection.close()
        assert time.monotonic() - started < 4
        assert len(server.requests) >= 2


def test_deadline_passed():
    """A call whose deadline has passed sends nothing."""
    with Scripted(saying(FINE)) as server:
        outcome, _ = call(server, Timeout(), deadline=time.monotonic() - 1)
        assert (type(outcome), outcome.sent, server.requests) == (RequestTimeout, False, [])


def test_deadline_of_request():
    """The deadline of a request wins over its options."""
    with Scripted(DRIPS["headers"]) as server:
        assert type(call(server, Timeout(total=600), deadline=time.monotonic() + 0.2)[0]) is RequestTimeout


def test_no_limits():
    """A call without any limit is possible."""
    with Scripted(saying(FINE)) as server:
        assert call(server, None)[0] == 200


def test_connect_timeout():
    """A host that does not accept a connection fails after the connect timeout."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    port = listener.getsockname()[1]
    waiting = []
    try:
        for _ in range(4):  # fill the backlog of a server that accepts no connection
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(("127.0.0.1", port))

        class Server:
            url = f"http://127.0.0.1:{port}"

        for timeout in (Timeout(connect=0.1), Timeout(total=0.1)):
            outcome, seconds = call(Server, timeout)
            assert (type(outcome), outcome.sent, seconds < 4) == (RequestTimeout, False, True)
    finally:
        for sock in (listener, *waiting):
            sock.close()


def resolve(monkeypatch, *addresses):
    """Let every host name have these addresses; without any, it is unknown."""

    def resolve_host(_host, port, *_, **__):
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve_host)


@pytest.mark.parametrize("timeout", [5, Timeout()])
def test_unknown_host(monkeypatch, timeout):
    """An unknown host is named, and nothing was sent."""
    resolve(monkeypatch)

    class Server:
        url = "http://api.example"

    with pytest.raises(ConnectionFailed, match="the host is unknown") as caught:
        call(Server, timeout)
    assert caught.value.sent is False


@pytest.mark.parametrize("timeout", [5, Timeout()])
def test_several_addresses(monkeypatch, timeout):
    """Each address of a host is tried."""
    with Scripted(saying(FINE)) as server:
        server.url = f"http://api.example:{server.port}"
        numeric = socket.getaddrinfo
        resolve(monkeypatch, "127.0.0.99", "127.0.0.98", "127.0.0.1")
        by_name = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: (by_name if host == "api.example" else numeric)(host, *rest, **more),
        )
        assert (call(server, timeout)[0], server.header("Host")) == (200, f"api.example:{server.port}")


def test_unread_body():
    """A call ends if the server does not read its body."""

    def step_never(wire):
        time.sleep(0.8)
        wire.close()

    with Scripted(None, greet=step_never) as server:
        outcome, seconds = call(server, 0.2, method="POST", body=bytes(30_000_000))
        assert (type(outcome), seconds < 4) == (RequestTimeout, True)


def test_slowly_read_body():
    """A call ends by its deadline if the server reads its body slowly."""

    def sip(wire):
        until = time.monotonic() + 6
        while time.monotonic() < until and wire.sock.recv(65536):
            time.sleep(0.02)

    with Scripted(None, greet=sip) as server:
        outcome, seconds = call(server, 0.3, method="POST", body=bytes(60_000_000))
        assert (type(outcome), seconds < 4) == (RequestTimeout, True)


def test_deadline_ends_with_call():
    """A deadline does not apply to the next call on the same connection."""
    with Scripted(lambda wire, *_: wire.drip(FINE, every=0.003)) as server:
        connection = open_transport(base_url=server.url)
        for options in (Options(timeout=30), Options(timeout=Timeout(read=5))):
            assert connection.send(Request(method="GET", url=f"{server.url}/", options=options)).status == 200
        connection.close()


def test_connection_after_deadline():
    """A connection that served a call with a deadline serves one without."""
    with Scripted(saying(FINE)) as server:
        connection = open_transport(base_url=server.url)
        for timeout in (5, Timeout(), 5, None):
            connection.send(Request(method="GET", url=f"{server.url}/", options=Options(timeout=timeout)))
        connection.close()
        assert server.connections == 1


@of_requests
def test_deadline_of_callers_session():
    """A session of the caller gets the remaining time for each read."""
    seen = []

    class Recording(requests.adapters.HTTPAdapter):
        def send(self, request, **settings):
            seen.append(settings["timeout"])
            return super().send(request, **settings)

    session = requests.Session()
    session.mount("http://", Recording())
    with Scripted(DRIPS["nothing"]) as server:
        outcome, _ = call(server, Timeout(connect=5, read=60, total=0.2), session=session)
        session.close()
    assert type(outcome) is RequestTimeout
    assert all(0 < seconds <= 0.2 for seconds in seen[0])


def test_retry_after_beyond_deadline():
    """A 429 whose Retry-After exceeds the deadline comes back at once."""
    with Scripted(saying(answer(429, b"", Retry_After="30"))) as server:
        outcome, seconds = call(server, 5, retries=EAGER)
        assert (outcome, seconds < 4, len(server.requests)) == (429, True, 1)


def test_deadline_reaches_skins():
    """Every skin sees the deadline of a call."""
    seen = []

    class Keeping:
        def __init__(self, inner):
            self.inner = inner

        def send(self, request):
            seen.append(request.deadline)
            yield from ()
            return Response(status=200)

    connection = open_transport(base_url="http://api.example", caching=Keeping)
    before = time.monotonic()
    connection.send(Request(method="GET", url="http://api.example/", options=Options(timeout=7)))
    connection.send(Request(method="GET", url="http://api.example/", options=Options(timeout=Timeout(total=7))))
    connection.send(Request(method="GET", url="http://api.example/"))
    assert [None if moment is None else round(moment - before) for moment in seen] == [7, 7, None]
