"""Streamed responses: a body that is read piece by piece, over each exchange."""

import threading
import time
import zlib
from contextlib import closing

import pytest
import requests
from exchanges import awaited
from scripted import FINE, GREETING, Scripted, answer, saying

from heroics_py.errors import ConnectionFailed, ProtocolError, RequestTimeout, TransportError
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.engine.session import AsyncSession
from heroics_py.transport.exchange.session import Session

CHUNKED = GREETING + b"Transfer-Encoding: chunked\r\n"
ZIPPED = zlib.compress(bytes(999), wbits=31)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


class AwaitedBody:
    """An open body of the exchange that awaits, with the interface of one that blocks."""

    def __init__(self, source):
        self._source = source

    def read(self):
        return awaited(self._source.read())

    def close(self):
        awaited(self._source.close())


class AwaitedSession:
    """The exchange that awaits, with the interface of the one that blocks."""

    def __init__(self, **settings):
        self._session = AsyncSession(**settings)

    def send(self, request):
        response = awaited(self._session.send(request))
        return response.replaced(source=response.source and AwaitedBody(response.source))

    def close(self):
        awaited(self._session.close())


@pytest.fixture(params=["own session", "given session", "awaited"])
def opened(request):
    """Return a function that opens a stream, and close its session at the end."""
    theirs = requests.Session() if request.param == "given session" else None
    exchange = AwaitedSession if request.param == "awaited" else Session
    sessions = []

    def send(server, *, timeout=Timeout(read=5), **more):  # noqa: B008 - a frozen value
        session = exchange(
            base_url=server.url, session=theirs, max_bytes=1000, pool_size=10, trust_environment=False, **more
        )
        sessions.append(session)
        options, deadline = Options(timeout=timeout), timeout.total and time.monotonic() + timeout.total
        request = Request(method="GET", url=f"{server.url}/", streamed=True, options=options, deadline=deadline)
        return session.send(request)

    yield send
    for session in (*sessions, *filter(None, [theirs])):
        session.close()


def pieces_of(source):
    return list(iter(source.read, b""))


def test_pieces_arrive(opened):
    """Each piece arrives before the server sends the next one."""
    arrived = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n", chunk(b"one"))
        assert arrived.wait(60)
        wire.say(chunk(b"two"), chunk(b""))

    with Scripted(step) as server:
        response = opened(server)
        assert (response.status, response.body, response.source.read()) == (200, b"", b"one")
        arrived.set()
        assert pieces_of(response.source) == [b"two"]


def test_large_chunk_arrives_in_parts(opened):
    """Part of a chunk arrives before the rest of it."""
    arrived = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n6\r\none")
        assert arrived.wait(60)
        wire.say(b"two\r\n0\r\n\r\n")

    with Scripted(step) as server:
        source = opened(server).source
        assert source.read() == b"one"
        arrived.set()
        assert pieces_of(source) == [b"two"]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_compressed_pieces_arrive(coding, opened):
    """A compressed piece that the server flushed arrives decompressed."""
    arrived, engine = threading.Event(), zlib.compressobj(wbits=31 if coding == "gzip" else 15)

    def step(wire, *_):
        wire.say(CHUNKED + f"Content-Encoding: {coding}\r\n\r\n".encode())
        wire.say(chunk(engine.compress(b"one") + engine.flush(zlib.Z_SYNC_FLUSH)))
        assert arrived.wait(60)
        wire.say(chunk(engine.compress(b"two") + engine.flush()), chunk(b""))

    with Scripted(step) as server:
        source = opened(server).source
        assert source.read() == b"one"
        arrived.set()
        assert b"".join(pieces_of(source)) == b"two"


def test_no_limit_of_size(opened):
    """The limit of a response does not apply to a stream, and no piece is large."""
    data = zlib.compress(bytes(9_000_000), wbits=31)
    with Scripted(saying(answer(200, data, Content_Encoding="gzip"))) as server:
        lengths = [len(piece) for piece in pieces_of(opened(server).source)]
    assert (sum(lengths), max(lengths) <= 1 << 20) == (9_000_000, True)


@pytest.mark.parametrize(
    "raw",
    [
        answer(204, b""),
        answer(200, b""),
        GREETING + b"Connection: close\r\n\r\n",
        CHUNKED + b"\r\n0\r\n\r\n",
    ],
)
def test_empty_stream(raw, opened):
    """A stream without a body ends at once."""
    with Scripted(lambda wire, *_: (wire.say(raw), wire.close())) as server:
        assert pieces_of(opened(server).source) == []


@pytest.mark.parametrize("status", [304, 404, 500])
def test_other_statuses_are_read(status, opened):
    """A response with another status is read at once."""
    with Scripted(saying(answer(status, b"" if status == 304 else b"gone"))) as server:
        response = opened(server)
    assert (response.status, response.source) == (status, None)
    assert response.body == (b"" if status == 304 else b"gone")


BROKEN = {
    "shorter than its length": (GREETING + b"Content-Length: 9\r\n\r\none", ConnectionFailed),
    "closed within a chunk": (CHUNKED + b"\r\n9\r\none", ConnectionFailed),
    "gzip cut short": (
        answer(200, ZIPPED[:-4], Content_Encoding="gzip"),
        ConnectionFailed,
    ),
    "not gzip": (answer(200, b"plain", Content_Encoding="gzip"), ProtocolError),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_stream(name, opened):
    """A stream that breaks is an error, each time it is read."""
    raw, kind = BROKEN[name]
    with Scripted(lambda wire, *_: (wire.say(raw), wire.close())) as server:
        source = opened(server).source
        for _ in range(2):
            with pytest.raises(TransportError) as caught:
                pieces_of(source)
            assert type(caught.value) is kind


@pytest.mark.parametrize("field", [b"Content-Length: abc", b"Transfer-Encoding: unknown", b"Content-Encoding: br"])
def test_unusable_head(field, opened):
    """A stream whose head is unusable is refused before it is read."""
    with Scripted(saying(GREETING + field + b"\r\n\r\none")) as server, pytest.raises(ProtocolError):
        opened(server)


@pytest.mark.parametrize("timeout", [Timeout(read=0.2), Timeout(read=5, total=0.2)])
def test_silent_stream(timeout, opened):
    """Silence ends a stream after the read timeout or the total time."""
    with Scripted(lambda wire, *_: (wire.say(CHUNKED + b"\r\n", chunk(b"one")), wire.silent(4))) as server:
        source = opened(server, timeout=timeout).source
        assert source.read() == b"one"
        with pytest.raises(RequestTimeout):
            source.read()


def test_closed_stream(opened):
    """A closed stream has ended, and its connection is closed."""
    ended = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n", chunk(b"one"))
        wire.silent(5)
        ended.set()

    with Scripted(step) as server:
        source = opened(server).source
        assert source.read() == b"one"
        source.close()
        source.close()
        assert (source.read(), ended.wait(5)) == (b"", True)


@pytest.mark.parametrize("raw", [FINE, CHUNKED + b"\r\n" + chunk(b"{}") + chunk(b"")])
def test_connection_after_stream(raw):
    """A stream that was read to its end leaves its connection for the next request."""
    with (
        Scripted(saying(raw)) as server,
        closing(Session(base_url=server.url, max_bytes=1000, pool_size=10, trust_environment=False)) as session,
    ):
        for _ in range(3):
            request = Request(method="GET", url=f"{server.url}/", streamed=True)
            assert pieces_of(session.send(request).source) == [b"{}"]
        assert server.connections == 1
