"""Single flight among workers, carried out by hand: in an order that the test chooses, or that chance does."""

from random import Random

import pytest
from cache_parts import get
from flights_by_hand import Pilot
from workers_by_hand import HOLD, fleet, is_waiting

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.flights.board import News
from heroics_py.cache.flights.requests import FlightKeys
from heroics_py.errors import ConnectionFailed, RequestTimeout, ThrottleTimeout
from heroics_py.http.headers import Headers
from heroics_py.http.steps import Exchange, Pause


def pair():
    """Return two workers that ask for the same, the first of which leads, and their board."""
    (first, second), notes = fleet(2)
    return first, second, first.begin(), second.begin(), notes


def test_one_worker_asks_for_all():
    """Of workers that ask for the same, one asks the server; the others get its response."""
    first, second, leader, waiting, notes = pair()
    assert (leader.leads, is_waiting(waiting)) == (True, True)
    first.advance(leader, outcome=Pilot.response(b"1", ETag='"a"'))
    second.advance(waiting)
    assert (leader.result.body, waiting.result.body, waiting.result.etag) == (b"1", b"1", '"a"')
    assert notes.flights == {}
    assert second.counters.info(where="", entries=0, size=0, evictions=0).joined == 1


def test_a_response_that_nobody_waits_for_is_not_noted():
    """If no other worker waits, the board holds no response."""
    (worker,), notes = fleet(1)
    call = worker.begin()
    worker.advance(call, outcome=Pilot.response(b"1"))
    assert (call.result.body, notes.flights, notes.outcomes) == (b"1", {}, {})


@pytest.mark.parametrize(
    "response",
    [
        {"status": 404},
        {"status": 500},
        {"Cache_Control": "no-store"},
        {"Vary": "*"},
        {"Vary": "traceparent"},
        {"Content_Type": "application/json", "body": b"{"},
    ],
    ids=str,
)
def test_a_response_that_may_not_be_stored(response):
    """A response that no cache may store is for the leader alone: each of the others asks at once."""
    workers, _ = fleet(4)
    leader, *others = [worker.begin() for worker in workers]
    workers[0].advance(leader, outcome=Pilot.response(**response))
    for worker, call in zip(workers[1:], others, strict=True):
        worker.advance(call)
    assert [call.leads for call in others] == [True] * 3


def test_a_failure_of_the_server_is_for_its_worker():
    """If the server can't be reached, each of the other workers asks at once."""
    first, second, leader, waiting, _ = pair()
    first.advance(leader, outcome=ConnectionFailed("refused"))
    second.advance(waiting)
    assert (type(leader.error), waiting.leads) == (ConnectionFailed, True)


@pytest.mark.parametrize(
    "trouble",
    [KeyboardInterrupt(), GeneratorExit(), RuntimeError("a hook"), ThrottleTimeout("no turn", until=None)],
    ids=repr,
)
def test_an_interrupted_leader_hands_over(trouble):
    """If the call of a leader is interrupted, or fails for its own reasons, one of the others leads at once."""
    workers, _ = fleet(3)
    leader, *others = [worker.begin() for worker in workers]
    workers[0].advance(leader, outcome=trouble)
    for worker, call in zip(workers[1:], others, strict=True):
        worker.advance(call)
    assert [call.leads for call in others] == [True, False]


def test_a_killed_leader_delays_by_what_the_board_holds():
    """If a worker is killed, its flight ends when the board no longer holds it."""
    first, second, _, waiting, _ = pair()
    first.kill()
    second.clock.now += HOLD - 0.1
    second.advance(waiting)
    assert is_waiting(waiting)
    second.clock.now += 0.1
    second.advance(waiting)
    assert waiting.leads


def test_a_long_flight_is_renewed():
    """A flight is held for as long as its leader lives."""
    first, second, leader, waiting, _ = pair()
    for _ in range(10):
        second.clock.now += 1.0
        first.advance(*first.background)
        second.advance(waiting)
    assert is_waiting(waiting)
    first.advance(leader, outcome=Pilot.response(b"1"))
    second.advance(waiting)
    assert waiting.result.body == b"1"


