"""What developers are told: the commands, the hooks and the files of the project."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def test_hooks():
    """The hooks of pre-commit run the same commands as the automatic check."""
    hooks = re.findall(r"entry: (.*)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    checks = re.findall(r'check "[\w ]+" "\$away/test/bin/(\w+)" (.*)', script)
    assert [" ".join(check) for check in checks] == hooks


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md"])
def test_links(page):
    """Every link of the page points to a file."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [target for target in LINK.findall(text) if not (ROOT / target).exists()] == []


def test_paths():
    """Every path that CONTRIBUTING.md names exists."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"`((?:heroics_py|tests|schemas|docs|benchmarks)/[\w/.]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_development_tools():
    """Linters and types are in the groups for development, and not in the extra for tests."""
    extra = {re.split(r"[\[>=<;]", each)[0] for each in PROJECT["project"]["optional-dependencies"]["test"]}
    groups = PROJECT["dependency-groups"]
    tools = {re.split(r"[>=<]", each)[0] for name in ("lint", "types") for each in groups[name]}
    assert (extra & tools, {"ruff", "mypy"} <= tools) == (set(), True)
