"""The command that serves an assistant refuses what can't work, before anything is served."""

import socket
import sys

import pytest

from heroics_py.cli import main
from heroics_py.cli.commands import run


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["heroku", "--allow-writes", "app.updat"], "--allow-writes app.updat fits no link; did you mean 'app.update'"),
        (["heroku", "--allow-writes", "heroku"], "--allow-writes heroku fits no link"),
        (["heroku", "--files", "nowhere"], "--files nowhere: the directory does not exist; create it first."),
        (["heroku", "--port", "80"], "--port is for --http: add it, or leave the port out"),
        (["heroku", "--budget", "10"], "Invalid value for '--budget'"),
        (["heroku", "--timeout", "0"], "Invalid value for '--timeout'"),
        (["--allow-writes", "heroku"], "Missing argument 'SCHEMA'"),
    ],
    ids=" ".join,
)
def test_refused(capsys, monkeypatch, tmp_path, words, message):
    """A wrong option ends the command with exit code 2 and one line."""
    monkeypatch.chdir(tmp_path)
    assert run(["mcp", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err
    assert captured.err.startswith("heroics: ")
    assert captured.err.count("\n") == 1


def test_weak_token(capsys, monkeypatch):
    """A bearer token that can be guessed is refused, and not shown."""
    pytest.importorskip("mcp", reason="mcp is not installed; see tests/assistant/requirements.txt")
    for token in ("short", "x" * 19, "with a space in the middle of it"):
        monkeypatch.setenv("HEROICS_MCP_TOKEN", token)
        assert run(["mcp", "bookshelf", "--url", "http://127.0.0.1:1", "--http"]) == 2
        errors = capsys.readouterr().err
        assert "HEROICS_MCP_TOKEN is not a good token: expected at least 20 letters and digits" in errors
        assert token not in errors


def test_without_the_sdk(capsys, monkeypatch):
    """Without the SDK, the command says how to install it."""
    for name in ("anyio", "mcp"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in [name for name in sys.modules if name.startswith("heroics_py.assistant.sdk")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "argv", ["heroics", "mcp", "bookshelf", "--url", "http://127.0.0.1:1"])
    with pytest.raises(SystemExit, match=r"^heroics: (anyio|mcp) is not installed: pip install 'heroics-py\[mcp\]'$"):
        main()
    assert capsys.readouterr().out == ""


def test_port_in_use(capsys, monkeypatch):
    """A port that is in use is refused with another way."""
    pytest.importorskip("mcp", reason="mcp is not installed; see tests/assistant/requirements.txt")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert run(["mcp", "bookshelf", "--url", "http://127.0.0.1:1", "--http", "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"heroics: port {port} is in use: choose another with --port, or omit it to use a free one\n"
    )
