"""The same call for many arguments at once."""

import _thread
import functools
import threading
import time
from typing import NamedTuple

import pandas as pd
import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.testing import server_of
from heroics_py.tools import gather as bulk
from heroics_py.transport.exchange.shared_session import _User


@pytest.fixture
def heroku():
    with heroics_py.sandbox(page_size=3) as client:
        yield client


@pytest.fixture
def apps(heroku):
    return [heroku.app.create(name=f"app-{number}") for number in range(6)]


def sent(client, method):
    return [each.path for each in server_of(client).requests if each.method == method]


def test_order_of_results():
    """Results come in the order of the items, in any order of completion."""

    def slower_first(number):
        time.sleep((5 - number) / 200)
        return number * 10

    assert heroics_py.gather(slower_first, range(5)) == [0, 10, 20, 30, 40]


def test_forms_of_items(heroku, apps):
    """An item is a value, a record, a tuple of positional arguments, or a dict of keywords."""
    dyno = heroku.dyno.create("app-0", command="sleep")
    items = ["app-1", apps[2], ("app-3",), {"app_identity": "app-4"}]
    assert [app.name for app in heroics_py.gather(heroku.app.info, items)] == ["app-1", "app-2", "app-3", "app-4"]
    assert heroics_py.gather(heroku.dyno.info, [("app-0", dyno), (apps[0], "run.1")]) == [dyno, dyno]


def test_items_from_the_api(heroku, apps):
    """The items can be a list of the API."""
    names = [app.name for app in heroics_py.gather(heroku.app.info, heroku.app.list())]
    assert sorted(names) == sorted(app.name for app in apps)


def test_no_items(heroku):
    """Without items nothing is called."""
    assert heroics_py.gather(heroku.app.info, []) == []


def test_collected_errors(heroku, apps):
    """Collected errors take the places of their results."""
    found = heroics_py.gather(heroku.app.info, ["app-0", "missing", apps[5]], errors="collect")
    assert [type(each).__name__ for each in found] == ["Record", "NotFound", "Record"]


def test_collected_call_errors(heroku, apps):
    """A wrong argument is collected like any other error."""
    found = heroics_py.gather(heroku.app.create, [{"nmae": "x"}, {"name": "right"}], errors="collect")
    assert [type(each).__name__ for each in found] == ["CallError", "Record"]


def test_first_error(heroku, apps):
    """The first error in the order of the items is raised, with the number of its item."""
    with pytest.raises(heroics_py.NotFound) as caught:
        heroics_py.gather(heroku.app.info, ["app-0", "app-1", "missing", "gone"])
    assert caught.value.__notes__ == ["raised for item 2 of gather, counted from 0"]


def test_calls_after_an_error(heroku, apps):
    """After an error, no further call starts."""
    with pytest.raises(heroics_py.NotFound):
        heroics_py.gather(heroku.app.info, ["missing", *(f"later-{number}" for number in range(200))], workers=1)
    assert len(sent(heroku, "GET")) < 50


def test_workers():
    """At most as many calls as workers run at a time."""
    lock, state = threading.Lock(), {"now": 0, "most": 0}

    def busy(_):
        with lock:
            state["now"] += 1
            state["most"] = max(state["most"], state["now"])
        time.sleep(0.005)
        with lock:
            state["now"] -= 1

    heroics_py.gather(busy, range(30), workers=4)
    assert state == {"now": 0, "most": 4}


def test_pool_of_send(heroku, apps, monkeypatch):
    """The pool is widened for `.send` as well."""
    sizes = []
    monkeypatch.setattr(type(heroku._core.connection), "widen", lambda _, workers: sizes.append(workers))
    heroics_py.gather(heroku.app.info.send, ["app-0"] * 20, workers=12)
    assert sizes == [12]


