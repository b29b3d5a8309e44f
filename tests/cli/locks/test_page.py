"""The page about locks: its code and its commands are run in their order."""

import re
from pathlib import Path

import page_code

PAGE = (Path(__file__).parents[3] / "docs" / "locks.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```(python|console)\n(.*?)```", PAGE, re.DOTALL)
DAY = re.compile(r"20\d\d-\d\d-\d\d")


def test_the_page(heroics, monkeypatch, tmp_path):
    """Every command and every line of Python on the page does what it shows."""
    monkeypatch.chdir(tmp_path)
    wrong = []
    for kind, text in STEPS:
        if kind == "python":
            wrong += page_code.mismatches([text])
            continue
        command, _, expected = text.removeprefix("$ heroics ").partition("\n")
        _, out, err = heroics(*command.split())
        if (DAY.sub("...", out), err) != (DAY.sub("...", expected), ""):
            wrong.append((command, out, err))
    assert wrong == []
    assert len(STEPS) == 5


def test_the_file_on_the_page(heroics, monkeypatch, tmp_path):
    """The lock that the page shows is the one that its command writes."""
    monkeypatch.chdir(tmp_path)
    page_code.mismatches([STEPS[0][1]])
    heroics("lock", "heroku@0.5.0", "--uses", "src/")
    shown = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1]
    lines = zip(shown.splitlines(), Path("heroics.lock").read_text(encoding="utf-8").splitlines(), strict=True)
    different = [(old, new) for old, new in lines if DAY.sub("", old) != DAY.sub("", new)]
    assert [old.split(":")[0] for old, _ in different] == ['  "documents"']
    assert different[0][1].startswith(different[0][0].partition("...")[0])
