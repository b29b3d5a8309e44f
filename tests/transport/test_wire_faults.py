"""Each fault of a connection: its error, and the number of requests that reach the server."""

import contextlib
import gzip
import zlib
from dataclasses import dataclass, replace

import pytest
from scripted import FINE, GREETING, Scripted, answer, closed_port

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout, ResponseTooLarge
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.connection import open_transport

pytestmark = pytest.mark.usefixtures("each_exchange")

TRIES = 3
ZIPPED = gzip.compress(b'{"a": 1}' * 500)
BOMB = gzip.compress(bytes(4_000_000))


@dataclass(frozen=True)
class Fault:
    step: object = None
    error: type | None = None
    again: bool = False  # whether a GET is repeated
    in_body: bool = False  # what a HEAD never sees
    greet: object = None
    read: float = 2.0
    total: float | None = None
    awaited: dict | None = None  # what differs over the exchange that awaits: its parser is another one

    def over(self, exchange):
        return replace(self, **self.awaited) if exchange == "async" and self.awaited else self


def say(*pieces, then="close"):
    def step(wire, _request, _number):
        wire.say(*pieces)
        getattr(wire, then)()

    return step


def drip(data):
    return lambda wire, _request, _number: wire.drip(data)


def zipped(data, coding="gzip"):
    # The server closes the connection: without the header, the client may send the next try on it before it sees that.
    return say(answer(body=data, Content_Encoding=coding, Connection="close"))


CHUNKED = GREETING + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = GREETING + b"Content-Length: 100\r\n\r\n"
BROKEN = {"error": ConnectionFailed, "again": True}
BROKEN_BODY = {**BROKEN, "in_body": True}
GARBLED = {"error": ProtocolError}
NOT_HTTP = {"error": ProtocolError, "again": False}
SILENT = {"error": RequestTimeout, "again": True, "read": 0.1}

