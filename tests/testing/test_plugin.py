"""The plugin of pytest: its fixtures, its marker, and what a failure shows."""

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from inner_pytest import ENTRY_POINT, run_tests

from heroics_py.testing import guarded_tests, plugin, sandbox, server_of
from heroics_py.testing.marker import merge_marks
from heroics_py.testing.tape_files import tape_mode

PROJECTS = Path(__file__).parent / "projects"


@pytest.fixture(scope="module")
def run():
    """The outcome of one run of all tests of a project, whose warnings are errors."""
    return run_tests(PROJECTS / "fixtures_in_use.py", "-W", "error", "--strict-markers")


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("test_client", "a client of a sandbox with the schema and the data of the marker"),
        ("test_one_server", "all fixtures of a test share one server"),
        ("test_next_server", "each test has a server of its own"),
        ("test_no_retries", "a failure reaches the test at once"),
        ("test_client_in_place_of_server", "a link called on the server names the client"),
        ("test_socket", "socket=True gives the sandbox a URL"),
        ("test_loop_of_the_caller", "connections of the client that is awaited are closed with their event loop"),
        ("TestMerged.test_class", "each argument comes from the closest mark that has it"),
        ("TestMerged.test_function", "a function's mark is closer than those of its class and module"),
        ("TestCase.test_unittest", "a TestCase of unittest takes the client from a fixture"),
        ("test_dynamic", "a fixture that a test asks for while it runs works, too"),
    ],
)
def test_fixtures(run, name, meaning):
    """A test of a project that uses the fixtures passes."""
    assert (run.outcomes[name], run.errors.get(name)) == ("passed", None), meaning


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("test_argument_of_another_plugin", "no argument 'allow_hosts'; did you mean network=['api.example.com']?"),
        ("test_unknown_argument", "sandbox() has no argument 'dat'; did you mean 'data'?"),
        ("test_unknown_argument_without_fixture", "sandbox() has no argument 'dat'; did you mean 'data'?"),
        ("test_two_positional", "it takes one argument without a keyword, the schema; got 2: pass the others by"),
        ("test_missing_schema", "nowhere.yaml"),
        ("test_wrong_data", "bok: the API has no resource 'bok': did you mean 'book'?"),
        ("test_network_text", "network='api.shop.example': expected True, False or a list of hosts, such as ['api.sh"),
        ("test_network_url", "network=['https://api.shop.example']: expected the name or the address of a host"),
    ],
)
def test_wrong_marks(run, name, text):
    """A wrong mark fails the setup of its test, with one text and without a traceback."""
    assert run.outcomes[name] == "failed setup"
    assert run.errors[name].startswith("@pytest.mark.heroics: ")
    assert text in run.errors[name]
    assert "Traceback" not in run.errors[name]
    assert "During handling" not in run.errors[name]


def test_exchanges_of_a_failure(run):
    """A failed test shows its last exchanges, shortened, and without secrets."""
    lines = run.sections["test_failure"]["heroics exchanges"].splitlines()
    assert lines[0] == "(1 earlier exchange is left out)"
    assert lines[1:4] == [
        "> GET http://sandbox.invalid/books/b1  (book.read)",
        "< 200 OK",
        '< {"id": "b1", "title": "Emma", "reader_token": "~secret-1~"}',
    ]
    assert lines[-7:-4] == [
        "> POST http://sandbox.invalid/books  (book.create)",
        '> {"title": "Emma", "reader_token": "~secret-2~"}',
        "< 201 Created",
    ]
    assert lines[-3:] == ["> GET http://sandbox.invalid/books  (book.list)", "< 418 I'm a Teapot", "< no tea"]


def test_failure_without_exchange(run):
    """A failed test that sent nothing shows no exchanges."""
    assert run.sections["test_failure_without_exchange"] == {}


def test_failure_of_a_fixture(run):
    """A fixture that fails after its test shows the exchanges, too."""
    assert run.outcomes["test_failure_at_the_end"] == "failed teardown"
    assert "< 404 Not Found" in run.sections["test_failure_at_the_end"]["heroics exchanges"]


@pytest.fixture(scope="module", params=[(), ("-o", "heroics_network=192.0.2.1 192.0.2.2")], ids=["", "ini"])
def network(request):
    """The outcomes of tests that reach other machines: as it is, and with a host in the configuration."""
    return bool(request.param), run_tests(PROJECTS / "network_in_use.py", "-W", "error", *request.param)


def test_network(network):
    """A test with the marker or a fixture reaches this machine alone, and what its closest mark or the settings allow.

    Other tests are left alone, and so are fixtures that they share.
    """
    is_set, run = network
    assert run.outcomes == {
        "test_other": "passed",
        "test_other_with_the_same_name": "passed",
        "test_fixture": "passed" if is_set else "failed call",
        "test_own_fixture": "passed" if is_set else "failed setup",
        "test_marker": "passed",
        "test_other_again": "passed",
        "test_allowed": "passed",
        "test_listed": "passed",
        "TestCloser.test_closer": "failed call",
    }
    assert "may not reach 192.0.2.1 (port 443)" in run.errors["TestCloser.test_closer"]


