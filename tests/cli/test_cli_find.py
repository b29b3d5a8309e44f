"""``heroics find``: the links of a schema by words."""

import json

import pytest

from heroics_py.cli.commands import run


def test_links_as_a_table(capsys):
    """Each line has the call to type, the request and the description, in aligned columns."""
    assert run(["find", "heroku", "which", "apps", "are", "in", "maintenance", "--limit", "2"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["app.list", "GET", "/apps", "List", "existing", "apps."]
    assert first.index("GET") == second.index("GET")


def test_links_as_json(capsys):
    """With -o json, the links are a list of objects."""
    assert run(["find", "bookshelf", "bring a book back", "-o", "json", "--limit", "1"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "call": "loan.give_back",
            "request": "POST /books/{book_identity}/loans/{loan_identity}/actions/give-back",
            "description": "Bring a book back.",
        }
    ]


@pytest.mark.parametrize(("output", "printed"), [("table", ""), ("json", "[]\n")])
def test_nothing_found(capsys, output, printed):
    """Words that no link has are an error that says where all links are listed."""
    assert run(["find", "heroku", "xyzzy", "-o", output]) == 1
    shown = capsys.readouterr()
    assert shown.out == printed
    assert shown.err == (
        "heroics: nothing found for 'xyzzy' in heroku: try other words, or list all resources with "
        "'heroics call heroku --help'\n"
    )


def test_schema_without_a_url(capsys, tmp_path):
    """A schema that does not say where its API is can be searched."""
    path = tmp_path / "api.json"
    link = {"title": "Halt", "rel": "halt", "href": "/halt", "method": "POST", "description": "\x1b[2JStops."}
    path.write_text(json.dumps({"definitions": {"x": {"links": [link]}}}), encoding="utf-8")
    assert run(["find", str(path), "stop"]) == 0
    assert capsys.readouterr().out == "x.halt  POST /halt  \\x1b[2JStops.\n"
