"""Streams and uploads: hosts that are not the API."""

import gzip
import io
import os
import pickle
import threading
from pathlib import Path

import pytest
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.display import progress
from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RedirectRefused,
    RequestRefused,
    RequestTimeout,
    TransportError,
)
from heroics_py.http.options import Retry, Timeout

AT_ONCE = Retry(attempts=3, backoff=0.0)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password n3trc\ndefault login x password n3trc\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HEROKU_API_KEY", "s3cret-key")


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def chunked(*pieces, more=b"", end=True):
    return CHUNKED + more + b"\r\n" + b"".join(map(chunk, pieces)) + (chunk(b"") if end else b"")


def cut(*pieces, more=b""):
    """Return a step that sends a stream that breaks off."""

    def step(wire, _, __):
        wire.say(chunked(*pieces, more=more, end=False))
        wire.close()

    return step


def by_turns(*steps):
    return lambda wire, request, number: steps[min(number, len(steps)) - 1](wire, request, number)


def said(data):
    return lambda wire, *_: wire.say(data)


# ---- lines


def test_lines_of_a_stream():
    """Lines come without their ends, in pieces of any size."""
    with Scripted(saying(chunked(b"one\r\ntw", b"o\n\nfo", b"ur\n"))) as server:
        assert list(heroics_py.stream(server.url)) == ["one", "two", "", "four"]


def test_last_line():
    """The last line needs no line end."""
    with Scripted(saying(answer(body=b"one\ntwo"))) as server:
        assert list(heroics_py.stream(server.url)) == ["one", "two"]


def test_stream_is_utf_8():
    """Text is UTF-8, and invalid bytes are replaced."""
    with Scripted(
        saying(chunked("caf\u00e9 \u2603".encode()[:4], "caf\u00e9 \u2603".encode()[4:], b"\n\xff\n"))
    ) as server:
        assert list(heroics_py.stream(server.url)) == ["caf\u00e9 \u2603", "\ufffd"]


def test_lines_come_at_once():
    """A line arrives before the next one is sent."""
    go_on = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"first\n"))
        go_on.wait(60)
        wire.say(chunk(b"second\n") + chunk(b""))

    with Scripted(step) as server, heroics_py.stream(server.url) as lines:
        assert next(lines) == "first"
        go_on.set()
        assert list(lines) == ["second"]


def test_empty_stream():
    """An empty stream has no lines."""
    with Scripted(saying(answer(204))) as server:
        assert list(heroics_py.stream(server.url)) == []


def test_end_of_a_stream():
    """A stream that has ended stays at its end."""
    with Scripted(saying(answer(body=b"one\n"))) as server:
        lines = heroics_py.stream(server.url)
        assert [list(lines), list(lines)] == [["one"], []]


def test_block_closes_the_connection():
    """Leaving the block closes the connection."""
    hung_up = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"first\nsecond\n"))
        wire.silent(30)
        hung_up.set()

    with Scripted(step) as server:
        with heroics_py.stream(server.url) as lines:
            assert next(lines) == "first"
        assert hung_up.wait(60)
        assert list(lines) == []


def test_compressed_stream():
    """A compressed stream is decompressed, though none was requested."""
    with Scripted(saying(answer(body=gzip.compress(b"one\n"), Content_Encoding="gzip"))) as server:
        assert list(heroics_py.stream(server.url)) == ["one"]
        assert server.header("Accept-Encoding") == "identity"


# ---- whose credentials


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"data")])
def test_no_credentials_to_other_hosts(act):
    """Other hosts get no credentials."""
    with Scripted(saying(answer(body=b"", Set_Cookie="a=b"))) as server:
        act(f"{server.url}/x?signature=abc")
        act(f"{server.url}/x?signature=abc")
        for request in server.requests:
            text = request.decode("latin-1").lower()
            assert "authorization" not in text
            assert "cookie" not in text
            assert "n3trc" not in text
            assert "s3cret" not in text


