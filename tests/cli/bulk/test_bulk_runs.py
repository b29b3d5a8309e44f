"""``--each``: one call for each row."""

import io
import json
import sys

import pytest

from heroics_py.cli.commands import run
from heroics_py.testing import requests_of, sandbox


class Input(io.TextIOWrapper):
    """Standard input with a text."""

    def __init__(self, text):
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8")


@pytest.fixture(scope="module")
def heroku():
    with sandbox("heroku") as client:
        yield client


@pytest.fixture
def call(heroku, monkeypatch, capsys):
    """Return a function that runs a command line, and returns its exit code, lines and errors."""

    def go(*words, rows=""):
        monkeypatch.setattr(sys, "stdin", Input(rows))
        code = run(["call", "heroku", *words, "--url", heroku._core.base_url])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err.splitlines()

    monkeypatch.setenv("HEROICS_TOKEN", "any")
    return go
