"""Records read again, once or until something is so."""

import itertools
import logging
import pickle

import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.errors import ConnectionFailed, UntrustedServer
from heroics_py.http.steps import Clock
from heroics_py.testing import server_of
from heroics_py.tools import wait as polling

pytestmark = pytest.mark.usefixtures("driver")


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
    """A clock that moves with each pause."""

    def __init__(self):
        self.now = 100.0
        self.slept = []

    @property
    def clock(self):
        return Clock(monotonic=lambda: self.now, wall=lambda: self.now, chance=lambda: 1.0)

    def pass_by(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def looks(*values):
    """Return what reads one value after the other, the last again and again; an exception is raised."""
    left = itertools.chain(values, itertools.repeat(values[-1]))

    def read(_):
        yield from ()
        value = next(left)
        if isinstance(value, Exception):
            raise value
        return heroics_py.Record(value)

    return read


def waited(read, *, timeout=600.0, time=None):
    """Return what the rule of a wait returns, its pauses taken from ``time``."""
    time = time or Time()
    steps = polling.until(
        read,
        lambda record: record.status == "succeeded",
        timeout=timeout,
        last=heroics_py.Record(status="new"),
        describe=lambda record: f"it has status {record.status!r}, waited for status 'succeeded'",
        clock=time.clock,
    )
    try:
        while True:
            time.pass_by(next(steps).seconds)
    except StopIteration as end:
        return end.value


# ---- refresh


def test_refresh_by_the_same_call(heroku, app):
    """A record is refreshed by the call that returned it."""
    heroku.app.update("example", maintenance=True)
    known = heroku.app.info("example")
    heroku.app.update("example", maintenance=False)
    assert (known.maintenance, heroics_py.refresh(known).maintenance) == (True, False)


def test_refresh_after_create(heroku, app):
    """A created record is refreshed by the self link of its resource."""
    heroku.app.update("example", maintenance=True)
    assert heroics_py.refresh(app).maintenance is True


def test_refresh_of_an_item(heroku, app):
    """An item of a list is refreshed by the self link, and knows its parent."""
    heroku.app["example"].dyno.create(command="sleep")
    (dyno,) = heroku.dyno.list("example")
    assert heroics_py.refresh(dyno) == dyno
    assert server_of(heroku).requests[-1].path == f"/apps/example/dynos/{dyno.id}"


def test_refresh_costs_a_304(heroku, app):
    """A refresh costs a 304 if nothing has changed."""
    known = heroku.app.info("example")
    before = heroics_py.cache_info(heroku)
    assert heroics_py.refresh(known) == known
    after = heroics_py.cache_info(heroku)
    assert (after.revalidated_hits, after.misses) == (before.revalidated_hits + 1, before.misses)


@pytest.mark.parametrize(
    ("mode", "asked"),
    [("rfc", "revalidate"), ("revalidate", "revalidate"), ("offline", "offline"), ("bypass", "bypass")],
)
def test_refresh_asks_the_server(heroku, app, monkeypatch, mode, asked):
    """A refresh asks the server even in the rfc mode."""
    known = heroku.with_options(cache_mode=mode).app.info("example")
    sent = []
    core = type(heroku._core)
    real = core.steps
    monkeypatch.setattr(core, "steps", lambda self, request: sent.append(request) or real(self, request))
    fresh = heroics_py.refresh(known)
    assert [request.options.cache_mode for request in sent] == [asked]
    assert fresh._origin.options.cache_mode == mode


def test_refresh_drops_options_of_one_call(heroku, app):
    """A refresh does not repeat options for one call, such as if_match."""
    guarded = heroku.with_options(if_match=heroku.app.info("example"))
    changed = guarded.app.update("example", maintenance=True)
    heroku.app.update("example", maintenance=False)
    assert heroics_py.refresh(changed).maintenance is False
    assert "If-Match" not in server_of(heroku).requests[-1].headers


def test_refresh_twice(heroku, app):
    """A refreshed record can be refreshed and used like the first."""
    again = heroics_py.refresh(heroics_py.refresh(app))
    assert heroics_py.links(again).info() == again


def test_refresh_of_a_deleted_record(heroku, app):
    """A refresh of a deleted record raises NotFound."""
    heroku.app.delete("example")
    with pytest.raises(heroics_py.NotFound):
        heroics_py.refresh(app)


def test_refresh_without_origin(heroku, app):
    """A record without an origin can't be refreshed."""
    with pytest.raises(heroics_py.CallError, match="does not know where this record came from"):
        heroics_py.refresh(heroics_py.Record(app))


def test_refresh_takes_records(heroku):
    """Only records can be refreshed."""
    with pytest.raises(heroics_py.CallError, match="takes a Record from a response of the API; got dict"):
        heroics_py.refresh({"id": 1})


def test_refresh_without_self_link(heroku, app):
    """A record without a self link can't be refreshed, and the error says why."""
    source = heroku.source.create("example")
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.refresh(source)
    assert "source" in str(caught.value)


# ---- wait


def test_wait_returns_the_record(heroku, app):
    """wait() returns the record once its fields have the expected values."""
    found = heroics_py.wait(app, name="example", maintenance=False)
    assert found == heroku.app.info("example")


def test_wait_reads_at_least_once(heroku, app):
    """wait() reads the record at least once, as it may be old."""
    known = heroku.app.info("example")
    heroku.app.update("example", maintenance=True)
    count = len(server_of(heroku).requests)
    assert heroics_py.wait(known, maintenance=True).maintenance is True
    assert len(server_of(heroku).requests) == count + 1


def test_wait_continues(heroku, app):
    """wait() continues until the fields fit."""
    seen = []

    def is_fourth(value):
        seen.append(value)
        return len(seen) == 4

    count = len(server_of(heroku).requests)
    assert heroics_py.wait(app, maintenance=is_fourth).maintenance is False
    assert (seen, len(server_of(heroku).requests) - count) == ([False] * 4, 4)


def test_wait_failed(heroku, app):
    """wait() raises WaitFailed if the record reports a failure."""
    build = heroku.build.create(
        "example", source_blob={"url": "https://example.com/a.tgz", "checksum": "SHA256:0", "version": "1"}
    )
    with pytest.raises(heroics_py.WaitFailed) as caught:
        heroics_py.wait(build, status="pending", failed=("succeeded",))
    assert str(caught.value) == f"{build.id} has status 'succeeded', waited for status 'pending'"
    assert caught.value.record == build


@pytest.mark.parametrize("word", ["failed", "errored", "crashed", "canceled", "cancelled"])
def test_words_of_failure(word):
    """The usual words for a failure are known."""
    assert word in polling.FAILED


def test_expected_failure(heroku, app):
    """An expected value is not a failure."""
    assert heroics_py.wait(app, name="example", failed=("example",)).name == "example"


def test_wait_timeout(heroku, app):
    """wait() raises WaitTimeout after its timeout."""
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        heroics_py.wait(app, maintenance=True, timeout=0.1)
    # On a busy machine the last look may be cut off by the end of the time, and is told of then.
    told = str(caught.value).partition("; the last read failed")[0]
    assert told == "example has maintenance False, after 0.1 s of waiting for maintenance True"
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.record == app


def test_wait_timeout_message():
    """WaitTimeout has the last state of the record."""
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        waited(looks({"status": "pending"}), timeout=5)
    assert str(caught.value) == "it has status 'pending', waited for status 'succeeded'"
    assert caught.value.record == {"status": "pending"}


def test_wait_masks_secrets():
    """The errors of wait() show no secret."""
    session = heroics_py.Record(name="login", token="s3cret-old")
    told = [polling._state_of(session, ["token"]), polling._expectation(session, {"token": "s3cret-new"})]
    assert told == ["login has token '***'", "token '***'"]


def test_wait_errors_are_picklable():
    """The errors of wait() can be pickled."""
    error = heroics_py.WaitTimeout("not so", record=heroics_py.Record(id=1))
    assert pickle.loads(pickle.dumps(error)) == error


def test_wait_for_a_deleted_record(heroku, app):
    """A deleted record ends the wait."""
    heroku.app.delete("example")
    with pytest.raises(heroics_py.NotFound):
        heroics_py.wait(app, maintenance=True)


def test_wait_keeps_options(heroku, app):
    """The record keeps the options of its call."""
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
def test_invalid_arguments_of_wait(heroku, app, arguments, message):
    """Invalid arguments are refused before anything is sent."""
    count = len(server_of(heroku).requests)
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.wait(app, **arguments)
    assert (str(caught.value), len(server_of(heroku).requests)) == (message, count)


def test_field_may_be_missing(heroku, app):
    """A field of the schema may be missing in the record."""
    del app["maintenance"]
    assert heroics_py.wait(app, maintenance=False).maintenance is False


def test_wait_in_a_terminal(heroku, app, monkeypatch, capsys):
    """A terminal shows the state of the record."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.wait(app, maintenance=False)
    shown = capsys.readouterr().err
    assert ("example: 00:00, maintenance False" in shown, "/s" in shown) == (True, False)


def test_wait_in_a_pipe(heroku, app, capfd):
    """A pipe shows nothing of a wait."""
    heroics_py.wait(app, maintenance=False)
    assert capfd.readouterr() == ("", "")


# ---- the pace


def test_pauses_grow(monkeypatch):
    """Pauses grow from one second to fifteen."""
    monkeypatch.undo()
    found = list(itertools.islice(polling.pauses(lambda: 1.0), 9))
    assert found == [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 11.390625, 15.0, 15.0]


def test_pauses_are_random(monkeypatch):
    """A quarter of each pause is random."""
    monkeypatch.undo()
    assert next(polling.pauses(lambda: 0.0)) == 0.75


def test_no_pause_at_first():
    """If the fields fit at the first read, there is no pause."""
    time = Time()
    assert waited(looks({"status": "succeeded"}), time=time) == {"status": "succeeded"}
    assert time.slept == []


def test_pauses_keep_the_timeout(monkeypatch):
    """A pause never exceeds the timeout."""
    monkeypatch.undo()
    time = Time()
    with pytest.raises(heroics_py.WaitTimeout):
        waited(looks({"status": "pending"}), timeout=4.0, time=time)
    assert time.slept == [1.0, 1.5, 1.5]


@pytest.mark.parametrize("fault", [ConnectionFailed("gone"), heroics_py.RequestTimeout("slow")])
def test_wait_survives_faults(fault):
    """A fault of the network does not end a wait."""
    assert waited(looks(fault, {"status": "pending"}, fault, {"status": "succeeded"})) == {"status": "succeeded"}


def test_wait_survives_overload(heroku, app):
    """An overloaded server does not end a wait."""
    calm = heroku.with_options(retries=0).app.info("example")
    server_of(heroku).fail(503, times=2)
    assert heroics_py.wait(calm, maintenance=False).name == "example"


def test_untrusted_server_ends_a_wait():
    """An untrusted server ends a wait."""
    with pytest.raises(UntrustedServer):
        waited(looks(UntrustedServer("who are you?")))


def test_wait_names_the_last_error():
    """WaitTimeout names the last error."""
    with pytest.raises(heroics_py.WaitTimeout) as caught:
        waited(looks(ConnectionFailed("the connection broke")), timeout=5)
    told = "it has status 'new', waited for status 'succeeded'; the last read failed: the connection broke"
    assert str(caught.value) == told
    assert caught.value.record == {"status": "new"}


def test_long_pauses_are_logged(caplog, monkeypatch):
    """What is waited for is named, in one line that steers no terminal."""
    monkeypatch.undo()
    with caplog.at_level(logging.INFO, "heroics_py"):
        waited(looks({"status": "new"}, {"status": "new", "name": "build\x1b"}, {"status": "succeeded"}))
    told = ["waiting 2 s to read build\\x1b again"]  # a pause of one second is not logged
    assert [each.getMessage() for each in caplog.records] == told
