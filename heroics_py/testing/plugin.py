"""The plugin of pytest: fixtures, the marker ``heroics``, and options. PYTEST_DONT_REWRITE.

It imports nothing of heroics_py until a test has the marker or uses a fixture. Other tests run without any of it: its
hooks around tests (`guarded_tests`) are registered with the first such test. It loads with any pytest, so that a
project whose pytest is too old for it can go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from heroics_py.client import Client
    from heroics_py.client.async_client import AsyncClient
    from heroics_py.server import Sandbox
    from heroics_py.tapes.tape import Tape
    from heroics_py.testing.marker import MarkerArguments

__all__ = [
    "heroics_async_client",
    "heroics_client",
    "heroics_sandbox",
    "heroics_tape",
    "pytest_addoption",
    "pytest_collection_modifyitems",
    "pytest_configure",
]

_GUARD = "_heroics_guard"
_MARKER = (
    "heroics(schema='heroku', *, network=False, **arguments): the schema and further arguments of the sandbox that "
    "heroics_sandbox, heroics_client and heroics_async_client use; network=True or a list of hosts allows more than "
    "loopback."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the settings."""
    parser.getgroup("heroics", "clients of APIs").addoption(
        "--heroics-tape",
        choices=("once", "none", "new", "all"),
        help="the mode of the fixture heroics_tape: once records a tape that is missing and plays one that exists (the "
        "default), none plays (the default if the environment says CI=true), new records what is not on the tape, all "
        "records everything again",
    )
    parser.addini("heroics_tape_mode", "the mode of the fixture heroics_tape, unless --heroics-tape says another one")
    parser.addini("heroics_schema", "the schema of tests whose marker heroics has none (heroku)")
    parser.addini("heroics_network", "hosts that tests with heroics may reach, beside loopback", type="args")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", _MARKER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the guard be the first fixture of each test that has the marker or uses a fixture.

    Fixtures need the guard, so it is among those of the test; one of a project with the same name does not.
    """
    for item in items:
        names: list[str] = getattr(item, "fixturenames", [])
        if (item.get_closest_marker("heroics") or _GUARD in names) and names[:1] != [_GUARD]:
            names.insert(0, _GUARD)


@pytest.fixture
def _heroics_guard(request: pytest.FixtureRequest) -> Iterator[MarkerArguments]:
    """Guard the network and keep exchanges; return what the marks of the test say."""
    if not hasattr(pytest, "StashKey"):
        pytest.fail("tests that use heroics need pytest 7 or newer", pytrace=False)
    from heroics_py.testing import guarded_tests

    with guarded_tests.guarded_test(request) as arguments:
        yield arguments


@pytest.fixture
def _heroics_server(_heroics_guard: MarkerArguments) -> Iterator[Client]:
    """Start the sandbox of a test, and return the client that owns it."""
    from heroics_py.testing import guarded_tests

    with guarded_tests.opened_sandbox(_heroics_guard) as client:
        yield client


@pytest.fixture
def heroics_sandbox(_heroics_server: Client) -> Sandbox:
    """The server of the sandbox: .received(), .fail(), .limit(); .url with the marker's socket=True."""
    from heroics_py.testing.controls import server_of

    return server_of(_heroics_server)


@pytest.fixture
def heroics_client(_heroics_server: Client) -> Client:
    """A client of the sandbox, with retries=0 and without a socket unless the marker says otherwise."""
    return _heroics_server


@pytest.fixture
def heroics_async_client(_heroics_server: Client) -> Iterator[AsyncClient]:
    """A client of the same sandbox whose calls are awaited; any plugin for async tests may run its event loop."""
    from heroics_py.testing.awaited_client import awaited_client, close_awaited

    client = awaited_client(_heroics_server)
    yield client
    close_awaited(client)


@pytest.fixture
def heroics_tape(request: pytest.FixtureRequest, _heroics_guard: MarkerArguments) -> Iterator[Tape]:
    """A tape of what the test sends, beside its module: tapes/test_shop/test_live.yaml."""
    from heroics_py.testing.guarded_tests import opened_tape

    with opened_tape(request, _heroics_guard) as tape:
        yield tape
