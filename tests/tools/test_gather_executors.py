"""Many calls on an executor of the caller's."""

import _thread
import multiprocessing
import os
import pickle
import threading
import time
import uuid
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.testing import server_of
from heroics_py.tools.executors import shipment, travel

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the sandbox has threads

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def heroku():
    with heroics_py.sandbox(page_size=3) as client:
        for number in range(6):
            client.app.create(name=f"app-{number}")
        yield client


@pytest.fixture
def shop(heroku, tmp_path, monkeypatch):
    """Return a client whose credentials are a reference, so that it can travel."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login shop password canary-password\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with heroics_py.connect("heroku", url=server_of(heroku).url) as client:
        yield client


@pytest.fixture
def pool():
    with ProcessPoolExecutor(2, mp_context=FORK) as executor:
        yield executor


class Minimal(Executor):
    """An executor that has `submit` alone, and works at once."""

    def __init__(self):
        self.seen = []

    def submit(self, function, /, *args, **kwargs):
        self.seen.append((function, args))
        future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


class Elsewhere(Minimal):
    """An executor whose workers get pickles, as those on other machines do; it keeps them."""

    def submit(self, function, /, *args, **kwargs):
        data = pickle.dumps((function, args))
        self.seen.append(data)
        future = Future()
        here, shipment._here = shipment._here, {}
        try:
            function, args = pickle.loads(data)
        finally:
            shipment._here = here
        try:
            result = function(*args)
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        else:
            future.set_result(pickle.loads(pickle.dumps(result)))
        return future


def posts_of(heroku):
    return sum(each.method == "POST" for each in server_of(heroku).requests)


NAMES = [f"app-{number}" for number in range(6)] * 3


def test_threads_of_the_caller(heroku):
    """A pool of threads uses the client itself, with its token; the pool stays open."""
    with ThreadPoolExecutor(3) as executor:
        assert [each.name for each in heroics_py.gather(heroku.app.info, NAMES, executor=executor)] == NAMES
        assert heroics_py.gather(len, ["a", "bb"], executor=executor) == [1, 2]


def test_processes(shop, pool):
    """Processes return the same results in the same order; records and lists continue in the caller's process."""
    apps = heroics_py.gather(shop.app.info, NAMES, executor=pool)
    assert apps == heroics_py.gather(shop.app.info, NAMES)
    assert heroics_py.refresh(apps[0]) == apps[0]
    (listed,) = heroics_py.gather(shop.app.list, [{}], executor=pool)
    assert (repr(listed), len(listed)) == ("<Collection: 3 items so far>", 6)
    (response,) = heroics_py.gather(shop.app.info.send, ["app-0"], executor=pool)
    assert (response.status, response.data) == (200, apps[0])


def test_errors_of_processes(shop, pool):
    """An error keeps its type and attributes, and has the number of its item."""
    items = ["app-0", "missing", {"nmae": "x"}]
    found = heroics_py.gather(shop.app.info, items, executor=pool, errors="collect")
    assert [type(each).__name__ for each in found] == ["Record", "NotFound", "CallError"]
    assert (found[1].status, found[1].id, found[1].response.status) == (404, "not_found", 404)
    with pytest.raises(heroics_py.NotFound) as caught:
        heroics_py.gather(shop.app.info, items, executor=pool)
    assert caught.value.__notes__ == ["raised for item 1 of gather, counted from 0"]


def test_credentials_that_cannot_travel(heroku, pool):
    """A client with a token in it is refused, whether the executor takes work or not."""
    client = heroics_py.connect("heroku", url=server_of(heroku).url, token="a-text")
    with pytest.raises(heroics_py.CallError, match=r"would lack its token=: .*heroics_py.Env\('NAME'\)"):
        heroics_py.gather(client.app.info, NAMES, executor=pool)
    pool.shutdown()
    with pytest.raises(heroics_py.CallError, match="would lack its token="):
        heroics_py.gather(client.app.info, NAMES, executor=pool)


def test_name_of_the_process(monkeypatch):
    """Threads that ask at once for the name of their process get one name."""
    names = []

    def uuid4():
        if not names:  # as if another thread came first
            names.append("")
            names.append(travel.process_id())
        return uuid.uuid4()

    monkeypatch.setattr(travel, "_names", {})
    monkeypatch.setattr(travel, "uuid4", uuid4)
    assert travel.process_id() == names[-1]


