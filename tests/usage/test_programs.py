"""The calls of small programs: a table of programs and what is found in each."""

import re
from pathlib import Path

import pytest

import heroics_py

TABLE = Path(__file__).parents[1] / "data" / "programs" / "table.md"
HEAD = "import heroics_py\nclient = heroics_py.connect(input())\n"
SECTION = re.compile(r"## ([^\n]*)\n\n```python\n(.*?)```\n\n?((?:- `[^\n]*`\n)*)", re.DOTALL)
PROGRAMS = {name: (text, re.findall("`(.*)`", uses)) for name, text, uses in SECTION.findall(TABLE.read_text())}


def shown(use):
    """Return a use as the table has it."""
    if use.call == "*":
        return "*"
    parts = [use.call, *use.fields, *(["?"] if use.certainty == "possible" else [])]
    return " ".join([*parts, *(["->", *use.answers] if use.answers else [])])


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(tmp_path, name):
    """The calls of a program are found, with what is passed and what is read."""
    text, expected = PROGRAMS[name]
    (tmp_path / "program.py").write_text(HEAD + text)
    assert [shown(each) for each in heroics_py.uses(tmp_path)] == expected


def test_table_is_read():
    """Each program of the table is tried."""
    assert len(PROGRAMS) == TABLE.read_text().count("\n## ") > 60
