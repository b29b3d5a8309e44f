"""``heroics_py.cli_for``: a command line for a program's own client."""

import asyncio
import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

import heroics_py


@pytest.fixture(scope="module")
def client():
    with heroics_py.sandbox("bookshelf", socket=False) as client:
        client.author.create(name="Ada")
        yield client


@pytest.fixture
def shop(client):
    return heroics_py.cli_for(client, "shop")


def invoke(shop, *words):
    done = CliRunner().invoke(shop, words)
    return done.exit_code, done.stdout, done.stderr


def test_links_are_commands(shop):
    """The links of the client are commands of the program."""
    code, out, err = invoke(shop, "author", "list")
    assert (code, [each["name"] for each in json.loads(out)], err) == (0, ["Ada"], "")


def test_entry_point(shop, monkeypatch, capsys):
    """Called without arguments, it runs the arguments of the process and exits; errors begin with its own name."""
    monkeypatch.setattr(sys, "argv", ["shop", "author", "info", "nosuch"])
    with pytest.raises(SystemExit) as exit_:
        shop()
    assert (exit_.value.code, capsys.readouterr().err[:36]) == (1, "shop: Couldn't find that author. (40")


def test_help_names_the_program(shop):
    """Help shows the commands under the name of the program, and no option for another URL or token."""
    code, out, _ = invoke(shop, "author", "create", "--help")
    assert (code, out.splitlines()[0]) == (0, "Usage: shop author create --name TEXT [NAME=VALUE]...")
    assert ("  shop author create --name" in out, "--url" in out, "--token-stdin" in out) == (True, False, False)


def test_same_call_in_python(shop):
    """--python prints the call alone, as the program has a client."""
    assert invoke(shop, "author", "list", "--python") == (0, "client.author.list()\n", "")
    limited = "client.author.list.with_options(limit=3)()\n"
    assert invoke(shop, "author", "list", "--limit", "3", "--python") == (0, limited, "")


def test_group_of_a_program(shop):
    """It can be a command of another group of click."""

    @click.group()
    def tool():
        """Be a tool."""

    tool.add_command(shop)
    done = CliRunner().invoke(tool, ["shop", "author", "list", "--fields", "name"])
    assert (done.exit_code, json.loads(done.stdout)) == (0, [{"name": "Ada"}])


def test_other_arguments(client):
    """Only a client that blocks has a command line."""
    with pytest.raises(heroics_py.CallError, match="takes a client of connect"):
        heroics_py.cli_for("heroku", "shop")

    async def awaited():
        async with await heroics_py.connect_async("bookshelf", url="https://api.example") as awaiting:
            return heroics_py.cli_for(awaiting, "shop")

    with pytest.raises(heroics_py.CallError, match="takes a client of connect"):
        asyncio.run(awaited())


def test_without_click():
    """Without click, the error names the extra."""
    code = (
        "import sys; sys.modules['click'] = None; import heroics_py\n"
        "try: heroics_py.cli_for(heroics_py.connect(), 'shop')\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == "cli_for() needs click: pip install 'heroics-py[cli]'\n"
