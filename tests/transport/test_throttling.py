"""Keeping to the rate limit: shared by threads, fair to each."""

import copy
import logging
import pickle
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from ruled import clock_of, ruled
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.display.progress import show_progress, show_wait
from heroics_py.display.waits import pause
from heroics_py.errors import RateLimited, RequestTimeout, ThrottleTimeout
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response, Waits
from heroics_py.http.options import Options, Retry
from heroics_py.http.steps import SYSTEM_CLOCK
from heroics_py.support.tickets import Ticket
from heroics_py.transport.connection import open_transport
from heroics_py.transport.rules.rate_state import RateLimit, RateState
from heroics_py.transport.rules.throttling import Throttling

over_both = pytest.mark.usefixtures("driver")


def test_rate_limit():
    """`rate_limit` needs no request."""
    skin = ruled(
        Throttling,
        Constant(Response(status=429, headers=Headers({"Retry-After": "5"}))),
        clock=clock_of(monotonic=lambda: 10.0),
    )
    before = skin.rate_limit
    skin.send(Request(method="GET", url="https://api.example/"))
    assert (before, skin.rate_limit) == (RateLimit(), RateLimit(remaining=0, retry_after=5.0))


class Constant:
    def __init__(self, response):
        self.response = response
        self.sent = 0

    def send(self, _request):
        self.sent += 1
        return self.response

    def close(self):
        pass


def closed(retry_after="30"):
    inner = Constant(Response(status=429, headers=Headers({"Retry-After": retry_after})))
    skin = ruled(Throttling, inner, clock=clock_of(monotonic=lambda: 10.0))
    skin.send(Request(method="GET", url="https://api.example/"))
    return skin, inner


def test_deadline_before_turn():
    """A call whose deadline comes before its turn fails at once, and sends nothing."""
    skin, inner = closed()
    with pytest.raises(RequestTimeout) as caught:
        skin.send(Request(method="POST", url="https://api.example/?key=hunter2", deadline=15.0))
    assert (inner.sent, caught.value.sent, caught.value.url) == (1, False, "https://api.example/?key=***")


@pytest.mark.parametrize("place", ["first in the queue", "second in the queue"])
def test_deadline_in_queue(place):
    """A call that waits for others ends by its deadline."""
    skin = ruled(Throttling, Constant(Response(status=200)), clock=SYSTEM_CLOCK)
    turns, others = skin._departures._queue(), [Ticket(), Ticket()]
    skin._departures.state = RateState(remaining=1)
    turns.depart(others[0])
    if place == "second in the queue":
        turns.waiting[others[1]] = None
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/", deadline=time.monotonic() + 0.05))
    assert (caught.value.sent, caught.value.until, len(turns.in_flight)) == (False, None, 1)
    assert len(turns.waiting) == place.startswith("second")


def test_throttle_false():
    """throttle=False sends at once."""
    skin, inner = closed()
    skin.send(Request(method="GET", url="https://api.example/", options=Options(throttle=False)))
    assert inner.sent == 2


def test_wait_beyond_budget():
    """A wait beyond the budget fails at once, and says until when; nothing is sent."""
    skin, inner = closed("3600")
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/?key=hunter2", call="a.list"))
    error = caught.value
    assert (inner.sent, error.sent, error.status, error.response, dict(error.headers)) == (1, False, 429, None, {})
    assert (error.retry_after, error.call) == (3600.0, "a.list")
    assert error.until.utcoffset() == timedelta(0)
    assert "hunter2" not in str(error)
    assert isinstance(error, RateLimited)
    assert isinstance(error, RequestTimeout)


def test_budget_of_all_waits():
    """All waits of a call share its budget."""
    skin, inner = closed("30")
    waits = Waits()
    waits.seconds = 31.0
    with pytest.raises(ThrottleTimeout):
        skin.send(Request(method="GET", url="https://api.example/", waits=waits))
    with pytest.raises(ThrottleTimeout):
        skin.send(Request(method="GET", url="https://api.example/", options=Options(retries=Retry(budget=29.0))))
    assert inner.sent == 1