def test_headers_of_a_stream():
    """Headers of the caller are sent."""
    with Scripted(saying(answer(body=b""))) as server:
        heroics_py.upload(server.url, b"data", headers={"Content-Type": "application/x-tar"})
        assert server.header("Content-Type") == "application/x-tar"


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"data")])
def test_query_is_secret(act, caplog):
    """The query is in no error, log or repr."""
    caplog.set_level("DEBUG")
    with Scripted(
        saying(answer(403, b"<Error><Code>Expired</Code></Error>", Content_Type="application/xml"))
    ) as server:
        with pytest.raises(heroics_py.Forbidden) as caught:
            act(f"{server.url}/blob?srv=s3cret1&Signature=s3cret2")
        error = caught.value
        assert error.message == "Expired"
        texts = [str(error), repr(error), repr(error.response), error.response.url, caplog.text]
        assert [text for text in texts if "s3cret" in text] == []
        assert b"s3cret" not in pickle.dumps(error)
    with pytest.raises(ConnectionFailed) as caught:
        act(f"{server.url}/blob?srv=s3cret1")
    assert "s3cret" not in str(caught.value)


def test_repr_of_a_stream():
    """The repr of a stream shows no secret."""
    with Scripted(saying(answer(body=b"one\n"))) as server, heroics_py.stream(f"{server.url}/x?srv=s3cret") as lines:
        assert repr(lines) == f"<Stream of {server.url}/x?srv=***: open, no items yet>"


@pytest.mark.parametrize("url", ["ftp://example.com", "", "http://[::1", "/path?sig=s3cret"])
def test_invalid_url(url):
    """An invalid URL is refused before anything is sent."""
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.stream(url)
    assert str(caught.value) == "stream takes a URL from a response of the API: expected http:// or https:// and a host"


def test_url_with_a_password():
    """A URL with a password is refused without showing it."""
    with pytest.raises(RequestRefused) as caught:
        heroics_py.stream("https://user:s3cret@example.com/x")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"")])
def test_url_of_another_type(act):
    """A URL has to be text."""
    with pytest.raises(heroics_py.CallError, match=r"takes a URL from a response of the API.*; got NoneType"):
        act(None)


# ---- time


def test_stream_timeout():
    """A stream raises an error after its timeout."""

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n")
        wire.drip(chunk(b"a\n") * 1000)

    with Scripted(step) as server, pytest.raises(RequestTimeout):
        list(heroics_py.stream(server.url, timeout=0.2))


def test_silent_stream():
    """A silence that is too long is an error, if the stream can't resume."""

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"one\n"))
        wire.silent(5)

    with Scripted(step) as server:
        lines = heroics_py.stream(server.url, timeout=Timeout(read=0.1))
        assert next(lines) == "one"
        with pytest.raises(RequestTimeout, match="sent nothing for too long"):
            next(lines)


# ---- cuts


def test_broken_stream_without_ranges():
    """A broken stream is an error, if the server offers no ranges."""
    with Scripted(cut(b"one\ntw")) as server:
        lines = heroics_py.stream(server.url, retries=AT_ONCE)
        assert next(lines) == "one"
        with pytest.raises(ConnectionFailed):
            next(lines)
        assert list(lines) == []
        assert len(server.requests) == 1


def test_short_body():
    """A body that is shorter than its length is a broken stream."""

    def step(wire, *_):
        wire.say(HEAD + b"Content-Length: 100\r\n\r\none\n")
        wire.close()

    with Scripted(step) as server:
        lines = heroics_py.stream(server.url)
        assert next(lines) == "one"
        with pytest.raises(ConnectionFailed, match="before the body was complete"):
            next(lines)


