"""What each mode plays, records and refuses; when the file is written."""

import asyncio
import inspect
import os
from contextlib import asynccontextmanager
from threading import Thread

import pytest
from taped_shop import Shop

import heroics_py
from heroics_py.http.wiretaps import skips_waits
from heroics_py.tapes.files import read_tape


def connect(shop, **options):
    return heroics_py.connect(shop.document, **{"retries": 0, "cache": None, **options})


def record(path, shop, *names, mode="once"):
    with heroics_py.tape(path, mode) as tape, connect(shop) as client:
        for name in names:
            client.thing.create(name=name)
        assert len(tape.played) + len(tape.recorded) == len(names)
    return tape


def record_and_fail(path, shop, spoil=lambda: None, **options):
    with heroics_py.tape(path, **options) as tape, connect(shop) as client:
        client.thing.create(name="a")
        assert repr(tape).endswith("0 played, 1 recorded>")
        spoil()
        raise ZeroDivisionError


def record_and_spoil(path, shop):
    with heroics_py.tape(path), connect(shop) as client:
        client.thing.create(name="a")
        path.mkdir()


def names_on(path):
    return [exchange.request.body.content["name"] for exchange in read_tape(path)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tape.json"


def test_once_records_without_a_file_and_plays_with_one(shop, path):
    record(path, shop, "a")
    assert len(record(path, shop, "a").played) == 1
    assert len(shop.received) == 1


@pytest.mark.parametrize("mode", ["once", "none"])
def test_once_and_none_send_nothing_that_is_not_on_the_tape(shop, path, mode):
    record(path, shop, "a")
    with pytest.raises(heroics_py.TapeError, match="is not on the tape"):
        record(path, shop, "b", mode=mode)
    assert len(shop.received) == 1
    assert names_on(path) == ["a"]


def test_none_without_a_file_plays_nothing(shop, path):
    with pytest.raises(heroics_py.TapeError, match=r"does not exist;[\s\S]*mode=.once."):
        record(path, shop, "a", mode="none")
    assert shop.received == []
    assert not path.exists()


def test_once_records_on_an_empty_file(shop, path):
    """A file of tempfile, or of a process that was killed, holds nothing to play."""
    path.touch()
    record(path, shop, "a")
    record(path, shop, "a")
    assert len(shop.received) == 1


def test_new_adds_what_is_missing(shop, path):
    record(path, shop, "a")
    tape = record(path, shop, "b", "a", mode="new")
    assert (len(tape.played), len(tape.recorded), len(shop.received)) == (1, 1, 2)
    assert names_on(path) == ["a", "b"]


def test_what_a_thread_plays_ends_no_wait_of_another_thread_that_asks_the_server(shop, path):
    record(path, shop, "a", "b")
    skipped = []

    def play_elsewhere(_):
        thread = Thread(target=client.thing.create, kwargs={"name": "b"})
        thread.start()
        thread.join()
        skipped.append(skips_waits())

    with heroics_py.tape(path, "new"), connect(shop, retries=1, on_retry=play_elsewhere) as client:
        client.thing.create(name="a")
        assert skips_waits()
        client.thing.flaky()
    assert skipped == [False]


def test_all_records_everything_again(shop, path):
    record(path, shop, "a", "b")
    record(path, shop, "b", mode="all")
    assert len(shop.received) == 3
    assert names_on(path) == ["b"]


def test_a_tape_that_is_recorded_again_changes_only_where_the_server_does(shop, path):
    """Requests in another order, and a server with another port, leave the file as it is."""
    record(path, shop, "a", "b", "c")
    before = path.read_text()
    other = Shop()
    try:
        record(path, other, "c", "a", "b", mode="all")
        assert path.read_text() == before
        record(path, other, "c", "new", "a", "c", mode="all")
        assert names_on(path) == ["a", "c", "new", "c"]
    finally:
        other.close()


def test_a_field_that_scrub_names_may_have_another_value_each_time(shop, path):
    for nonce in ("first-nonce", "second-nonce"):
        with heroics_py.tape(path, scrub=["nonce"]) as tape:
            connect(shop).thing.create({"name": "a", "nonce": nonce})
    assert len(tape.played) == len(shop.received) == 1
    assert "first-nonce" not in path.read_text()


def test_a_block_that_fails_keeps_what_was_recorded(shop, path):
    with pytest.raises(ZeroDivisionError):
        record_and_fail(path, shop)
    assert names_on(path) == ["a"]


def test_a_block_without_requests_writes_nothing(path):
    with heroics_py.tape(path):
        pass
    assert not path.exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_fork_that_leaves_the_block_writes_nothing(shop, path):
    with heroics_py.tape(path) as tape, connect(shop) as client:
        client.thing.create(name="a")
        child = os.fork()
        if child == 0:
            try:
                tape.__exit__(None, None, None)
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert not path.exists()
    assert names_on(path) == ["a"]


def test_a_failure_of_the_network_is_the_callers_and_not_on_the_tape(shop, path):
    with heroics_py.tape(path) as tape, connect(shop) as client:
        client.thing.create(name="a")
        shop.close()
        client.close()
        with pytest.raises(heroics_py.ConnectionFailed):
            client.thing.create(name="b")
    assert (names_on(path), len(tape.recorded)) == (["a"], 1)


def test_a_tape_that_cannot_be_written_says_so_and_does_not_hide_the_error_of_the_block(shop, path):
    with pytest.raises(ZeroDivisionError) as caught:
        record_and_fail(path, shop, path.mkdir)
    assert "was not written" in caught.value.__notes__[0]
    path.rmdir()
    with pytest.raises(heroics_py.TapeError, match="can't write"):
        record_and_spoil(path, shop)


def test_a_function_of_the_caller_that_fails_does_not_hide_the_error_of_the_block(shop, path):
    """Nor does the text of a tape, such as that of a failed test, call it."""

    def scrub(exchange):
        raise LookupError("of scrub")

    with pytest.raises(ZeroDivisionError) as caught:
        record_and_fail(path, shop, scrub=scrub)
    assert "of scrub" in caught.value.__notes__[0]


def test_nothing_is_sent_if_the_tape_could_not_be_written(shop, path):
    path.write_text("{}")
    for name in (path, path.with_suffix(".txt")):
        with pytest.raises(heroics_py.TapeError, match=r"not a tape|unknown suffix"):
            record(name, shop, "a", mode="all")
    assert shop.received == []


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="mode='onec': expected 'once', 'none', 'new' or 'all'"):
        heroics_py.tape("tape.json", "onec")


