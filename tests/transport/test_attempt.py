"""A call within a call: each has its own deadline and its own record of what was sent."""

import time

import pytest
from scripted import FINE, Scripted, saying

from heroics_py.errors import RequestTimeout
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Timeout
from heroics_py.transport.connection import open_transport
from heroics_py.transport.exchange.attempt import Attempt, current_attempt

SLOW = {
    "the head": b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 400,
    "the body": FINE[:-2].replace(b"2", b"400") + b"x" * 400,
}


@pytest.mark.parametrize("where", SLOW)
def test_deadline(where):
    """A call of an authorization object does not change the deadline of the outer call."""
    with Scripted(saying(FINE)) as tokens, Scripted(lambda wire, *_: wire.drip(SLOW[where], every=0.05)) as server:
        other = open_transport(base_url=tokens.url)

        def authorize(prepared):
            other.send(Request(method="GET", url=f"{tokens.url}/token", options=Options(timeout=Timeout(total=60))))
            prepared.headers["Authorization"] = "Bearer fresh"
            return prepared

        connection = open_transport(base_url=server.url, auth=authorize)
        started = time.monotonic()
        with pytest.raises(RequestTimeout):
            connection.send(Request(method="GET", url=f"{server.url}/", options=Options(timeout=0.5, retries=0)))
        assert time.monotonic() - started < 10  # the server goes on for twenty seconds
        assert (server.header("Authorization"), len(tokens.requests)) == ("Bearer fresh", 1)
        connection.close()
        other.close()


def test_restored():
    """The outer exchange is the current one again, even if the inner one failed."""
    outer, inner = Attempt(deadline=1.0), Attempt()
    with outer:
        with pytest.raises(ValueError, match="lost"), inner:  # noqa: PT012 - the second line is the subject
            assert current_attempt() is inner
            raise ValueError("lost")
        assert current_attempt() is outer
