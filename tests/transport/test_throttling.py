"""Keeping below the rate limit: learned from headers, shared by threads, fair to each."""

import threading
import time
from math import inf

import pytest
from scripted import Scripted, answer

from heroics_py.errors import RequestTimeout
from heroics_py.messages import Headers, Request, Response
from heroics_py.options import Options
from heroics_py.transport import open_transport
from heroics_py.transport.throttling import LOW, Knowledge, RateLimit, Throttling, after_answer, spacing, wait_for


def told(status=200, known=None, clock=10.0, **headers):
    fields = Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return after_answer(known or Knowledge(), status, fields, clock=clock, wall=0.0)


@pytest.mark.parametrize(
    ("knowledge", "in_flight", "wait"),
    [
        (Knowledge(), 0, 0.0),
        (Knowledge(), 500, 0.0),
        (Knowledge(remaining=4000), 100, 0.0),
        (Knowledge(remaining=LOW), 0, 0.0),
        (Knowledge(remaining=5), 4, 0.0),
        (Knowledge(remaining=5), 5, inf),
        (Knowledge(remaining=0), 0, 0.0),
        (Knowledge(remaining=0), 1, inf),
        (Knowledge(remaining=5, next_slot=10.5), 0, 0.5),
        (Knowledge(remaining=5000, next_slot=10.5), 0, 0.0),
        (Knowledge(closed_until=13.0), 0, 3.0),
        (Knowledge(remaining=4000, closed_until=13.0), 0, 3.0),
        (Knowledge(remaining=LOW + 5), 6, 0.0),
        (Knowledge(remaining=LOW + 5), LOW + 5, inf),
    ],
)
def test_a_request_leaves_when_the_pool_has_room_for_it(knowledge, in_flight, wait):
    assert wait_for(knowledge, in_flight=in_flight, clock=10.0) == wait


def test_an_answer_without_a_limit_teaches_nothing():
    assert told() == Knowledge()


def test_a_full_pool_does_not_slow_down():
    assert told(RateLimit_Remaining="4500") == Knowledge(remaining=4500, next_slot=10.0)


def test_an_empty_pool_waits_for_as_long_as_it_was_last_asked_to():
    assert told(RateLimit_Remaining="0", known=Knowledge(pause=4.0)).next_slot == 14.0


def test_a_429_closes_the_way_for_as_long_as_it_says():
    assert told(429, Retry_After="3") == Knowledge(remaining=0, closed_until=13.0, pause=3.0)


def test_a_429_that_says_nothing_closes_the_way_for_a_second():
    assert told(429) == Knowledge(remaining=0, closed_until=11.0, pause=1.0)


def test_after_a_429_each_answer_that_does_not_tell_lets_twice_as_many_leave():
    known, seen = told(429), []
    for _ in range(6):
        known = told(known=known, clock=20.0)
        seen.append(known.remaining)
    assert seen == [1, 3, 7, 15, None, None]


def test_a_fault_of_the_server_does_not_open_the_way():
    assert told(503, known=told(429)).remaining == 0


def test_a_nonsense_remaining_is_ignored():
    assert [told(RateLimit_Remaining=value) for value in ("", "-1", "many", "1, 2")] == [Knowledge()] * 4


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
    skin._known, skin._in_flight = Knowledge(remaining=1), 1
    if place == "second in the queue":
        skin._queue.append("another")
    with pytest.raises(RequestTimeout) as caught:
        skin.send(Request(method="GET", url="https://api.example/", deadline=time.monotonic() + 0.05))
    assert (caught.value.sent, skin._in_flight, len(skin._queue)) == (False, 1, place.startswith("second"))


def test_throttle_off_sends_at_once():
    skin, inner = closed()
    skin.send(Request(method="GET", url="https://api.example/", options=Options(throttle=False)))
    assert inner.sent == 2


def test_a_wait_beyond_the_budget_is_left_to_the_server_to_repeat():
    skin, inner = closed("99999999")
    skin.send(Request(method="GET", url="https://api.example/"))
    assert inner.sent == 2


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
        while name != "first" and len(skin._queue) < len(threads) - 1:
            gate.wait(0.001)
        while name == "first" and skin._in_flight == 0:
            gate.wait(0.001)
    gate.set()
    for thread in threads:
        thread.join(5)
    assert order == ["0", "t", "2", "3", "4"]


def test_nobody_leaves_before_who_came_before():
    skin = Throttling(Constant(Response(status=200)))
    skin._queue.extend(["first", "second"])
    assert [skin._wait(ticket, inf) for ticket in skin._queue] == [0.0, inf]


def test_a_failure_gives_its_place_back():
    class Failing:
        def send(self, _request):
            raise RequestTimeout("silent")

        def close(self):
            pass

    skin = Throttling(Failing())
    with pytest.raises(RequestTimeout):
        skin.send(Request(method="GET", url="https://a.example/"))
    assert skin._in_flight == 0
