"""The README and the pages in docs/: their code runs, and the tests they name exist."""

import re
from pathlib import Path

import page_code
import pytest

ROOT = Path(__file__).parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}
PROMISES = {page: set(re.findall(r"`(test_\w+)`", text)) for page, text in PAGES.items()}


@pytest.fixture(autouse=True)
def _no_account(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "async.md",
        "guide.md",
        "lists.md",
        "schemas.md",
        "streams.md",
        "testing.md",
        "values.md",
        "ways-out.md",
    ],
)
def test_code(page):
    """Every line of Python on the page does what the comment after it says."""
    assert page_code.mismatches(page_code.blocks(PAGES[page])) == []


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("README.md", ["heroku = heroics_py.connect()\n", 'shop = heroics_py.sandbox("shop.yaml")']),
        ("guide.md", []),
        ("async.md", ["async with aiohttp.ClientSession", "@asynccontextmanager"]),
        ("lists.md", ["session = heroku.log_session.create"]),
        ("schemas.md", []),
        ("streams.md", []),
        ("testing.md", []),
        ("values.md", []),
        ("ways-out.md", []),
    ],
)
def test_skipped_code(page, blocks):
    """Only code that needs an account or other hosts is not run."""
    skipped = page_code.skipped_blocks(PAGES[page])
    assert [text.startswith(start) for text, start in zip(skipped, blocks, strict=True)] == [True] * len(blocks)


@pytest.mark.parametrize(
    ("page", "least"), [("caching.md", 80), ("reliability.md", 150), ("notebooks.md", 20), ("oauth.md", 30)]
)
def test_promises(page, least):
    """Every test that a page names exists, and each of these pages names many."""
    assert (sorted(PROMISES[page] - TESTS), len(PROMISES[page]) >= least) == ([], True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 1  # -> 3", [("1 + 1", "-> 3", "2")]),
        ("len('a')  # CallError: ...", [("len('a')", "CallError: ...", "1")]),
        ("len('a')  # -> 1", []),
        ("len('a')  # a remark", []),
        ("import asyncio\nawait asyncio.sleep(0, 2)  # -> 2", []),
        ("import asyncio\nawait asyncio.sleep(0, 2)  # -> 3", [("await asyncio.sleep(0, 2)", "-> 3", "2")]),
    ],
)
def test_the_check_itself(text, expected):
    """The check reports a different value, and an error that is not raised."""
    assert page_code.mismatches([text]) == expected


def test_the_check_of_errors():
    """The check reports an error that no comment promises."""
    text = "import heroics_py\nheroics_py.read('no-such-schema')  # the schema"
    assert [line for line, _, _ in page_code.mismatches([text])] == ["heroics_py.read('no-such-schema')"]
