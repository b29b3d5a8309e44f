"""The command that compares two schemas."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from heroics_py.cli.commands import heroics, run
from tests.helpers.schema_host import order_document


def diff(*arguments, text=None):
    return CliRunner().invoke(heroics, ["diff", *arguments], input=text)


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Return two files in the current folder, whose schemas differ in the name of a call."""
    monkeypatch.chdir(tmp_path)
    Path("old.json").write_text(json.dumps(order_document()))
    text = json.dumps(order_document())
    Path("new.json").write_text(text.replace("/orders", "/v2/orders"))
    return "old.json", "new.json"


def test_the_same_schema_has_no_changes():
    """A schema does not differ from itself, and the exit code is 0."""
    done = diff("bookshelf", "bookshelf")
    assert (done.exit_code, done.output) == (0, "no changes\n")


def test_breaking_changes_are_told_by_the_exit_code():
    """The exit code is 1 if a change is breaking, and the last line counts the changes."""
    done = diff("bookshelf", "bookshelf.openapi")
    assert done.exit_code == 1
    assert "author.info -> author.get" in done.output
    assert " breaking, " in done.output.splitlines()[-1]


@pytest.mark.parametrize(("fail_on", "code"), [("breaking", 0), ("risky", 1), ("never", 0)])
def test_fail_on_sets_the_effect_that_fails(shop, fail_on, code):
    """--fail-on says from which effect on the exit code is 1: here a path has moved, which is risky."""
    done = diff(*shop, "--fail-on", fail_on)
    assert (done.exit_code, "risky" in done.output) == (code, True)


def test_never_fail_on_breaking_changes():
    """With --fail-on never the exit code is 0 whatever changed."""
    assert diff("bookshelf", "bookshelf.openapi", "--fail-on", "never").exit_code == 0


def test_json_names_both_schemas(shop):
    """-o json prints an object with both schemas, the counts and the changes."""
    report = json.loads(diff(*shop, "-o", "json").output)
    assert (report["old"], report["new"]) == shop
    assert sum(report["counts"].values()) == len(report["changes"]) > 0


def test_markdown_names_both_schemas(shop):
    """-o markdown prints a heading with both schemas, and ends with one line end."""
    output = diff(*shop, "-o", "markdown").output
    assert output.startswith("## Changes of the API from `old.json` to `new.json`\n")
    assert output.rstrip("\n") + "\n" == output


def test_one_schema_is_read_from_standard_input(shop):
    """One of the schemas may be on standard input."""
    assert diff("-", "old.json", text=json.dumps(order_document())).output == "no changes\n"


def test_only_one_schema_is_read_from_standard_input():
    """Both on standard input is a usage error."""
    done = diff("-", "-", text="{}")
    assert (done.exit_code, "only one" in done.stderr) == (2, True)


def test_a_profile_is_compared(shop, capsys):
    """The name of a profile is its schema."""
    run(["profile", "add", "shop", "--schema", str(Path("old.json").absolute())])
    capsys.readouterr()
    assert run(["diff", "shop", "old.json"]) == 0
    assert capsys.readouterr().out == "no changes\n"


def test_unknown_schemas_are_usage_errors(shop, capsys):
    """A schema that can't be found or read is a usage error, not a change."""
    Path("broken.json").write_text("{")
    assert [run(["diff", "heroku", name]) for name in ("nowhere", "missing.json", "broken.json")] == [2, 2, 2]
    assert capsys.readouterr().out == ""


def test_a_schema_without_connection_is_no_change(capsys):
    """A schema that can't be fetched is an error of the connection."""
    assert run(["diff", "heroku", "http://127.0.0.1:9/schema.json"]) == 4
    assert capsys.readouterr().out == ""


def test_programs_without_a_call_are_told(shop):
    """A program in which no call of the API is found is named, since it leaves out all changes."""
    Path("other.py").write_text("print()\n")
    done = diff(*shop, "--uses", "other.py")
    assert (done.stdout, done.stderr) == ("no changes\n", "heroics: no call of this API was found in other.py\n")
