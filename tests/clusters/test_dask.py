"""`gather` on a Dask cluster."""

import json
import os
import pickle
import signal
from threading import Thread
from time import sleep

import pytest

import heroics_py
from heroics_py.display import progress
from heroics_py.testing import fail

pytestmark = pytest.mark.filterwarnings("ignore")  # of Dask and tornado

CANARY = "canary-token-of-the-shop"


@pytest.fixture
def distributed(needed):
    return needed("distributed")


@pytest.fixture
def cluster(distributed):
    options = {"n_workers": 2, "threads_per_worker": 4, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        yield cluster


@pytest.fixture
def dask(distributed, cluster):
    with distributed.Client(cluster) as client:
        yield client


COUNT = int(os.environ.get("CALLS", "1000"))


def test_many_calls(shop, dask, cluster, monkeypatch, capsys):
    """The results have the order of the items, failures are in their places, and the scheduler has few tasks."""
    monkeypatch.setattr(progress, "_is_terminal", lambda: True)
    sizes = []

    class Watched(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            sizes.append(len(self))

    cluster.scheduler.tasks = Watched(cluster.scheduler.tasks)
    names = [f"app-{number % 50}" if number % 100 else "missing" for number in range(COUNT)]
    results = heroics_py.gather(shop.app.info, names, executor=dask.get_executor(), errors="collect")
    found = [each.name if isinstance(each, heroics_py.Record) else "missing" for each in results]
    assert (found, {type(each) for each in results[::100]}) == (names, {heroics_py.NotFound})
    assert max(sizes) < 100
    assert f"{COUNT}/{COUNT}" in capsys.readouterr().err


def test_no_secret_in_the_graph(shop, dask):
    """Neither the token nor an argument is in the graph, the names of its tasks, or what workers log."""
    executor = dask.get_executor()
    seen = []
    real = dask.submit
    dask.submit = lambda function, *args, **options: (
        seen.append((pickle.dumps((function, args)), repr(args))),
        real(function, *args, **options),
    )[1]
    heroics_py.gather(shop.app.create, [{"name": "canary-name"}, {"name": 7}], executor=executor, errors="collect")
    assert [each for data, text in seen for each in (data, text.encode()) if CANARY.encode() in each] == []
    assert [text for _, text in seen if "canary" in text] == []
    logs = json.dumps([dask.get_worker_logs(), dask.get_scheduler_logs()], default=str)
    assert "canary" not in logs


def _forget_token():
    os.environ.pop("SHOP_TOKEN")


def test_a_worker_without_its_credentials(shop, dask):
    """A worker that lacks the credentials says so in one sentence; nothing was sent."""
    dask.run(_forget_token)
    with pytest.raises(heroics_py.MissingCredentials, match="SHOP_TOKEN is not set in the environment of this process"):
        heroics_py.gather(shop.app.info, ["app-0"], executor=dask.get_executor())


def test_threads_of_dask(distributed, shop, sandbox):
    """Workers that are threads of this process use the client itself, whatever its credentials."""
    options = {"n_workers": 1, "threads_per_worker": 2, "dashboard_address": None, "processes": False}
    with (
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster) as dask,
        heroics_py.connect("heroku", url=sandbox.url, token="a-text") as client,
    ):
        (app,) = heroics_py.gather(client.app.info, ["app-1"], executor=dask.get_executor())
        assert app.name == "app-1"


def test_a_worker_that_is_killed(shop, sandbox, owner, dask):
    """Dask repeats the work of a worker that it lost: a change that was begun is reported, and arrives once."""
    names = [f"once-{number}" for number in range(30)]
    victim = next(iter(dask.run(os.getpid).values()))
    fail(owner, "app.create", delay=0.3, times=40)

    def kill():
        while sum(each.method == "POST" for each in sandbox.requests) < 55:
            sleep(0.01)
        os.kill(victim, signal.SIGKILL)

    killer = Thread(target=kill, daemon=True)
    killer.start()
    items = [{"name": name} for name in names]
    results = heroics_py.gather(shop.app.create, items, executor=dask.get_executor(), errors="collect")
    killer.join(10)
    sent = [json.loads(each.body)["name"] for each in sandbox.requests if each.method == "POST"]
    sent = [name for name in sent if name in names]
    lost = [each for each in results if isinstance(each, heroics_py.LostOutcome)]
    assert len(sent) == len(set(sent))
    assert 1 <= len(lost) <= 8
    assert [each.name for each in results if each not in lost] == [
        name for name, each in zip(names, results, strict=True) if each not in lost
    ]


def test_a_run_that_goes_on(shop, sandbox, dask, tmp_path):
    """A run on Dask is continued by threads from its checkpoint, and nothing is sent again."""
    items = [{"name": f"new-{number}"} for number in range(20)]
    path = tmp_path / "run.jsonl"
    made = heroics_py.gather(shop.app.create, items, executor=dask.get_executor(), checkpoint=path)
    count = len(sandbox.requests)
    assert heroics_py.gather(shop.app.create, items, checkpoint=path) == made
    assert len(sandbox.requests) == count
    assert CANARY not in path.read_text()