def test_stream_resumes():
    """A stream resumes at the byte where it broke, if the server offers ranges."""
    more = b'Accept-Ranges: bytes\r\nETag: "e1"\r\n'
    rest = answer(206, b"o\nthree\n", Content_Range="bytes 6-13/14")
    with Scripted(by_turns(cut(b"one\ntw", more=more), said(rest))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two", "three"]
        assert (server.header("Range"), server.header("If-Range")) == ("bytes=6-", '"e1"')


def test_weak_etag_of_a_stream():
    """A weak ETag is not sent as If-Range."""
    more = b'Accept-Ranges: bytes\r\nETag: W/"e1"\r\n'
    rest = answer(206, b"two\n", Content_Range="bytes 4-7/8")
    with Scripted(by_turns(cut(b"one\n", more=more), said(rest))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two"]
        assert server.header("If-Range") is None


def test_break_at_the_end():
    """A stream that broke at its very end is complete."""
    end = answer(416, b"", Content_Range="bytes */7")
    with Scripted(by_turns(cut(b"one\ntwo", more=b"Accept-Ranges: bytes\r\n"), said(end))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two"]


@pytest.mark.parametrize(
    "other",
    [
        answer(200, b"one\ntwo\n"),
        answer(206, b"one\ntwo\n", Content_Range="bytes 0-7/8"),
        answer(206, b"two\n"),
        answer(206, b"two\n", Content_Range="bytes 4-7/8", ETag='"e2"'),
    ],
    ids=["the whole", "another part", "nobody knows which", "other content"],
)
def test_wrong_continuation(other):
    """A response that does not continue the stream is an error."""
    more = b'Accept-Ranges: bytes\r\nETag: "e1"\r\n'
    with Scripted(by_turns(cut(b"one\n", more=more), said(other))) as server:
        lines = heroics_py.stream(server.url, retries=AT_ONCE)
        assert next(lines) == "one"
        with pytest.raises(ProtocolError, match="broke at byte 4, and the response does not continue it"):
            next(lines)


def test_break_of_compressed_lines():
    """Compressed lines do not continue after a break, because ranges count other bytes than those of the lines."""
    packed = gzip.compress(b"one\n" + bytes(range(256)) * 400)[:200]

    def step(wire, *_):
        wire.say(HEAD + b"Content-Length: 9999\r\nContent-Encoding: gzip\r\nAccept-Ranges: bytes\r\n\r\n" + packed)
        wire.close()

    with Scripted(step) as server:
        with pytest.raises(ConnectionFailed):
            list(heroics_py.stream(server.url, retries=AT_ONCE))
        assert len(server.requests) == 1


def test_many_breaks_with_progress():
    """A stream that makes progress may break any number of times."""

    def step(wire, request, number):
        more = b"Accept-Ranges: bytes\r\nContent-Range: bytes %d-9/10\r\n" % (number - 1)
        wire.say(chunked(b"%d" % (number - 1), more=more, end=number == 10).replace(b"200 OK", b"206 OK", number > 1))
        wire.close() if number < 10 else None

    with Scripted(step) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["0123456789"]


def test_breaks_without_progress():
    """A stream without progress is not opened forever."""
    with Scripted(cut(more=b"Accept-Ranges: bytes\r\n")) as server:
        with pytest.raises(ConnectionFailed):
            list(heroics_py.stream(server.url, retries=AT_ONCE))
        assert len(server.requests) == 3


def test_reconnect():
    """With reconnect=True, a stream is opened again and the broken line ends."""
    with Scripted(by_turns(cut(b"one\ntw"), said(chunked(b"three\n")))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE, reconnect=True)) == ["one", "tw", "three"]
        assert server.header("Range") is None


def test_overloaded_host():
    """An overloaded host is retried."""
    with Scripted(saying(answer(503), answer(body=b"one\n"))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one"]


def test_error_of_the_host():
    """Another error of the host is raised at once."""
    with Scripted(saying(answer(410, b"gone"))) as server:
        with pytest.raises(heroics_py.Gone):
            heroics_py.stream(server.url, retries=AT_ONCE)
        assert len(server.requests) == 1


def test_stream_redirect_to_another_host():
    """A redirect to another host is refused."""
    with Scripted(saying(answer(302, Location="http://127.0.0.2:1/x"))) as server, pytest.raises(RedirectRefused):
        heroics_py.stream(server.url)


# ---- uploads


@pytest.fixture
def store():
    with Scripted(saying(answer(body=b""))) as server:
        yield server


def body(request):
    return request.partition(b"\r\n\r\n")[2]


def test_upload_by_path(store, tmp_path):
    """A file is sent by its path, with its size, and not in chunks."""
    content = os.urandom(300_000)
    (tmp_path / "source.tgz").write_bytes(content)
    assert heroics_py.upload(f"{store.url}/blob?sig=x", str(tmp_path / "source.tgz")) is None
    assert store.heads == ["PUT /blob?sig=x HTTP/1.1"]
    assert (store.header("Content-Length"), store.header("Transfer-Encoding")) == ("300000", None)
    assert body(store.requests[0]) == content


def test_upload_without_content_type(store):
    """An upload has no Content-Type."""
    heroics_py.upload(store.url, b"data")
    assert store.header("Content-Type") is None


@pytest.mark.parametrize(
    "make", [Path, str, lambda path: path.read_bytes(), lambda path: io.BytesIO(path.read_bytes())]
)
def test_forms_of_files(store, tmp_path, make):
    """A file is a path, bytes, or an open file."""
    (tmp_path / "a").write_bytes(b"data")
    heroics_py.upload(store.url, make(tmp_path / "a"))
    assert (body(store.requests[0]), store.header("Content-Length")) == (b"data", "4")


def test_open_file(store):
    """An open file is read from its position, and stays open."""
    file = io.BytesIO(b"not this, but this")
    file.seek(10)
    heroics_py.upload(store.url, file)
    assert (body(store.requests[0]), file.closed) == (b"but this", False)


def test_empty_file(store):
    """An empty file is sent with its size."""
    heroics_py.upload(store.url, b"")
    assert (store.header("Content-Length"), store.header("Transfer-Encoding")) == ("0", None)


def test_file_without_a_size():
    """Only a file without a size is sent in chunks."""

    class Pipe(io.RawIOBase):
        left = iter((b"some ", b"data", b""))

        def read(self, _=-1):
            return next(self.left)

    def step(wire, request, _):
        data = body(request)
        while not data.endswith(b"0\r\n\r\n"):
            data += wire.sock.recv(1000)
        received.append(data)
        wire.say(answer(body=b""))

    received = []
    with Scripted(step) as server:
        heroics_py.upload(server.url, Pipe())
        assert (server.header("Content-Length"), server.header("Transfer-Encoding")) == (None, "chunked")
    assert received == [b"9\r\nsome data\r\n0\r\n\r\n"]


def test_growing_file(store):
    """A growing file is sent up to its first size."""

    class Growing(io.BytesIO):
        def read(self, size=-1):
            here = self.tell()
            self.seek(0, 2)
            self.write(b"more")
            self.seek(here)
            return super().read(size)

    heroics_py.upload(store.url, Growing(b"data"))
    assert body(store.requests[0]) == b"data"


def test_shrinking_file():
    """A shrinking file is an error."""

    class Shrinking(io.BytesIO):
        def read(self, _=-1):
            return b""

    told = "the body has 0 of 4 bytes: a file changed while it was sent"
    with Scripted(lambda wire, *_: wire.silent()) as server, pytest.raises(TransportError, match=told):
        heroics_py.upload(server.url, Shrinking(b"data"))


def test_file_with_an_error():
    """A file that can't be read is an error."""

    class Broken(io.BytesIO):
        def read(self, _=-1):
            raise OSError(5, "Input/output error")

    told = "the body can't be read: .*Input/output error"
    with Scripted(lambda wire, *_: wire.silent()) as server, pytest.raises(TransportError, match=told):
        heroics_py.upload(server.url, Broken(b"data"))


def test_missing_file(store, tmp_path):
    """A missing file is an OSError."""
    with pytest.raises(FileNotFoundError, match="pass bytes for content, or a path that exists"):
        heroics_py.upload(store.url, tmp_path / "missing")
    assert store.requests == []


@pytest.mark.parametrize(
    ("text", "kind"), [("text", FileNotFoundError), ("x" * 5000, OSError), ("te\0xt", heroics_py.CallError)]
)
def test_content_as_text(store, text, kind):
    """Text is a path: the error for content in its place says what to pass."""
    with pytest.raises(kind, match="pass bytes for content"):
        heroics_py.upload(store.url, text)
    assert store.requests == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (io.StringIO("text"), "the file is open for text: open it with open(path, 'rb'), or pass its path"),
        (7, "upload takes a path, bytes, or a file that is open for reading; got int"),
    ],
)
def test_invalid_files(store, file, message):
    """Anything but a file of bytes is refused before anything is sent."""
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.upload(store.url, file)
    assert (str(caught.value), store.requests) == (message, [])


def test_refused_upload():
    """A refused upload is not retried."""
    with Scripted(saying(answer(503))) as server:
        with pytest.raises(heroics_py.ServiceUnavailable):
            heroics_py.upload(server.url, b"data")
        assert len(server.requests) == 1


def test_upload_redirect():
    """An upload does not follow redirects."""
    with Scripted(saying(answer(307, Location="/elsewhere"))) as server:
        with pytest.raises(heroics_py.ResponseError, match="an upload does not follow redirects"):
            heroics_py.upload(server.url, b"data")
        assert len(server.requests) == 1


def test_upload_progress(store, monkeypatch, capsys):
    """A terminal shows the progress of an upload."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.upload(store.url, b"x" * 2048)
    assert "upload: 100%" in (shown := capsys.readouterr().err)
    assert "2.00k/2.00k" in shown


def test_upload_in_a_pipe(store, capfd):
    """A pipe shows no progress of an upload."""
    heroics_py.upload(store.url, b"x" * 2048)
    assert capfd.readouterr() == ("", "")
