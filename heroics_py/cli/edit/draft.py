"""The text in the editor, in a folder that only its user can read."""

import json
import os
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from heroics_py.cli.edit.yaml_text import to_yaml
from heroics_py.errors import CallError
from heroics_py.readers.yaml_text import parse_yaml
from heroics_py.support.json_types import Json

__all__ = ["Draft", "parse_draft"]

_BASE = "before.yaml"
_LARGEST = 64 << 20
_GLANCE = 0.5  # seconds: less than a person needs to look at a text


class Draft:
    """A file for the editor, and beside it the thing as it was read, so that the edit can go on later.

    Both may hold secrets: the folder is open to its user alone (0700), and removed unless `keep` was called.

    Args:
        name: of the file, without its suffix.
        folder: of a draft that was kept; None for a new one.

    Attributes:
        start: the text that the user began with; empty if any is worth keeping.
        is_unseen: whether the editor ended at once without saving the file: its window may still be open.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="heroics-"))
        self.path = self.folder / f"{name}.yaml"
        self.start = ""
        self.is_unseen = False
        self._is_kept = False

    @classmethod
    def of_file(cls, path: Path) -> "Draft":
        """Return the draft that was kept in a file."""
        return cls(path.stem, path.parent)

    def write(self, text: str) -> None:
        """Write the text for the editor."""
        _write(self.path, text)

    def write_base(self, value: Json) -> None:
        """Write the thing as it was read."""
        _write(self.folder / _BASE, to_yaml(value))

    def read(self) -> str:
        """Return the text that the editor left.

        Raises:
            CallError: there is no file, or it is not UTF-8.
        """
        return _read(self.path)

    def read_base(self) -> Json:
        """Return the thing as it was read before the edit that was kept.

        Raises:
            CallError: the file with its earlier state is missing.
        """
        return parse_draft(_read(self.folder / _BASE))

    def edit(self) -> None:
        """Let the user edit the file: with $VISUAL, $EDITOR, or an editor of the system.

        Raises:
            ClickException: the editor can't be started, or ends with an error.
        """
        begin, saved = time.monotonic(), _saved_at(self.path)
        try:
            with _signals_in_editor():
                click.edit(filename=str(self.path))
            self.is_unseen = time.monotonic() - begin < _GLANCE and _saved_at(self.path) == saved
        except click.ClickException as error:
            problem = error.format_message()
        except ValueError as error:  # its quotes don't match
            problem = f"{_editor()}: {error}"
        else:
            return
        raise click.ClickException(f"{problem}; nothing was sent; set VISUAL or EDITOR to choose the editor")

    def discard(self) -> None:
        """Remove a draft that was kept, and its folder if nothing else is in it."""
        for path in (self.path, self.folder / _BASE):
            path.unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def keep(self) -> bool:
        """Keep the text if the user has written one, also one that can't be read, and return whether it is kept."""
        try:
            self._is_kept = self.read() != self.start
        except CallError:
            self._is_kept = self.path.is_file()
        return self._is_kept

    def remove(self) -> None:
        """Remove the folder, unless the draft is kept."""
        if not self._is_kept:
            shutil.rmtree(self.folder, ignore_errors=True)


def parse_draft(text: str) -> Json:
    """Return what the text of the editor says; None if it holds only comments.

    Raises:
        ValueError: it is not valid YAML, repeats a key, or is nested too deeply.
    """
    value: Json = None
    try:
        value, problem = parse_yaml(text)  # type: ignore[assignment]  # the core schema of YAML has the values of JSON
        json.dumps(value)  # an alias may contain itself
    except RecursionError:
        problem = "it is nested too deeply"
    if problem:
        raise ValueError(problem)
    return value


@contextmanager
def _signals_in_editor() -> Iterator[None]:
    """Leave Ctrl-C to the editor, and end in good order if the terminal is closed."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    handlers = {signal.SIGINT: _ignore, signal.SIGTERM: _leave}
    if hasattr(signal, "SIGHUP"):
        handlers[signal.SIGHUP] = _leave
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(number: int, frame: object) -> None:
    """Do nothing; unlike SIG_IGN, a started program does not inherit it."""


def _leave(number: int, frame: object) -> None:  # noqa: ARG001 - as Python calls it
    raise SystemExit(128 + number)


def _saved_at(path: Path) -> int:
    """Return when a file was saved, in nanoseconds; 0 if it is missing."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _editor() -> str:
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "the editor"


def _write(path: Path, text: str) -> None:
    """Write a file that only its user can read, also in a folder that others can."""
    mode = stat.S_IRUSR | stat.S_IWUSR
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        file.write(text)


def _read(path: Path) -> str:
    """Return the text of a file of this user; a pipe or a device would never end."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            problem = _fault_of(os.fstat(descriptor))
            text = "" if problem else file.read(_LARGEST).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        problem = error.strerror or type(error).__name__
    except UnicodeDecodeError:
        raise CallError(f"{str(path)!r} is not UTF-8") from None
    if problem:
        raise CallError(f"can't read {str(path)!r}: {problem}")
    return text


def _fault_of(status: os.stat_result) -> str:
    """Return why a file is not read: what it holds is sent."""
    if not stat.S_ISREG(status.st_mode):
        return "it is not a file"
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        return "it belongs to another user"
    return f"it is larger than {_LARGEST} bytes" if status.st_size > _LARGEST else ""
