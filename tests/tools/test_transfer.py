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
from heroics_py.errors import ConnectionFailed, ProtocolError, RedirectRefused, RequestRefused, RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Retry, Timeout
from heroics_py.tools.lines import Lines
from heroics_py.transport.streaming import Streaming

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


def test_the_lines_of_a_stream_come_without_their_ends_whatever_the_pieces_that_they_come_in():
    with Scripted(saying(chunked(b"one\r\ntw", b"o\n\nfo", b"ur\n"))) as server:
        assert list(heroics_py.stream(server.url)) == ["one", "two", "", "four"]


def test_the_last_line_needs_no_end():
    with Scripted(saying(answer(body=b"one\ntwo"))) as server:
        assert list(heroics_py.stream(server.url)) == ["one", "two"]


def test_text_is_utf_8_and_what_is_none_is_replaced():
    with Scripted(
        saying(chunked("caf\u00e9 \u2603".encode()[:4], "caf\u00e9 \u2603".encode()[4:], b"\n\xff\n"))
    ) as server:
        assert list(heroics_py.stream(server.url)) == ["caf\u00e9 \u2603", "\ufffd"]


def test_a_line_is_there_before_the_next_one_is_sent():
    go_on = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"first\n"))
        go_on.wait(5)
        wire.say(chunk(b"second\n") + chunk(b""))

    with Scripted(step) as server, heroics_py.stream(server.url) as lines:
        assert next(lines) == "first"
        go_on.set()
        assert list(lines) == ["second"]


def test_an_empty_stream_has_no_lines():
    with Scripted(saying(answer(204))) as server:
        assert list(heroics_py.stream(server.url)) == []


def test_a_stream_that_has_ended_stays_at_its_end():
    with Scripted(saying(answer(body=b"one\n"))) as server:
        lines = heroics_py.stream(server.url)
        assert [list(lines), list(lines)] == [["one"], []]


def test_leaving_the_block_closes_the_connection():
    hung_up = threading.Event()

    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"first\nsecond\n"))
        wire.silent(30)
        hung_up.set()

    with Scripted(step) as server:
        with heroics_py.stream(server.url) as lines:
            raw = lines._transport._raw
            assert next(lines) == "first"
        assert raw.closed
        assert hung_up.wait(5)
        assert list(lines) == []


def test_ctrl_c_closes_the_connection(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with Scripted(saying(chunked(b"one\n"))) as server:
        lines = heroics_py.stream(server.url)
        monkeypatch.setattr(Streaming, "piece", interrupted)
        with pytest.raises(KeyboardInterrupt):
            next(lines)
        assert "closed" in repr(lines)


def test_a_line_without_end_is_refused_before_it_fills_the_memory():
    with Scripted(saying(chunked(b"x" * 600, b"x" * 600))) as server:
        lines = Lines(Request(method="GET", url=server.url), retry=AT_ONCE, longest=1000)
        with pytest.raises(heroics_py.ResponseTooLarge, match="a line is longer than 1000 bytes"):
            list(lines)


def test_a_stream_that_is_compressed_all_the_same_is_refused():
    with Scripted(saying(answer(body=gzip.compress(b"one\n"), Content_Encoding="gzip"))) as server:
        with pytest.raises(ProtocolError, match="encoded"):
            heroics_py.stream(server.url)
        assert server.header("Accept-Encoding") == "identity"


# ---- whose credentials


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"data")])
def test_no_credentials_go_to_a_host_that_is_not_the_api(act):
    with Scripted(saying(answer(body=b"", Set_Cookie="a=b"))) as server:
        act(f"{server.url}/x?signature=abc")
        act(f"{server.url}/x?signature=abc")
        for request in server.requests:
            text = request.decode("latin-1").lower()
            assert "authorization" not in text
            assert "cookie" not in text
            assert "n3trc" not in text
            assert "s3cret" not in text


