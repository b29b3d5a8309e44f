"""When a request is repeated: the rules as a table, on a clock that only the test moves."""

import logging

import pytest
from ruled import DRIVERS, clock_of, ruled

from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RedirectRefused,
    RequestRefused,
    RequestTimeout,
    ResponseTooLarge,
    ThrottleTimeout,
    TransportError,
    UntrustedServer,
)
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.http.options import Options, Retry
from heroics_py.http.retry_delay import backoff, parse_retry_after
from heroics_py.http.steps import SYSTEM_CLOCK, WIRE, Exchange, Pause
from heroics_py.transport.rules.retrying import Quota, Retrying, next_wait, reason_for
from heroics_py.transport.rules.throttling import Throttling

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PATCH", "PUT", "DELETE")
SAFE = ("GET", "HEAD", "OPTIONS")
CHOSEN = Retry(methods=frozenset({*METHODS}))  # all chosen: POST and PATCH stay out all the same
NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT

UNSENT = {
    "refused": ConnectionFailed("refused", sent=False),
    "no connection in time": RequestTimeout("connect", sent=False),
}
BROKEN = {
    "connection broken": ConnectionFailed("broken"),
    "silence": RequestTimeout("silent"),
    **{f"status {status}": Response(status=status) for status in (408, 502, 503, 504)},
}
FINAL = {
    "no HTTP": ProtocolError("garbled"),
    "too large": ResponseTooLarge("large"),
    "redirect": RedirectRefused("elsewhere"),
    "unsendable": RequestRefused("line end", sent=False),
    "no turn in time": ThrottleTimeout("later"),
    "not to be trusted": UntrustedServer("certificate", sent=False),
    "other": TransportError("other"),
    **{
        f"status {status}": Response(status=status)
        for status in (200, 201, 206, 304, 400, 401, 403, 404, 409, 412, 416, 422, 423, 500, 501, 505)
    },
}


def is_repeated(outcome, method, retry=Retry()):  # noqa: B008 - frozen
    return reason_for(outcome, method=method, retry=retry) is not None


def expected_rules():
    """Yield each outcome and method, and whether it is repeated by default and with all methods chosen."""
    for method in METHODS:
        for name, outcome in {**UNSENT, "status 429": Response(status=429)}.items():
            yield name, outcome, method, True, True
        for name, outcome in BROKEN.items():
            yield name, outcome, method, method in SAFE, method not in ("POST", "PATCH")
        for name, outcome in FINAL.items():
            yield name, outcome, method, False, False


def test_rules():
    """The rules repeat what the table at the head of `retrying` says, for each outcome and method."""
    wrong = [
        (name, method)
        for name, outcome, method, default, chosen in expected_rules()
        if (is_repeated(outcome, method), is_repeated(outcome, method, CHOSEN)) != (default, chosen)
    ]
    assert wrong == []


def test_rules_of_all_statuses():
    """No other status is repeated."""
    statuses = [status for status in range(200, 600) if is_repeated(Response(status=status), "GET")]
    assert statuses == [408, 429, 502, 503, 504]


RETRY_AFTER = [
    ("0", None, 0.0),
    ("1", None, 1.0),
    (" 7 ", None, 7.0),
    ("007", None, 7.0),
    ("99999999", None, 99_999_999.0),
    ("Tue, 14 Nov 2023 22:13:30 GMT", None, 10.0),
    ("Tue, 14 Nov 2023 22:13:30 GMT", "Tue, 14 Nov 2023 22:13:25 GMT", 5.0),
    ("Tuesday, 14-Nov-23 22:13:30 GMT", None, 10.0),
    ("Tue Nov 14 22:13:30 2023", None, 10.0),
    ("Tue, 14 Nov 2023 22:13:00 GMT", None, 0.0),
    ("Tue, 14 Nov 2023 22:13:30 GMT", "nonsense", 10.0),
    ("", None, None),
    ("-5", None, None),
    ("+5", None, None),
    ("1.5", None, None),
    ("1e3", None, None),
    ("abc", None, None),
    ("1, 2", None, None),
    ("0x10", None, None),
    ("٣", None, None),
    ("999999999999", None, None),
    ("9" * 400, None, None),
    ("Tue, 14 Nov 2999 22:13:30 GMT", None, None),
    ("Tue, 99 Nov 2023 22:13:30 GMT", None, None),
    ("Tue, 14 Nov 2023", None, None),
    ("inf", None, None),
    ("nan", None, None),
]


def test_retry_after():
    """Retry-After is read as seconds or a date, and ignored otherwise."""

    def seconds_of(value, date):
        return parse_retry_after(Headers({"Retry-After": value} | ({"Date": date} if date else {})), NOW)

    assert [(value, date, seconds_of(value, date)) for value, date, _ in RETRY_AFTER] == RETRY_AFTER


