"""Records read anew, once or until something is so."""

import itertools
import logging
import pickle

import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.errors import ConnectionFailed, UntrustedServer
from heroics_py.record import Record
from heroics_py.testing import server_of
from heroics_py.tools import wait as polling


@pytest.fixture
def heroku():
    with heroics_py.sandbox(page_size=3) as client:
        yield client


@pytest.fixture
def app(heroku):
    return heroku.app.create(name="example")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let pauses last for next to nothing, and no chance be in them."""
    monkeypatch.setattr(polling, "_FIRST", 0.002)
    monkeypatch.setattr(polling, "_LONGEST", 0.01)


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self):
        self.now = 100.0
        self.slept = []

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def looks(*values):
    """Return what reads one value after the other, the last again and again; an exception is raised."""
    left = itertools.chain(values, itertools.repeat(values[-1]))

    def read(_):
        value = next(left)
        if isinstance(value, Exception):
            raise value
        return heroics_py.Record(value)

    return read


def waited(read, *, timeout=600.0, time=None):
    time = time or Time()
    return polling.until(
        read,
        lambda record: record.status == "succeeded",
        timeout=timeout,
        last=heroics_py.Record(status="new"),
        describe=lambda record: f"it has status {record.status!r}, waited for status 'succeeded'",
        clock=time.clock,
        sleep=time.sleep,
        chance=lambda: 1.0,
    )


# ---- refresh


def test_a_record_is_read_anew_by_the_call_that_brought_it(heroku, app):
    heroku.app.update("example", maintenance=True)
    known = heroku.app.info("example")
    heroku.app.update("example", maintenance=False)
    assert (known.maintenance, heroics_py.refresh(known).maintenance) == (True, False)


def test_a_record_that_was_created_is_read_by_the_self_link_of_its_kind(heroku, app):
    heroku.app.update("example", maintenance=True)
    assert heroics_py.refresh(app).maintenance is True


def test_an_item_of_a_list_is_read_by_the_self_link_and_knows_what_it_hangs_from(heroku, app):
    heroku.app["example"].dyno.create(command="sleep")
    (dyno,) = heroku.dyno.list("example")
    assert heroics_py.refresh(dyno) == dyno
    assert server_of(heroku).requests[-1].path == f"/apps/example/dynos/{dyno.id}"


def test_reading_anew_costs_a_304_where_nothing_has_changed(heroku, app):
    known = heroku.app.info("example")
    before = heroics_py.cache_info(heroku)
    assert heroics_py.refresh(known) == known
    after = heroics_py.cache_info(heroku)
    assert (after.revalidated_hits, after.misses) == (before.revalidated_hits + 1, before.misses)


@pytest.mark.parametrize(
    ("mode", "asked"),
    [("rfc", "revalidate"), ("revalidate", "revalidate"), ("offline", "offline"), ("bypass", "bypass")],
)
def test_reading_anew_asks_the_server_also_where_the_cache_may_answer_alone(heroku, app, monkeypatch, mode, asked):
    known = heroku.with_options(cache_mode=mode).app.info("example")
    sent = []
    core = type(heroku._core)
    real = core.send
    monkeypatch.setattr(core, "send", lambda self, request: sent.append(request) or real(self, request))
    fresh = heroics_py.refresh(known)
    assert [request.options.cache_mode for request in sent] == [asked]
    assert fresh._origin.options.cache_mode == mode


def test_what_was_meant_for_one_call_alone_is_left_out_when_its_record_is_read_anew(heroku, app):
    guarded = heroku.with_options(if_match=heroku.app.info("example"))
    changed = guarded.app.update("example", maintenance=True)
    heroku.app.update("example", maintenance=False)
    assert heroics_py.refresh(changed).maintenance is False
    assert "If-Match" not in server_of(heroku).requests[-1].headers


def test_a_record_that_was_read_anew_can_be_read_anew_and_be_used_like_the_first(heroku, app):
    again = heroics_py.refresh(heroics_py.refresh(app))
    assert heroics_py.links(again).info() == again


def test_a_record_that_is_gone_is_not_found(heroku, app):
    heroku.app.delete("example")
    with pytest.raises(heroics_py.NotFound):
        heroics_py.refresh(app)


@pytest.mark.parametrize(
    "make",
    [heroics_py.Record, lambda app: app.region, lambda app: pickle.loads(pickle.dumps(app))],
    ids=["made by hand", "a part of another", "unpickled"],
)
def test_a_record_that_came_from_nowhere_cannot_be_read_anew(heroku, app, make):
    with pytest.raises(heroics_py.CallError, match="does not know where this record came from"):
        heroics_py.refresh(make(app))


def test_what_is_no_record_cannot_be_read_anew(heroku):
    with pytest.raises(heroics_py.CallError, match="takes a Record from a response of the API; got dict"):
        heroics_py.refresh({"id": 1})


def test_a_record_whose_kind_has_no_self_link_cannot_be_read_anew_and_the_error_says_why(heroku, app):
    source = heroku.source.create("example")
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.refresh(source)
    assert "source" in str(caught.value)


# ---- wait


def test_waiting_returns_the_record_once_its_fields_are_as_asked_for(heroku, app):
    found = heroics_py.wait(app, name="example", maintenance=False)
    assert found == heroku.app.info("example")


def test_waiting_reads_the_record_at_least_once_for_what_is_known_may_be_old(heroku, app):
    known = heroku.app.info("example")
    heroku.app.update("example", maintenance=True)
    count = len(server_of(heroku).requests)
    assert heroics_py.wait(known, maintenance=True).maintenance is True
    assert len(server_of(heroku).requests) == count + 1


def test_waiting_goes_on_until_it_is_so(heroku, app, monkeypatch):
    seen = []

    def changing(value):
        seen.append(value)
        if len(seen) == 3:
            heroku.app.update("example", maintenance=True)
        return value is True

    assert heroics_py.wait(app, maintenance=changing).maintenance is True
    assert seen == [False, False, False, True]


def test_waiting_ends_with_an_error_when_the_record_says_that_it_failed(heroku, app):
    build = heroku.build.create(
        "example", source_blob={"url": "https://example.com/a.tgz", "checksum": "SHA256:0", "version": "1"}
    )
    with pytest.raises(heroics_py.WaitFailed) as caught:
        heroics_py.wait(build, status="pending", failed=("succeeded",))
    assert str(caught.value) == f"{build.id} has status 'succeeded', waited for status 'pending'"
    assert caught.value.record == build


@pytest.mark.parametrize("word", ["failed", "errored", "crashed", "canceled", "cancelled"])
def test_the_usual_words_for_a_bad_end_are_known(word):
    assert word in polling.FAILED


def test_a_value_that_is_waited_for_is_no_failure(heroku, app):
    assert heroics_py.wait(app, name="example", failed=("example",)).name == "example"


def test_waiting_ends_when_the_time_is_over(heroku, app):
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        heroics_py.wait(app, maintenance=True, timeout=0.1)
    # On a busy machine the last look may be cut off by the end of the time, and is told of then.
    told = str(caught.value).partition("; the last look failed")[0]
    assert told == "example has maintenance False, after 0.1 s of waiting for maintenance True"
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.record == app


def test_a_wait_whose_time_is_over_says_what_the_record_is_at():
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        waited(looks({"status": "pending"}), timeout=5)
    assert str(caught.value) == "it has status 'pending', waited for status 'succeeded'"
    assert caught.value.record == {"status": "pending"}


def test_no_secret_that_is_waited_for_shows_in_the_error():
    session = heroics_py.Record(name="login", token="s3cret-old")
    told = [polling._state_of(session, ["token"]), polling._expectation(session, {"token": "s3cret-new"})]
    assert told == ["login has token '***'", "token '***'"]


def test_the_errors_of_waiting_survive_pickling():
    error = heroics_py.WaitTimeout("not so", record=heroics_py.Record(id=1))
    assert pickle.loads(pickle.dumps(error)) == error


def test_a_record_that_is_gone_ends_the_wait(heroku, app):
    heroku.app.delete("example")
    with pytest.raises(heroics_py.NotFound):
        heroics_py.wait(app, maintenance=True)


def test_a_record_that_was_waited_for_keeps_the_options_of_its_own_call(heroku, app):
    found = heroics_py.wait(app, name="example", timeout=3)
    assert found._origin.options == app._origin.options


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "wait() takes the fields to wait for, such as wait(build, status='succeeded')"),
        ({"nmae": "x"}, "wait() can't wait for 'nmae': the record has no such field; did you mean 'name'?"),
        ({"name": "x", "timeout": 0}, "timeout=0: expected a number of seconds above zero"),
    ],
)
def test_what_cannot_be_waited_for_is_refused_before_anything_is_sent(heroku, app, arguments, message):
    count = len(server_of(heroku).requests)
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.wait(app, **arguments)
    assert (str(caught.value), len(server_of(heroku).requests)) == (message, count)


def test_a_field_that_the_schema_knows_may_still_be_missing_in_the_record(heroku, app):
    del app["maintenance"]
    assert heroics_py.wait(app, maintenance=False).maintenance is False


def test_a_terminal_sees_what_the_record_is_at(heroku, app, monkeypatch, capsys):
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.wait(app, maintenance=False)
    shown = capsys.readouterr().err
    assert ("example: 00:00, maintenance False" in shown, "/s" in shown) == (True, False)


def test_a_pipe_sees_nothing_of_a_wait(heroku, app, capfd):
    heroics_py.wait(app, maintenance=False)
    assert capfd.readouterr() == ("", "")


# ---- the pace


def test_pauses_grow_from_a_second_to_a_quarter_of_a_minute(monkeypatch):
    monkeypatch.undo()
    found = list(itertools.islice(polling.pauses(lambda: 1.0), 9))
    assert found == [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15.0, 15.0]


def test_a_quarter_of_each_pause_is_left_to_chance(monkeypatch):
    monkeypatch.undo()
    assert next(polling.pauses(lambda: 0.0)) == 0.75


def test_what_is_so_at_the_first_look_takes_no_pause():
    time = Time()
    assert waited(looks({"status": "succeeded"}), time=time) == {"status": "succeeded"}
    assert time.slept == []


def test_the_time_is_never_overslept(monkeypatch):
    monkeypatch.undo()
    time = Time()
    with pytest.raises(heroics_py.WaitTimeout):
        waited(looks({"status": "pending"}), timeout=4.0, time=time)
    assert time.slept == [1.0, 1.5, 1.5]


@pytest.mark.parametrize("fault", [ConnectionFailed("gone"), heroics_py.RequestTimeout("slow")])
def test_a_fault_on_the_way_does_not_end_a_wait(fault):
    assert waited(looks(fault, {"status": "pending"}, fault, {"status": "succeeded"})) == {"status": "succeeded"}


def test_an_overloaded_server_does_not_end_a_wait(heroku, app):
    calm = heroku.with_options(retries=0).app.info("example")
    server_of(heroku).fail(503, times=2)
    assert heroics_py.wait(calm, maintenance=False).name == "example"


def test_a_server_that_cannot_be_trusted_ends_a_wait():
    with pytest.raises(UntrustedServer):
        waited(looks(UntrustedServer("who are you?")))


def test_a_wait_that_ends_in_trouble_says_what_the_trouble_was():
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        waited(looks(ConnectionFailed("the connection broke")), timeout=5)
    told = "it has status 'new', waited for status 'succeeded'; the last look failed: the connection broke"
    assert str(caught.value) == told
    assert caught.value.record == {"status": "new"}


def test_a_pause_of_more_than_a_second_is_logged(caplog, monkeypatch):
    """What is waited for is named, in one line that steers no terminal."""
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    with caplog.at_level(logging.INFO, "heroics_py"):
        for seconds in (1.0, 2.4):
            polling._pause(seconds, Record({"name": "build\x1b"}))
    assert [each.getMessage() for each in caplog.records] == ["waiting 2 s to read build\\x1b again"]
    assert slept == [1.0, 2.4]
