"""The project's own site: what its navigation has. `scripts/site.sh` builds it, and fails on any warning."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_navigation():
    """Each page of docs/ is in the navigation once."""
    pages = re.findall(r"^ +- [^:\n]+: ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    outside = {"index.md", "changelog.md", "contributing.md", "security.md"}
    assert sorted(set(pages) - outside) == sorted(path.name for path in (ROOT / "docs").glob("*.md"))
    assert len(pages) == len(set(pages))


def test_navigation_of_the_reference():
    """Each page of the reference is in the navigation."""
    table = (ROOT / "scripts" / "site_pages.py").read_text(encoding="utf-8").partition("REFERENCE = {")[2]
    pages = re.findall(r'^    "(\w+)": \(', table.partition("\n}")[0], re.MULTILINE)
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert pages == re.findall(r": reference/(\w+)\.md$", navigation, re.MULTILINE)


def test_built_in_ci():
    """The automatic check builds the site."""
    assert "scripts/site.sh" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
