"""Tests that reach other machines, as far as Python announces it; `test_plugin` reads their outcomes."""

import socket
import sys

import pytest


def reach(host):
    with socket.socket() as end:
        sys.audit("socket.connect", end, (host, 443))


@pytest.fixture(scope="module")
def shared():
    reach("192.0.2.1")
    yield
    reach("192.0.2.1")


@pytest.fixture
def heroics_client():
    """A fixture of the project, which has the name of one of the plugin."""


def test_other_with_the_same_name(heroics_client):
    reach("192.0.2.1")


@pytest.fixture(autouse=True)
def own(request):
    if "own" in request.node.name:
        reach("192.0.2.1")


def test_other():
    reach("192.0.2.1")


@pytest.mark.usefixtures("heroics_sandbox", "shared")
def test_fixture():
    reach("192.0.2.1")


@pytest.mark.heroics
def test_own_fixture():
    """Its setup reaches out."""


@pytest.mark.heroics
@pytest.mark.usefixtures("shared")
def test_marker():
    reach("127.0.0.1")


def test_other_again():
    reach("192.0.2.1")


@pytest.mark.heroics(network=True)
def test_allowed(heroics_sandbox):
    reach("192.0.2.1")


@pytest.mark.heroics(network=["192.0.2.1"])
def test_listed(heroics_sandbox):
    reach("192.0.2.1")


@pytest.mark.heroics(network=["192.0.2.1"])
class TestCloser:
    @pytest.mark.heroics(network=False)
    def test_closer(self):
        reach("192.0.2.1")