def test_ctrl_c_waits_for_running_calls():
    """Ctrl-C waits for the calls that run, and starts no further one."""
    begun, ended, release = [], [], threading.Event()

    def call(number):
        begun.append(number)
        if number == 1:
            _thread.interrupt_main()
            release.set()
        release.wait(60)
        time.sleep(0.05)
        ended.append(number)

    with pytest.raises(KeyboardInterrupt):
        heroics_py.gather(call, range(100), workers=2, progress=False)
    assert sorted(begun) == sorted(ended)
    assert len(begun) < 100


def test_pool_size(heroku, apps, caplog):
    """The pool has a connection for each worker."""
    caplog.set_level("DEBUG", logger="urllib3")
    heroics_py.gather(heroku.app.info, [app.name for app in apps] * 20, workers=24)
    assert "pool is full" not in caplog.text
    assert caplog.text.count("Starting new HTTP connection") <= 24
    session = heroku._core.connection._widen.__self__._current.session
    assert [pool.pool.maxsize for pool in session._pools._pools.values()] == [24]


def test_pool_of_a_later_connection(heroku):
    """A connection that is opened later starts with the wider pool."""
    with heroics_py.connect("heroku", url="http://127.0.0.1:9", token="t", trust_environment=False) as client:
        client._core.connection.widen(33)
        session = client._core.connection._widen.__self__._acquire(_User()).session
        assert session._open_pools()._pool("http://x").pool.maxsize == 33


def test_pool_never_shrinks(heroku, apps):
    """A pool never shrinks."""
    heroics_py.gather(heroku.app.info, ["app-0"], workers=2)
    assert heroku._core.connection._widen.__self__._pool_size == 10


def test_gather_keeps_the_rate_limit():
    """The calls keep to the rate limit."""
    with heroics_py.sandbox(rate_limit=60, refill=200, cache=None) as client:
        names = [f"app-{number}" for number in range(90)]
        made = heroics_py.gather(client.app.create, [{"name": name} for name in names])
        assert [app.name for app in made] == names
        assert len(sent(client, "POST")) == 90


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((len, "example"), "gather takes many items, each with the arguments of one call; got one str"),
        ((len, {"name": "x"}), "gather takes many items, each with the arguments of one call; got one dict"),
        ((len, 7), "gather takes many items, each with the arguments of one call; got one int"),
        (("app.info", []), "gather takes a link such as client.app.info, and items; got str"),
        ((len, [], 0), "workers=0: expected the most calls at a time, 1 or more"),
        (
            (len, [], {}),
            "workers={}: expected the most calls at a time, 1 or more; arguments of every call are keywords",
        ),
        ((len, [], 1, True, "ignore"), "errors='ignore': expected 'raise' or 'collect'"),
    ],
)
def test_invalid_arguments_of_gather(arguments, message):
    """Invalid arguments are refused before anything is sent."""
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.gather(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(("option", "meant"), [("return_exceptions", "errors='collect'"), ("max_workers", "workers")])
def test_options_of_other_gathers(heroku, option, meant):
    """An option of asyncio or of an executor gets the one of gather that does the same."""
    with pytest.raises(heroics_py.CallError, match=f"gather has no option '{option}'; did you mean {meant}"):
        heroics_py.gather(heroku.app.info, ["a"], **{option: True})


def test_no_progress_in_a_pipe(capfd):
    """A pipe gets no progress."""
    heroics_py.gather(abs, range(3))
    assert capfd.readouterr() == ("", "")


def test_progress_in_a_terminal(monkeypatch, capsys):
    """A terminal shows how many calls are done."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.gather(abs, range(3))
    assert "abs: 100%" in (shown := capsys.readouterr().err)
    assert "3/3" in shown


def test_progress_off(monkeypatch, capsys):
    """`progress=False` shows no progress."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    heroics_py.gather(abs, range(3), progress=False)
    assert capsys.readouterr().err == ""


def test_gather_without_tqdm(monkeypatch, capsys):
    """Without tqdm, there is no progress."""

    def nothing_there(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    monkeypatch.setattr(progress, "import_module", nothing_there)
    assert heroics_py.gather(abs, [-1, -2]) == [1, 2]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("in_kernel", "widgets", "module"), [(True, True, "tqdm.notebook"), (True, False, "tqdm.std")])
def test_progress_in_a_notebook(monkeypatch, in_kernel, widgets, module):
    """A notebook shows a widget if ipywidgets is installed, and text otherwise."""
    monkeypatch.setattr(progress, "_in_kernel", lambda: in_kernel)
    monkeypatch.setattr(progress, "_has_widgets", lambda: widgets)
    asked = []
    real = progress.import_module
    monkeypatch.setattr(progress, "import_module", lambda name: asked.append(name) or real("tqdm.std"))
    progress._bar_class()
    assert asked == [module]


def test_gather_is_exported():
    """The package exports gather."""
    assert heroics_py.gather is bulk.gather


def test_common_arguments(heroku, apps):
    """Other keywords are arguments of every call; those of an item replace them."""
    items = [apps[0], "app-1", ("app-2",), {"app_identity": "app-3", "maintenance": False}]
    updated = heroics_py.gather(heroku.app.update, items, maintenance=True)
    assert [app.maintenance for app in updated] == [True, True, True, False]


def test_common_arguments_named_as_ours():
    """Arguments called `link` and `items` are those of the calls."""
    assert heroics_py.gather(lambda number, link, items: (number, link, items), [1], link=2, items=3) == [(1, 2, 3)]


CLASHING = {
    "openapi": "3.1.0",
    "info": {"title": "Jobs", "version": "1"},
    "servers": [{"url": "https://jobs.example"}],
    "paths": {
        "/jobs/{id}": {
            "get": {
                "tags": ["job"],
                "operationId": "act",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "workers", "in": "query", "schema": {"type": "integer"}},
                ],
            }
        }
    },
}


