"""The promises of docs/caching.md and the tests that it names."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "caching.md"


def test_the_page_names_tests_that_exist():
    """Each test that docs/caching.md names exists, and there are more than 40."""
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    sources = [path.read_text() for path in TESTS.rglob("test_*.py")]
    defined = {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert named - defined == set()
    assert len(named) > 40
