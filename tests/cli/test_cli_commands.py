import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import click
import pytest

import heroics_py
from heroics_py.cli.commands import _COMMANDS, heroics, run
from heroics_py.cli.text import one_line, printable, size_text


def commands(group=heroics, name="heroics"):
    """Yield every command with its name, groups among them."""
    yield name, group
    below = {each: group.get_command(None, each) for each in _COMMANDS} if group is heroics else {}
    for word, command in (below or getattr(group, "commands", {})).items():
        yield from commands(command, f"{name} {word}")


COMMANDS = dict(commands())


class Hostile(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"id": "not_found", "message": "Gone.\\u001b[2J\\u202eevil\\nSecond line"}'
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Log nothing."""


@pytest.fixture
def hostile():
    server = HTTPServer(("127.0.0.1", 0), Hostile)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/schema"
    server.shutdown()
    thread.join()
    server.server_close()


def without(library, *arguments):
    """Run the command line where ``library`` is not installed."""
    code = f"import sys; sys.modules[{library!r}] = None; from heroics_py.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], check=False, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize(
    ("library", "arguments", "extra"),
    [
        ("click", ["--version"], "cli"),
        ("rich", ["demo"], "cli"),
        ("waitress", ["sandbox"], "sandbox"),
        ("waitress", ["demo"], "sandbox"),
        ("werkzeug", ["sandbox"], "sandbox"),
    ],
)
def test_missing_extra_is_named(library, arguments, extra):
    """A missing library is reported with its extra."""
    done = without(library, *arguments)
    message = f"heroics: {library} is not installed: pip install 'heroics-py[{extra}]'\n"
    assert (done.returncode, done.stderr) == (1, message)


def test_version(capsys):
    """The version is that of the package."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"heroics {heroics_py.__version__}\n"


def test_commands_load_little():
    """A command loads only what it needs."""
    code = "import sys; from heroics_py.cli.commands import run; run(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    loaded = set(done.stdout.splitlines()[1].split())
    assert loaded & {"requests", "jsonschema", "heroics_py.client", "heroics_py.server"} == set()


def test_run_as_module():
    """``python -m heroics_py`` runs the command."""
    done = subprocess.run(
        [sys.executable, "-m", "heroics_py", "--version"], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"heroics {heroics_py.__version__}\n", "")


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if isinstance(command, click.Group)])
def test_group_shows_help(name, capsys):
    """A group without a command shows its help."""
    assert run(name.split()[1:]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: {name} [OPTIONS] ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sandbx"], "heroics: no command or profile 'sandbx'; did you mean 'sandbox'?"),
        (["heroku", "app"], "heroics: no command or profile 'heroku'; it is a schema: 'heroics call heroku' calls its"),
        (["https://u:p@x.example"], "heroics: no command or profile 'https://***@x.example'; it is a schema: "),
        (["sandbox", "--port", "x"], "heroics: Invalid value for '--port': 'x' is not a valid integer range."),
        (["cache", "info", "more"], "heroics: Got unexpected extra argument (more)"),
    ],
)
def test_usage_error_is_one_line(arguments, message, capsys):
    """A usage error is one line that points to the help."""
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert (error.startswith(message), error.count("\n"), error.endswith(" --help'.\n")) == (True, 1, True)


def test_error_text_is_escaped(hostile, capsys):
    """Control characters in an API's error are escaped."""
    assert run(["sandbox", hostile]) == 1
    assert capsys.readouterr().err == "heroics: Gone.\\x1b[2J\\u202eevil\\nSecond line (404 not_found, the schema)\n"


@pytest.mark.parametrize("arguments", [["demo"], ["--help"], ["cache", "info"]], ids=" ".join)
def test_closed_pipe_is_silent(arguments):
    """A command prints nothing if the reader of its output closes it."""
    command = [sys.executable, "-m", "heroics_py", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    process.stdout.close()
    with process.stderr:
        error = process.stderr.read()
    assert (process.wait(timeout=60) in {1, 141}, error) == (True, b"")  # rich exits with 1


def test_interrupt_exits_130(monkeypatch):
    """An interrupted command exits with 130."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(heroics, "invoke", interrupted)
    assert run(["demo"]) == 130


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_have_help(name):
    """Every command and option has a help text."""
    command = COMMANDS[name]
    options = [item for item in command.params if isinstance(item, click.Option)]
    assert (bool(command.help), [option.name for option in options if not option.help]) == (True, [])


@pytest.mark.parametrize("name", _COMMANDS)
def test_line_of_help(name):
    """The list of commands has the first sentence of each."""
    command = heroics.get_command(None, name)
    assert (command.name, command.get_short_help_str(1000)) == (name, _COMMANDS[name][1])


@pytest.mark.parametrize("name", COMMANDS)
def test_no_secret_arguments(name):
    """No command takes a secret as an argument, but the name of a variable, a URL, or a flag to read it elsewhere."""
    words = ("token", "password", "key", "secret", "auth")
    harmless = ("_from", "_url", "_stdin", "oauth")
    names = [item.name for item in COMMANDS[name].params if not item.name.endswith(harmless)]
    assert [each for each in names if any(word in each for word in words)] == []


def test_problems_on_one_line():
    """Several problems are joined in one line."""
    assert one_line("app.create: 2 problems\n  - name: bad\n  - region: bad") == (
        "app.create: 2 problems; name: bad; region: bad"
    )


@pytest.mark.parametrize(
    "letter", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\r", "\u2028", "\u202e", "\u2066", "\ud800"]
)
def test_control_character_is_escaped(letter):
    """A character that controls a terminal is escaped."""
    assert printable(f"a{letter}b") == f"a{letter.encode('unicode_escape').decode()}b"


def test_printable_text_is_unchanged():
    """Printable text is unchanged."""
    text = "Größe 漢字 עברית \N{FAMILY}\n'quoted' \\x1b"
    assert printable(text) == text


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (324_150, "324 kB"), (2_500_000, "2.5 MB")]
)
def test_size_text(size, text):
    """A size is shown in a readable unit."""
    assert size_text(size) == text
