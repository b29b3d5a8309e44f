"""What docs/caching.md promises is held by tests that exist."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NAMED = sorted(set(re.findall(r"`(test_\w+)`", (HERE.parents[1] / "docs" / "caching.md").read_text())))
DEFINED = {
    name
    for path in HERE.parent.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(), re.MULTILINE)
}


@pytest.mark.parametrize("name", NAMED)
def test_a_promise_names_a_test_that_exists(name):
    assert name in DEFINED


def test_there_are_promises():
    assert len(NAMED) > 40
