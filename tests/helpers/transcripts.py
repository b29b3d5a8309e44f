"""Transcripts: what is typed in a shell, and what is printed, run in this process against sandboxes.

A transcript is a text file. Before its first command come lines of ``name: value``: the task, the other tool, what is
typed there; what was typed before, and what sed does in the place of an editor. ``$ `` begins a command, of which this
module runs `heroics`, `cat`, pipes and redirections. Standard output is a terminal of 100 columns, unless it is a pipe
or a file.

Run this module to write all transcripts again: ``python tests/helpers/transcripts.py``.
"""

import io
import os
import shlex
import shutil
import sys
import tempfile
from contextlib import ExitStack, chdir, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import heroics_py
from heroics_py.cli.commands import run
from heroics_py.cli.profiles.profile import Profile
from heroics_py.cli.profiles.profile_file import user_profiles
from heroics_py.testing import sandbox

TASKS = Path(__file__).parents[1] / "cli" / "tasks"
FILES = TASKS / "files"
CLOCK = "2026-01-31T12:00:00Z"
URL = "http://127.0.0.1:5000"
APIS = {
    "hk": ("heroku", {"app": [{"name": name} for name in ("example", "shop", "staging")]}),
    "pets": (FILES / "pets.json", {"pet": [{"id": "7", "name": "Tom", "kind": "cat"}]}),
    "forge": (FILES / "issues.json", {}),
}


@dataclass(frozen=True)
class Transcript:
    """What a file says: the lines before the first command, the commands, and the whole text."""

    head: dict[str, str]
    commands: tuple[str, ...]
    text: str

    @classmethod
    def read(cls, path):
        text = path.read_text(encoding="utf-8")
        start = text.index("\n$ ") + 1
        head = dict(line.split(": ", 1) for line in text[:start].splitlines() if line)
        commands = tuple(line[2:] for line in text[start:].splitlines() if line.startswith("$ "))
        return cls(head=head, commands=commands, text=text)


class Stream(io.TextIOWrapper):
    """A text stream that may be a terminal."""

    def __init__(self, raw, *, terminal):
        super().__init__(raw, encoding="utf-8", write_through=True)
        self._terminal = terminal

    def isatty(self):
        return self._terminal


def played(transcript, directory):
    """Return the text of a transcript as it would be written now, played in an empty directory."""
    shutil.copytree(FILES, directory, dirs_exist_ok=True)
    head = "".join(f"{name}: {value}\n" for name, value in transcript.head.items())
    with _environment(directory, transcript.head), _apis(transcript) as urls:
        if "before" in transcript.head:
            _output(transcript.head["before"])
        shown = [f"$ {command}\n{_text(_output(command), urls)}" for command in transcript.commands]
    return f"{head}\n{''.join(shown)}"


def _text(output, urls):
    """Return printed bytes as text, with stable URLs."""
    text = output.decode("utf-8", "backslashreplace")
    for url in urls:
        text = text.replace(url, URL)
    return text if not text or text.endswith("\n") else f"{text}\n"


def _output(command):
    """Run a command line, and return what the terminal shows."""
    screen, piped = io.BytesIO(), b""
    stages = [list(_words(stage)) for stage in _stages(command)]
    for number, words in enumerate(stages):
        is_last = number == len(stages) - 1
        typed, source, target = _redirected(words)
        given = Path(source).read_bytes() if source else piped
        out = screen if is_last and target is None else io.BytesIO()
        _run(typed, given, out, screen, terminal=out is screen)
        if target is not None:
            Path(target).write_bytes(out.getvalue())
        piped = out.getvalue()
    return screen.getvalue()


def _words(stage):
    lexer = shlex.shlex(stage, posix=True, punctuation_chars="<>")
    lexer.whitespace_split = True
    return lexer


def _stages(command):
    """Return the commands between pipes outside of quotes."""
    lexer = shlex.shlex(command, posix=False, punctuation_chars="|")
    lexer.whitespace_split = True
    stages = [""]
    for word in lexer:
        if word == "|":
            stages.append("")
        else:
            stages[-1] += f" {word}"
    return stages


def _redirected(words):
    """Return words without their redirections, the file that is read, and the file that is written."""
    source = words[words.index("<") + 1] if "<" in words else None
    target = words[words.index(">") + 1] if ">" in words else None
    files = {place + step for place, word in enumerate(words) if word in {"<", ">"} for step in (0, 1)}
    return [word for place, word in enumerate(words) if place not in files], source, target


def _run(words, given, out, screen, *, terminal):
    if words[0] == "cat":
        out.write(b"".join(Path(name).read_bytes() for name in words[1:]))
        return
    streams = {
        "stdin": Stream(io.BytesIO(given), terminal=False),
        "stdout": Stream(out, terminal=terminal),
        "stderr": Stream(screen, terminal=False),
    }
    with ExitStack() as stack:
        for name, stream in streams.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        run(words[1:])
    for stream in streams.values():
        stream.flush()
        stream.detach()


@cache
def _api(schema):
    return heroics_py.read(schema)


@contextmanager
def _apis(transcript):
    """Start the sandboxes that the commands name, and write a profile for each; yield their URLs."""
    words = {word for command in transcript.commands for word in command.split()}
    with ExitStack() as stack:
        urls = []
        for name in [name for name in APIS if name in words]:
            schema, data = APIS[name]
            client = stack.enter_context(sandbox(_api(str(schema)), clock=CLOCK, ids=1, data=data, page_size=2))
            urls.append(client._core.base_url)
            user_profiles().put(Profile(name=name, schema=str(schema), url=urls[-1]), replace=False)
        yield urls


@contextmanager
def _environment(directory, head):
    home = directory / ".home"
    own = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "HEROICS_TOKEN": "any",
        "EDITOR": f"sed -i {shlex.quote(head.get('edits', ''))}",
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    with mock.patch.dict(os.environ, own), chdir(directory):
        yield


def transcripts():
    """Return the paths of all transcripts, in their order."""
    return sorted(TASKS.glob("*.txt"))


def record():
    """Write all transcripts as they are now."""
    for path in transcripts():
        with tempfile.TemporaryDirectory() as directory:
            path.write_text(played(Transcript.read(path), Path(directory)), encoding="utf-8")


if __name__ == "__main__":
    record()
