"""Executors of clusters: Dask, joblib and Ray, each on this machine.

They are installed from `requirements.txt` beside this file, in an environment of their own. A test of one that is
missing is skipped with the reason; with CLUSTERS=required it fails instead.
"""

from functools import partial

import pytest
from libraries import load

import heroics_py
from heroics_py import Env
from heroics_py.testing import server_of


@pytest.fixture
def needed():
    """Return a function that imports a library, or skips the test that needs it."""
    return partial(load, unless=("CLUSTERS", "required"), install="see tests/clusters/requirements.txt")


@pytest.fixture
def owner():
    """The client of a sandbox with fifty apps."""
    with heroics_py.sandbox(page_size=200) as client:
        heroics_py.gather(client.app.create, [{"name": f"app-{number}"} for number in range(50)])
        yield client


@pytest.fixture
def sandbox(owner):
    """The sandbox itself."""
    return server_of(owner)


@pytest.fixture
def shop(sandbox, monkeypatch):
    """A client whose token each worker reads for itself."""
    monkeypatch.setenv("SHOP_TOKEN", "canary-token-of-the-shop")
    with heroics_py.connect("heroku", url=sandbox.url, token=Env("SHOP_TOKEN")) as client:
        yield client