def test_each_call_of_a_decorated_function_is_a_block_of_its_own(shop, path):
    @heroics_py.tape(path)
    def create(name: str) -> str:
        """Create."""
        return connect(shop).thing.create(name=name).name

    assert [create("a"), create("a")] == ["a", "a"]
    assert len(shop.received) == 1
    assert (create.__doc__, list(inspect.signature(create).parameters)) == ("Create.", ["name"])


def test_coroutine_functions_and_generators_are_decorated_too(shop, path):
    @heroics_py.tape(path)
    async def create():
        return (await heroics_py.connect_async(shop.document)).thing.create(name="a")

    @heroics_py.tape(path)
    def created():
        yield connect(shop).thing.create(name="a").name

    async def awaited():
        return (await (await create())).name

    with heroics_py.tape(path):
        connect(shop).thing.create(name="a")
    assert inspect.iscoroutinefunction(create)
    assert [*created()] == ["a"]
    with heroics_py.tape(path):
        assert asyncio.run(awaited()) == "a"
    assert len(shop.received) == 1


def test_an_async_generator_on_a_tape_gets_the_error_of_its_block_and_cleans_up_on_the_tape(shop, path):
    @asynccontextmanager
    @heroics_py.tape(path)
    async def thing():
        client = connect(shop)
        try:
            yield client.thing.create(name="a")
        except ZeroDivisionError:
            client.thing.create(name="failed")
        finally:
            client.thing.create(name="cleaned up")

    async def fail():
        async with thing():
            raise ZeroDivisionError

    asyncio.run(fail())
    assert names_on(path) == ["a", "failed", "cleaned up"]


def test_a_tape_is_not_used_twice_at_once_and_decorates_no_class(path):
    with heroics_py.tape(path) as tape, pytest.raises(heroics_py.CallError, match="is in use"):
        tape.__enter__()
    with pytest.raises(heroics_py.CallError, match="decorate its methods"):
        heroics_py.tape(path)(dict)


def test_a_tape_within_a_tape_answers_first(shop, path, tmp_path):
    record(path, shop, "a")
    with heroics_py.tape(tmp_path / "outer.json") as outer:
        assert len(record(path, shop, "a", mode="none").played) == 1
        record(tmp_path / "inner.json", shop, "b")
    assert names_on(tmp_path / "outer.json") == names_on(tmp_path / "inner.json") == ["b"]
    assert len(outer.recorded) == 1


def test_discarded_recordings(tmp_path, shop):
    """What a tape has recorded can be left out; its file then stays as it was."""
    path = tmp_path / "a.json"
    record(path, shop, "a")
    with heroics_py.tape(path, "all") as tape, connect(shop) as client:
        client.thing.create(name="b")
        tape.discard()
    assert names_on(path) == ["a"]


@pytest.mark.parametrize("argument", [{"repeat": "yes"}, {"check": None}, {"path": None}])
def test_wrong_arguments(argument):
    """A wrong argument is named, with its value."""
    with pytest.raises(ValueError, match=f"^{next(iter(argument))}="):
        heroics_py.tape(**{"path": "a.json", **argument})


def test_modes_of_other_libraries(tmp_path):
    """A mode of vcrpy is refused with ours."""
    with pytest.raises(ValueError, match="did you mean 'new'"):
        heroics_py.tape(tmp_path / "tape.json", mode="new_episodes")
