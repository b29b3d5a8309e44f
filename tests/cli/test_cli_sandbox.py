import json
import re
import signal
import socket
import subprocess
import sys

import pytest

from heroics_py.cli.commands import run
from heroics_py.errors import Unauthorized


@pytest.fixture
def serving():
    """Return a function that starts the command, and returns the process and its first lines."""
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "heroics_py", "sandbox", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process, [process.stdout.readline().rstrip("\n") for _ in range(6)]

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=20)
        process.stdout.close()
        process.stderr.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_welcome(serving):
    """The sandbox prints what it serves, where, and how to connect."""
    port = free_port()
    _, lines = serving("bookshelf", "--port", str(port))
    assert re.fullmatch(r".*: 3 resources, \d+ links", lines[0])
    assert lines[1:] == [
        f"Serving at http://127.0.0.1:{port} until Ctrl-C. Any token is accepted.",
        "",
        "  import heroics_py",
        f'  client = heroics_py.connect(\'bookshelf\', url="http://127.0.0.1:{port}", token="any")',
        "",
    ]


def test_one_of_each(serving, tmp_path):
    """One resource is not several."""
    document = {"openapi": "3.1.0", "info": {"title": "Ping", "version": "1"}, "paths": {"/ping": {"get": {}}}}
    (tmp_path / "ping.json").write_text(json.dumps(document))
    _, lines = serving(str(tmp_path / "ping.json"))
    assert lines[0] == "Ping: 1 resource, 1 link"


def test_welcome_lines_connect(serving):
    """The printed lines connect a client to the sandbox."""
    _, lines = serving("bookshelf")
    space = {}
    exec("\n".join(line.strip() for line in lines[3:5]), space)
    with space["client"] as client:
        client.author.create(name="Ursula K. Le Guin")
        assert [author.name for author in client.author.list()] == ["Ursula K. Le Guin"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_signal_closes_sandbox(serving, ending):
    """A signal closes the sandbox cleanly."""
    process, _ = serving()
    process.send_signal(ending)
    rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest, errors) == (0, "\nclosed\n", "")


def test_port_in_use_is_one_line():
    """A port in use is reported in one line."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        command = [sys.executable, "-m", "heroics_py", "sandbox", "--port", str(port)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    message = f"heroics: port {port} is in use: choose another with --port, or omit it to use a free one\n"
    assert (done.returncode, done.stderr) == (1, message)


def test_missing_schema_is_one_line(capsys):
    """A missing schema is reported in one line."""
    assert run(["sandbox", "no-such-file.json"]) == 2
    error = capsys.readouterr().err
    assert (error.startswith("heroics: "), "no-such-file.json" in error, error.count("\n")) == (True, True, 1)


def test_only_token_of_variable(serving, monkeypatch):
    """With --token-from, only the token in that environment variable is accepted."""
    monkeypatch.setenv("SHELF_TOKEN", "right")
    _, lines = serving("bookshelf", "--token-from", "SHELF_TOKEN")
    assert lines[1].endswith("Only the token in SHELF_TOKEN is accepted.")
    space = {}
    exec("\n".join(line.strip() for line in lines[3:6]), space)
    with space["client"] as client:
        assert list(client.author.list()) == []
        with pytest.raises(Unauthorized):
            client.with_options(headers={"Authorization": "Bearer wrong"}).author.list.send()


def test_empty_token_is_one_line(capsys):
    """An environment variable without a token is reported in one line."""
    assert run(["sandbox", "bookshelf", "--token-from", "NO_SUCH_VARIABLE"]) == 1
    expected = "heroics: the environment variable NO_SUCH_VARIABLE is empty: set it to the token to accept\n"
    assert capsys.readouterr().err == expected


def test_welcome_without_a_schema(serving):
    """Without a schema, the sandbox says that it serves the bundled one of Heroku, and of which day that is."""
    _, lines = serving()
    assert re.fullmatch(r"Heroku Platform API: \d+ resources, \d+ links, schema of 2016-03-09", lines[0])
    assert lines[1].startswith("No schema was named, so this is the bundled one of Heroku: heroics sandbox SCHEMA ")


def test_stable_sandbox(serving, tmp_path):
    """The sandbox starts with the data of a file, at the time of --clock, and with the ids of --ids."""
    (tmp_path / "data.yaml").write_text("author: [{name: Ursula}]")
    first, second = "01234567-89ab-4def-8123-456789abcdef", "11234567-89ab-4def-8123-456789abcdef"
    options = ["--clock", "2026-01-31T12:00:00Z", "--ids", f"{first},{second}"]
    _, lines = serving("bookshelf", "--data", str(tmp_path / "data.yaml"), *options)
    space = {}
    exec("\n".join(line.strip() for line in lines[3:5]), space)
    with space["client"] as client:
        client.author.create(name="Italo")
        expected = [("Ursula", first, "2026-01-31T12:00:00Z"), ("Italo", second, "2026-01-31T12:00:00Z")]
        assert [(each.name, each.id, each.created_at) for each in client.author.list()] == expected


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--clock", "noon"], "'noon' is not a time"),
        (["--data", "nowhere.yaml"], "--data 'nowhere.yaml': there is no such file"),
        (["--paging", "author.list"], "expected a style of paging"),
        (["--paging", "nothing=pages()"], "this API has no such resource"),
    ],
)
def test_invalid_option_is_one_line(options, problem, capsys):
    """An option that can't have its value is reported in one line, before anything is served."""
    assert run(["sandbox", "bookshelf", *options]) == 2
    error = capsys.readouterr().err
    assert (problem in error, error.count("\n")) == (True, 1)
