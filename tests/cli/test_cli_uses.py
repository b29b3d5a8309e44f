"""The command that lists the calls of a program, and the comparison of schemas for one."""

import json

import pytest
from click.testing import CliRunner

from heroics_py.cli.commands import heroics

PROGRAM = """\
import heroics_py
heroku = heroics_py.connect()
for app in heroku.app.list():
    heroku.app.update(app.id, maintenance=True)
"""
OLD = {
    "$schema": "http://interagent.github.io/interagent-hyper-schema",
    "definitions": {
        "app": {
            "type": "object",
            "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
            "links": [
                {"href": "/apps", "method": "GET", "rel": "instances", "title": "List"},
                {"href": "/apps", "method": "POST", "rel": "create", "title": "Create"},
            ],
        }
    },
    "properties": {"app": {"$ref": "#/definitions/app"}},
    "links": [{"href": "https://api.example", "rel": "self"}],
}


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "audit.py").write_text(PROGRAM)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(heroics, [*arguments])


def test_uses(program):
    """Each call has a line: its place, its fields, what is read of it."""
    assert run("uses", "src/").output == "src/audit.py:3  app.list  -> id\nsrc/audit.py:4  app.update  maintenance\n"


def test_calls(program):
    """`--calls` names each call once."""
    assert run("uses", "src", "--calls", "--schema", "heroku").output == "app.list\napp.update\n"


def test_json(program):
    """The JSON has every part of a use."""
    [first, _] = json.loads(run("uses", "src", "-o", "json").output)["uses"]
    assert (first["call"], first["path"], first["line"], first["answers"]) == ("app.list", "src/audit.py", 3, ["id"])


def test_diff_of_what_is_used(program):
    """`diff --uses` prints, and counts, only what touches the program."""
    gone = json.loads(json.dumps(OLD))
    gone["definitions"]["app"]["links"].pop()
    (program / "old.json").write_text(json.dumps(OLD))
    (program / "new.json").write_text(json.dumps(gone))
    assert run("diff", "old.json", "new.json").exit_code == 1
    done = run("diff", "old.json", "new.json", "--uses", "src")
    assert (done.exit_code, done.stdout) == (0, "no changes\n")


def test_diff_for_a_program_of_another_schema(program):
    """`diff --uses` says which calls of the program the old schema never had."""
    (program / "old.json").write_text(json.dumps(OLD))
    done = run("diff", "old.json", "old.json", "--uses", "src")
    assert done.stderr == "heroics: app.update is used, and the old schema has no such call\n"
