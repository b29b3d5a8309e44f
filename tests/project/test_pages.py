"""The README and the pages in docs/: their code runs, and the tests they name exist."""

import re
from contextlib import suppress
from pathlib import Path

import page_code
import pytest
from inner_pytest import run_tests

import heroics_py
from heroics_py.cli.commands import heroics

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
        "authentication.md",
        "changes.md",
        "contract.md",
        "errors.md",
        "guide.md",
        "lists.md",
        "moving-from-heroku3.md",
        "moving-from-ruby.md",
        "openapi.md",
        "schemas.md",
        "start.md",
        "streams.md",
        "tapes.md",
        "testing.md",
        "uses.md",
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
        ("README.md", ['shop = heroics_py.sandbox("shop.yaml")']),
        ("guide.md", ["from concurrent.futures import ProcessPoolExecutor", "class RayExecutor"]),
        ("async.md", ["async with aiohttp.ClientSession", "@asynccontextmanager"]),
        ("authentication.md", ["import os\n\nimport heroics_py\n\nlogin ="]),
        ("changes.md", []),
        ("contract.md", []),
        ("errors.md", []),
        ("lists.md", ["session = heroku.log_session.create"]),
        ("moving-from-heroku3.md", ["import os\nimport sys\n\nimport heroku3"]),
        ("moving-from-ruby.md", []),
        ("openapi.md", []),
        ("schemas.md", []),
        ("start.md", []),
        ("streams.md", []),
        ("tapes.md", []),
        ("testing.md", ["def test_live(heroics_tape)"]),
        ("uses.md", []),
        ("values.md", []),
        ("ways-out.md", []),
    ],
)
def test_skipped_code(page, blocks):
    """Only code that needs an account or other hosts is not run."""
    skipped = page_code.skipped_blocks(PAGES[page])
    assert [text.startswith(start) for text, start in zip(skipped, blocks, strict=True)] == [True] * len(blocks)


@pytest.fixture(scope="module")
def tests_of_a_page():
    """The Python of testing.md that has tests: the first block, which the others go on with."""
    return [block for block in page_code.blocks(PAGES["testing.md"]) if "def test_" in block]


def test_the_tests_of_a_page_pass(tests_of_a_page, tmp_path):
    """The tests that testing.md shows are found and pass under pytest."""
    run = run_page(tests_of_a_page, tmp_path)
    assert (len(run.outcomes), set(run.outcomes.values())) == (5, {"passed"})


def test_the_test_of_the_readme_passes(tmp_path):
    """The test that the README shows is found and passes under pytest."""
    tests = [block for block in page_code.blocks(PAGES["README.md"]) if "def test_" in block]
    assert run_page(tests, tmp_path).outcomes == {"test_an_app": "passed"}


def test_failure_on_a_page(tests_of_a_page, tmp_path):
    """What testing.md shows of a failure is what a failure shows."""
    text = tests_of_a_page[0].replace("    with pytest.raises(heroics_py.ServiceUnavailable):\n    ", "")
    [(title, lines)] = run_page([text], tmp_path).sections["test_an_outage_is_raised"].items()
    assert f" {title} -------------------------------\n{lines}\n```" in PAGES["testing.md"]


def run_page(blocks, folder):
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_shop.py").write_text("\n".join(blocks), encoding="utf-8")
    return run_tests(folder / "test_shop.py", "-W", "error")


@pytest.mark.parametrize(
    ("page", "least"), [("caching.md", 80), ("reliability.md", 150), ("notebooks.md", 20), ("oauth.md", 30)]
)
def test_promises(page, least):
    """Every test that a page names exists, and each of these pages names many."""
    assert (sorted(PROMISES[page] - TESTS), len(PROMISES[page]) >= least) == ([], True)


@pytest.mark.parametrize("page", ["caching.md", "reliability.md", "notebooks.md", "oauth.md"])
def test_footnotes(page):
    """Tests are named in footnotes, and each footnote is referred to."""
    lines = PAGES[page].splitlines()
    notes = {line.partition(":")[0] for line in lines if line.startswith("[^")}
    prose = "\n".join(line for line in lines if not line.startswith("[^"))
    assert (re.findall(r"`test_\w+`", prose), set(re.findall(r"\[\^\d+\]", prose))) == ([], notes)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_commands(page):
    """Every command of heroics that a console block shows exists."""
    lines = re.findall(r"^\$ heroics ([a-z]+)", PAGES[page], re.MULTILINE)
    assert set(lines) - {*heroics.texts, "shop", "work"} == set()


CALLS = re.compile(r"`((?:heroku|app)\.[^`]*\)|heroics_py\.rate_limit[^`]*)`")


@pytest.mark.parametrize("page", ["moving-from-heroku3.md", "moving-from-ruby.md"])
def test_new_calls(page):
    """Each new call in a table is one that the client takes: only the server may refuse it."""
    heroku = heroics_py.sandbox(socket=False, data={"app": [{"name": "shop"}, {"name": "example"}]})
    release = heroics_py.Record({"id": "01234567-89ab-cdef-0123-456789abcdef"})
    names = ["dir", "id", "key", "name", "plan", "size", "token", "url", "user"]
    words = dict.fromkeys(names, "x") | {"urls": ["https://x.example"], "scope": "global", "release": release}
    space = {"heroku": heroku, "app": heroku.app["shop"], "heroics_py": heroics_py, "Range": heroics_py.Range, **words}
    cells = [line.split(" | ")[-1] for line in PAGES[page].splitlines() if line.startswith("| `")]
    calls = [call for cell in cells for call in CALLS.findall(cell)]
    for call in calls:
        with suppress(heroics_py.ResponseError, heroics_py.ValidationError):
            eval(call, space)
    assert len(calls) > 5


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
