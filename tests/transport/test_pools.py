"""The direct way over a connection: taken where nobody looks on, and nothing else than the library's own."""

import logging
from contextlib import closing

import pytest
import requests
import urllib3
from scripted import FINE, GREETING, Scripted, answer

from heroics_py.errors import ResponseTooLarge, TransportError
from heroics_py.messages import Headers, Request
from heroics_py.options import Options, Timeout
from heroics_py.transport import pools
from heroics_py.transport.session import Session


def session_for(server, **options):
    settings = {"base_url": server.url, "max_bytes": 4_000_000, "pool_size": 10, "trust_environment": False, **options}
    return closing(Session(**settings))


def ask(session, server, method="GET", **more):
    request = Request(method=method, url=f"{server.url}/x", options=Options(retries=0, timeout=Timeout(read=5)), **more)
    return session.send(request)


def always(*pieces, then_close=False):
    def act(wire, *_):
        wire.say(*pieces)
        if then_close:
            wire.close()

    return act


@pytest.fixture
def whole(monkeypatch):
    """Count the answers that took the direct way."""
    seen = []

    class Seen(pools.Whole):
        def __init__(self, *args):
            super().__init__(*args)
            seen.append(self.status)

    monkeypatch.setattr(pools, "Whole", Seen)
    monkeypatch.setattr("heroics_py.transport.session.Whole", Seen)
    return seen


@pytest.mark.parametrize(
    ("said", "method", "body"),
    [
        (FINE, "GET", b"{}"),
        (answer(200, b"x" * 70_000), "GET", b"x" * 70_000),
        (answer(304, b""), "GET", b""),
        (b"HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", "DELETE", b""),
        (GREETING + b"Content-Length: 2\r\n\r\n", "HEAD", b""),
        (answer(500, b"{}"), "POST", b"{}"),
    ],
)
def test_a_usual_answer_takes_the_direct_way_and_its_connection_is_used_again(said, method, body, whole):
    with Scripted(always(said)) as server, session_for(server) as session:
        assert [ask(session, server, method).body for _ in range(3)] == [body] * 3
        assert (len(whole), server.connections) == (3, 1)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (GREETING + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
        (GREETING + b"Content-Length: 2\r\nX-Name: \xc3\xa9\r\n\r\n{}", b"{}"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + FINE, b"{}"),
        (answer(200, b"x" * 1_100_000), b"x" * 1_100_000),
    ],
)
def test_any_other_answer_is_read_as_the_library_reads_it_and_its_connection_is_used_again(said, body, whole):
    with Scripted(always(said)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [body] * 3
        assert (whole, server.connections) == ([], 1)


def test_an_answer_without_end_closes_its_connection(whole):
    said = GREETING + b"Content-Type: text/plain\r\n\r\nall"
    with Scripted(always(said, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(2)] == [b"all"] * 2
        assert (whole, server.connections) == ([], 2)


def test_a_server_that_wants_to_close_is_asked_on_a_new_connection(whole):
    said = GREETING + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}"
    with Scripted(always(said, then_close=True)) as server, session_for(server) as session:
        assert [ask(session, server).body for _ in range(3)] == [b"{}"] * 3
        assert (len(whole), server.connections) == (3, 3)


@pytest.mark.parametrize(
    "said",
    [
        GREETING + b"Content-Length: 9\r\n\r\n{",
        b"garbage\r\n\r\n",
        b"",
        answer(200, b"x" * 5_000_000),
    ],
)
def test_after_a_fault_the_next_request_has_a_connection_of_its_own(said):
    def act(wire, request, number):
        always(said if number == 1 else FINE, then_close=number == 1)(wire)

    with Scripted(act) as server, session_for(server) as session:
        with pytest.raises(TransportError):
            ask(session, server)
        assert [ask(session, server).body for _ in range(2)] == [b"{}"] * 2
        assert server.connections == 2


def test_an_answer_over_the_limit_is_not_read(whole):
    with Scripted(always(answer(200, b"x" * 2000))) as server, session_for(server, max_bytes=1000) as session:
        for _ in range(12):  # more than the pool holds
            with pytest.raises(ResponseTooLarge):
                ask(session, server)
        assert (len(whole), server.connections) == (12, 12)


def test_an_early_answer_to_a_large_body_is_taken():
    def refuse(wire):
        wire.say(answer(413, b"{}", Connection="close"))
        wire.close()

    with Scripted(None, greet=refuse) as server, session_for(server) as session:
        assert ask(session, server, "POST", body=b"x" * 30_000_000).status == 413


def test_what_is_logged_goes_the_way_of_the_library(whole, caplog):
    with Scripted(always(FINE)) as server, session_for(server) as session, caplog.at_level(logging.DEBUG):
        assert ask(session, server).body == b"{}"
    assert (whole, '"GET /x HTTP/1.1" 200' in caplog.text) == ([], True)


def test_what_is_put_around_the_library_sees_every_request(whole, monkeypatch):
    theirs, seen = urllib3.HTTPConnectionPool.urlopen, []

    def traced(pool, method, url, *args, **options):
        seen.append(f"{method} {url}")
        return theirs(pool, method, url, *args, **options)

    with Scripted(always(FINE)) as server, session_for(server) as session:
        ask(session, server)
        monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", traced)
        ask(session, server)
    assert (seen, len(whole)) == (["GET /x"], 1)


@pytest.mark.parametrize("stand_in", [lambda *_: None, object(), len])
def test_only_the_library_itself_counts_as_untouched(stand_in):
    assert pools._untouched(urllib3.HTTPConnectionPool.urlopen)
    assert pools._untouched(stand_in) is None


def test_an_object_that_authorizes_sees_the_answer_of_the_library(whole):
    def signed(prepared):
        prepared.register_hook("response", lambda response, **_: raws.append(response.raw))
        return prepared

    raws = []
    with Scripted(always(FINE)) as server, session_for(server) as session:
        assert ask(session, server, auth=signed).body == b"{}"
    assert (whole, isinstance(raws[0], urllib3.HTTPResponse)) == ([], True)


def test_a_session_of_the_caller_goes_its_own_way(whole):
    with Scripted(always(FINE)) as server, requests.Session() as theirs, session_for(server, session=theirs) as session:
        assert ask(session, server).body == b"{}"
    assert whole == []


def test_headers_are_those_that_came(whole):
    said = answer(200, b"{}", ETag='"1"', Set_Cookie="a=1") + b""
    with Scripted(always(said)) as server, session_for(server) as session:
        headers = ask(session, server, headers=Headers({"Accept": "a/b"})).headers
    assert headers == Headers([("Content-Length", "2"), ("ETag", '"1"'), ("Set-Cookie", "a=1")])
    assert len(whole) == 1
