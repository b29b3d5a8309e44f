"""Where the tape of a test is."""

from pathlib import Path

import pytest

from heroics_py.testing.tape_files import tape_path

MODULE = Path("tests") / "test_shop.py"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("test_live", "test_live.yaml"),
        ("TestShop.test_live", "TestShop.test_live.yaml"),
        ("test_live[eu-1]", "test_live-eu-1.yaml"),
        ("test_größe[2.5]", "test_größe-2.5.yaml"),
        ("test_live[a/b]", "test_live-a-b-7bbf7ab1.yaml"),
        ("test_live[a:b]", "test_live-a-b-61521b2a.yaml"),
        ("test_live[../../x]", "test_live-..-..-x-a3d85e99.yaml"),
    ],
)
def test_names(name, file):
    """A tape has the name of its test; one that is not the name of a file gets a number, too."""
    assert tape_path(MODULE, name) == Path("tests") / "tapes" / "test_shop" / file


def test_long_names():
    """A long name is cut, and differs from others that begin like it."""
    first, second = (tape_path(MODULE, f"test_live[{'x' * 300}{end}]") for end in "ab")
    assert first != second
    assert len(first.name) < 130
