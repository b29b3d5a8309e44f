"""``heroics call``: one line of a shell is one call."""

import json

import pytest

from heroics_py.cli.commands import run
from heroics_py.testing import sandbox


@pytest.fixture(scope="module")
def url():
    with sandbox("heroku") as client:
        yield client._core.base_url


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def test_call_sends_the_request(url, capsys, monkeypatch):
    """A link is called by its names, and its result is printed."""
    monkeypatch.setenv("HEROICS_TOKEN", "any")
    assert run(["call", "heroku", "app", "create", "--name", "shell-app", "--url", url, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "shell-app"


@pytest.mark.parametrize(
    "words",
    [
        ["app", "update", "example", "--maintenance", "true"],
        ["app", "update", "example", "--maintenance=true"],
        ["app", "update", "example", "--maintenance"],
        ["app", "update", "--maintenance", "example"],
        ["app", "update", "example", "maintenance=true"],
        ["app", "update", "maintenance:=true", "app_identity=example"],
        ["app", "update", "--app-identity", "example", "--body", '{"maintenance": true}'],
        ["app.update", "example", "maintenance=true"],
    ],
    ids=" ".join,
)
def test_ways_to_pass_a_value(words, capsys):
    """A value is passed by position, as an option, as name=value or in the body: the call is the same."""
    assert run(["call", "heroku", *words, "--dry-run"]) == 0
    method, *_, body = lines(capsys)
    assert (method, body) == ("PATCH https://api.heroku.com/apps/example", '{"maintenance":true}')