def test_backoff():
    """The wait doubles up to the longest, with half of it random."""
    rows = [
        (1, 0, 0.25),
        (1, 1, 0.5),
        (2, 0, 0.5),
        (2, 1, 1.0),
        (3, 1, 2.0),
        (6, 1, 16.0),
        (7, 1, 20.0),
        (9999, 0.5, 15.0),
    ]
    assert [(attempt, random, backoff(Retry(), attempt, random)) for attempt, random, _ in rows] == rows


WAITS = [
    (None, 1, 3, 0, None, 0.5),
    (None, 2, 3, 0.5, None, 1.0),
    (None, 3, 3, 1.5, None, None),
    (None, 1, 1, 0, None, None),
    (None, 1, 3, 0, 0.6, 0.5),
    (None, 1, 3, 0, 0.5, None),
    (None, 1, 3, 0, -1, None),
    (None, 1, 3, 59.6, None, None),
    ("3", 1, 3, 0, None, 3.0),
    ("3", 1, 3, 57, None, 3.0),
    ("3", 1, 3, 57.1, None, None),
    ("3", 1, 3, 0, 2.9, None),
    ("60", 1, 3, 0, None, 60.0),
    ("61", 1, 3, 0, None, None),
    ("99999999", 1, 3, 0, None, None),
    ("0", 1, 3, 0, None, 0.0),
    ("-5", 1, 3, 0, None, 0.5),
    ("abc", 1, 3, 0, None, 0.5),
    ("1, 2", 1, 3, 0, None, 0.5),
    ("Tue, 14 Nov 2999 22:13:30 GMT", 1, 3, 0, None, 0.5),
]


def test_next_wait():
    """A wait stays within the attempts, the budget and the deadline."""

    def wait_of(value, attempt, attempts, waited, left):
        outcome = Response(status=429, headers=Headers({"Retry-After": value} if value else {}))
        retry = Retry(attempts=attempts)
        return next_wait(outcome, attempt=attempt, retry=retry, waited=waited, left=left, random=1, now=NOW)

    assert [(*row[:-1], wait_of(*row[:-1])) for row in WAITS] == WAITS


class Script:
    """A transport with one outcome after the other, the last one repeatedly."""

    def __init__(self, *outcomes):
        self.outcomes = outcomes
        self.sent = 0
        self.closed = 0

    def send(self, _request):
        self.sent += 1
        outcome = self.outcomes[min(self.sent, len(self.outcomes)) - 1]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self):
        self.closed += 1


class Clock:
    def __init__(self):
        self.now = 100.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def run(*outcomes, method="GET", quota=None, deadline=None, driver="blocking", **options):
    inner, clock = Script(*outcomes), Clock()
    times = clock_of(monotonic=clock, wall=lambda: NOW, chance=lambda: 1.0)
    skin = ruled(Retrying, inner, driver=driver, pause=clock.sleep, quota=quota, clock=times)
    request = Request(
        method=method, url="https://api.example/a", call="a.list", deadline=deadline, options=Options(**options)
    )
    try:
        outcome = skin.send(request)
    except TransportError as error:
        outcome = error
    return outcome, inner.sent, clock.slept


FINE, LOST, BUSY = Response(status=200), ConnectionFailed("broken"), Response(status=503)
SOON, LATE = (Response(status=429, headers=Headers({"Retry-After": delay})) for delay in ("2", "99999999"))


ATTEMPTS = [
    ((FINE,), "GET", {}, (FINE, 1, [])),
    ((LOST, FINE), "GET", {}, (FINE, 2, [0.5])),
    ((LOST, LOST, FINE), "GET", {}, (FINE, 3, [0.5, 1.0])),
    ((LOST,), "GET", {}, (LOST, 3, [0.5, 1.0])),
    ((LOST,), "GET", {"retries": 0}, (LOST, 1, [])),
    ((LOST,), "GET", {"retries": 1}, (LOST, 2, [0.5])),
    ((LOST,), "POST", {}, (LOST, 1, [])),
    ((LOST,), "POST", {"retries": CHOSEN}, (LOST, 1, [])),
    ((LOST, FINE), "PUT", {"retries": CHOSEN}, (FINE, 2, [0.5])),
    ((BUSY, FINE), "GET", {}, (FINE, 2, [0.5])),
    ((BUSY,), "GET", {}, (BUSY, 3, [0.5, 1.0])),
    ((BUSY,), "POST", {}, (BUSY, 1, [])),
    ((SOON, FINE), "POST", {}, (FINE, 2, [2.0])),
    ((SOON,), "POST", {}, (SOON, 3, [2.0, 2.0])),
    ((SOON,), "GET", {"retries": Retry(budget=3)}, (SOON, 2, [2.0])),
    ((LATE,), "GET", {}, (LATE, 1, [])),
    ((SOON,), "GET", {"deadline": 101.0}, (SOON, 1, [])),
    ((SOON, FINE), "GET", {"deadline": 103.0}, (FINE, 2, [2.0])),
    ((LOST, BUSY, FINE), "GET", {}, (FINE, 3, [0.5, 1.0])),
    ((UNSENT["refused"], FINE), "POST", {}, (FINE, 2, [0.5])),
    ((UNSENT["refused"], LOST, FINE), "POST", {}, (LOST, 2, [0.5])),
    ((LOST,), "GET", {"retries": Retry(attempts=8, longest=3)}, (LOST, 8, [0.5, 1.0, 2.0, 3, 3, 3, 3])),
]


