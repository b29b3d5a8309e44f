"""Keeping below the rate limit: learned from headers, shared by threads, fair to each."""

import copy
import logging
import pickle
import threading
import time
from datetime import UTC, datetime, timedelta
from math import inf

import pytest
from scripted import Scripted, answer, saying

import heroics_py
from heroics_py.display.progress import progress_of, waiting
from heroics_py.errors import RateLimited, RequestTimeout, ThrottleTimeout
from heroics_py.http.messages import Headers, Request, Response, Waits
from heroics_py.http.options import Options, Retry
from heroics_py.http.waiting import pause
from heroics_py.tools.lines import Lines
from heroics_py.transport.connection import open_transport
from heroics_py.transport.rate_state import LOW, RateLimit, RateState, after_response, spacing, wait_for
from heroics_py.transport.throttle_queue import Ticket
from heroics_py.transport.throttling import Throttling


def told(status=200, known=None, clock=10.0, **headers):
    fields = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return after_response(known or RateState(), status, fields, clock=clock, wall=0.0)


@pytest.mark.parametrize(
    ("knowledge", "in_flight", "wait"),
    [
        (RateState(), 0, 0.0),
        (RateState(), 500, 0.0),
        (RateState(remaining=4000), 100, 0.0),
        (RateState(remaining=LOW), 0, 0.0),
        (RateState(remaining=5), 4, 0.0),
        (RateState(remaining=5), 5, inf),
        (RateState(remaining=0), 0, 0.0),
        (RateState(remaining=0), 1, inf),
        (RateState(remaining=5, next_slot=10.5), 0, 0.5),
        (RateState(remaining=5000, next_slot=10.5), 0, 0.0),
        (RateState(closed_until=13.0), 0, 3.0),
        (RateState(remaining=4000, closed_until=13.0), 0, 3.0),
        (RateState(remaining=LOW + 5), 6, 0.0),
        (RateState(remaining=LOW + 5), LOW + 5, inf),
    ],
)
def test_a_request_leaves_when_the_pool_has_room_for_it(knowledge, in_flight, wait):
    assert wait_for(knowledge, in_flight=in_flight, clock=10.0) == wait


def test_an_answer_without_a_limit_teaches_nothing():
    assert told() == RateState()


def test_a_full_pool_does_not_slow_down():
    assert told(RateLimit_Remaining="4500") == RateState(remaining=4500, next_slot=10.0)


def test_an_empty_pool_waits_for_as_long_as_it_was_last_asked_to():
    assert told(RateLimit_Remaining="0", known=RateState(pause=4.0)).next_slot == 14.0


def test_a_429_closes_the_way_for_as_long_as_it_says():
    assert told(429, Retry_After="3") == RateState(remaining=0, closed_until=13.0, pause=3.0)


def test_a_429_that_says_nothing_closes_the_way_for_a_second():
    assert told(429) == RateState(remaining=0, closed_until=11.0, pause=1.0)


def test_after_a_429_each_answer_that_does_not_tell_lets_twice_as_many_leave():
    known, seen = told(429), []
    for _ in range(6):
        known = told(known=known, clock=20.0)
        seen.append(known.remaining)
    assert seen == [1, 3, 7, 15, None, None]


def test_a_fault_of_the_server_does_not_open_the_way():
    assert told(503, known=told(429)).remaining == 0


def test_a_nonsense_remaining_is_ignored():
    assert [told(RateLimit_Remaining=value) for value in ("", "-1", "many", "1, 2")] == [RateState()] * 4


def test_requests_are_spaced_more_and_more_as_the_pool_empties():
    distances = [spacing(remaining) for remaining in range(LOW, -1, -1)]
    assert distances == sorted(distances)
    assert (distances[0], distances[-1]) == (0.0, 1.0)


def test_a_reset_spreads_what_is_left_over_the_time_until_then():
    assert spacing(3, reset=8) == 2.0


