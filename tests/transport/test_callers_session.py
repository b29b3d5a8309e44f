"""A session of the caller: total times, and secrets in the logs of urllib3, as over our own connections."""

import contextlib
import contextvars
import logging
import threading

import pytest
import requests
import urllib3
from scripted import FINE, GREETING, Scripted, answer, saying

from heroics_py.errors import RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.connection import open_transport

LOGGERS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.poolmanager", "urllib3.util.retry")


@pytest.fixture
def session():
    with requests.Session() as opened:
        yield opened


def send(server, session, *, method="GET", path="/", timeout=0.3, auth=None, **more):  # noqa: PLR0913 - one request
    connection = open_transport(base_url=server.url, session=session, trust_environment=False, auth=auth)
    options = Options(timeout=timeout, retries=0)
    try:
        return connection.send(Request(method=method, url=f"{server.url}{path}", options=options, **more))
    finally:
        connection.close()


class Dripping:
    """A step that sends a head and drips the rest until the client closes the connection.

    Attributes:
        is_over: set at the end.
        is_whole: whether all of it was sent.
    """

    def __init__(self, start, rest):
        self.start, self.rest = start, rest
        self.is_over, self.is_whole = threading.Event(), False

    def __call__(self, wire, *_):
        wire.say(self.start)
        with contextlib.suppress(OSError):
            for byte in self.rest:
                wire.say(bytes([byte]))
                if self.is_over.wait(0.02):
                    break
            else:
                self.is_whole = True
        wire.close()
        self.is_over.set()


DRIPS = {
    "a head": (GREETING, b"X-Slow: " + b"x" * 500),
    "lines of a head": (GREETING, b"A: b\r\n" * 90),
    "interim responses": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 30),
    "a body": (GREETING + b"Content-Length: 900\r\n\r\n", b"x" * 900),
    "chunks": (GREETING + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 200),
    "a chunk": (GREETING + b"Transfer-Encoding: chunked\r\n\r\n384\r\n", b"x" * 900),
    "a body without end": (GREETING + b"\r\n", b"x" * 900),
}


def patched(monkeypatch):
    """Replace a class of urllib3, so that our own connections can't be used."""
    monkeypatch.setattr(
        urllib3.connectionpool, "HTTPConnection", type("Other", (urllib3.connection.HTTPConnection,), {})
    )


