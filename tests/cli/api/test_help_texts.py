"""Help for documents of others: their descriptions, and what they leave out."""

import json

import pytest

from heroics_py import cli_for, sandbox
from heroics_py.cli.commands import run
from heroics_py.cli.program import run_program

SQUARE = {
    "openapi": "3.1.0",
    "info": {"title": "Squares", "version": "1"},
    "paths": {
        "/square/{row}": {
            "put": {
                "operationId": "put-square",
                "description": "Puts <b>one</b> mark.\n\n<p>See [the rules](https://rules.example).</p>",
                "parameters": [
                    {
                        "name": "row",
                        "in": "path",
                        "required": True,
                        "description": "The row.\n\nFrom *the top*.<br>Or not.",
                        "schema": {"type": "integer"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"enum": ["x", "o"]}}},
                },
                "responses": {"200": {"description": "done"}},
            }
        }
    },
}


@pytest.fixture(scope="module")
def program():
    with sandbox(SQUARE, socket=False) as client:
        yield cli_for(client, "shop")


def test_descriptions_without_markup(program, capsys):
    """Descriptions are text: without line ends as escapes, without HTML, and with links in words."""
    run_program(program, ["square", "update", "--help"], "shop")
    text = " ".join(capsys.readouterr().out.split())
    assert "Puts one mark. See the rules (https://rules.example)." in text
    assert ". The row. From *the top*. Or not." in text


def test_example_of_a_json_text(program, capsys):
    """The example of a body that is one JSON text has its quotes, and can be run."""
    run_program(program, ["square", "update", "--help"], "shop")
    assert "shop square update 0 --body '\"x\"'" in capsys.readouterr().out
    assert run_program(program, ["square", "update", "0", "--body", '"x"', "--dry-run"], "shop") == 0


def test_schema_without_url(tmp_path, capsys):
    """The help of an API whose schema has no URL says how to name one."""
    (tmp_path / "squares.json").write_text(json.dumps(SQUARE))
    run(["call", str(tmp_path / "squares.json"), "--help"])
    assert "  Squares. Its schema has no base URL: name it with --url after a link.\n" in capsys.readouterr().out


def test_reason_for_no_example(capsys):
    """A link that no example could be made for says why."""
    tags = {"type": "array", "items": {"enum": ["a"]}, "minItems": 2, "uniqueItems": True}
    body = {"required": True, "content": {"application/json": {"schema": tags}}}
    operation = {"operationId": "createTag", "requestBody": body, "responses": {"200": {"description": "done"}}}
    document = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/tags": {"post": operation}}}
    with sandbox(document, socket=False) as client:
        run_program(cli_for(client, "shop"), ["tag", "create", "--help"], "shop")
    assert "Example:\n  No example could be made" in capsys.readouterr().out
