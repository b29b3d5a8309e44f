"""Downloads that are cut short on the wire, and completed by the next call."""

import gzip
import re
import time

import pytest
from scripted import GREETING, Scripted

from heroics_py.cache import MemoryStore, open_cache
from heroics_py.errors import ConnectionFailed, RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.transport.connection import open_transport

pytestmark = pytest.mark.usefixtures("each_exchange")

SMALL = b"0123456789"
LARGE = bytes(range(256)) * 8192  # 2 MiB
HEAD = GREETING + b'ETag: "a"\r\nAccept-Ranges: bytes\r\nContent-Type: application/octet-stream\r\n'


def cutting(body, *, after, end="close", head=HEAD):
    """Return a step that cuts the first response short, and sends the rest of the body when asked for it."""

    def step(wire, request, number):
        if number == 1:
            wire.say(head + b"Content-Length: %d\r\n\r\n" % len(body) + body[:after])
            time.sleep(0.05)  # so that what was sent arrives before the end
            {"close": wire.close, "reset": wire.reset, "silence": wire.silent}[end]()
            return
        match = re.search(rb"Range: bytes=(\d+)-\r\n", request)
        if match is None:
            wire.say(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            return
        first, last = int(match[1]), len(body) - 1
        status = b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n" % (first, last, len(body))
        wire.say(head.replace(GREETING, status) + b"Content-Length: %d\r\n\r\n" % (len(body) - first) + body[first:])

    return step


def connect(server, **arguments):
    arguments.setdefault("caching", open_cache(MemoryStore()))
    return open_transport(base_url=server.url, token="T", trust_environment=False, **arguments)


def get(server, **options):
    options = {"retries": Retry(attempts=1), **options}
    return Request(method="GET", url=f"{server.url}/report", options=Options(**options))


def twice(connection, request):
    """Return the type of the error of the first call, and the response to the second."""
    with pytest.raises((ConnectionFailed, RequestTimeout)) as caught:
        connection.send(request)
    assert caught.value.partial is None
    response = connection.send(request)
    connection.close()
    return type(caught.value), response


@pytest.mark.parametrize("end", ["close", "reset"])
@pytest.mark.parametrize(("body", "after"), [(SMALL, 4), (LARGE, 1 << 20)], ids=["small", "large"])
def test_a_broken_connection(body, after, end):
    """After a connection breaks within a body, the next call requests the rest of it."""
    with Scripted(cutting(body, after=after, end=end)) as server:
        kind, response = twice(connect(server), get(server))
        second = server.requests[1]
    assert (kind, response.status, response.body) == (ConnectionFailed, 200, body)
    assert b'If-Range: "a"' in second
    assert b"Range: bytes=%d-" % after in second


@pytest.mark.parametrize(("body", "after"), [(SMALL, 4), (LARGE, 1 << 20)], ids=["small", "large"])
def test_a_silent_server(body, after):
    """After a server falls silent within a body, the next call requests the rest of it."""
    with Scripted(cutting(body, after=after, end="silence")) as server:
        kind, response = twice(connect(server), get(server, timeout=Timeout(read=0.3)))
        second = server.requests[1]
    assert (kind, response.body) == (RequestTimeout, body)
    assert b"Range: bytes=%d-" % after in second


def test_a_chunked_body():
    """A body in chunks is completed too, if the server announces ranges: the 206 says how long it is."""
    whole = cutting(SMALL, after=0)

    def step(wire, request, number):
        if number > 1:
            return whole(wire, request, number)
        wire.say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\n012\r\n5\r\n34")
        time.sleep(0.05)
        return wire.close()

    with Scripted(step) as server:
        kind, response = twice(connect(server), get(server))
        assert re.search(rb"Range: bytes=[345]-", server.requests[1])
    assert (kind, response.body, response.headers["Content-Length"]) == (ConnectionFailed, SMALL, "10")


def test_retries_keep_what_arrived():
    """If all attempts of one call fail, the longest part that arrived is kept."""
    arrives = {1: 2, 2: 6, 3: 4}

    def step(wire, request, number):
        if number == 4:
            wire.close()
        else:
            cutting(SMALL, after=arrives.get(number, 0))(wire, request, 1 if number < 4 else number)

    with Scripted(step) as server:
        twice(connect(server), get(server, retries=Retry(attempts=4, backoff=0.001)))
        assert b"Range: bytes=6-" in server.requests[4]


def test_a_cut_body_without_a_cache():
    """Without a cache nothing is kept: the error holds no bytes, and the next call requests everything."""
    with Scripted(cutting(SMALL, after=4)) as server:
        connection = connect(server, caching=None)
        with pytest.raises(ConnectionFailed) as caught:
            connection.send(get(server))
        assert caught.value.partial is None
        connection.close()


def test_a_cut_encoded_body_begins_again():
    """The bytes of a compressed body are not those of the response, so that it is requested whole again."""
    packed = gzip.compress(SMALL)
    with Scripted(cutting(packed, after=10, head=HEAD + b"Content-Encoding: gzip\r\n")) as server:
        _, response = twice(connect(server), get(server))
        assert b"Range: " not in server.requests[1]
    assert response.body == SMALL