def test_arguments_that_cannot_travel(shop, pool):
    """An argument of all calls that has no pickle is refused, and no call is made."""
    with pytest.raises(heroics_py.CallError, match=r"gather can't send update to other processes: .*nothing was sent"):
        heroics_py.gather(shop.app.update, NAMES, name=threading.Lock(), executor=pool)


def test_an_own_executor(heroku):
    """An executor that has `submit` alone is enough; where it works in this process, it gets the client itself."""
    executor = Minimal()
    assert [each.name for each in heroics_py.gather(heroku.app.info, NAMES, executor=executor)] == NAMES


def test_what_travels(heroku, shop, monkeypatch):
    """The schema travels a few times, and no credential ever; what an executor logs has no argument in it."""
    monkeypatch.setenv("SHOP_TOKEN", "canary-token")
    executor = Elsewhere()
    names = [{"name": f"canary-{number}", "region": "eu"} for number in range(40)]
    made = heroics_py.gather(shop.app.create, names, executor=executor, workers=2)
    assert [each.name for each in made] == [each["name"] for each in names]
    sizes = sorted(map(len, executor.seen))
    assert (sizes[-2] > 20_000, sizes[-3] < 2_000) == (True, True)
    assert [data for data in executor.seen if b"canary-token" in data or b"canary-password" in data] == []
    logged = Minimal()
    heroics_py.gather(shop.app.info, ["canary-0"], executor=logged)
    assert [repr(args) for _, args in logged.seen] == ["(<1 call of info>,)"]


def test_records_as_items(heroku, shop):
    """A record travels as what it holds, and a record of another kind is refused, as without an executor."""
    executor = Elsewhere()
    apps = shop.app.list().to_list()
    items = [*apps, heroku.dyno.create("app-0", command="sleep")]
    results = heroics_py.gather(shop.app.info, items, executor=executor, errors="collect", workers=1)
    assert [each.name for each in results[:-1]] == [each.name for each in apps]
    assert str(results[-1]) == str(heroics_py.gather(shop.app.info, items[-1:], errors="collect")[0])
    assert sorted(map(len, executor.seen))[-2] < 10_000


def test_a_worker_that_lacks_the_link(shop):
    """A worker that does not have the link gets it; nothing is sent twice."""
    executor = Elsewhere()
    heroics_py.gather(shop.app.info, NAMES[:6], executor=executor, workers=1)
    shipment._kept.clear()
    names = [{"name": f"new-{number}"} for number in range(6)]

    class Forgetful(Elsewhere):
        def submit(self, function, /, *args):
            if len(self.seen) == 3:
                shipment._kept.clear()
            return super().submit(function, *args)

    forgetful = Forgetful()
    assert len(heroics_py.gather(shop.app.create, names, executor=forgetful, workers=1)) == 6
    assert len(forgetful.seen) == 7


def test_work_that_an_executor_repeats(heroku, shop):
    """An executor that repeats lost work does not repeat a change: the call is in doubt."""

    class Repeating(Elsewhere):
        def submit(self, function, /, *args):
            super().submit(function, *args)
            return super().submit(function, *args)

    results = heroics_py.gather(shop.app.create, [{"name": "once"}], executor=Repeating(), errors="collect")
    assert (type(results[0]), results[0].sent) == (heroics_py.LostOutcome, True)
    assert posts_of(heroku) == 7


def die(number):
    if number == 1:
        os._exit(3)
    return number


def test_a_function_whose_worker_dies(pool):
    """A worker that dies leaves errors in the places of the calls that may have been made."""
    results = heroics_py.gather(die, range(3), executor=pool, errors="collect", workers=1)
    assert type(results[1]) is heroics_py.LostOutcome
    assert "its worker was lost: BrokenProcessPool" in str(results[1])


class Dying(Elsewhere):
    """An executor whose worker dies after the request of the second parcel."""

    def submit(self, function, /, *args):
        future = super().submit(function, *args)
        if len(self.seen) == 2:
            lost = Future()
            lost.set_exception(OSError("the machine is gone, with Bearer canary0token1"))
            return lost
        return future


def test_changes_of_a_worker_that_dies(heroku, shop):
    """A call that may have changed something is reported and not repeated; the others go on."""
    items = [{"name": f"new-{number}"} for number in range(4)]
    results = heroics_py.gather(shop.app.create, items, executor=Dying(), errors="collect", workers=1)
    assert [type(each).__name__ for each in results] == ["Record", "LostOutcome", "Record", "Record"]
    assert str(results[1]) == (
        "app.create may have been sent, and its outcome is unknown: its worker was lost: OSError: the machine is gone, "
        "with ***"
    )
    assert posts_of(heroku) == 10


