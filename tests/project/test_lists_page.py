"""The page about lists: each line does what stands behind it."""

from pathlib import Path

from test_readme import BLOCK, check

PAGE = (Path(__file__).parents[2] / "docs" / "lists.md").read_text(encoding="utf-8")


def test_every_line_of_the_page_about_lists_does_what_stands_behind_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert check([text for skipped, text in BLOCK.findall(PAGE) if not skipped]) == []


def test_only_what_needs_other_hosts_is_left_out():
    assert [skipped for skipped, _ in BLOCK.findall(PAGE) if skipped] == [
        "<!-- not run: it needs a log and a store -->\n"
    ]