def test_nobody_joins_a_worker_from_before_a_change():
    """After a change, a read asks the server, whatever other workers have on their way."""
    _leading, second, _, waiting, _ = pair()
    change = second.begin("/elsewhere", method="PUT", body=b"{}")
    second.advance(change, outcome=Pilot.response(status=204))
    later, last = second.begin(), second.begin()
    assert (is_waiting(waiting), later.leads, last.waits) == (True, True, True)


def test_a_flight_that_has_ended_is_not_joined():
    """Between the end of a flight and its notice, a read asks the server."""
    (first, second), notes = fleet(2)
    leader = first.begin()
    name = next(iter(notes.flights))
    notes.flights[name]["ended"] = True
    assert (leader.leads, second.begin().leads) == (True, True)


def test_the_deadline_of_a_call_that_waits():
    """A call whose time is over goes its usual way, which sends nothing any more."""
    (first, second), _ = fleet(2)
    first.begin()
    hasty = second.begin(deadline=second.clock.now + 1.0)
    second.clock.now += 1.0
    second.advance(hasty)
    assert hasty.step.request.deadline <= second.clock.now


@pytest.mark.parametrize("fault", [OSError("away"), CorruptEntryError("planted")], ids=repr)
def test_a_fault_of_the_board(fault):
    """Whatever fails on the board, each worker asks the server, and no call fails."""
    first, second, leader, waiting, notes = pair()
    notes.fault = fault
    third = second.begin("/other")
    second.advance(waiting)
    first.advance(leader, outcome=Pilot.response(b"1"))
    assert (third.leads, waiting.leads, leader.result.body) == (True, True, b"1")


def test_a_forged_flight_delays_as_a_silent_server(monkeypatch):
    """A flight that somebody forged, so that it never ends, delays a call by the timeouts of a server at most."""
    _, second, _, waiting, notes = pair()
    monkeypatch.setattr(notes, "look", lambda *_: News(is_flying=True))
    second.clock.now += 64.0
    second.advance(waiting)
    assert is_waiting(waiting)
    second.clock.now += 1.0
    second.advance(waiting)
    assert waiting.leads


def test_a_board_that_names_dead_leaders(monkeypatch):
    """A board that names one leader after the other, none of which is flying, delays no call."""
    (worker,), notes = fleet(1)
    monkeypatch.setattr(notes, "enter", lambda *_, **__: "forged")
    monkeypatch.setattr(notes, "look", lambda *_: News(is_flying=False))
    assert worker.begin().leads


def test_an_outcome_that_is_noted_once_more(monkeypatch):
    """An outcome of long before the call, which somebody has kept and put back, is not used."""
    _, second, _, waiting, notes = pair()
    old = Entry(status=200, headers=Headers(), body=b"old", requested_at=1.0, received_at=1.0)
    monkeypatch.setattr(notes, "look", lambda *_: News(is_flying=False, outcome=old))
    second.advance(waiting)
    assert waiting.leads


@pytest.mark.parametrize("method", ["finish", "publish"])
def test_a_board_that_refuses_a_note(method, monkeypatch):
    """If the board takes no note of the end of a flight, as when it is full, the flight is released at once."""
    first, second, leader, waiting, notes = pair()

    def refuse(*_):
        raise OSError("full")

    monkeypatch.setattr(notes, method, refuse)
    first.advance(leader, outcome=Pilot.response(b"1"))
    second.advance(waiting)
    assert (leader.result.body, waiting.leads) == (b"1", True)


def test_without_threads_for_the_background():
    """If no thread can start any more, a flight is held for a while and goes on."""
    (worker,), _ = fleet(1)
    steps = worker.send(get())
    step = next(steps)
    while not hasattr(step, "steps"):
        step = steps.send(step.perform() if hasattr(step, "perform") else step.call())
    step.steps.close()
    assert isinstance(steps.throw(RuntimeError("can't start new thread")), Exchange)


def test_pauses_grow():
    """A worker looks again after 5 ms, and later every 50 ms."""
    _, second, _, waiting, _ = pair()
    pauses = []
    for _ in range(12):
        pauses.append(waiting.step.seconds)
        second.advance(waiting)
    assert (pauses[0], pauses[-1], pauses) == (0.005, 0.05, sorted(pauses))