WAYS = {
    "a session": lambda _: {"session": requests.Session()},
    "a session with authorization": lambda _: {
        "session": requests.Session(),
        "auth": requests.auth.HTTPDigestAuth("a", "b"),
    },
    "an authorization object": lambda _: {"session": None, "auth": requests.auth.HTTPDigestAuth("a", "b")},
    "a patched library": lambda monkeypatch: {"session": patched(monkeypatch)},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", DRIPS)
def test_dripping_server(name, way, monkeypatch):
    """A total time ends a call whose response drips, whichever library makes the connections."""
    arguments = WAYS[way](monkeypatch)
    dripping = Dripping(*DRIPS[name])
    with Scripted(dripping) as server:
        with pytest.raises(RequestTimeout, match="total time") as caught:
            send(server, **arguments)
        assert (caught.value.sent, dripping.is_whole, len(server.requests)) == (True, False, 1)
        dripping.is_over.set()
    if arguments["session"] is not None:
        arguments["session"].close()


def test_body_after_deadline(session):
    """After the total time, the connection of an unfinished body is closed."""
    dripping = Dripping(*DRIPS["a body"])
    with Scripted(dripping) as server:
        with pytest.raises(RequestTimeout):
            send(server, session)
        assert dripping.is_over.wait(60)
        assert not dripping.is_whole


def test_late_response(session):
    """A response that comes after the total time is closed, unread by anyone."""
    late, closed = threading.Event(), threading.Event()

    def step(wire, *_):
        late.wait(60)
        wire.say(GREETING + b"Content-Length: 900\r\n\r\n")
        wire.silent(10)
        closed.set()

    with Scripted(step) as server:
        with pytest.raises(RequestTimeout):
            send(server, session, streamed=True, timeout=Timeout(read=30, total=0.5))
        late.set()
        assert closed.wait(60)


def test_stream_with_total_time(session):
    """A total time also ends a stream over a session of the caller."""
    dripping = Dripping(GREETING + b"Content-Length: 900\r\n\r\n", b"x" * 900)
    with Scripted(dripping) as server:
        source = send(server, session, streamed=True).source
        with pytest.raises(RequestTimeout):
            list(iter(source.read, b""))
        assert dripping.is_over.wait(60)
        assert not dripping.is_whole


def test_hooks_with_total_time(session):
    """With a total time, hooks see the context variables of the caller."""
    name, seen = contextvars.ContextVar("name"), []
    name.set("caller")
    session.hooks["response"].append(lambda found, **_: seen.append((name.get(None), found.content)))
    with Scripted(saying(FINE)) as server:
        send(server, session, timeout=20)
    assert seen == [("caller", b"{}")]


@pytest.mark.parametrize("raised", [ZeroDivisionError, KeyboardInterrupt])
def test_error_in_hook_with_total_time(raised, session):
    """With a total time, an error in a hook reaches the caller as well."""

    def fail(*_, **__):
        raise raised

    session.hooks["response"].append(fail)
    with Scripted(saying(FINE)) as server, pytest.raises(raised):
        send(server, session, timeout=20)


def test_no_thread_without_total_time(session):
    """Without a total time, a session of the caller is used in the caller's own thread."""
    seen = []
    session.hooks["response"].append(lambda *_, **__: seen.append(threading.current_thread()))
    with Scripted(saying(FINE)) as server:
        send(server, session, timeout=Timeout(read=20))
    assert seen == [threading.current_thread()]


# --- logs -------------------------------------------------------------------------------------------------------------

SECRET = "s3ntinel-of-the-query"
ODD = {
    "fine": saying(FINE),
    "closed": lambda wire, *_: wire.close(),
    "odd headers": saying(GREETING + b"Content-Length: 2\r\nno header\r\n\r\n{}"),
    "too large": saying(answer(200, bytes(99))),
}


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
@pytest.mark.parametrize("kind", ["own session", "given session", "retrying session"])
@pytest.mark.parametrize("name", ODD)
def test_logged_url(name, kind, level, session, caplog):
    """A secret of the query is in no log of urllib3, whichever library makes the connections."""
    if kind == "retrying session":
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=1))
    theirs = None if kind == "own session" else session
    with caplog.at_level(level), Scripted(ODD[name]) as server, contextlib.suppress(Exception):
        send(server, theirs, path=f"/a?api_key={SECRET}&page=1", timeout=20)
    assert SECRET not in caplog.text
    assert any(SECRET in head for head in server.heads)
    if level == logging.DEBUG:
        assert "api_key=***" in caplog.text or name in ("closed", "odd headers")


def test_filters_are_removed(session):
    """A request with a secret in its URL leaves no filter with the loggers of urllib3."""
    before = [list(logging.getLogger(name).filters) for name in LOGGERS]
    with Scripted(saying(FINE)) as server:
        send(server, session, path=f"/?api_key={SECRET}")
    assert [logging.getLogger(name).filters for name in LOGGERS] == before


def test_logs_of_others(caplog):
    """Requests of the caller's own program are logged as they are."""
    asked = threading.Event()

    def step(wire, _, number):
        if number == 1:
            assert asked.wait(60)
        wire.say(FINE)

    with caplog.at_level(logging.DEBUG), Scripted(step) as server:
        thread = threading.Thread(target=send, args=(server, None), kwargs={"path": "/?api_key=ours", "timeout": 20})
        thread.start()
        server.count(1)
        requests.get(f"{server.url}/?api_key=theirs", timeout=20)
        asked.set()
        thread.join(10)
    assert ("api_key=theirs" in caplog.text, "api_key=ours" in caplog.text) == (True, False)