def test_project_without_heroics():
    """A project that uses nothing of it loads nothing of it; the plugin may have both of its names.

    Pytest, which rewrites modules of a distribution with a plugin, leaves ours as they are.
    """
    both = ("-p", "heroics_py.testing.plugin", *ENTRY_POINT)
    quiet = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist", "--import-mode=importlib")
    path = PROJECTS / "nothing_in_use.py"
    command = (sys.executable, "-m", "pytest", "-q", "-W", "error", *both, *quiet, "--doctest-modules", str(path))
    environment = {name: text for name, text in os.environ.items() if name != "PYTEST_ADDOPTS"}
    command = [*command, "-c", str(PROJECTS / "pytest.ini")]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert "3 passed" in run.stdout, run.stdout + run.stderr


def test_finder_ends_with_its_run():
    """What the plugin adds to Python's imports ends with the run of pytest."""
    before = list(sys.meta_path)
    assert run_tests(PROJECTS / "nothing_in_use.py", "-k", "no_test", plugin=ENTRY_POINT).code == 5
    assert sys.meta_path == before


@pytest.fixture
def live(tmp_path, monkeypatch):
    """A copy of a project with tapes, and the server that its tests reach."""
    for name in ("pytest.ini", "shop.yaml", "tapes_in_use.py"):
        shutil.copy(PROJECTS / name, tmp_path)
    monkeypatch.delenv("CI", raising=False)
    with sandbox(str(PROJECTS / "shop.yaml"), data={"book": [{"id": "b1", "title": "Emma"}]}) as server:
        monkeypatch.setenv("SHOP_URL", server_of(server).url)
        yield tmp_path / "tapes_in_use.py", server


def test_tapes(live, monkeypatch):
    """Each test with a tape records it once, beside its module, and then plays it; in CI it never records.

    The network is open while it records.
    """
    path, server = live
    tapes = path.parent / "tapes" / "tapes_in_use"
    assert set(run_tests(path, "-k", "not test_mode and not interrupted").outcomes.values()) == {"passed"}
    assert sorted(each.name for each in tapes.iterdir()) == ["TestShop.test_read-b1.yaml", "test_live.yaml"]
    server.close()
    assert set(run_tests(path, "-k", "not test_mode and not interrupted").outcomes.values()) == {"passed"}
    monkeypatch.setenv("CI", "true")
    shutil.rmtree(tapes)
    alone = run_tests(path, "-k", "test_live or test_network")
    assert "is not on the tape" in alone.errors["test_live"]
    assert "may not reach 192.0.2.1" in alone.errors["test_network"]
    assert not tapes.exists()


@pytest.mark.parametrize(
    ("args", "mode"),
    [
        ((), "once"),
        (("-o", "heroics_tape_mode=new"), "new"),
        (("-o", "heroics_tape_mode=new", "--heroics-tape=all"), "all"),
    ],
)
def test_modes(live, args, mode):
    """The command line says the mode of the tapes, else the configuration."""
    assert run_tests(live[0], "-k", f"test_mode and {mode}", *args).outcomes == {f"test_mode[{mode}]": "passed"}


def test_unknown_mode(live):
    """A mode that does not exist is refused with those that do."""
    run = run_tests(live[0], "-k", "test_live", "-o", "heroics_tape_mode=onec")
    assert run.errors["test_live"].startswith("heroics_tape_mode in the configuration of pytest: ")
    assert "once" in run.errors["test_live"]


def test_unknown_schema_of_the_configuration():
    """A schema of the configuration that can't be read is named with its setting."""
    assert merge_marks([], {"schema": "nowhere.yaml"}, []).source == (
        "@pytest.mark.heroics, or heroics_schema in the configuration of pytest"
    )


def test_interruption_while_recording(live):
    """A test that ends before its end is not recorded by half."""
    run_tests(live[0], "-k", "interrupted")
    assert not (live[0].parent / "tapes").exists()


def test_failure_while_recording(live):
    """A test that fails while it records leaves the tape as it was: a wrong token is not played."""
    path, server = live
    tape = path.parent / "tapes" / "tapes_in_use" / "test_live.yaml"
    server_of(server).fail(401)
    assert run_tests(path, "-k", "test_live").outcomes == {"test_live": "failed call"}
    assert not tape.exists()
    assert run_tests(path, "-k", "test_live").outcomes == {"test_live": "passed"}
    before = tape.read_bytes()
    server_of(server).fail(401)
    assert run_tests(path, "-k", "test_live", "--heroics-tape=all").outcomes == {"test_live": "failed call"}
    assert tape.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "mode"),
    [("true", "none"), ("1", "none"), ("True", "none"), ("false", "once"), ("0", "once"), ("", "once")],
)
def test_mode_in_ci(monkeypatch, text, mode):
    """Whichever way the environment says that a test runs in CI, its tape is only played there."""
    monkeypatch.setenv("CI", text)
    assert tape_mode(None, "") == mode


@pytest.mark.parametrize("module", [plugin, guarded_tests])
def test_older_pytest(monkeypatch, module):
    """The plugin loads where pytest has no public names of its types yet, so that nothing changes for other tests."""
    for name in ("CallInfo", "Config", "FixtureDef", "FixtureRequest", "Item", "Parser", "PytestPluginManager"):
        monkeypatch.delattr(pytest, name)
    runpy.run_path(module.__file__)