def test_header_fields_of_the_caller_go_along():
    with Scripted(saying(answer(body=b""))) as server:
        heroics_py.upload(server.url, b"data", headers={"Content-Type": "application/x-tar"})
        assert server.header("Content-Type") == "application/x-tar"


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"data")])
def test_what_stands_in_the_query_is_in_no_error_no_log_and_no_repr(act, caplog):
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


def test_the_repr_of_a_stream_shows_no_secret():
    with Scripted(saying(answer(body=b"one\n"))) as server, heroics_py.stream(f"{server.url}/x?srv=s3cret") as lines:
        assert repr(lines) == f"<Lines of {server.url}/x?srv=***: open, 0 bytes so far>"


@pytest.mark.parametrize("url", ["ftp://example.com", "", "http://[::1", "/path?sig=s3cret"])
def test_what_is_no_url_is_refused_before_anything_is_sent(url):
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.stream(url)
    assert str(caught.value) == "stream takes a URL from a response of the API: expected http:// or https:// and a host"


def test_a_url_that_bears_a_password_is_refused_without_showing_it():
    with pytest.raises(RequestRefused) as caught:
        heroics_py.stream("https://user:s3cret@example.com/x")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("act", [heroics_py.stream, lambda url: heroics_py.upload(url, b"")])
def test_what_is_no_text_is_no_url(act):
    with pytest.raises(heroics_py.CallError, match="takes a URL from a response of the API, got NoneType"):
        act(None)


# ---- time


def test_a_stream_ends_with_an_error_when_its_time_is_over():
    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n")
        wire.drip(chunk(b"a\n") * 1000)

    with Scripted(step) as server, pytest.raises(RequestTimeout):
        list(heroics_py.stream(server.url, timeout=0.2))


def test_a_silence_that_is_too_long_is_an_error_where_the_stream_cannot_go_on():
    def step(wire, *_):
        wire.say(CHUNKED + b"\r\n" + chunk(b"one\n"))
        wire.silent(5)

    with Scripted(step) as server:
        lines = heroics_py.stream(server.url, timeout=Timeout(read=0.1))
        assert next(lines) == "one"
        with pytest.raises(RequestTimeout, match="sent nothing for too long"):
            next(lines)


# ---- cuts


def test_a_cut_is_an_error_where_the_server_offers_no_ranges():
    with Scripted(cut(b"one\ntw")) as server:
        lines = heroics_py.stream(server.url, retries=AT_ONCE)
        assert next(lines) == "one"
        with pytest.raises(ConnectionFailed):
            next(lines)
        assert list(lines) == []
        assert len(server.requests) == 1


def test_a_body_that_is_shorter_than_it_said_is_cut():
    def step(wire, *_):
        wire.say(HEAD + b"Content-Length: 100\r\n\r\none\n")
        wire.close()

    with Scripted(step) as server:
        lines = heroics_py.stream(server.url)
        assert next(lines) == "one"
        with pytest.raises(ConnectionFailed, match="before the body was complete"):
            next(lines)


def test_a_body_that_is_shorter_than_it_said_is_cut_also_where_the_library_does_not_count():
    class Ended:
        def read1(self, *_, **__):
            return b""

        def close(self):
            pass

    way = Streaming("http://127.0.0.1:9")
    way._request, way._raw, way._left = Request(method="GET", url="http://127.0.0.1:9"), Ended(), 5
    with pytest.raises(ConnectionFailed, match="before the body was complete"):
        way.piece()
    way.close()