def test_a_stale_response_is_not_shared():
    """What was served in place of a server that failed is for its own worker."""
    first, second, leader, waiting, _ = pair()
    first.advance(leader, outcome=Pilot.response(b"1").replaced(stale=True, from_cache=True))
    second.advance(waiting)
    assert waiting.leads


def test_a_secret_that_a_response_repeats():
    """A key that the server repeats is on no board; those who hold it get it back."""
    (first, second), notes = fleet(2)
    path, link = "/apps?access_token=KEY123", '<https://api.shop.example/apps?access_token=KEY123&page=2>; rel="next"'
    leader, waiting = first.begin(path), second.begin(path)
    first.advance(leader, outcome=Pilot.response(b"1", Link=link))
    (outcome,) = notes.outcomes.values()
    assert "KEY123" not in str(dict(outcome.headers))
    second.advance(waiting)
    assert (waiting.result.headers["Link"], waiting.result.body) == (link, b"1")


NAMES = {
    "a user agent": {"User_Agent": "mine"},
    "an account": {"token": "B"},
    "a directive": {"Cache_Control": "no-cache"},
    "a URL": {"path": "/apps/other"},
}


@pytest.mark.parametrize("other", NAMES.values(), ids=NAMES)
def test_reads_with_other_names(other):
    """Workers that ask for something else, or as somebody else, share nothing."""
    (first, second), _ = fleet(2)
    assert [first.begin().leads, second.begin(**other).leads] == [True, True]


def test_names_need_the_secret():
    """Another secret makes other names, and a session none."""
    keys = FlightKeys(identity=None, session=None, route=())
    request = Pilot().begin().request
    names = {keys.shared_name_of(request, secret) for secret in (b"1", b"1", b"2")}
    assert (len(names), {len(name) for name in names}) == (2, {40})
    assert FlightKeys(identity=None, session=object(), route=()).shared_name_of(request, b"1") is None


def test_news_of_nothing():
    """A board that knows nothing of a flight says that it is over."""
    (worker, _), notes = fleet(2)
    assert notes.look("name", "token") == News(is_flying=False)
    assert worker.flights.changed_at == float("-inf")


def _play(seed):
    """Run, interrupt and kill workers in a random order; return the reads that ended."""
    chance, version, changed = Random(seed), 0, {}
    workers, _ = fleet(chance.randint(2, 4))
    for turn in range(120):
        alive = [worker for worker in workers if not worker.is_dead]
        worker = chance.choice(alive)
        worker.clock.now += chance.random() * 0.5
        running = worker.running
        if turn < 80 and (not running or chance.random() < 0.3):
            is_change = chance.random() < 0.15
            settings = {"method": "PATCH", "body": b"{}"} if is_change else {}
            worker.begin("/a", **settings).changed = changed.get(worker, 0)
        elif running:
            call = chance.choice(running)
            if chance.random() < 0.02 and len(alive) > 1:
                worker.kill()
                continue
            is_change = call.request is not None and call.request.method == "PATCH"
            version += is_change
            outcome = Pilot.response(str(version).encode()) if call.leads else None
            if call.request is not None and chance.random() < 0.1:
                outcome = chance.choice([KeyboardInterrupt(), ConnectionFailed("refused"), RequestTimeout("silent")])
                outcome = outcome if call.leads else KeyboardInterrupt()
            worker.advance(call, outcome=outcome)
            if is_change and call.step is None:
                changed[worker] = version
    return _land(workers, version)


def _land(workers, version):
    """Carry out all that is left, and return the reads that ended."""
    for _ in range(200):
        for worker in workers:
            for call in worker.running:
                outcome = Pilot.response(str(version).encode()) if call.leads else None
                worker.advance(call, outcome=outcome)
            worker.clock.now += 0.1
    assert not [call for worker in workers for call in worker.running if call.request], "calls wait for ever"
    return [call for worker in workers for call in worker.calls if call.result and call.request.method == "GET"]


def test_random_workers():
    """In whatever order workers run, stop and die: nobody waits for ever, or reads from before a change of its own."""
    for seed in range(60):
        for call in _play(seed):
            assert int(call.result.body) >= call.changed, f"seed {seed}: a read from before a change"


def test_the_step_of_a_wait_is_a_pause():
    """A call that waits for another worker blocks no event loop."""
    *_, waiting, _ = pair()
    assert isinstance(waiting.step, Pause)