def test_options_named_as_an_argument():
    """An option that the link has an argument of that name for is refused, with both ways out."""
    link = heroics_py.connect(CLASHING).job.act
    with pytest.raises(heroics_py.CallError) as caught:
        heroics_py.gather(link.prepare, ["a"], workers=2)
    assert str(caught.value) == (
        "gather has an option 'workers', and job.act() has an argument 'workers': "
        "functools.partial(job.act, workers=...) passes the argument, functools.partial(job.act) the option"
    )


def test_ways_out_of_equal_names():
    """A partial passes the argument, and leaves the option to gather."""
    link = heroics_py.connect(CLASHING).job.act
    passed = heroics_py.gather(functools.partial(link.prepare, workers=5), ["a"])
    ours = heroics_py.gather(functools.partial(link.prepare), ["a"], workers=2)
    assert [passed[0].url, ours[0].url] == ["https://jobs.example/jobs/a?workers=5", "https://jobs.example/jobs/a"]


class Row(NamedTuple):
    app_identity: str
    maintenance: bool


def test_rows_as_items(heroku, apps):
    """A frame counts as its rows, and a row, a named tuple and a dataclass as keyword arguments."""
    frame = pd.DataFrame({"app_identity": ["app-0", "app-1"], "maintenance": [True, False]})
    for items in (
        frame,
        [frame.iloc[0], frame.iloc[1]],
        [Row("app-0", maintenance=True), Row("app-1", maintenance=False)],
    ):
        assert [app.maintenance for app in heroics_py.gather(heroku.app.update, items)] == [True, False]


def test_columns_as_items(heroku, apps):
    """A column is one argument of each call."""
    column = pd.DataFrame({"name": ["app-0", "app-1"]}, index=["x", "y"])["name"]
    assert [app.name for app in heroics_py.gather(heroku.app.info, column)] == ["app-0", "app-1"]


def test_rows_for_functions():
    """A function gets the row of another library as it is."""
    assert heroics_py.gather(lambda row: row["a"], [pd.Series({"a": 1})]) == [1]
