"""The example of a program with its tests."""

from pathlib import Path

import pytest
from inner_pytest import run_tests

EXAMPLE = Path(__file__).parents[2] / "examples" / "testing" / "test_quiet_apps.py"


@pytest.fixture(autouse=True)
def _without_its_program(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLE.parent))


def test_example():
    """The tests of the example pass, without a key and without a network."""
    run = run_tests(EXAMPLE, "-W", "error", "--strict-config", "--strict-markers")
    assert (len(run.outcomes), run.errors) == (6, {})
