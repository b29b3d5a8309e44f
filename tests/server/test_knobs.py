"""What a test can set: faults, latency, the rate limit; and the server's own life."""

import http.client
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from calling import Wire

from heroics_py.http.headers import Headers
from heroics_py.server import Sandbox, Server
from heroics_py.server.rate_limit import RateLimit


def test_a_status_is_answered_as_often_as_asked_for_and_nothing_is_changed(server, wire):
    server.fail(503, times=2, headers={"Retry-After": "1"})
    answers = [wire("POST", "/apps", {}) for _ in range(3)]
    assert [answer.status for answer in answers] == [503, 503, 201]
    assert (answers[0].data["id"], answers[0].headers["retry-after"]) == ("fault", "1")
    assert "request-id" in answers[0].headers
    assert len(wire("GET", "/apps").data) == 1


def test_a_reset_breaks_the_connection_before_the_answer(server, wire):
    server.fail(reset=True)
    with pytest.raises(ConnectionResetError):
        wire("POST", "/apps", {})
    wire.close()
    assert wire("GET", "/apps").data == []
    assert [request.method for request in server.requests] == ["POST", "GET"]


def test_a_truncated_answer_breaks_off_within_its_body(server, wire, app):
    server.fail(truncate=True)
    with pytest.raises(http.client.IncompleteRead):
        wire("GET", "/apps/example")
    wire.close()
    assert wire("GET", "/apps/example").data == app


def test_a_spent_budget_is_429_and_says_how_long_to_wait(serve):
    _, wire = serve(rate_limit=2)
    answers = [wire("GET", "/apps") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["1", "0", "0"]
    assert (answers[2].data["id"], answers[2].headers["retry-after"]) == ("rate_limit", "3600")


def test_a_budget_is_told_on_every_answer_and_can_be_filled_anew(server, wire):
    assert int(wire("GET", "/nowhere").headers["ratelimit-remaining"]) > 1000
    server.rate_limit = 1
    assert [wire("GET", "/apps").status for _ in range(2)] == [200, 429]
    server.rate_limit = 5
    assert (wire("GET", "/apps").status, server.rate_limit) == (200, 4)


def test_who_is_not_let_in_spends_nothing(serve):
    server, wire = serve(rate_limit=3)
    wire("GET", "/apps", Authorization="")
    assert server.rate_limit == 3


def test_a_budget_fills_up_again_with_time():
    clock = iter([0, 0, 0, 0.5, 0.5, 1.0, 1.0, 100.0]).__next__
    budget = RateLimit(2, refill=2.0, now=clock)
    assert [budget.spend(), budget.spend()] == [True, True]
    assert budget.spend() is True
    assert (budget.spend(), budget.wait) == (False, 1)
    assert budget.spend() is True
    assert budget.remaining == 0
    assert budget.remaining == 2


def test_latency_is_waited_before_each_answer(heroku):
    waited = []
    sandbox = Sandbox(heroku, latency=0.25, sleep=waited.append)
    for _ in range(2):
        sandbox.respond("GET", "/apps", "", Headers(), b"")
    assert waited == [0.25, 0.25]


def test_the_log_tells_what_arrived(server, wire):
    wire("POST", "/apps?a=1", {"name": "logged"}, X_Own="yes")
    (request,) = server.requests
    assert (request.method, request.path, request.body) == ("POST", "/apps?a=1", b'{"name": "logged"}')
    assert request.headers["X-Own"] == "yes"
    assert "secret" not in repr(request)


def test_the_log_keeps_the_last_thousand(heroku):
    sandbox = Sandbox(heroku)
    for number in range(1001):
        sandbox.respond("GET", f"/{number}", "", Headers(), b"")
    assert (len(sandbox.requests), sandbox.requests[0].path) == (1000, "/1")


def test_a_closed_server_gives_its_port_free(heroku):
    server = Server(heroku).start()
    wire = Wire(server.url)
    assert wire("GET", "/apps").status == 200
    port = urlsplit(server.url).port
    server.close()
    server.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    with Server(heroku, port=port) as again:
        assert urlsplit(again.url).port == port
    wire.close()


def test_a_connection_that_is_kept_ends_with_its_server(heroku):
    server = Server(heroku).start()
    wire = Wire(server.url)
    wire("GET", "/apps")
    server.close()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        wire("GET", "/apps")
    wire.close()


def test_a_server_that_does_not_run_has_no_url(heroku):
    with pytest.raises(RuntimeError, match="call start"):
        _ = Server(heroku).url


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_running(server, heroku):
    with pytest.raises(OSError, match=r".+"):
        Server(heroku, port=urlsplit(server.url).port).start()


def test_several_servers_know_nothing_of_each_other(serve):
    (_, one), (_, other) = serve(), serve()
    one("POST", "/apps", {"name": "here"})
    assert (one("GET", "/apps/here").status, other("GET", "/apps/here").status) == (200, 404)


def test_many_threads_at_once_lose_nothing(server):
    def create_some(_):
        wire = Wire(server.url)
        try:
            return [wire("POST", "/apps", {}).data for _ in range(20)]
        finally:
            wire.close()

    with ThreadPoolExecutor(8) as pool:
        made = [app for apps in pool.map(create_some, range(8)) for app in apps]
    assert len({app["id"] for app in made}) == len({app["name"] for app in made}) == 160


def test_a_sandbox_without_a_socket_loads_no_web_library():
    code = (
        "import sys, heroics_py.server, heroics_py.samples.sampling; "
        "print(sorted({'werkzeug', 'waitress', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
