"""Odd streams and responses, over a real socket."""

import contextlib
import time

import pytest
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.errors import DecodeError, RequestTimeout, ServiceUnavailable
from heroics_py.http.options import Timeout

over_both = pytest.mark.usefixtures("driver")

CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
PAGE = b"<!DOCTYPE html><html><head><title>Sign in &amp; out</title></head><body>Password</body></html>"
THING = {
    "title": "Thing",
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "links": [
        {"title": "Info", "rel": "self", "method": "GET", "href": "/thing", "targetSchema": {"type": "object"}},
        {"title": "Make", "rel": "create", "method": "POST", "href": "/thing", "targetSchema": {"type": "object"}},
    ],
}
SCHEMA = {"title": "API", "definitions": {"thing": THING}, "properties": {"thing": {"$ref": "#/definitions/thing"}}}


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


def client_of(server):
    return heroics_py.connect(SCHEMA, url=server.url, retries=0)


def dripping(piece, every=0.05, most=400):
    """Return a step that sends a piece repeatedly until the client closes the connection."""

    def step(wire, _, __):
        wire.say(CHUNKED, chunk(b"first\n"))
        with contextlib.suppress(OSError):
            for _ in range(most):
                wire.say(chunk(piece))
                time.sleep(every)
        wire.close()

    return step


@pytest.mark.parametrize("piece", [b"\0", b"\0\0\0"])
def test_nul_stream_ends(piece):
    """A stream of NUL bytes alone ends with the read timeout."""
    with Scripted(dripping(piece)) as server:
        lines = heroics_py.stream(server.url, timeout=Timeout(read=0.5))
        assert next(lines) == "first"
        with pytest.raises(RequestTimeout, match="NUL"):
            next(lines)
        assert list(lines) == []


def test_nul_between_lines():
    """NUL bytes between lines are dropped."""
    pieces = (b"\0", b"one\n", b"\0\0", b"t\0wo", b"\0", b"\n\0three\r", b"\0\n", b"\0\0", b"four\0")
    stream = CHUNKED + b"".join(map(chunk, pieces)) + chunk(b"")
    with Scripted(lambda wire, *_: wire.say(stream)) as server:
        assert list(heroics_py.stream(server.url)) == ["one", "two", "three", "four"]


def test_nul_with_lines():
    """Lines keep a stream with NUL bytes open."""

    def step(wire, _, __):
        wire.say(CHUNKED)
        for number in range(30):
            wire.say(chunk(b"%d\n" % number if number % 5 == 0 else b"\0"))
            time.sleep(0.05)
        wire.say(chunk(b""))

    with Scripted(step) as server:
        assert list(heroics_py.stream(server.url, timeout=Timeout(read=1))) == ["0", "5", "10", "15", "20", "25"]


def test_long_line_in_pieces():
    """A long line in tiny pieces arrives as a whole."""
    size = 40_000

    def step(wire, _, __):
        wire.say(CHUNKED)
        for _ in range(size // 200):
            wire.say(b"1\r\nx\r\n" * 200)
        wire.say(chunk(b"\nlast\n"), chunk(b""))

    with Scripted(step) as server:
        assert [len(line) for line in heroics_py.stream(server.url, timeout=30)] == [size, 4]


@over_both
@pytest.mark.parametrize("call", ["info", "make"])
@pytest.mark.parametrize("media_type", ["text/html", "text/html; charset=utf-8", "application/json", None])
def test_page_instead_of_json(media_type, call):
    """HTML instead of JSON is an error with the title of the page."""
    raw = answer(body=PAGE, **({"Content_Type": media_type} if media_type else {}))
    with Scripted(saying(raw)) as server, pytest.raises(DecodeError, match="Sign in & out"):
        getattr(client_of(server).thing, call)()


@over_both
@pytest.mark.parametrize("media_type", ["text/html", "application/json", None])
def test_error_page(media_type):
    """The error of an HTML page has its title."""
    page = b"<!DOCTYPE html><html><head><title>Application Error</title></head><body></body></html>"
    raw = answer(503, page, **({"Content_Type": media_type} if media_type else {}))
    with Scripted(saying(raw)) as server, pytest.raises(ServiceUnavailable, match="Application Error"):
        client_of(server).thing.info()


@over_both
@pytest.mark.parametrize("body", [b"", b"\n", b" \r\n"])
@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("media_type", ["application/json", "application/vnd.api+json"])
def test_empty_body(status, body, media_type):
    """A 2xx with an empty body returns None."""
    with Scripted(saying(answer(status, body, Content_Type=media_type))) as server:
        assert client_of(server).thing.info() is None


@over_both
def test_json_without_media_type():
    """A body without a media type that parses as JSON is JSON."""
    with Scripted(saying(answer(body=b'{"name": "x"}'))) as server:
        assert client_of(server).thing.info().name == "x"


@over_both
@pytest.mark.parametrize("coding", ["utf-8", "UTF-8", "none", "aws-chunked", "binary", "identity, utf-8"])
def test_placeholder_codings(coding):
    """A Content-Encoding that is not a compression is a warning, each time, and the body is read unchanged."""
    raw = answer(body=b'{"name": "x"}', Content_Type="application/json", Content_Encoding=coding)
    with Scripted(saying(raw)) as server:
        client = client_of(server)
        for _ in range(2):
            with pytest.warns(UserWarning, match="read unchanged"):
                assert client.thing.info().name == "x"
