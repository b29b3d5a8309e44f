"""The steps of a single flight, carried out by hand: in an order that the test chooses, or that chance does."""

import gc
import pickle
from random import Random

import pytest
from cache_parts import get
from flights_by_hand import Pilot

from heroics_py.errors import (
    ConnectionFailed,
    ProtocolError,
    RequestRefused,
    RequestTimeout,
    ThrottleTimeout,
    UntrustedServer,
)
from heroics_py.http.options import Retry, Timeout
from heroics_py.http.steps import SYSTEM_CLOCK, Exchange, Turn
from heroics_py.http.watch import Watch

TIMEOUT = Timeout(connect=1.0, read=1.0)


def test_equal_reads_share_one_exchange():
    """Of equal reads, the first one is sent; the others wait for a turn, and get the response."""
    pilot = Pilot()
    leader, *others = pilot.many(3)
    assert [type(call.step) for call in (leader, *others)] == [Exchange, Turn, Turn]
    leader.respond(pilot.response(b"1"))
    pilot.wake(*others)
    assert [call.result.body for call in (leader, *others)] == [b"1"] * 3


OTHERS = {
    "URL": {"path": "/apps/other"},
    "query": {"path": "/apps/example?x=1"},
    "account": {"token": "B"},
    "no account": {"token": None},
    "header": {"X_Tenant": "2"},
    "media type": {"Accept": "application/json; version=3"},
    "cookie": {"Cookie": "a=1"},
    "directive": {"Cache_Control": "no-cache"},
    "old directive": {"Pragma": "no-cache"},
    "range": {"Range": "items=0-1"},
    "mode": {"mode": "rfc"},
    "throttle": {"options": {"throttle": False}},
    "retries": {"options": {"retries": 0}},
    "patience": {"options": {"retries": Retry(attempts=3, budget=1.0)}},
}
NEVER = {
    "HEAD": {"method": "HEAD"},
    "POST": {"method": "POST", "body": b"{}"},
    "secret": {"storable": False},
    "bypass": {"mode": "bypass"},
    "signed": {"auth": object()},
    "range of bytes": {"Range": "bytes=0-9"},
    "condition": {"If_None_Match": '"a"'},
    "condition on a date": {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    "no-store": {"Cache_Control": "no-store"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_reads_that_are_not_equal(other):
    """Another URL, query, account, header that counts, mode, throttle or number of retries: another flight."""
    pilot = Pilot()
    assert [pilot.begin().leads, pilot.begin(**other).leads, pilot.begin(**other).waits] == [True, True, True]


@pytest.mark.parametrize(
    "other", [{"User_Agent": "mine"}, {"traceparent": "00-1"}, {"X_Request_Id": "7"}, {"options": {"timeout": 9.0}}]
)
def test_what_does_not_count(other):
    """Headers of one exchange and limits of time don't count: the flight is shared."""
    pilot = Pilot()
    assert [pilot.begin().leads, pilot.begin(**other).waits] == [True, True]


@pytest.mark.parametrize("other", NEVER.values(), ids=NEVER)
def test_what_never_shares(other):
    """What the cache takes no part in goes out each time, and so does a read with a condition of the caller's."""
    pilot = Pilot()
    assert [call.leads for call in pilot.many(2, **other)] == [True, True]


def test_streams_never_share():
    """A response that stays open has one reader."""
    pilot = Pilot()
    steps = [pilot.rule.send(get().replaced(streamed=True)) for _ in range(2)]
    assert [type(next(each)) for each in steps] == [Exchange, Exchange]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "MERGE"])
@pytest.mark.parametrize("outcome", [None, ConnectionFailed("reset"), KeyboardInterrupt(), GeneratorExit()], ids=repr)
def test_nobody_joins_a_flight_from_before_a_change(method, outcome):
    """Whatever became of a change: a later read joins no flight that began before its end."""
    pilot = Pilot()
    leader, change = pilot.begin(), pilot.begin("/elsewhere", method=method, body=b"{}")
    asked_before = pilot.begin()
    change.respond(pilot.response() if outcome is None else outcome)
    later, last = pilot.many(2)
    assert [asked_before.waits, later.leads, last.waits] == [True, True, True]
    leader.respond(pilot.response(b"old"))
    pilot.wake(asked_before, last)
    later.respond(pilot.response(b"new"))
    pilot.wake(last)
    assert [call.result.body for call in (asked_before, later, last)] == [b"old", b"new", b"new"]


def test_a_change_of_a_client_that_shares_the_store():
    """A change by another client with the same store counts too."""
    pilot = Pilot()
    pilot.begin()
    pilot.begin(rule=pilot.new_rule(), method="DELETE").respond(pilot.response(status=204))
    assert pilot.begin().leads


def test_a_flight_that_is_over_is_not_joined():
    """A read that comes after the end of a flight is sent again, also if others still wait for its outcome."""
    pilot = Pilot()
    leader, waiting = pilot.many(2)
    leader.respond(pilot.response(b"1"))
    later = pilot.begin()
    pilot.wake(waiting)
    assert (later.leads, waiting.result.body) == (True, b"1")


@pytest.mark.parametrize(
    "failure", [ConnectionFailed("refused"), UntrustedServer("certificate"), ProtocolError("garbled")], ids=repr
)
def test_a_failure_of_the_server_is_shared(failure):
    """A failure of the server is the outcome of all who had asked, each with an error of its own; not of later ones."""
    pilot = Pilot()
    failure.add_note("a note")
    leader, *others = pilot.many(3)
    leader.respond(failure)
    later = pilot.begin()
    pilot.wake(*others)
    for call in others:
        assert (type(call.error), str(call.error), call.error.__notes__) == (type(failure), str(failure), ["a note"])
        call.error.add_note("another note")
    assert later.leads
    assert failure.__notes__ == ["a note"]
    assert len({id(call.error) for call in (leader, *others)}) == 3


@pytest.mark.parametrize(
    "trouble",
    [
        KeyboardInterrupt(),
        GeneratorExit(),
        SystemExit(),
        RuntimeError("a hook"),
        ThrottleTimeout("no turn", until=None),
        RequestRefused("a header"),
    ],
    ids=repr,
)
def test_the_trouble_of_a_leader_is_not_shared(trouble):
    """If the call that leads is interrupted, or fails for its own reasons, one of the others leads next."""
    pilot = Pilot()
    leader, *others = pilot.many(3)
    leader.respond(trouble)
    pilot.wake(*others)
    assert [call.leads for call in others] == [True, False]
    others[0].respond(pilot.response(b"2"))
    pilot.wake(others[1])
    assert others[1].result.body == b"2"


def test_a_dropped_leader():
    """If a leader disappears with its thread, the others are woken, and one of them leads next."""
    pilot = Pilot()
    leader, *others = pilot.many(3)
    ticket = others[0].step.ticket
    leader.drop()
    gc.collect()
    woken = []
    ticket.listen(lambda: woken.append(True))
    pilot.wake(*others)
    assert (woken, [call.leads for call in others]) == ([True], [True, False])


def test_a_leader_whose_end_nobody_notes():
    """If the frames of a leader disappear without any further line of code, its flight is over too."""
    pilot = Pilot()
    key = pilot.rule._keys.key_of(get())
    flight, lead = pilot.flights.enter(key, SYSTEM_CLOCK, awaits=False)
    assert (lead is not None, flight.is_over) == (True, False)
    del lead
    gc.collect()
    assert (flight.is_over, flight.outcome) == (True, None)
    assert pilot.begin().leads


def test_a_dropped_follower():
    """A call that no longer waits leaves the others alone."""
    pilot = Pilot()
    leader, first, second, third = pilot.many(4)
    first.respond(KeyboardInterrupt())
    second.drop()
    leader.respond(pilot.response(b"1"))
    pilot.wake(third)
    assert (type(first.error), leader.result.body, third.result.body) == (KeyboardInterrupt, b"1", b"1")


def test_a_follower_keeps_its_own_deadline():
    """A call whose deadline comes first goes its usual way, which sends nothing any more; the others go on."""
    pilot = Pilot()
    leader, patient = pilot.begin(), pilot.begin()
    hasty = pilot.begin(deadline=pilot.clock.now + 2.0)
    assert hasty.step.seconds == 1.0
    pilot.clock.now += 1.5
    hasty.respond()
    assert hasty.step.seconds == pytest.approx(0.5, abs=0.01)
    pilot.clock.now += 0.5
    hasty.respond()
    assert hasty.leads
    assert hasty.step.request.deadline <= pilot.clock.now
    leader.respond(pilot.response(b"1"))
    pilot.wake(patient)
    assert patient.result.body == b"1"


def test_the_deadline_of_a_leader_is_not_shared():
    """If the deadline of a leader ends its request, one of those that have more time leads next."""
    pilot = Pilot()
    leader = pilot.begin(deadline=pilot.clock.now + 1.0)
    others = pilot.many(2)
    pilot.clock.now += 1.0
    leader.respond(RequestTimeout("the call did not finish in its total time"))
    pilot.wake(*others)
    assert [call.leads for call in others] == [True, False]


def test_a_silent_server():
    """A timeout is shared by the calls that would have waited as long, and no others."""
    pilot = Pilot()
    leader, equal = pilot.many(2, options={"timeout": TIMEOUT})
    other = pilot.begin(options={"timeout": TIMEOUT.replaced(read=9.0)})
    leader.respond(RequestTimeout("no response in time"))
    pilot.wake(equal, other)
    assert (type(equal.error), other.leads) == (RequestTimeout, True)


@pytest.mark.parametrize(("more_time", "is_shared"), [(0.0, True), (9.0, False)])
@pytest.mark.parametrize("outcome", [503, ConnectionFailed("refused")], ids=str)
def test_a_retry_that_a_leader_had_no_time_for(outcome, more_time, *, is_shared):
    """If a leader had no time to try again, a call with more time leads next."""
    pilot = Pilot()
    deadline = pilot.clock.now + 5.0
    leader, other = pilot.begin(deadline=deadline), pilot.begin(deadline=deadline + more_time)
    leader.request.waits.is_cut = True
    leader.respond(pilot.response(status=503) if outcome == 503 else outcome)
    pilot.wake(other)
    assert other.leads is not is_shared


def test_a_failure_concerns_one_client():
    """A failure is not shared with another client, which may be closed or have other connections; a response is."""
    pilot = Pilot()
    rule = pilot.new_rule()
    leader, other = pilot.begin(), pilot.begin(rule=rule)
    leader.respond(ConnectionFailed("closed"))
    pilot.wake(other)
    third = pilot.begin()
    assert (other.leads, third.waits) == (True, True)
    other.respond(pilot.response(b"2"))
    pilot.wake(third)
    assert third.result.body == b"2"


def test_another_route_is_another_flight():
    """Clients that check certificates in different ways share no flight."""
    pilot = Pilot()
    rule = Pilot(route=(False,)).rule
    rule._flights = pilot.flights
    assert [pilot.begin().leads, pilot.begin(rule=rule).leads] == [True, True]


def test_a_response_to_another_variant():
    """If the response varies by a header that differs, each of the others sends its own request, at once."""
    pilot = Pilot()
    leader, same = pilot.many(2, User_Agent="mine")
    others = pilot.many(2, User_Agent="yours")
    leader.respond(pilot.response(b"1", Vary="User-Agent"))
    pilot.wake(same, *others)
    assert (same.result.body, [call.leads for call in others]) == (b"1", [True, True])


def test_a_response_that_varies_by_anything():
    """A response with ``Vary: *`` is for the leader alone."""
    pilot = Pilot()
    leader, other = pilot.many(2)
    leader.respond(pilot.response(Vary="*"))
    pilot.wake(other)
    assert other.leads


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token(status):
    """A token that is refused is not the token of another call of the same account, which leads next."""
    pilot = Pilot(identity="me")
    leader, same, renewed = pilot.begin(token="old"), pilot.begin(token="old"), pilot.begin(token="new")
    leader.respond(pilot.response(status=status))
    pilot.wake(same, renewed)
    assert (same.result.status, renewed.leads) == (status, True)


def test_each_call_has_a_response_of_its_own():
    """The calls share no value of a JSON body, and each sees the URL that it asked for."""
    pilot = Pilot()
    leader, other = pilot.begin(), pilot.begin("/apps/example#part")
    response = pilot.response(b'{"a": []}').replaced(url=leader.request.url)
    response.read_json()
    leader.respond(response)
    pilot.wake(other)
    assert other.result.url.endswith("/apps/example#part")
    first, second = leader.result.take_json(), other.result.take_json()
    first["a"].append(1)
    assert second == {"a": []}


def test_responses_are_no_common_object():
    """Whatever URL responded, the calls share no response."""
    pilot = Pilot()
    leader, *others = pilot.many(3)
    leader.respond(pilot.response().replaced(url="https://elsewhere.example/"))
    pilot.wake(*others)
    assert len({id(call.result) for call in (leader, *others)}) == 3


def test_a_call_within_a_flight_waits_for_none():
    """A hook of a leader may ask for the same: it would wait for itself, so its call is sent."""
    pilot = Pilot()

    class Hooked:
        @staticmethod
        def send(request):
            inner = pilot.begin()
            assert inner.leads
            inner.respond(pilot.response(b"inner"))
            return (yield Exchange(request))

    rule = pilot.new_rule()
    rule._inner = Hooked()
    call, other = pilot.begin(rule=rule), pilot.begin()
    assert (call.leads, other.waits) == (True, True)
    call.respond(pilot.response(b"1"))
    assert pilot.begin().leads


def test_a_blocking_call_waits_for_no_loop_of_its_own_thread():
    """A call that blocks the thread of an event loop is sent, as a flight of that loop could not end."""
    pilot = Pilot()
    assert [pilot.begin().leads, pilot.begin(rule=pilot.new_rule(awaits=False)).leads] == [True, True]


def test_a_fork_joins_no_flight_of_its_parent(monkeypatch):
    """A process has no flights but its own: the thread that would end another one does not exist in it."""
    pilot = Pilot()
    pilot.begin()
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert [pilot.begin().leads, pilot.begin().waits] == [True, True]


def test_hooks_and_spans_learn_of_it():
    """What is observed of a call says that it joined, and that it sent nothing."""
    pilot = Pilot()
    leader = pilot.begin()
    watch = Watch("https://api.shop.example", "")
    follower = pilot.rule.send(get().replaced(watch=watch))
    next(follower)
    leader.respond(pilot.response())
    with pytest.raises(StopIteration):
        follower.send(None)
    assert (watch.cache, watch.attempts) == ("joined", 0)


def test_no_flight_remains():
    """Flights that are over are forgotten."""
    pilot = Pilot()
    calls = [pilot.begin(f"/apps/{number}") for number in range(3)]
    calls[0].respond(pilot.response())
    calls[1].respond(ConnectionFailed("refused"))
    calls[2].respond(KeyboardInterrupt())
    assert pilot.flights._current == {}


def test_no_secret_in_the_keys():
    """The keys of flights hold no token."""
    pilot = Pilot()
    pilot.begin(token="s3cret-token")
    assert b"s3cret" not in pickle.dumps([(key.key, key.directives) for key in pilot.flights._current])


class Server:
    """A thing of each path, whose version each change raises; the version of a response is that of its exchange."""

    def __init__(self):
        self.version = 0

    def answer(self, call):
        self.version += call.request.method == "PATCH"
        return Pilot.response(str(self.version).encode())


def _play(seed):
    """Begin, carry out and interrupt calls in a random order; return the reads that ended."""
    chance, pilot, server = Random(seed), Pilot(), Server()
    calls, changed = [], 0
    paths, accounts = ["/a", "/b"][: chance.randint(1, 2)], ["A", "B"][: chance.randint(1, 2)]
    for turn in range(60):
        _check_number(pilot, calls)
        running = [call for call in calls if call.step is not None]
        if turn < 45 and (not running or chance.random() < 0.4):
            is_change = chance.random() < 0.15
            settings = {"method": "PATCH", "body": b"{}"} if is_change else {}
            call = pilot.begin(chance.choice(paths), token=chance.choice(accounts), **settings)
            call.changed, call.led_at = changed, None
            calls.append(call)
            continue
        if not running:
            break
        call = chance.choice(running)
        what = chance.random()
        if what < 0.1:
            call.respond(KeyboardInterrupt())
        elif what < 0.15:
            call.drop()
        elif call.leads and what < 0.25:
            call.respond(ConnectionFailed("refused"))
        else:
            call.respond(server.answer(call) if call.leads else None)
        if call.step is None and call.request.method == "PATCH":
            changed = server.version
    while running := [call for call in calls if call.step is not None]:
        leading = [call for call in running if call.leads]
        assert leading or any(not call.waits or _moves(call) for call in running), "calls wait for ever"
        for call in leading:
            call.respond(server.answer(call))
    return [call for call in calls if call.result is not None and call.request.method == "GET"]


def _check_number(pilot, calls):
    """Note when calls began to lead, and check that one at most leads a flight that may be joined."""
    leaders = []
    for call in calls:
        if call.request.method == "GET" and call.step is not None and call.leads:
            call.led_at = call.led_at or pilot.clock.now
            if call.led_at > pilot.flights.changed_at:
                leaders.append((call.request.url, call.request.headers["Authorization"]))
    assert len(leaders) == len({*leaders}), "two equal reads on their way"


def _moves(call):
    call.respond()
    return not call.waits


def test_random_schedules():
    """In whatever order calls begin, end and are interrupted: nobody waits for ever, or reads from before a change."""
    for seed in range(150):
        for call in _play(seed):
            assert int(call.result.body) >= call.changed, f"seed {seed}: a read from before a change"