FAULTS = {
    "reset at once": Fault(greet=lambda wire: wire.reset_unread(), **BROKEN),
    "closed at once": Fault(greet=lambda wire: wire.close(), **BROKEN),
    "reset before the response": Fault(say(then="reset"), **BROKEN),
    "closed before the response": Fault(say(), **BROKEN),
    "reset within the status line": Fault(say(b"HTTP/1.1 20", then="reset"), **BROKEN),
    "closed within the status line": Fault(say(b"HTTP/1.1 20"), **BROKEN),
    "closed within the status line that looks whole": Fault(say(b"HTTP/1.1 200"), **BROKEN),
    "reset within the headers": Fault(say(GREETING + b"Content-Le", then="reset"), **BROKEN),
    "closed within a header": Fault(say(GREETING + b"Content-Le"), **BROKEN),
    "closed between two headers": Fault(say(GREETING + b"Content-Type: text/plain\r\n"), **BROKEN),
    "reset after the headers": Fault(say(LONG, then="reset"), **BROKEN_BODY),
    "closed after the headers": Fault(say(LONG), **BROKEN_BODY),
    "reset within the body": Fault(say(LONG, b"half", then="reset"), **BROKEN_BODY),
    "a body shorter than its length": Fault(say(LONG, b"half"), **BROKEN_BODY),
    "a chunk without a length": Fault(say(CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"), **BROKEN_BODY, awaited=NOT_HTTP),
    "a chunk of negative length": Fault(say(CHUNKED, b"-5\r\n{}\r\n0\r\n\r\n"), in_body=True, **GARBLED),
    "closed within a chunk": Fault(say(CHUNKED, b"50\r\nhalf"), **BROKEN_BODY),
    "closed between two chunks": Fault(say(CHUNKED, b"4\r\nhalf\r\n"), **BROKEN_BODY),
    "closed within the length of a chunk": Fault(say(CHUNKED, b"4\r\nhalf\r\n1"), **BROKEN_BODY),
    "gzip cut short": Fault(zipped(ZIPPED[:-12]), **BROKEN_BODY),
    "deflate cut short": Fault(zipped(zlib.compress(b"{}" * 500)[:-6], "deflate"), **BROKEN_BODY),
    "invalid gzip": Fault(zipped(b"plain text"), in_body=True, **GARBLED),
    "gzip with a wrong checksum": Fault(zipped(ZIPPED[:-8] + bytes(8)), in_body=True, **GARBLED),
    "stacked codings": Fault(zipped(gzip.compress(ZIPPED), "gzip, gzip"), in_body=True, **GARBLED),
    "a coding that was not requested": Fault(zipped(b"{}", "br"), in_body=True, **GARBLED),
    "a bomb": Fault(zipped(BOMB), error=ResponseTooLarge, in_body=True),
    "a length over the limit": Fault(
        say(GREETING + b"Content-Length: 99999999\r\n\r\n"), error=ResponseTooLarge, in_body=True
    ),
    "a body without length over the limit": Fault(
        say(GREETING + b"\r\n", bytes(2_000_000)), error=ResponseTooLarge, in_body=True
    ),
    "silence": Fault(say(then="silent"), **SILENT),
    "silence within the headers": Fault(say(GREETING, then="silent"), **SILENT),
    "silence within the body": Fault(say(LONG, b"half", then="silent"), in_body=True, **SILENT),
    "headers that drip": Fault(drip(GREETING + b"X-Slow: " + b"x" * 500), error=RequestTimeout, total=0.6),
    "interim responses that drip": Fault(drip(b"HTTP/1.1 103 Early\r\n\r\n" * 20), error=RequestTimeout, total=0.6),
    "a body that drips": Fault(
        lambda wire, *_: (wire.say(LONG), wire.drip(bytes(100))), error=RequestTimeout, total=0.6, in_body=True
    ),
    "another protocol": Fault(say(b"SSH-2.0-OpenSSH_9.6\r\n"), **GARBLED),
    "garbage": Fault(say(b"\x00\x01\x02\xff\r\n\r\n"), **GARBLED),
    "a status in letters": Fault(say(b"HTTP/1.1 abc OK\r\n\r\n"), **GARBLED),
    "a status out of range": Fault(say(b"HTTP/1.1 99 OK\r\n\r\n"), **GARBLED),
    "a version from the future": Fault(say(b"HTTP/9.9 200 OK\r\n\r\n"), **GARBLED),
    "endless interim responses": Fault(say(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 40, FINE), **GARBLED),
    "a header line of 70 kB": Fault(say(GREETING + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n"), **GARBLED),
    "a status line of 70 kB": Fault(say(b"HTTP/1.1 200 " + b"x" * 70_000 + b"\r\n\r\n"), **GARBLED),
    "150 header lines": Fault(say(GREETING + b"X-Many: 1\r\n" * 150 + b"\r\n"), **GARBLED),
    "two lengths that differ": Fault(say(GREETING + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), **GARBLED),
    "early hints first": Fault(say(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", FINE)),
    "100 Continue first": Fault(say(b"HTTP/1.1 100 Continue\r\n\r\n", FINE)),
}


def send(url, method, *, read=2.0, total=None):
    options = Options(timeout=Timeout(connect=2, read=read, total=total), retries=Retry(attempts=TRIES, backoff=0.0001))
    body = b"{}" if method in ("POST", "PUT", "PATCH") else None
    connection = open_transport(base_url=url, trust_environment=False, max_bytes=1_000_000)
    try:
        return connection.send(Request(method=method, url=f"{url}/things", body=body, options=options))
    finally:
        connection.close()


def outcome_of(url, method, **limits):
    try:
        return send(url, method, **limits).status
    except Exception as error:  # noqa: BLE001 - its type is what is compared
        return type(error)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", FAULTS)
def test_wire_faults(name, method, each_exchange):
    """A fault of the wire is a typed error, and repeats a GET but never a POST."""
    fault = FAULTS[name].over(each_exchange)
    expected = TRIES if fault.error and fault.again and method == "GET" else 1
    with Scripted(fault.step, fault.greet) as server:
        outcome = outcome_of(server.url, method, read=fault.read, total=fault.total)
        reached = server.count(expected, connections=fault.greet is not None)
    assert (outcome, reached) == (fault.error or 200, expected)


@pytest.mark.parametrize("each_exchange", ["blocking"], indirect=True)  # aiohttp reads a body after a HEAD, see below
@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.in_body])
def test_head_faults(name):
    """A HEAD never sees a fault of a body."""
    fault = FAULTS[name]
    with Scripted(fault.step) as server:
        outcome = outcome_of(server.url, "HEAD", read=fault.read, total=fault.total)
        assert (outcome, server.count(1)) == (200, 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_connection_refused(method):
    """A refused connection has sent nothing, and says so."""
    url = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(ConnectionFailed) as caught:
        send(url, method)
    assert (caught.value.sent, caught.value.method, caught.value.url) == (False, method, f"{url}/things")


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_cut_change(method):
    """A change that was cut after sending is not repeated."""
    with Scripted(say(then="reset")) as server:
        with pytest.raises(ConnectionFailed) as caught:
            send(server.url, method)
        assert (caught.value.sent, len(server.requests)) == (True, 1)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_429_over_wire(method):
    """A request that got a 429 is repeated, whatever its method."""

    def step(wire, _request, number):
        wire.say(answer(429, b"", Retry_After="0") if number == 1 else answer(200, b""))

    with Scripted(step) as server:
        assert (send(server.url, method).status, len(server.requests)) == (200, 2)


@pytest.mark.parametrize("each_exchange", ["async"], indirect=True)
@pytest.mark.parametrize("body", [b"{}", BOMB, b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother"])
def test_head_with_body(body):
    """A body after a HEAD is dropped with its connection, or an error; it never answers the next request."""

    def step(wire, request, _number):
        wire.say(answer(200, body, Mine="1") if request.startswith(b"HEAD") else FINE)

    with Scripted(step) as server:
        connection = open_transport(base_url=server.url, trust_environment=False)
        for _ in range(3):
            with contextlib.suppress(ProtocolError):
                assert connection.send(Request(method="HEAD", url=server.url)).headers["Mine"] == "1"
            assert connection.send(Request(method="GET", url=server.url)).body == b"{}"
        connection.close()
