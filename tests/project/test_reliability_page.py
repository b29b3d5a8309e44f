"""What docs/reliability.md promises is held by tests that exist."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NAMED = sorted(
    set(re.findall(r"`(test_\w+)`", (HERE.parents[1] / "docs" / "reliability.md").read_text(encoding="utf-8")))
)
DEFINED = {
    name
    for path in HERE.parent.rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("name", NAMED)
def test_promises_name_tests(name):
    """Each promise names a test that exists."""
    assert name in DEFINED


def test_number_of_promises():
    """The page has promises."""
    assert len(NAMED) > 60
