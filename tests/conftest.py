"""What holds for every test: nothing of the user's is read, and nothing of the tests is left with the user."""

import gc
import sys
import tempfile
from importlib import import_module

import pytest
from certificates import made_in
from clients_in_a_loop import driven

import heroics_py

pytest_plugins = ("heroics_py.testing.plugin",)  # also where an installation from before it does not name it


def pytest_configure(config):
    """Let the programs that tests start share what Python compiles, also where it is not written next to the sources.

    Each of them would compile the package again, and each worker of pytest-xdist all tests.
    """
    if sys.dont_write_bytecode:
        folder = tempfile.TemporaryDirectory(prefix="heroics-compiled-", ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        patch = pytest.MonkeyPatch()
        config.add_cleanup(patch.undo)
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        patch.setenv("PYTHONPYCACHEPREFIX", folder.name)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Collect the tests without the collector of garbage, and let it pass over them and their modules later on.

    They are a million objects: each collection would look at all of them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(autouse=True)
def _a_home_of_its_own(monkeypatch, tmp_path_factory):
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("NETRC", str(home / "netrc"))
    monkeypatch.delenv("HEROKU_API_KEY", raising=False)


@pytest.fixture(params=["BLOCKING", "AWAITING"], ids=str.lower)
def each_client(request):
    """What connects clients that block, then what connects clients that are awaited."""
    return getattr(import_module("list_drivers"), request.param)


@pytest.fixture
def bare_environment(monkeypatch, tmp_path):
    """An environment that names no proxy, no credentials and no certificates, and an empty home."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("HEROKU_API_KEY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def netrc(monkeypatch, tmp_path):
    """Write a netrc file, and let NETRC name it."""

    def write(text):
        path = tmp_path / "netrc"
        path.write_text(text)
        monkeypatch.setenv("NETRC", str(path))

    return write


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """The path of a certificate for this machine, and the context of a server that has it."""
    return made_in(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["blocking", "awaiting"])
def driver(request, monkeypatch):
    """Run a test over both drivers: the clients it makes are also driven in an event loop.

    A module asks for it: ``pytestmark = pytest.mark.usefixtures("driver")``. What a client left open is closed.
    """
    cores = []
    if request.param == "awaiting":
        pytest.importorskip("aiohttp")
        for name in ("connect", "sandbox"):
            monkeypatch.setattr(heroics_py, name, driven(getattr(heroics_py, name), cores))
    yield request.param
    for core in cores:
        core.close()
