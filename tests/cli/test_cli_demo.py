import os
import re
import subprocess
import sys
import threading

import pytest
from click import ClickException
from rich.console import Console

from heroics_py.cli import demo as demonstration
from heroics_py.cli.commands import run
from heroics_py.cli.demo import SCENES, Scene, play

COMMAND = [sys.executable, "-m", "heroics_py", "demo"]


def shown(capsys):
    return capsys.readouterr().out.splitlines()


def played(scene, capsys):
    play(scene, {}, Console(highlight=False, soft_wrap=True))
    return shown(capsys)


@pytest.fixture(scope="module")
def transcript():
    """Return the lines that the demo prints into a pipe."""
    done = subprocess.run(COMMAND, check=False, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def results(transcript, line):
    """Return the lines printed after ``line``, up to the next one."""
    start = transcript.index(f">>> {line}") + 1
    end = next(
        n for n in range(start, len(transcript) + 1) if transcript[n : n + 1] in ([], [""]) or _is_line(transcript[n])
    )
    return transcript[start:end]


def _is_line(text):
    return text.startswith(">>> ")


def test_demo_prints_lines_it_runs(transcript):
    """The demo prints exactly the lines that it runs."""
    lines = [line for scene in SCENES for line in scene.lines]
    opening = ["import heroics_py", "heroku = heroics_py.sandbox()", "heroku", "heroku.app.info"]
    printed = [text.removeprefix(">>> ") for text in transcript if _is_line(text)]
    assert printed == [*opening, *lines, "heroku.close()"]


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("app.name, app.region.name, app.web_url", "('example', 'eu', 'https://example.herokuapp.com/')"),
        ("[app.name for app in heroku.app.list()]", "['example']"),
        ('heroku.app.info("example").maintenance', "False"),
        ("heroku.app.update(app, maintenance=True).maintenance", "True"),
        ('heroku.app.create(nmae="other")', "CallError: app.create() has no argument 'nmae'; did you mean 'name'?"),
        ("again.revalidated, again.from_cache, again.data == first.data", "(True, True, True)"),
        ("apps", "<Collection: 3 items so far>"),
        ('heroku.app.delete("example").name', "'example'"),
        ("len(heroku.app.list())", "7"),
    ],
)
def test_demo_shows_results(transcript, line, result):
    """The demo shows the result of a line."""
    assert results(transcript, line) == [result]


def test_demo_shows_errors(transcript):
    """The demo shows an invalid value, a 404 and a 412 as errors of their types."""
    names = [text.partition(":")[0] for text in transcript if re.match(r"[A-Z]\w+: ", text)]
    assert names == ["CallError", "ValidationError", "NotFound", "PreconditionFailed"]


def test_demo_is_plain_in_pipe(transcript):
    """The demo prints no escape sequences to a pipe."""
    assert [text for text in transcript if "\x1b" in text] == []


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_demo_is_coloured_on_terminal():
    """The demo is in colour on a terminal."""
    ours, theirs = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(COMMAND, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 65536):
            text += piece
    except OSError:  # the other end is closed: that is how a terminal on Linux ends
        pass
    finally:
        os.close(ours)
    assert (process.wait(timeout=60), b"\x1b[1;31mCallError: \x1b[0m" in text) == (0, True)


def test_unexpected_error_fails_demo(capsys):
    """An error that the scene does not expect fails the demo."""
    with pytest.raises(ClickException, match="ended with SchemaError instead of a value"):
        play(Scene(title="", lines=("import heroics_py", "heroics_py.read('x')")), {}, Console())
    assert "SchemaError: no bundled schema 'x'" in capsys.readouterr().out


def test_missing_error_fails_demo():
    """A missing error that the scene expects fails the demo."""
    with pytest.raises(ClickException, match="ended with a value instead of CallError"):
        play(Scene(title="", lines=("1",), raises="CallError"), {}, Console())


def test_failed_demo_closes_server(monkeypatch, capsys):
    """A demo that fails closes its server and prints the reason in one line."""
    monkeypatch.setattr(demonstration, "SCENES", (Scene(title="", lines=('heroku.app.info("nowhere")',)),))
    before = set(threading.enumerate())
    assert run(["demo"]) == 1
    assert set(threading.enumerate()) <= before
    assert capsys.readouterr().err == ('heroics: heroku.app.info("nowhere") ended with NotFound instead of a value\n')


def test_demo_escapes_control_characters(capsys):
    """Control characters in a value are escaped."""
    scene = Scene(title="", lines=("class Sly: __repr__ = lambda self: chr(27) + '[2J'", "Sly()"))
    assert played(scene, capsys)[-1] == "\\x1b[2J"