def test_reads_of_a_worker_that_dies(shop):
    """A call that changes nothing is made again."""
    assert [each.name for each in heroics_py.gather(shop.app.info, NAMES, executor=Dying(), workers=2)] == NAMES


def test_an_executor_that_is_shut_down(shop):
    """An executor that takes no work is refused."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(heroics_py.CallError, match="cannot schedule new futures after shutdown; nothing was sent"):
        heroics_py.gather(shop.app.info, NAMES, executor=executor)


def test_an_executor_that_ends_early(shop):
    """Calls that an executor does not take are errors in their places."""

    class Ending(Minimal):
        def submit(self, function, /, *args):
            if len(self.seen) == 2:
                raise RuntimeError("closed")
            return super().submit(function, *args)

    results = heroics_py.gather(
        shop.app.update, NAMES[:4], maintenance=True, executor=Ending(), errors="collect", workers=1
    )
    assert [type(each).__name__ for each in results] == ["Record", "Record", "LostOutcome", "LostOutcome"]
    assert [each.sent for each in results[2:]] == [False, False]


class DaskClient:
    """Like a client of Dask, whose futures are of another kind."""

    def submit(self, *_):
        raise AssertionError("a call was submitted")


@pytest.mark.parametrize("executor", [4, "processes", object(), DaskClient(), ThreadPoolExecutor])
def test_what_is_no_executor(executor):
    """Anything but an executor is refused before it gets a call, also a client of Dask and the class of an executor."""
    with pytest.raises(heroics_py.CallError, match=r"expected a concurrent.futures.Executor"):
        heroics_py.gather(len, ["a"], executor=executor)


def test_no_further_call_after_an_error(heroku):
    """After an error no further call starts on the executor."""
    with ThreadPoolExecutor(2) as executor, pytest.raises(heroics_py.NotFound):
        heroics_py.gather(heroku.app.info, ["missing", *["app-0"] * 300], executor=executor)
    assert sum(each.method == "GET" for each in server_of(heroku).requests) < 100


def test_exit_of_a_call():
    """A call that exits the program lets those that run finish first."""
    has_begun, ended = threading.Event(), []

    def call(number):
        if number == 0:
            has_begun.wait(60)
            raise SystemExit(3)
        has_begun.set()
        time.sleep(0.05)  # so that the other call ends first
        ended.append(number)

    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(SystemExit):
            heroics_py.gather(call, range(2), executor=executor, errors="collect")
        assert ended == [1]


def test_ctrl_c_on_an_executor():
    """Ctrl-C waits for the calls that run, and starts no further one."""
    begun, ended = [], []

    def call(number):
        begun.append(number)
        if number == 0:
            _thread.interrupt_main()
        ended.append(number)

    with ThreadPoolExecutor(2) as executor, pytest.raises(KeyboardInterrupt):
        heroics_py.gather(call, range(50_000), executor=executor, progress=False)
    assert sorted(begun) == sorted(ended)
    assert len(begun) < 50_000


def test_work_that_arrives_after_the_end(shop):
    """Work that a process pool has taken in advance does not start after an error; the sign of that is removed."""
    signs, begun = [], []

    class Late(Elsewhere):
        def submit(self, function, /, parcel):
            signs.append(parcel.shipment.stop_sign.path)
            if len(signs) == 2:
                parcel.shipment.stop_sign.set()
            future = super().submit(function, parcel)
            begun.append(len(future.result().outcomes))
            return future

    with pytest.raises(heroics_py.NotFound):
        heroics_py.gather(shop.app.info, ["missing", "app-0"], executor=Late(), workers=2)
    assert (begun, os.path.exists(signs[0])) == ([1, 0], False)


def test_progress_of_an_executor(monkeypatch, capsys, pool):
    """A terminal shows how many calls are done."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.gather(abs, range(30), executor=pool)
    assert "30/30" in capsys.readouterr().err


def test_a_checkpoint_on_processes(heroku, shop, pool, tmp_path):
    """A run on processes is continued by threads, and sends nothing again."""
    items = [{"name": f"new-{number}"} for number in range(5)]
    made = heroics_py.gather(shop.app.create, items, executor=pool, checkpoint=tmp_path / "run.jsonl")
    assert heroics_py.gather(shop.app.create, items, checkpoint=tmp_path / "run.jsonl") == made
    assert posts_of(heroku) == 11