def test_what_is_known_is_told_without_a_request():
    skin = Throttling(Constant(Response(status=429, headers=Headers({"Retry-After": "5"}))), clock=lambda: 10.0)
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
    skin = Throttling(inner, clock=lambda: 10.0)
    skin.send(Request(method="GET", url="https://api.example/"))
    return skin, inner


def test_a_call_whose_deadline_comes_before_its_turn_is_not_sent_and_says_so_at_once():
    skin, inner = closed()
    with pytest.raises(RequestTimeout) as caught:
        skin.send(Request(method="POST", url="https://api.example/?key=hunter2", deadline=15.0))
    assert (inner.sent, caught.value.sent, caught.value.url) == (1, False, "https://api.example/?key=***")


@pytest.mark.parametrize("place", ["first in the queue", "second in the queue"])
def test_a_call_that_waits_for_others_does_not_wait_beyond_its_deadline(place):
    skin = Throttling(Constant(Response(status=200)))
    turns, others = skin._queue(), [Ticket(), Ticket()]
    skin._state, turns.in_flight[others[0]] = RateState(remaining=1), None
    if place == "second in the queue":
        turns.waiting[others[1]] = None
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/", deadline=time.monotonic() + 0.05))
    assert (caught.value.sent, caught.value.until, len(turns.in_flight)) == (False, None, 1)
    assert len(turns.waiting) == place.startswith("second")


def test_throttle_off_sends_at_once():
    skin, inner = closed()
    skin.send(Request(method="GET", url="https://api.example/", options=Options(throttle=False)))
    assert inner.sent == 2


def test_a_wait_beyond_the_budget_is_refused_at_once_and_says_until_when():
    """A server that asks for more than a call may wait is neither waited for nor asked again."""
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


