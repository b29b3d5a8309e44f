"""The controls of a sandbox (faults, latency, rate limit) and the lifetime of a server."""

import http.client
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from wire import Wire

import heroics_py
from heroics_py.http.headers import Headers
from heroics_py.server import Sandbox, Server
from heroics_py.server.rate_limit import RateLimit


def test_fail_with_status(server, wire):
    """fail() responds with a status as often as it says, and the requests change nothing."""
    server.fail(503, times=2, headers={"Retry-After": "1"})
    responses = [wire("POST", "/apps", {}) for _ in range(3)]
    assert [response.status for response in responses] == [503, 503, 201]
    assert (responses[0].data["id"], responses[0].headers["retry-after"]) == ("fault", "1")
    assert "request-id" in responses[0].headers
    assert len(wire("GET", "/apps").data) == 1


def test_fail_with_reset(server, wire):
    """A reset breaks the connection before the response, and the request changes nothing."""
    server.fail(reset=True)
    with pytest.raises(ConnectionResetError):
        wire("POST", "/apps", {})
    wire.close()
    assert wire("GET", "/apps").data == []
    assert [request.method for request in server.requests] == ["POST", "GET"]


def test_fail_with_truncated_body(server, wire, app):
    """A truncated response breaks off within its body."""
    server.fail(truncate=True)
    with pytest.raises(http.client.IncompleteRead):
        wire("GET", "/apps/example")
    wire.close()
    assert wire("GET", "/apps/example").data == app


def test_rate_limit_response(serve):
    """After the rate limit, the response is 429 and says how long to wait."""
    _, wire = serve(rate_limit=2)
    responses = [wire("GET", "/apps") for _ in range(3)]
    assert [response.status for response in responses] == [200, 200, 429]
    assert [response.headers["ratelimit-remaining"] for response in responses] == ["1", "0", "0"]
    assert (responses[2].data["id"], responses[2].headers["retry-after"]) == ("rate_limit", "3600")


@pytest.mark.parametrize(
    ("controls", "message"),
    [
        ({"page_size": 0}, "page_size=0: expected a number of items, 1 or more"),
        ({"page_size": "9"}, "page_size='9': expected a number of items, 1 or more"),
        ({"latency": -1}, "latency=-1: expected seconds, 0 or more"),
        ({"refill": None}, "refill=None: expected requests in a second, 0 or more"),
        ({"rate_limit": 1.5}, "rate_limit=1.5: expected a number of requests, 0 or more, or None for no limit"),
        ({"port": 99999}, "port=99999: expected a number from 0 to 65535, 0 for a free port"),
    ],
)
def test_controls_out_of_range(controls, message):
    """A control that is out of its range is a ValueError before anything is served."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        heroics_py.sandbox("bookshelf", **controls)


def test_rate_limit_can_be_set(server, wire):
    """Every response reports the rate limit, and setting it starts a new one."""
    assert int(wire("GET", "/nowhere").headers["ratelimit-remaining"]) > 1000
    server.rate_limit = 1
    assert [wire("GET", "/apps").status for _ in range(2)] == [200, 429]
    server.rate_limit = 5
    assert (wire("GET", "/apps").status, server.rate_limit) == (200, 4)


def test_unauthorized_spends_nothing(serve):
    """A request without valid credentials does not count towards the rate limit."""
    server, wire = serve(rate_limit=3)
    wire("GET", "/apps", Authorization="")
    assert server.rate_limit == 3


def test_rate_limit_refills():
    """The bucket of a rate limit fills up over time."""
    clock = iter([0, 0, 0, 0.5, 0.5, 1.0, 1.0, 100.0]).__next__
    rate_limit = RateLimit(2, refill=2.0, now=clock)
    assert [rate_limit.spend(), rate_limit.spend()] == [True, True]
    assert rate_limit.spend() is True
    assert (rate_limit.spend(), rate_limit.wait) == (False, 1)
    assert rate_limit.spend() is True
    assert rate_limit.remaining == 0
    assert rate_limit.remaining == 2


def test_latency(heroku):
    """The sandbox waits for its latency before each response."""
    waits = []
    sandbox = Sandbox(heroku, latency=0.25, sleep=waits.append)
    for _ in range(2):
        sandbox.respond("GET", "/apps", "", Headers(), b"")
    assert waits == [0.25, 0.25]


def test_log(server, wire):
    """The log shows requests as they arrived, but no credentials."""
    wire("POST", "/apps?a=1", {"name": "logged"}, X_Own="yes")
    (request,) = server.requests
    assert (request.method, request.path, request.body) == ("POST", "/apps?a=1", b'{"name": "logged"}')
    assert request.headers["X-Own"] == "yes"
    assert "secret" not in repr(request)


def test_log_length(heroku):
    """The log keeps the last thousand requests."""
    sandbox = Sandbox(heroku)
    for number in range(1001):
        sandbox.respond("GET", f"/{number}", "", Headers(), b"")
    assert (len(sandbox.requests), sandbox.requests[0].path) == (1000, "/1")


def test_close_releases_port(heroku):
    """A closed server releases its port."""
    server = Server(heroku).start()
    wire = Wire(server.url)
    assert wire("GET", "/apps").status == 200
    port = urlsplit(server.url).port
    server.close()
    server.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with Server(heroku, port=port) as second:
        assert urlsplit(second.url).port == port
    wire.close()


def test_close_ends_connections(heroku):
    """Open connections end with their server."""
    server = Server(heroku).start()
    wire = Wire(server.url)
    wire("GET", "/apps")
    server.close()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        wire("GET", "/apps")
    wire.close()


def test_url_needs_start(heroku):
    """A server that is not running has no URL."""
    with pytest.raises(RuntimeError, match="call start"):
        _ = Server(heroku).url


def test_port_in_use(server, heroku):
    """A port in use is an error, and no thread is left."""
    with pytest.raises(OSError, match=r".+"):
        Server(heroku, port=urlsplit(server.url).port).start()


def test_servers_share_nothing(serve):
    """Several servers share no entities."""
    (_, one), (_, other) = serve(), serve()
    one("POST", "/apps", {"name": "here"})
    assert (one("GET", "/apps/here").status, other("GET", "/apps/here").status) == (200, 404)


def test_concurrent_creations(server):
    """Creations from many threads are all stored, each with an identity of its own."""

    def create_some(_):
        wire = Wire(server.url)
        try:
            return [wire("POST", "/apps", {}).data for _ in range(20)]
        finally:
            wire.close()

    with ThreadPoolExecutor(8) as pool:
        apps = [app for created in pool.map(create_some, range(8)) for app in created]
    assert len({app["id"] for app in apps}) == len({app["name"] for app in apps}) == 160


def test_no_web_library_without_socket():
    """A sandbox without a socket imports no web library."""
    code = (
        "import sys, heroics_py.server, heroics_py.samples.checked_sample; "
        "print(sorted({'werkzeug', 'waitress', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