def test_a_stream_goes_on_at_the_byte_that_was_reached_where_the_server_offers_ranges():
    more = b'Accept-Ranges: bytes\r\nETag: "e1"\r\n'
    rest = answer(206, b"o\nthree\n", Content_Range="bytes 6-13/14")
    with Scripted(by_turns(cut(b"one\ntw", more=more), said(rest))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two", "three"]
        assert (server.header("Range"), server.header("If-Range")) == ("bytes=6-", '"e1"')


def test_a_weak_etag_is_no_condition_for_a_part():
    more = b'Accept-Ranges: bytes\r\nETag: W/"e1"\r\n'
    rest = answer(206, b"two\n", Content_Range="bytes 4-7/8")
    with Scripted(by_turns(cut(b"one\n", more=more), said(rest))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two"]
        assert server.header("If-Range") is None


def test_a_stream_that_was_cut_at_its_very_end_is_whole():
    end = answer(416, b"", Content_Range="bytes */7")
    with Scripted(by_turns(cut(b"one\ntwo", more=b"Accept-Ranges: bytes\r\n"), said(end))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one", "two"]


@pytest.mark.parametrize(
    "other",
    [
        answer(200, b"one\ntwo\n"),
        answer(206, b"one\ntwo\n", Content_Range="bytes 0-7/8"),
        answer(206, b"two\n"),
    ],
    ids=["the whole", "another part", "nobody knows which"],
)
def test_what_is_no_continuation_is_an_error(other):
    with Scripted(by_turns(cut(b"one\n", more=b"Accept-Ranges: bytes\r\n"), said(other))) as server:
        lines = heroics_py.stream(server.url, retries=AT_ONCE)
        assert next(lines) == "one"
        with pytest.raises(ProtocolError, match="broke at byte 4, and the response does not continue it"):
            next(lines)


def test_a_stream_that_brings_something_each_time_may_be_cut_any_number_of_times():
    def step(wire, request, number):
        more = b"Accept-Ranges: bytes\r\nContent-Range: bytes %d-9/10\r\n" % (number - 1)
        wire.say(chunked(b"%d" % (number - 1), more=more, end=number == 10).replace(b"200 OK", b"206 OK", number > 1))
        wire.close() if number < 10 else None

    with Scripted(step) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["0123456789"]


def test_a_stream_that_brings_nothing_is_not_opened_for_ever():
    with Scripted(cut(more=b"Accept-Ranges: bytes\r\n")) as server:
        with pytest.raises(ConnectionFailed):
            list(heroics_py.stream(server.url, retries=AT_ONCE))
        assert len(server.requests) == 3


def test_with_reconnect_a_stream_is_opened_anew_and_the_line_that_was_cut_ends_there():
    with Scripted(by_turns(cut(b"one\ntw"), said(chunked(b"three\n")))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE, reconnect=True)) == ["one", "tw", "three"]
        assert server.header("Range") is None


def test_a_host_that_is_overloaded_is_asked_again():
    with Scripted(saying(answer(503), answer(body=b"one\n"))) as server:
        assert list(heroics_py.stream(server.url, retries=AT_ONCE)) == ["one"]


def test_an_error_of_the_host_is_raised_at_once():
    with Scripted(saying(answer(410, b"gone"))) as server:
        with pytest.raises(heroics_py.Gone):
            heroics_py.stream(server.url, retries=AT_ONCE)
        assert len(server.requests) == 1


def test_a_redirect_to_another_host_is_refused():
    with Scripted(saying(answer(302, Location="http://127.0.0.2:1/x"))) as server, pytest.raises(RedirectRefused):
        heroics_py.stream(server.url)


# ---- uploads


@pytest.fixture
def store():
    with Scripted(saying(answer(body=b""))) as server:
        yield server


def body(request):
    return request.partition(b"\r\n\r\n")[2]


def test_a_file_is_sent_by_its_path_with_its_size_and_in_no_chunks(store, tmp_path):
    content = os.urandom(300_000)
    (tmp_path / "source.tgz").write_bytes(content)
    assert heroics_py.upload(f"{store.url}/blob?sig=x", str(tmp_path / "source.tgz")) is None
    assert store.heads == ["PUT /blob?sig=x HTTP/1.1"]
    assert (store.header("Content-Length"), store.header("Transfer-Encoding")) == ("300000", None)
    assert body(store.requests[0]) == content


def test_nothing_is_said_of_what_kind_of_file_it_is(store):
    heroics_py.upload(store.url, b"data")
    assert store.header("Content-Type") is None


@pytest.mark.parametrize(
    "make", [Path, str, lambda path: path.read_bytes(), lambda path: io.BytesIO(path.read_bytes())]
)
def test_a_file_is_a_path_its_bytes_or_an_open_file(store, tmp_path, make):
    (tmp_path / "a").write_bytes(b"data")
    heroics_py.upload(store.url, make(tmp_path / "a"))
    assert (body(store.requests[0]), store.header("Content-Length")) == (b"data", "4")


def test_an_open_file_is_read_from_where_it_stands_and_left_open(store):
    file = io.BytesIO(b"not this, but this")
    file.seek(10)
    heroics_py.upload(store.url, file)
    assert (body(store.requests[0]), file.closed) == (b"but this", False)


def test_an_empty_file_is_sent_with_its_size(store):
    heroics_py.upload(store.url, b"")
    assert (store.header("Content-Length"), store.header("Transfer-Encoding")) == ("0", None)


def test_only_what_has_no_size_is_sent_in_chunks():
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
    assert received == [b"5\r\nsome \r\n4\r\ndata\r\n0\r\n\r\n"]


def test_a_file_that_grows_is_sent_as_far_as_it_went_at_first(store):
    class Growing(io.BytesIO):
        def read(self, size=-1):
            here = self.tell()
            self.seek(0, 2)
            self.write(b"more")
            self.seek(here)
            return super().read(size)

    heroics_py.upload(store.url, Growing(b"data"))
    assert body(store.requests[0]) == b"data"


def test_a_file_that_becomes_shorter_is_an_error():
    class Shrinking(io.BytesIO):
        def read(self, _=-1):
            return b""

    told = "the file ended 4 bytes before its size of 4"
    with Scripted(lambda wire, *_: wire.silent()) as server, pytest.raises(ConnectionFailed, match=told):
        heroics_py.upload(server.url, Shrinking(b"data"))


def test_a_file_that_cannot_be_read_is_an_error():
    class Broken(io.BytesIO):
        def read(self, _=-1):
            raise OSError(5, "Input/output error")

    told = "the file can't be read to its end: Input/output error"
    with Scripted(lambda wire, *_: wire.silent()) as server, pytest.raises(ConnectionFailed, match=told):
        heroics_py.upload(server.url, Broken(b"data"))


def test_a_file_that_is_not_there_is_an_os_error(store, tmp_path):
    with pytest.raises(FileNotFoundError):
        heroics_py.upload(store.url, tmp_path / "missing")
    assert store.requests == []


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (io.StringIO("text"), "the file is open for text: open it with open(path, 'rb'), or pass its path"),
        (7, "upload takes a path, bytes, or a file that is open for reading; got int"),
    ],
)
def test_what_is_no_file_of_bytes_is_refused_before_anything_is_sent(store, file, message):
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.upload(store.url, file)
    assert (str(caught.value), store.requests) == (message, [])


def test_an_upload_that_is_refused_is_not_sent_again():
    with Scripted(saying(answer(503))) as server:
        with pytest.raises(heroics_py.ServiceUnavailable):
            heroics_py.upload(server.url, b"data")
        assert len(server.requests) == 1


def test_an_upload_follows_no_redirect():
    with Scripted(saying(answer(307, Location="/elsewhere"))) as server:
        with pytest.raises(heroics_py.ResponseError, match="an upload does not follow redirects"):
            heroics_py.upload(server.url, b"data")
        assert len(server.requests) == 1


def test_a_terminal_sees_how_far_an_upload_has_come(store, monkeypatch, capsys):
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.upload(store.url, b"x" * 2048)
    assert "upload: 100%" in (shown := capsys.readouterr().err)
    assert "2.00k/2.00k" in shown


def test_a_pipe_sees_nothing_of_an_upload(store, capfd):
    heroics_py.upload(store.url, b"x" * 2048)
    assert capfd.readouterr() == ("", "")
