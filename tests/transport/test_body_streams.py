"""Bodies that are read while they are sent: on the wire, in retries, and after redirects."""

import contextlib
import io
import os
import pickle
import tracemalloc

import pytest
import requests
from ruled import ruled
from wire_case import Listener

import heroics_py
from heroics_py.errors import ConnectionFailed, RedirectRefused, TransportError
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK
from heroics_py.transport.connection import open_transport
from heroics_py.transport.rules.redirecting import redirect_request
from heroics_py.transport.rules.retrying import Retrying

over_both = pytest.mark.usefixtures("each_exchange")

LARGE = 40 << 20


def post(listener, body, session=None, **options):
    """Send ``body`` and return what arrived."""
    connection = open_transport(base_url=listener.origin, max_bytes=1 << 20, pool_size=1, session=session)
    try:
        connection.send(Request(method="POST", url=f"{listener.origin}/x", body=body, options=Options(**options)))
    finally:
        connection.close()
    return listener.requests.pop()


@over_both
@pytest.mark.parametrize("make_session", [lambda: None, requests.Session], ids=["own", "callers"])
def test_a_file_has_its_length(make_session):
    """A file is sent from its position, with a Content-Length."""
    file = io.BytesIO(b"skip" + b"x" * 100_000)
    file.seek(4)
    with Listener() as listener:
        arrived = post(listener, BodyStream([b"<", file, b">"]), make_session())
    assert arrived.body == b"<" + b"x" * 100_000 + b">"
    assert arrived.headers["content-length"] == "100002"
    assert "transfer-encoding" not in arrived.headers


@over_both
@pytest.mark.parametrize("make_session", [lambda: None, requests.Session], ids=["own", "callers"])
def test_an_iterable_is_sent_in_chunks(make_session):
    """A body of unknown length is sent in chunks (RFC 9112, 7.1)."""
    with Listener() as listener:
        arrived = post(listener, BodyStream([iter([b"a", b"", b"bc"])]), make_session())
    assert arrived.body == b"abc"
    assert arrived.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in arrived.headers


@over_both
def test_a_large_file_needs_no_memory(tmp_path):
    """A file of 40 MiB is sent without being read into memory."""
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(LARGE)
    with Listener(discard=True) as listener, path.open("rb") as file:
        tracemalloc.start()
        arrived = post(listener, BodyStream([file]))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert int(arrived.headers["content-length"]) == LARGE
    assert peak < LARGE / 8


@over_both
def test_text_files_are_utf8():
    """A file in text mode is sent as UTF-8, in chunks."""
    with Listener() as listener:
        arrived = post(listener, BodyStream([io.StringIO("größe")]))
    assert arrived.body == "größe".encode()


@over_both
def test_a_file_that_shrinks_is_an_error(tmp_path):
    """A file that ends early raises an error that is not retried."""
    path = tmp_path / "file.bin"
    path.write_bytes(b"x" * 200_000)
    with Listener() as listener, path.open("rb") as file:
        stream = BodyStream([file])
        os.truncate(path, 10)
        with pytest.raises(TransportError, match="has 10 of 200000 bytes") as caught:
            post(listener, stream)
    assert type(caught.value) is TransportError


@over_both
def test_an_odd_iterable_is_an_error():
    """An iterable of text is an error that names what it yields."""
    with Listener() as listener, pytest.raises(TransportError, match="yields str"):
        post(listener, BodyStream([["text"]]))


class Flaky:
    """Fails once after it has read the body."""

    def __init__(self):
        self.bodies = []

    def send(self, request):
        self.bodies.append(b"".join(request.body))
        if len(self.bodies) == 1:
            raise ConnectionFailed("broken", method=request.method, url=request.url)
        return Response(status=200)

    def close(self):
        pass


def retried(body):
    flaky = Flaky()
    request = Request(method="PUT", url="http://a.example/", body=body, options=Options(retries=Retry(methods={"PUT"})))
    with contextlib.suppress(ConnectionFailed):
        ruled(Retrying, flaky, pause=lambda _: None, clock=SYSTEM_CLOCK).send(request)
    return flaky.bodies


def test_a_file_is_retried_from_its_start():
    """A retry sends a file again, from the same position."""
    file = io.BytesIO(b"0123")
    file.seek(1)
    assert retried(BodyStream([file])) == [b"123", b"123"]


def test_an_iterable_is_not_retried():
    """A body that can't be read again is sent once."""
    assert retried(BodyStream([iter([b"a"])])) == [b"a"]


def redirected(body):
    request = Request(method="POST", url="http://a.example/", body=body)
    list(body)
    response = Response(status=307, headers=heroics_py.Headers({"Location": "/b"}))
    return redirect_request(request, response)


def test_a_redirect_sends_a_file_again():
    """A 307 repeats a file."""
    assert b"".join(redirected(BodyStream([io.BytesIO(b"abc")])).body) == b"abc"


def test_a_redirect_refuses_a_spent_body():
    """A 307 after a body that can't be read again is refused."""
    with pytest.raises(RedirectRefused, match="can't be read again"):
        redirected(BodyStream([iter([b"a"])]))


def test_streams_show_their_size():
    """The repr of a request shows a stream without its content."""
    request = Request(method="POST", url="http://a.example/", body=BodyStream([io.BytesIO(b"abc")], "a.txt"))
    assert "<BodyStream a.txt: 3 bytes>" in repr(request)


def test_streams_of_bytes_pickle():
    """A stream of bytes alone pickles."""
    assert list(pickle.loads(pickle.dumps(BodyStream([b"a", b"b"])))) == [b"a", b"b"]