@pytest.mark.parametrize("driver", DRIVERS)
def test_attempts(driver):
    """A call is sent as often as its options allow."""
    wrong = [row for row in ATTEMPTS if run(*row[0], method=row[1], driver=driver, **row[2]) != row[3]]
    assert wrong == []


def test_outage_empties_quota():
    """An outage empties the quota, and then nothing is sent twice."""
    quota = Quota(20)
    sent = [run(LOST, quota=quota)[1] for _ in range(5)]
    assert (sent, quota.level) == ([3, 3, 1, 1, 1], 0)


def test_cost_of_retries():
    """A timeout costs more of the quota than a broken connection, and a 429 less."""
    levels = []
    for outcome in (LOST, BROKEN["silence"], SOON):
        quota = Quota(100)
        run(outcome, quota=quota, retries=1)
        levels.append(quota.level)
    assert levels == [95, 90, 99]


def test_refund():
    """A success refunds its retry."""
    quota = Quota(100)
    run(LOST, FINE, quota=quota)
    assert quota.level == 100


def test_quota_capacity():
    """Successes refill the quota one by one, up to its capacity; a fault of the server does not."""
    quota = Quota(10)
    quota.take(10)
    for _ in range(3):
        run(FINE, quota=quota)
        run(Response(status=500), quota=quota)
    before = quota.level
    quota.give(1000)
    assert (before, quota.level) == (3, 10)


def test_logged_retry(caplog):
    """Each retry is logged with its wait, without secrets."""
    inner, clock = Script(LOST, FINE), Clock()
    skin = ruled(Retrying, inner, pause=clock.sleep, clock=clock_of(monotonic=clock, chance=lambda: 1.0))
    url = "https://user:hunter2@api.example/a?page=1&token=hunter2&pin=hunter2"
    with caplog.at_level(logging.INFO, "heroics_py"):
        skin.send(Request(method="GET", url=url, call="a.list", secret_fields=frozenset({"pin"})))
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.partition(": ")[0] == "GET https://***@api.example/a?page=1&token=***&pin=*** (a.list)"
    assert line.partition(": ")[2] == "ConnectionFailed, connection broken, attempt 1 of 3; retrying in 0.50 s"


def test_sent_of_all_attempts():
    """The `.sent` of an error covers all attempts."""
    outcomes = iter([ConnectionFailed("broken", sent=True), ConnectionFailed("refused", sent=False)])

    class Failing:
        def send(self, _):
            raise next(outcomes)

    skin = ruled(Retrying, Failing(), pause=lambda _: None, clock=SYSTEM_CLOCK)
    request = Request(method="GET", url="https://api.example/", options=Options(retries=1))
    with pytest.raises(ConnectionFailed, match="refused") as caught:
        skin.send(request)
    assert caught.value.sent is True


def test_retry_by_hand():
    """The rule runs without a driver: it says what to do, and is told what came."""
    request = Request(method="GET", url="https://api.example/", options=Options(retries=1))
    steps = Retrying(WIRE, clock=clock_of(chance=lambda: 1.0)).send(request)
    first, wait, second = next(steps), steps.send(BUSY), steps.send(None)
    with pytest.raises(StopIteration) as end:
        steps.send(FINE)
    assert (first, wait.seconds, second, end.value.value) == (Exchange(request), 0.5, Exchange(request), FINE)
    assert type(wait) is Pause


def test_final_response(monkeypatch):
    """A request that may leave at once, and whose response is final, costs no look at its retries."""
    monkeypatch.setattr(Retry, "of", None)
    rule = Retrying(Throttling(WIRE, clock=SYSTEM_CLOCK), clock=SYSTEM_CLOCK)
    steps = rule.send(Request(method="GET", url="https://api.example/"))
    next(steps)
    with pytest.raises(StopIteration) as end:
        steps.send(Response(status=404))
    assert end.value.value == Response(status=404)
