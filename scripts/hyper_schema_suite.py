"""Writes docs/hyper-schema-suite.md: the statements of JSON Hyper-Schema, and their cases in the suite.

Run ``python scripts/hyper_schema_suite.py``. With ``--check`` it writes nothing, and exits with 1 if the file is out of
date.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "tests" / "hyper-schema-suite"
PAGE = ROOT / "docs" / "hyper-schema-suite.md"
DRAFTS = ("draft-04", "draft-06", "draft-07", "2019-09")
LEVELS = ("MUST", "SHOULD", "MAY", "STATED")

_OPENING = """\
# A test suite for JSON Hyper-Schema

JSON Hyper-Schema has no official test suite. This project has one, and any implementation in any language can run it:
[tests/hyper-schema-suite](../tests/hyper-schema-suite/README.md) holds CASES cases for four drafts as JSON files, with
a JSON Schema for the files and a README that defines every key. Each case has a schema, an instance, and what the
specification says about them: links, contexts, targets, requests, and how responses are read.

heroics_py passes all of them, without exceptions: `pytest tests/linking`. Links and targets come from
`heroics_py.resolve_links`, requests from `prepare`, responses from calls, and invalid schemas from `check`.

| draft | document | cases | MUST | SHOULD | MAY | stated | statements | without a case |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
TOTALS

The columns in the middle count cases by the level of their statement. "Stated" is normative text without such a word,
as algorithms and definitions are. The tables below list every statement of the four documents, in the suite's own
words, with its cases; where no case can show a statement, the table has the reason.
`python scripts/hyper_schema_suite.py` writes this page, and a test checks that it is up to date.
"""


def page() -> str:
    """Return the page as the suite is now."""
    drafts = {draft: _read(draft) for draft in DRAFTS}
    count = sum(len(cases) for _, cases in drafts.values())
    totals = "\n".join(_total(draft, *content) for draft, content in drafts.items())
    opening = _OPENING.replace("CASES", f"{count:,}").replace("TOTALS", totals)
    return "\n".join([opening, *(line for draft, content in drafts.items() for line in _table(draft, *content))])


def _read(draft: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    folder = SUITE / draft
    statements = json.loads((folder / "statements.json").read_text(encoding="utf-8"))
    files = [path for path in folder.glob("*.json") if path.name != "statements.json"]
    return statements, [case for path in files for case in json.loads(path.read_text(encoding="utf-8"))["cases"]]


def _total(draft: str, content: dict[str, Any], cases: list[dict[str, Any]]) -> str:
    levels = Counter(case["level"] for case in cases)
    statements = content["statements"]
    untested = sum("untested" in each for each in statements)
    counts = [len(cases), *(levels[level] for level in LEVELS), len(statements), untested]
    return f"| {draft} | {content['document']} | {' | '.join(map(str, counts))} |"


def _table(draft: str, content: dict[str, Any], cases: list[dict[str, Any]]) -> Iterator[str]:
    yield f"## {draft}\n\n| section | level | statement | cases |\n| --- | --- | --- | --- |"
    for each in sorted(content["statements"], key=lambda each: _order(each["id"])):
        names = [case["id"].partition("/")[2] for case in cases if each["id"] in case["statements"]]
        level = "stated" if each["level"] == "STATED" else each["level"]
        yield f"| {each['section']} | {level} | {_cell(each['text'])} | {_cell(_names(names, each))} |"
    yield ""


def _names(names: list[str], statement: dict[str, Any]) -> str:
    """Return the names of the cases, each section once: "6.1.2/ absolute, whole"."""
    if "untested" in statement:
        return f"none: {statement['untested']}"
    sections: dict[str, list[str]] = {}
    for name in sorted(names):
        section, _, rest = name.partition("/")
        sections.setdefault(section, []).append(rest)
    return "; ".join(f"`{section}/` {', '.join(_ranges(rest))}" for section, rest in sections.items())


def _ranges(names: list[str]) -> Iterator[str]:
    """Yield names, and those that differ by their number alone as a range."""
    for _, group in groupby(names, key=lambda name: re.sub(r"[0-9]{2}$", "00", name)):
        first, *others = group
        yield f"{first} to {others[-1]}" if others else first


def _order(name: str) -> list[int]:
    return [int(number) for number in name.replace("-", ".").split(".")]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    """Write the page, or check it."""
    text = page()
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
