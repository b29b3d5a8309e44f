"""The README: its commands, extras and links, and the examples it names."""

import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_commands():
    """The README has two commands: one installs and runs the demo, one installs and runs the tests."""
    commands = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert commands == ["pip install '.[all]' && heroics demo", "pip install -e '.[test]' && pytest"]


def test_commands_in_ci():
    """The automatic check runs both commands."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    parts = ("[all]", "heroics demo", "pip install -q -e '.[test]'", "pytest")
    assert [part for part in parts if part not in script] == []


def test_extras():
    """Every extra that the README names exists."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    commands = " ".join(re.findall(r"pip install [^`\n]*", README))
    named = {word.strip(".[]") for word in shlex.split(commands) if "[" in word}
    assert named - extras.keys() == set()


def test_readme_links():
    """Every link of the README points to a file."""
    assert [target for target in LINK.findall(README) if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_examples(path, capsys, monkeypatch, tmp_path):
    """Every example script runs and prints something."""
    monkeypatch.setenv("HOME", str(tmp_path))
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out != ""