EMPTY = {
    "seconds": {"RateLimit-Remaining": "0", "RateLimit-Reset": "3600"},
    "a day": {"RateLimit-Remaining": "0", "RateLimit-Reset": "86400"},
    "with X": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3600"},
    "seconds since the epoch": {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700003600"},
    "the same without X": {"RateLimit-Remaining": "0", "RateLimit-Reset": "1700003600"},
    "by the clock of the server": {
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "1600003600",
        "Date": "Sun, 13 Sep 2020 12:26:40 GMT",
    },
    "a date": {"RateLimit-Remaining": "0", "RateLimit-Reset": "Tue, 14 Nov 2023 23:13:20 GMT"},
    "one field": {"RateLimit": "limit=100, remaining=0, reset=3600"},
    "one field, a policy": {"RateLimit": '"default";r=0;t=3600'},
    "several policies": {"RateLimit": '"burst";r=90;t=5, "daily";r=0;t=3600'},
}


@pytest.mark.parametrize("headers", EMPTY.values(), ids=EMPTY)
def test_late_reset(headers):
    """An empty pool fails the next call if it refills too late."""
    inner = Constant(Response(status=200, headers=Headers(headers)))
    skin = ruled(Throttling, inner, clock=clock_of(monotonic=lambda: 10.0, wall=lambda: 1_700_000_000.0))
    skin.send(Request(method="GET", url="https://api.example/"))
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/"))
    assert (inner.sent, skin.rate_limit.retry_after) == (1, caught.value.retry_after)
    if "86400" not in headers.values():
        assert caught.value.until == datetime(2023, 11, 14, 23, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("reset", ["3600", "86400", "1700003600"])
@pytest.mark.parametrize("remaining", ["1", "5", "19"])
def test_nearly_empty_pool(remaining, reset):
    """While requests remain, a call is neither refused nor delayed for long."""
    inner = Constant(
        Response(status=200, headers=Headers({"RateLimit-Remaining": remaining, "RateLimit-Reset": reset}))
    )
    skin = ruled(Throttling, inner, clock=clock_of(monotonic=lambda: 10.0))
    for _ in range(2):
        skin.send(Request(method="GET", url="https://api.example/", deadline=10.01))
    assert inner.sent == 2


def test_long_wait(caplog, capsys, monkeypatch):
    """A wait of more than a second is logged once, and shown on a terminal while it lasts."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    now, lines = [10.0], []
    inner = Constant(Response(status=200, headers=Headers({"RateLimit-Remaining": "0", "RateLimit-Reset": "37"})))
    skin = ruled(Throttling, inner, clock=clock_of(monotonic=lambda: now[0]))

    def wait(_ticket, seconds):
        lines.append(capsys.readouterr().err)
        now[0] += seconds

    monkeypatch.setattr(Ticket, "wait", wait)
    request = Request(method="GET", url="https://api.example/a?key=hunter2", call="a.list")
    with caplog.at_level(logging.INFO, "heroics_py"):
        skin.send(request)
        skin.send(request)
    text = "waiting 37 s for the rate limit of api.example (RateLimit-Reset)"
    assert [record.getMessage() for record in caplog.records] == [f"a.list: {text}"]
    assert [line.strip() for line in lines if line.strip()] == [text]
    assert not capsys.readouterr().err.strip()
    assert inner.sent == 2


def test_long_pause(caplog, capsys, monkeypatch):
    """A pause of more than a second is logged and shown; a shorter one is neither."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    lines = []
    with caplog.at_level(logging.INFO, "heroics_py"):
        for seconds in (1.0, 2.0):
            pause(seconds, "to open the stream again", lambda _: lines.append(capsys.readouterr().err.strip()))
    text = "waiting 2 s to open the stream again"
    assert (lines, [each.getMessage() for each in caplog.records]) == (["", text], [text])


def test_wait_next_to_bar(capsys, monkeypatch):
    """A wait is shown next to a progress bar while it lasts."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen = []
    with show_progress("all", total=2):
        capsys.readouterr()
        with show_wait("waiting 2 s"):
            seen.append(capsys.readouterr().err)
        seen.append(capsys.readouterr().err)
    assert ["waiting 2 s" in each and "all:" in each for each in seen] == [True, False]


def test_wait_without_terminal(capsys):
    """A wait is shown on a terminal only."""
    with show_wait("waiting"):
        pass
    assert capsys.readouterr() == ("", "")


def test_several_waits(capsys, monkeypatch):
    """One of several waits is shown."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with show_wait("the first"), show_wait("the second"):
        pass
    assert "the second" not in capsys.readouterr().err


@over_both
def test_empty_pool_over_socket():
    """After a response without remaining requests, the next call sends nothing."""
    step = saying(answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining="0", RateLimit_Reset="3600"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, trust_environment=False) as client:
        client.thing.info()
        errors = [error_of(call) for call in (client.thing.info, client.thing.create)]
        assert server.count(1) == 1
    assert [type(each) for each in errors] == [heroics_py.ThrottleTimeout] * 2
    assert "thing.create" in errors[1].call


@over_both
def test_429_over_socket():
    """After a 429 with a long Retry-After, the next call sends nothing."""
    step = saying(answer(429, b"{}", Retry_After="61"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, retries=0) as client:
        first, second = error_of(client.thing.info), error_of(client.thing.info)
        assert server.count(1) == 1
    assert (type(first), type(second)) == (RateLimited, ThrottleTimeout)


@over_both
def test_retry_without_turn():
    """A 429 whose reset is beyond the budget comes back, rather than a failure to repeat it."""
    step = saying(answer(429, b"{}", RateLimit_Reset="3600", RateLimit_Remaining="0"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url) as client:
        assert type(error_of(client.thing.info)) is RateLimited
        assert server.count(1) == 1


@over_both
def test_sandbox_limit():
    """The call after the last one that a sandbox allows fails at once."""
    with heroics_py.sandbox("bookshelf", rate_limit=3) as client:
        for _ in range(3):
            client.book.list()
        assert isinstance(error_of(client.book.list), ThrottleTimeout)


def test_abandoned_turn():
    """A thread that gives up does not keep the others waiting."""
    skin = ruled(Throttling, Constant(Response(status=200)), clock=SYSTEM_CLOCK)
    turns, other = skin._departures._queue(), Ticket()
    skin._departures.state = RateState(remaining=1)
    turns.depart(other)
    outcomes = []

    def call(budget):
        options = Options(retries=Retry(budget=budget))
        outcomes.append(error_of(lambda: skin.send(Request(method="GET", url="https://a.example/", options=options))))

    threads = [threading.Thread(target=call, args=(budget,)) for budget in (30, 0.05, 0.05, 30)]
    for number, thread in enumerate(threads):
        thread.start()
        while number == 0 and not turns.waiting:
            time.sleep(0.001)
    for thread in threads[1:3]:
        thread.join(30)
    with turns.lock:
        turns.remove(other)
        turns.wake_first()
    for thread in threads:
        thread.join(30)
    assert sorted(str(type(each).__name__) for each in outcomes) == ["NoneType"] * 2 + ["ThrottleTimeout"] * 2
    assert (len(turns.waiting), len(turns.in_flight)) == (0, 0)


def error_of(call):
    """Return the error of a call, or None."""
    try:
        call()
    except heroics_py.HeroicsError as error:
        return error


SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/hyper-schema",
    "properties": {"thing": {"$ref": "#/definitions/thing"}},
    "definitions": {
        "thing": {
            "links": [
                {"title": "Info", "rel": "self", "href": "/thing", "method": "GET"},
                {"title": "Create", "rel": "create", "href": "/things", "method": "POST"},
            ]
        }
    },
}


class Pool:
    """A server that accepts few requests, and refills a while after it rejected one."""

    def __init__(self, size):
        self.size = self.left = size
        self.refused = 0
        self.lock = threading.Lock()

    def __call__(self, wire, _request, _number):
        with self.lock:
            if self.left == 0:
                self.refused += 1
                if self.refused == 1:
                    threading.Timer(0.9, self.fill).start()
                wire.say(answer(429, b"", Retry_After="1", RateLimit_Remaining="0"))
                return
            self.left -= 1
            wire.say(answer(200, b"{}", RateLimit_Remaining=str(self.left)))

    def fill(self):
        self.left = 1000


def test_many_threads_few_requests():
    """Many threads on a nearly empty pool lose no request."""
    pool = Pool(3)
    statuses = []
    with Scripted(pool) as server:
        connection = open_transport(base_url=server.url, trust_environment=False, pool_size=24)

        def call():
            statuses.append(connection.send(Request(method="POST", url=f"{server.url}/x", body=b"{}")).status)

        threads = [threading.Thread(target=call) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        connection.close()
    assert statuses == [200] * 24


def test_order_of_arrival():
    """Requests leave in order of arrival."""
    order, gate = [], threading.Event()

    class Slow:
        def send(self, request):
            if request.url.endswith("first"):
                gate.wait(60)
            order.append(request.url[-1])
            return Response(status=200, headers=Headers({"RateLimit-Remaining": "1", "RateLimit-Reset": "0"}))

        def close(self):
            pass

    skin = ruled(Throttling, Slow(), clock=SYSTEM_CLOCK)
    skin.send(Request(method="GET", url="https://a.example/0"))
    threads = []
    for name in ("first", "2", "3", "4"):
        threads.append(
            threading.Thread(target=skin.send, args=(Request(method="GET", url=f"https://a.example/{name}"),))
        )
        threads[-1].start()
        while name != "first" and len(skin._departures._queue().waiting) < len(threads) - 1:
            gate.wait(0.001)
        while name == "first" and not skin._departures._queue().in_flight:
            gate.wait(0.001)
    gate.set()
    for thread in threads:
        thread.join(5)
    assert order == ["0", "t", "2", "3", "4"]


def test_failure_leaves_queue():
    """A failure leaves the queue."""

    class Failing:
        def send(self, _request):
            raise RequestTimeout("silent")

        def close(self):
            pass

    skin = ruled(Throttling, Failing(), clock=SYSTEM_CLOCK)
    with pytest.raises(RequestTimeout):
        skin.send(Request(method="GET", url="https://a.example/"))
    assert len(skin._departures._queue().in_flight) == 0


@over_both
def test_429_beyond_timeout():
    """A call whose total time is shorter than the Retry-After of a 429 fails at once."""
    step = saying(answer(429, b"{}", Retry_After="30"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, retries=0) as client:
        error_of(client.thing.info)
        error = error_of(client.thing.info.with_options(timeout=2))
        assert (type(error), error.sent, server.count(1)) == (ThrottleTimeout, False, 1)
        assert error_of(client.thing.info.with_options(throttle=False)).status == 429
    assert timedelta(seconds=0) < error.until - datetime.now(UTC) <= timedelta(seconds=30)


def test_pickled_throttle_timeout():
    """A ThrottleTimeout says the same when pickled, copied and shown."""
    skin, _ = closed("3600")
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/?key=hunter2", call="a.list"))
    for each in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value), copy.deepcopy(caught.value)):
        facts = (
            each.until,
            each.retry_after,
            each.sent,
            each.response,
            each.call,
            str(each),
        )
        error = caught.value
        assert facts == (error.until, 3600.0, False, None, "a.list", str(error))
        assert "3600 s" in each._repr_html_()
        assert "hunter2" not in each._repr_html_() + repr(each)


@over_both
@pytest.mark.parametrize("reset", ["1", "3600"])
def test_gather_with_empty_pool(reset, monkeypatch):
    """Each call is sent once if the pool refills in time; else the rest fails at once, unsent."""
    monkeypatch.setattr("heroics_py.transport.rules.rate_state._LONGEST_SPACING", 0.05)
    seen = []

    def step(wire, request, _):
        seen.append(request)
        left = str(max(0, 5 - len(seen))) if len(seen) <= 5 or reset == "3600" else "50"
        wire.say(answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining=left, RateLimit_Reset=reset))

    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, cache=None) as client:
        results = heroics_py.gather(client.thing.create, [{}] * 20, workers=1, progress=False, errors="collect")
    refused = [each for each in results if isinstance(each, ThrottleTimeout)]
    assert (len(refused), len(seen)) == ((0, 20) if reset == "1" else (15, 5))
    assert not any(each.sent for each in refused)
