"""The page about assistants, and the example of a configuration, name what there is."""

import json
import re
from pathlib import Path

import click

from heroics_py.assistant.tools import TOOLS
from heroics_py.cli.mcp import mcp

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "assistant.md").read_text(encoding="utf-8")


def parsed(arguments):
    """Return the options of a command line of `heroics mcp`; raise an error if it has others."""
    return mcp.make_context("heroics mcp", list(arguments)).params


def test_options():
    """The page lists the options of the command, and no others."""
    command = {option for each in mcp.params if isinstance(each, click.Option) for option in each.opts}
    named = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert named <= command
    assert command - named == {"--allow-ref", "--patch"}


def test_tools():
    """The page lists the tools."""
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [each["name"] for each in TOOLS]


def test_configurations():
    """The configurations of the page and the example are command lines that work."""
    texts: list[str] = re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)
    texts.append((ROOT / "examples" / "mcp.json").read_text(encoding="utf-8"))
    servers = [each for text in texts for each in json.loads(text)["mcpServers"].values()]
    commands = [each["args"] for each in servers if "command" in each]
    assert len(commands) == 4
    for program, *arguments in commands:
        assert program == "mcp"
        assert parsed(arguments)["schema"] in {"heroku", "shop"}


def test_writes_without_a_pattern():
    """--allow-writes at the end allows everything, and nothing is allowed without it."""
    assert parsed(["heroku"])["writes"] == ()
    assert parsed(["heroku", "--allow-writes"])["writes"] == ("*",)
    assert parsed(["heroku", "--allow-writes", "app.update", "--allow-writes", "dyno.*"])["writes"] == (
        "app.update",
        "dyno.*",
    )
