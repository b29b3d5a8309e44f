"""The page about changes."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from heroics_py.changes.kinds import KINDS
from heroics_py.cli.commands import heroics

PAGE = (Path(__file__).parents[2] / "docs" / "changes.md").read_text(encoding="utf-8")
TRANSCRIPTS = re.findall(r"```console\n\$ heroics ([^\n]*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("line", "expected"), TRANSCRIPTS, ids=[line for line, _ in TRANSCRIPTS])
def test_commands_print_what_the_page_shows(line, expected):
    """Each command on the page prints what is below it; "..." is for lines that are left out."""
    output = CliRunner().invoke(heroics, line.split()).output
    pattern = re.escape(expected).replace(re.escape("\n...\n"), r"\n(?:.*\n)*")
    assert re.fullmatch(pattern, output)


def test_each_option_of_the_command_is_on_the_page():
    """The page has a row for each option of the command."""
    options = heroics.get_command(None, "diff").params
    names = {name for option in options for name in option.opts if option.param_type_name == "option"}
    assert {name for name in names if name not in PAGE} == {"--output"}


def test_the_kind_on_the_page_exists():
    """The page names a kind of changes that exists."""
    assert "field-required" in PAGE
    assert "field-required" in KINDS
