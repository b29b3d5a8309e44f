"""Tests that use nothing of heroics, and a doctest; `test_plugin` reads their outcomes.

>>> 1 + 1
2
"""

import socket
import sys

import pytest


@pytest.fixture
def fixture():
    return socket.getaddrinfo


def test_modules(request, fixture):
    assert fixture.__module__ == "socket"
    assert request.fixturenames == ["request", "fixture"]
    assert {name for name in sys.modules if name.startswith("heroics_py")} == {
        "heroics_py",
        "heroics_py._version",
        "heroics_py.support",
        "heroics_py.support.lazy",
        "heroics_py.testing",
        "heroics_py.testing.entry_point",
        "heroics_py.testing.plugin",
    }


def test_imports():
    pytest.register_assert_rewrite("heroics_py.record")
    import heroics_py.record

    assert type(heroics_py.record.__loader__).__name__ == "SourceFileLoader"
