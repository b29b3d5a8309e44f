"""Where a body ends (RFC 9112, 6.3 and 9.8): a body of unknown length is never complete."""

import contextlib

import pytest
import requests
from scripted import GREETING, Scripted

import heroics_py
from heroics_py.errors import ConnectionFailed, ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.connection import open_transport
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.framing import CHUNKED, body_length

pytestmark = pytest.mark.usefixtures("each_exchange")

SESSIONS = pytest.mark.parametrize("is_callers", [False, True], ids=["own session", "given session"])


LENGTHS = [
    ({}, None),
    ({"Content-Length": "0"}, 0),
    ({"Content-Length": "42"}, 42),
    ({"Content-Length": "0042"}, 42),
    ({"Content-Length": " 42\t"}, 42),
    ({"Content-Length": "42, 42"}, 42),
    ({"Content-Length": "42,42,42"}, 42),
    ({"Content-Length": "9" * 5000}, 10**18),
    ({"Transfer-Encoding": "chunked"}, CHUNKED),
    ({"Transfer-Encoding": "Chunked ", "Content-Length": "7"}, CHUNKED),
    ({"Transfer-Encoding": "identity", "Content-Length": "7"}, 7),
    ({"Transfer-Encoding": "identity"}, None),
]


def test_length():
    """A length is a number of bytes, possibly repeated; chunks take precedence."""
    assert [(fields, body_length(Headers(fields))) for fields, _ in LENGTHS] == LENGTHS


AMBIGUOUS = [
    *({"Content-Length": each} for each in ("", " ", "abc", "10x", "-1", "+5", "1_0", "0x10", "1e3", "5.0", "5 5")),
    *({"Content-Length": each} for each in ("5, 6", "5,", ",5", "5, abc", "\u0665", "\u00b2", "5;5", "5\x00")),
    *({"Transfer-Encoding": each} for each in ("gzip", "gzip, chunked", "xchunked", "chunked, chunked", "", ",")),
    *({"Transfer-Encoding": each} for each in ("chunked, gzip", "chunked;q=1", "identity, chunked")),
    {"Transfer-Encoding": "gzip", "Content-Length": "5"},
    *({name: "5"} for name in ("Content-Length ", "Content-Length\t", " Content-Length", "Content Length", "")),
    {"Transfer-Encoding ": "chunked"},
]


def has_length(fields):
    try:
        body_length(Headers(fields))
    except Fault as fault:
        return fault.kind is not ProtocolError
    return True


def test_no_length():
    """Any other header is an error, because it does not define where the body ends."""
    assert [fields for fields in AMBIGUOUS if has_length(fields)] == []


def send(server, *, is_callers, trusted=True):
    session = requests.Session() if is_callers else None
    connection = open_transport(base_url=server.url, session=session, verify=trusted)
    options = Options(retries=Retry(attempts=3, backoff=0.0001), timeout=Timeout(read=20))
    try:
        return connection.send(Request(method="GET", url=f"{server.url}/", options=options)).body
    finally:
        connection.close()
        if session is not None:
            session.close()


@SESSIONS
@pytest.mark.parametrize(
    "field",
    [
        "Content-Length: abc",
        "Content-Length: 10x",
        "Content-Length:",
        "Content-Length: -1",
        "Content-Length: 1_0",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: unknown",
        "Content-Length : 8",
        "Transfer-Encoding : chunked",
    ],
)
def test_kept_open(field, is_callers):
    """On a connection that stays open such a header is refused at once: nothing is waited for, nothing sent again."""
    with Scripted(lambda wire, *_: wire.say(GREETING + field.encode() + b'\r\n\r\n{"a": 1}')) as server:
        with pytest.raises(ProtocolError):
            send(server, is_callers=is_callers)
        assert len(server.requests) == 1


@SESSIONS
@pytest.mark.parametrize("field", [b"Content-Length: 2, 2", b"Content-Length: 2\r\nContent-Length: 2"])
def test_repeated_length(field, is_callers, each_exchange):
    """A length that is given several times is one length, also on a connection that stays open.

    aiohttp refuses it, which RFC 9112, 6.3 allows as well.
    """
    with Scripted(lambda wire, *_: wire.say(GREETING + field + b"\r\n\r\n{}")) as server:
        if each_exchange == "async":
            with pytest.raises(ProtocolError):
                send(server, is_callers=is_callers)
            return
        assert (send(server, is_callers=is_callers), send(server, is_callers=is_callers)) == (b"{}", b"{}")


def closing(raw, *, politely):
    def step(wire, *_):
        wire.say(raw)
        if politely:
            with contextlib.suppress(OSError):
                wire.sock.unwrap()
        wire.close()

    return step


IN_CHUNKS = GREETING + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "chunks",
    [
        b"0x2\r\n{}\r\n0\r\n\r\n",
        b"+2\r\n{}\r\n0\r\n\r\n",
        b"0_2\r\n{}\r\n0\r\n\r\n",
        b"ffffffffffffffffff\r\n{}",
        b"2\r\n{}\r\n0\r\n" + b"X-Trailer: 1\r\n" * 1000 + b"\r\n",
    ],
    ids=["prefix", "sign", "underscore", "too large", "trailers"],
)
def test_invalid_chunks(chunks):
    """A chunk whose size is not a plain hexadecimal number, and endless trailers, are not valid HTTP."""
    with Scripted(lambda wire, *_: wire.say(IN_CHUNKS + chunks)) as server:
        with pytest.raises(ProtocolError):
            send(server, is_callers=False)
        assert len(server.requests) == 1


def test_valid_chunks():
    """A size may have zeros, either case, spaces and an extension; trailers are skipped."""
    chunks = b"0A;name=value\r\n0123456789\r\n000a \r\nabcdefghij\r\n00\r\nX-Trailer: 1\r\n\r\n"
    with Scripted(lambda wire, *_: wire.say(IN_CHUNKS + chunks)) as server:
        assert [send(server, is_callers=False) for _ in range(2)] == [b"0123456789abcdefghij"] * 2


UNTIL_CLOSED = GREETING + b"Content-Type: text/plain\r\nConnection: close\r\n\r\nthe first half"


def test_tls_closing_alert(certificate):
    """The end of a connection over TLS ends a body only with the closing alert."""
    trusted, context = certificate
    with Scripted(closing(UNTIL_CLOSED, politely=True), context=context) as server:
        assert send(server, is_callers=False, trusted=trusted) == b"the first half"
    with Scripted(closing(UNTIL_CLOSED, politely=False), context=context) as server:
        with pytest.raises(ConnectionFailed, match="closed within TLS"):
            send(server, is_callers=False, trusted=trusted)
        assert len(server.requests) == 3


def test_tls_known_length(certificate):
    """A body of a known length, or in chunks, needs no closing alert."""
    trusted, context = certificate
    for raw in (b"Content-Length: 2\r\n\r\n{}", b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"):
        with Scripted(closing(GREETING + raw, politely=False), context=context) as server:
            assert send(server, is_callers=False, trusted=trusted) == b"{}"


@pytest.mark.parametrize("field", [b"Content-Length: abc", b"Content-Length: -1", b"Transfer-Encoding: unknown"])
def test_stream_without_length(field):
    """A stream whose header leaves open where it ends is refused like any other answer."""
    with Scripted(lambda wire, *_: wire.say(GREETING + field + b"\r\n\r\nline\n")) as server:
        with pytest.raises(ProtocolError):
            heroics_py.stream(f"{server.url}/log", timeout=Timeout(read=20))
        assert len(server.requests) == 1
