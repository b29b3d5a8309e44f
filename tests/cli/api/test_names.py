"""The names of schemas, resources and links on a command line."""

import json

import pytest

from heroics_py.cli.commands import run


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (["config-var", "info", "x"], "GET https://api.heroku.com/apps/x/config-vars"),
        (["config_var", "info", "x"], "GET https://api.heroku.com/apps/x/config-vars"),
        (["config_var.info", "x"], "GET https://api.heroku.com/apps/x/config-vars"),
        (["formation", "batch-update", "x", "updates:=[]"], "PATCH https://api.heroku.com/apps/x/formation"),
        (["formation", "Batch update", "x", "updates:=[]"], "PATCH https://api.heroku.com/apps/x/formation"),
        (["addon", "info", "a"], "GET https://api.heroku.com/addons/a"),
        (["addon", "info", "x", "a"], "GET https://api.heroku.com/apps/x/addons/a"),
        (["addon", "info", "addon_identity=a", "x"], "GET https://api.heroku.com/apps/x/addons/a"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_names_of_links(words, target, capsys):
    """A link has its name in the schema, in Python and after a dot; of several, the number of values decides."""
    assert run(["call", "heroku", *words, "--dry-run"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == target


def test_help_shows_the_name_to_type(capsys):
    """Help has one name for a link, however it was typed."""
    assert run(["call", "heroku", "formation", "Batch update", "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    example = lines[lines.index("Example:") + 1].strip()
    assert lines[0].startswith("Usage: heroics call heroku formation batch-update APP_IDENTITY --updates JSON")
    assert example.startswith("heroics call heroku formation batch-update 01234567-")


def test_option_before_the_link(capsys):
    """An option before the link says where it belongs."""
    assert run(["call", "heroku", "--url", "http://127.0.0.1:1", "app", "list"]) == 2
    message = "no option --url before the link: options follow RESOURCE and LINK. See 'heroics call heroku --help'."
    assert capsys.readouterr().err == f"heroics: {message}\n"


def test_patched_schema(tmp_path, capsys):
    """--patch mends the schema before it is read."""
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"get": {}}}}
    (tmp_path / "api.json").write_text(json.dumps(document))
    (tmp_path / "fix.json").write_text('{"servers": [{"url": "https://fixed.example"}]}')
    words = ["call", "--patch", str(tmp_path / "fix.json"), str(tmp_path / "api.json"), "thing", "list", "--dry-run"]
    assert run(words) == 0
    assert capsys.readouterr().out.splitlines()[0] == "GET https://fixed.example/things"


def test_other_origin(tmp_path, capsys):
    """A link that leads to another origin is refused, and --allow-origin lets it."""
    post = {"servers": [{"url": "https://upload.example"}], "operationId": "createThing", "responses": {}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://api.example"}],
        "paths": {"/things": {"post": post}},
    }
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document))
    words = ["call", str(path), "thing", "create", "--dry-run"]
    assert run(words) == 2
    assert "to use it, --allow-origin https://upload.example" in capsys.readouterr().err
    assert run([*words, "--allow-origin", "https://upload.example"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "POST https://upload.example/things"


def test_names_from_a_document_can_not_steer_the_terminal(tmp_path, capsys):
    """Control characters in names and texts of a document are escaped in help and errors."""
    parameter = {"name": "q\x1b[31m", "in": "query", "description": "red \x1b[31m", "schema": {"type": "string"}}
    get = {"operationId": "get\x1b[2J", "summary": "red \x1b[31m", "parameters": [parameter], "responses": {}}
    document = {"openapi": "3.1.0", "info": {"title": "\x1b[2J", "version": "1"}, "paths": {"/\x1b[31m": {"get": get}}}
    path = tmp_path / "api.json"
    path.write_text(json.dumps(document))
    printed = ""
    for words in ([], ["x31-m"], ["x31-m", "list"], ["\x1b[31m"]):
        run(["call", str(path), *words, "--help"])
        printed += "".join(capsys.readouterr())
    assert ("\x1b" in printed, "\\x1b[2J" in printed) == (False, True)
