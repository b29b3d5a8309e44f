"""Tests that use heroics: hooks around them, which pytest gets with the first such test. PYTEST_DONT_REWRITE."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from heroics_py.client import Client
from heroics_py.client.arguments.named_arguments import refuse_unknown
from heroics_py.client.connect import connect
from heroics_py.errors import HeroicsError
from heroics_py.http.wiretaps import tapped
from heroics_py.tapes.files import has_tape
from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.tape import Tape
from heroics_py.testing.exchange_log import ExchangeLog
from heroics_py.testing.marker import MarkerArguments, merge_marks, source_of
from heroics_py.testing.network_guard import guarded
from heroics_py.testing.sandboxes import sandbox
from heroics_py.testing.tape_files import tape_mode, tape_path

__all__ = ["guarded_test", "opened_sandbox", "opened_tape", "pytest_fixture_setup", "pytest_runtest_makereport"]

_COMPLETE = pytest.StashKey[bool]()
_LOG = pytest.StashKey[ExchangeLog]()
_DEFAULTS = {"socket": False, "retries": 0}
_WRONG = (HeroicsError, ImportError, OSError, TypeError, ValueError)


@contextmanager
def guarded_test(request: pytest.FixtureRequest) -> Iterator[MarkerArguments]:
    """Guard the network and keep the exchanges of a test; the value is what its marks say.

    Raises:
        pytest.fail.Exception: the marks of the test are wrong.
    """
    item, plugins = request.node, request.config.pluginmanager
    if not plugins.has_plugin(__name__):
        plugins.import_plugin(__name__)
    settings = _settings(request.config)
    with _told(source_of(settings)):
        arguments = merge_marks(item.iter_markers("heroics"), settings, _folders(item))
        refuse_unknown("sandbox", (sandbox, connect), arguments.sandbox)
    log = item.stash[_LOG] = ExchangeLog()
    with guarded(arguments.hosts), tapped(log, observes=True):
        yield arguments


@contextmanager
def opened_sandbox(arguments: MarkerArguments) -> Iterator[Client]:
    """Open a sandbox for the time of a test.

    Raises:
        pytest.fail.Exception: the arguments are wrong.
    """
    with _told(arguments.source):
        client = sandbox(**{**_DEFAULTS, **arguments.sandbox})
    with client:
        yield client


@contextmanager
def opened_tape(request: pytest.FixtureRequest, arguments: MarkerArguments) -> Iterator[Tape]:
    """Play or record the tape of a test; while it records, the network is open, unless its marks say what is allowed.

    Raises:
        pytest.fail.Exception: the mode does not exist, or the file can't be read or written.
    """
    item: Any = request.node
    path = tape_path(item.path, ".".join(item.nodeid.split("::")[1:]))
    option, setting = request.config.getoption("--heroics-tape"), request.config.getini("heroics_tape_mode")
    with _told("heroics_tape" if option or not setting else "heroics_tape_mode in the configuration of pytest"):
        mode = tape_mode(option, setting)
        tape = Tape(path, mode)
        records = mode_of(mode, exists=has_tape(path)).records
    with ExitStack() as stack:
        with _told("heroics_tape"):
            stack.enter_context(tape)
        if records and not arguments.says_network:
            stack.enter_context(guarded(None))
        yield tape
        if not item.stash.get(_COMPLETE, False):
            tape.discard()  # half a test, or what led to a failure such as a refused token, is not to be played


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Let a test fail with the text of an error alone: what it is about is not in a line of code."""
    try:
        yield
    except _WRONG as error:
        raise pytest.fail.Exception(f"{source}: {error}", pytrace=False) from None


def _settings(config: pytest.Config) -> dict[str, Any]:
    values = {"schema": config.getini("heroics_schema"), "network": config.getini("heroics_network")}
    return {name: value for name, value in values.items() if value}


def _folders(item: Any) -> list[Any]:
    """Return where a path may start: beside the test, where pytest was started, at the root of the project."""
    config = item.config
    return [item.path.parent, config.invocation_params.dir, config.rootpath]


@pytest.hookimpl(hookwrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None]:
    """Leave fixtures alone that other tests share: they may reach any host, whichever test comes first."""
    if fixturedef.scope == "function":
        yield
    else:
        with guarded(None):
            yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any]:
    """Show the last exchanges of a test that has failed."""
    outcome = yield
    report, log = outcome.get_result(), item.stash.get(_LOG, None)
    if call.when != "teardown":  # after Ctrl-C there is no report
        item.stash[_COMPLETE] = call.when == "call" and not report.failed
    if log and report.failed:
        report.sections.append(("heroics exchanges", log.text()))
    if call.when == "teardown" and _LOG in item.stash:
        del item.stash[_LOG]