def test_a_call_waits_no_longer_in_all_than_its_budget():
    """What a call has waited before, to be sent again, counts."""
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
def test_an_empty_pool_refuses_the_next_call_if_it_fills_up_too_late(headers):
    """The server says with a 200 that nothing is left, and when it takes requests again."""
    inner = Constant(Response(status=200, headers=Headers(headers)))
    skin = Throttling(inner, clock=lambda: 10.0, wall=lambda: 1_700_000_000.0)
    skin.send(Request(method="GET", url="https://api.example/"))
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/"))
    assert (inner.sent, skin.rate_limit.retry_after) == (1, caught.value.retry_after)
    if "86400" not in headers.values():
        assert caught.value.until == datetime(2023, 11, 14, 23, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("reset", ["3600", "86400", "1700003600"])
@pytest.mark.parametrize("remaining", ["1", "5", "19"])
def test_a_call_that_the_pool_has_room_for_is_never_refused_nor_kept_for_long(remaining, reset):
    known = told(RateLimit_Remaining=remaining, RateLimit_Reset=reset)
    assert 0 < wait_for(known, in_flight=0, clock=10.0) <= 5
    inner = Constant(
        Response(status=200, headers=Headers({"RateLimit-Remaining": remaining, "RateLimit-Reset": reset}))
    )
    skin = Throttling(inner, clock=lambda: 10.0)
    for _ in range(2):
        skin.send(Request(method="GET", url="https://api.example/", deadline=10.01))
    assert inner.sent == 2


@pytest.mark.parametrize("reset", ["soon", "-1", "", "9" * 12, "9" * 400, "1e3", "nan"])
def test_a_nonsense_reset_is_ignored(reset):
    known = told(RateLimit_Remaining="0", RateLimit_Reset=reset)
    assert (known.empty_until, known.next_slot) == (-inf, 11.0)


def test_a_429_that_tells_only_a_reset_closes_the_way_until_then():
    assert told(429, RateLimit_Reset="7").closed_until == 17.0


def test_what_is_guessed_of_an_empty_pool_refuses_nothing():
    """A server that once asked for an hour, and says nothing now, is asked again after seconds."""
    known = told(429, known=RateState(pause=3600.0))
    assert known.closed_until == 30.0
    assert told(RateLimit_Remaining="0", known=RateState(pause=3600.0)).next_slot == 30.0


def test_a_long_wait_is_logged_and_shown_once(caplog, capsys, monkeypatch):
    """Waits of more than a second show a line on a terminal, which goes away, and one entry in the log."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    now, lines = [10.0], []
    inner = Constant(Response(status=200, headers=Headers({"RateLimit-Remaining": "0", "RateLimit-Reset": "37"})))
    skin = Throttling(inner, clock=lambda: now[0])

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


def test_a_pause_of_more_than_a_second_is_logged_and_shown(caplog, capsys, monkeypatch):
    """As before a stream is opened again; a shorter one is neither."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    lines = []
    with caplog.at_level(logging.INFO, "heroics_py"):
        for seconds in (1.0, 2.0):
            pause(seconds, "to open the stream again", lambda _: lines.append(capsys.readouterr().err.strip()))
    text = "waiting 2 s to open the stream again"
    assert (lines, [each.getMessage() for each in caplog.records]) == (["", text], [text])


def test_a_stream_that_is_opened_again_waits_like_that(caplog):
    """The wait goes through the same function, with the time of the stream."""
    slept = []
    request, retry = Request(method="GET", url="http://127.0.0.1:9/"), Retry(attempts=3, backoff=8.0)
    with caplog.at_level(logging.INFO, "heroics_py"), pytest.raises(heroics_py.ConnectionFailed):
        list(Lines(request, retry=retry, reconnect=True, sleep=slept.append))
    told = [each.getMessage() for each in caplog.records]
    assert told == [f"waiting {seconds:.0f} s to open the stream again" for seconds in slept]
    assert slept


def test_a_wait_is_shown_beside_the_bar(capsys, monkeypatch):
    """On a terminal it is the text behind the bar, which is gone with the wait."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    seen = []
    with progress_of("all", total=2):
        capsys.readouterr()
        with waiting("waiting 2 s"):
            seen.append(capsys.readouterr().err)
        seen.append(capsys.readouterr().err)
    assert ["waiting 2 s" in each and "all:" in each for each in seen] == [True, False]


def test_a_wait_is_shown_on_no_stream_that_is_no_terminal(capsys):
    with waiting("waiting"):
        pass
    assert capsys.readouterr() == ("", "")


def test_of_several_waits_one_is_shown(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with waiting("the first"), waiting("the second"):
        pass
    assert "the second" not in capsys.readouterr().err


def test_the_call_after_an_empty_pool_is_refused_at_once_over_a_socket():
    """Nothing is sent, and nothing is waited for, whatever the method."""
    step = saying(answer(200, b"{}", Content_Type="application/json", RateLimit_Remaining="0", RateLimit_Reset="3600"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, trust_environment=False) as client:
        client.thing.info()
        errors = [error_of(call) for call in (client.thing.info, client.thing.create)]
        assert server.count(1) == 1
    assert [type(each) for each in errors] == [heroics_py.ThrottleTimeout] * 2
    assert "thing.create" in errors[1].call


def test_the_call_after_a_429_is_refused_at_once_over_a_socket():
    step = saying(answer(429, b"{}", Retry_After="61"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, retries=0) as client:
        first, second = error_of(client.thing.info), error_of(client.thing.info)
        assert server.count(1) == 1
    assert (type(first), type(second)) == (RateLimited, ThrottleTimeout)


def test_what_is_sent_again_is_bounded_together_with_its_turn():
    """A 429 whose reset is beyond the budget comes back as it is, and not as a failure to send it again."""
    step = saying(answer(429, b"{}", RateLimit_Reset="3600", RateLimit_Remaining="0"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url) as client:
        assert type(error_of(client.thing.info)) is RateLimited
        assert server.count(1) == 1


def test_the_call_after_the_last_of_a_sandbox_is_refused_at_once():
    with heroics_py.sandbox("bookshelf", rate_limit=3) as client:
        for _ in range(3):
            client.book.list()
        assert isinstance(error_of(client.book.list), ThrottleTimeout)


def test_who_gives_up_keeps_nobody_else_waiting():
    """Of many threads each waits for as long as it may; the others are served when one gives up."""
    skin = Throttling(Constant(Response(status=200)))
    turns, other = skin._queue(), Ticket()
    skin._state, turns.in_flight[other] = RateState(remaining=1), None
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
        del turns.in_flight[other]
        turns.wake_first()
    for thread in threads:
        thread.join(30)
    assert sorted(str(type(each).__name__) for each in outcomes) == ["NoneType"] * 2 + ["ThrottleTimeout"] * 2
    assert (len(turns.waiting), len(turns.in_flight)) == (0, 0)


def error_of(call):
    """Return what a call raises, or None."""
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
    """A server that holds few requests, and fills up a while after it ran dry."""

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


def test_with_many_threads_on_a_nearly_empty_pool_nothing_is_lost():
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


def test_who_came_first_leaves_first():
    order, gate = [], threading.Event()

    class Slow:
        def send(self, request):
            if request.url.endswith("first"):
                gate.wait(5)
            order.append(request.url[-1])
            return Response(status=200, headers=Headers({"RateLimit-Remaining": "1", "RateLimit-Reset": "0"}))

        def close(self):
            pass

    skin = Throttling(Slow())
    skin.send(Request(method="GET", url="https://a.example/0"))
    threads = []
    for name in ("first", "2", "3", "4"):
        threads.append(
            threading.Thread(target=skin.send, args=(Request(method="GET", url=f"https://a.example/{name}"),))
        )
        threads[-1].start()
        while name != "first" and len(skin._queue().waiting) < len(threads) - 1:
            gate.wait(0.001)
        while name == "first" and not skin._queue().in_flight:
            gate.wait(0.001)
    gate.set()
    for thread in threads:
        thread.join(5)
    assert order == ["0", "t", "2", "3", "4"]


def test_a_failure_gives_its_place_back():
    class Failing:
        def send(self, _request):
            raise RequestTimeout("silent")

        def close(self):
            pass

    skin = Throttling(Failing())
    with pytest.raises(RequestTimeout):
        skin.send(Request(method="GET", url="https://a.example/"))
    assert len(skin._queue().in_flight) == 0


def test_a_call_with_less_time_than_a_429_asks_for_is_refused_at_once():
    """The total time of the call decides, not the default."""
    step = saying(answer(429, b"{}", Retry_After="30"))
    with Scripted(step) as server, heroics_py.connect(SCHEMA, url=server.url, retries=0) as client:
        error_of(client.thing.info)
        error = error_of(client.thing.info.with_options(timeout=2))
        assert (type(error), error.sent, server.count(1)) == (ThrottleTimeout, False, 1)
        assert error_of(client.thing.info.with_options(throttle=False)).status == 429
    assert timedelta(seconds=0) < error.until - datetime.now(UTC) <= timedelta(seconds=30)


def test_the_error_of_a_turn_that_comes_too_late_travels():
    """Pickled, copied and shown it says the same."""
    skin, _ = closed("3600")
    with pytest.raises(ThrottleTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/?key=hunter2", call="a.list"))
    for twin in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value), copy.deepcopy(caught.value)):
        kept = (twin.until, twin.retry_after, twin.sent, twin.response, twin.call, str(twin))
        error = caught.value
        assert kept == (error.until, 3600.0, False, None, "a.list", str(error))
        assert "3600 s" in twin._repr_html_()
        assert "hunter2" not in twin._repr_html_() + repr(twin)


@pytest.mark.parametrize("reset", ["1", "3600"])
def test_many_calls_of_which_one_empties_the_pool(reset):
    """Where the pool fills up in time each is sent once; else what was not sent says so, and nothing waits."""
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
