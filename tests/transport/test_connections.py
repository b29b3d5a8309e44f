"""The heads of responses, read at once or line by line, and requests sent in one piece."""

import socket
from contextlib import closing
from http.client import HTTPException

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from thoroughness import examples
from urllib3.exceptions import HeaderParsingError

from heroics_py.transport.exchange.connections import TimedConnection
from heroics_py.transport.exchange.heads import TimedResponse

USUAL = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: "1"\r\nContent-Length: 2\r\n\r\n{}'
LINES = [
    b"Content-Length: 2",
    b"content-length:2",
    b"Content-Length: 02 ",
    b"Content-Length: -2",
    b"Content-Length: two",
    b"Content-Length: 3",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip",
    b"Connection: close",
    b"Connection: keep-alive",
    b"X-Empty:",
    b"X-Spaces:   a  b ",
    b"X-Tab:\ta\tb",
    b"X-Twice: 1",
    b"X-Twice: 2",
    b" folded",
    b"no colon",
    b": no name",
    b"X Name: 1",
    b"X-Latin: \xe9",
    b"X-Control: a\x01b",
    b"From me: 1",
]
STARTS = [
    b"HTTP/1.1 200 OK",
    b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 304 Not Modified",
    b"HTTP/1.1 201  Made ",
    b"HTTP/1.1 200",
    b"HTTP/1.1 200 ",
    b"HTTP/1.0 200 OK",
    b"HTTP/1.1 100 Continue",
    b"HTTP/1.1 999 Odd",
    b"HTTP/2 200 OK",
    b"no answer",
]


def outcome_of(data, method="GET", answers=TimedResponse):
    """Return the facts, the framing, the class of the headers and the body of a response, or its error."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        theirs.sendall(data)
        theirs.close()
        answer = answers(ours, method, close_connection=list)
        try:
            answer.begin()
            facts = (answer.version, answer.status, answer.code, answer.reason, answer.headers.items())
            framing = (answer.length, answer.chunked, answer.will_close, answer.headers is answer.msg)
            return facts, framing, type(answer.msg).__mro__[-2:], answer.msg.defects == [], answer.read()
        except (HTTPException, OSError, HeaderParsingError) as error:
            return type(error), str(error)
        finally:
            answer.close()


class LineByLine(TimedResponse):
    """A response that http.client reads line by line."""

    def _read_simple_head(self):
        return False


@settings(max_examples=examples(400), deadline=None)
@example(STARTS[0], [LINES[0]] * 2, b"\r\n", "GET")
@example(STARTS[0], [LINES[0], LINES[6]], b"\r\n", "GET")
@example(STARTS[0], [LINES[0], LINES[8]], b"\r\n", "GET")
@example(STARTS[0], [LINES[0], LINES[9], LINES[8]], b"\r\n", "GET")
@example(STARTS[2], [LINES[6]], b"\r\n", "GET")
@example(STARTS[2], [LINES[0]], b"\r\n", "GET")
@example(STARTS[0], [b"Transfer-Encoding: 2"], b"\r\n", "GET")
@example(STARTS[0], [LINES[-2]] * 101, b"\r\n", "HEAD")
@example(STARTS[0], [b"X-%d: 1" % number for number in range(101)], b"\r\n", "HEAD")
@given(
    st.sampled_from(STARTS),
    st.lists(st.sampled_from(LINES), max_size=5),
    st.sampled_from([b"\r\n", b"\n"]),
    st.sampled_from(["GET", "HEAD"]),
)
def test_simple_heads(start, lines, end, method):
    """A head that is read at once is the same as line by line."""
    data = end.join([start, *lines, b"", b"{}"])
    assert outcome_of(data, method) == outcome_of(data, method, LineByLine)


def test_simple_head_is_read_at_once():
    """A simple head is read at once."""
    assert outcome_of(USUAL)[0][4] == [("Content-Type", "application/json"), ("ETag", '"1"'), ("Content-Length", "2")]
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        theirs.sendall(USUAL)
        answer = TimedResponse(ours, "GET", close_connection=list)
        assert answer._read_simple_head()
        answer.close()


def test_cut_heads():
    """A head that is cut off is never a complete one."""
    cuts = range(1, USUAL.index(b"\r\n\r\n") + 3)
    errors = {cut: outcome_of(USUAL[:cut])[0] for cut in cuts}
    assert [cut for cut in cuts if not issubclass(errors[cut], (ConnectionResetError, HTTPException))] == []


class Recording:
    """A socket that records each piece that was sent."""

    def __init__(self):
        self.sent = []

    def settimeout(self, _):
        pass

    def sendall(self, data):
        self.sent.append(bytes(data))

    def close(self):
        pass


@pytest.mark.parametrize(("body", "pieces"), [(b'{"name":"x"}', 1), (b"x" * 70_000, 3), (None, 1), (b"", 1)])
def test_small_body(body, pieces):
    """A small body is sent together with its head."""
    connection = TimedConnection("a.example")
    connection.sock = Recording()
    connection.request("POST", "/apps", body=body, headers={"User-Agent": "me", "Accept-Encoding": "identity"})
    sent = connection.sock.sent
    head = b"POST /apps HTTP/1.1\r\nHost: a.example\r\nContent-Length: %d\r\n"
    head += b"User-Agent: me\r\nAccept-Encoding: identity\r\n\r\n"
    assert (len(sent), b"".join(sent)) == (pieces, head % len(body or b"") + (body or b""))


def test_unwritable_request():
    """A request that could not be written leaves nothing for the next one."""
    connection = TimedConnection("a.example")
    connection.sock = Recording()
    with pytest.raises(ValueError, match="Invalid header"):
        connection.request("POST", "/", body=b"first", headers={"X-Bad": "a\r\nb"})
    connection.close()
    connection.sock = Recording()
    connection.request("POST", "/", body=b"second", headers={"User-Agent": "me"})
    assert [piece.endswith(b"second") and b"first" not in piece for piece in connection.sock.sent] == [True]
