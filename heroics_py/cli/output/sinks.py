"""Where output goes: standard output, or a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click

from heroics_py.cli.output.terminal import is_terminal
from heroics_py.tools.partial_files import PartialFile

__all__ = ["Device", "Sink", "StandardOutput", "check_sink", "is_device", "is_standard_output", "open_sink"]


class Sink(Protocol):
    """Takes text and bytes.

    Attributes:
        is_terminal: whether a person sees the text as it is written.
        is_ascii: whether the text should be ASCII where its format has escapes.
    """

    is_terminal: bool
    is_ascii: bool

    def write(self, text: str) -> None:
        """Write text."""
        ...

    def spelled(self, text: str) -> str:
        """Return text as it will look: with escapes for the characters that the place doesn't have."""
        ...

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are; never to a terminal."""
        ...

    def flush(self) -> None:
        """Hand over what was written."""
        ...


class StandardOutput:
    """Standard output.

    A pipe or a redirection gets UTF-8 on every system. Where the rest of the system has another encoding, JSON and YAML
    are ASCII, which every program reads in the same way.
    """

    def __init__(self) -> None:
        if sys.stdout is None:  # the caller closed it
            raise click.ClickException("standard output is closed")
        self._stream = sys.stdout
        self._binary = getattr(self._stream, "buffer", None)
        self._stream.flush()  # what was printed so far comes first
        self._encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self.is_terminal = is_terminal(self._stream)
        self.is_ascii = not self._encoding.lower().replace("_", "-").startswith(("utf-8", "utf8", "cp65001"))

    def write(self, text: str) -> None:
        """Write text; characters that a terminal doesn't have become escapes."""
        if self._binary is None:
            self._stream.write(text)
        elif self.is_terminal:
            self._stream.write(self.spelled(text))
        else:
            self.write_bytes(text.encode("utf-8", "backslashreplace"))

    def spelled(self, text: str) -> str:
        """Return text with escapes for the characters that the encoding of a terminal doesn't have."""
        encoding = self._encoding if self.is_terminal else "utf-8"
        return text.encode(encoding, "backslashreplace").decode(encoding)

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        if self._binary is None:
            self._stream.write(data.decode("utf-8", "backslashreplace"))
            return
        rest = memoryview(data)
        while rest:  # with python -u, a pipe may take a part
            rest = rest[self._binary.write(rest) :]

    def flush(self) -> None:
        """Hand over what was written."""
        self._stream.flush()


class _File:
    """A file that gets its name once it is complete."""

    is_terminal = False
    is_ascii = False

    def __init__(self, file: PartialFile) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write text as UTF-8."""
        self._file.write(text.encode("utf-8", "backslashreplace"))

    def spelled(self, text: str) -> str:
        """Return text with escapes for halves of surrogate pairs."""
        return text.encode("utf-8", "backslashreplace").decode()

    def write_bytes(self, data: bytes) -> None:
        """Write bytes as they are."""
        self._file.write(data)

    def flush(self) -> None:
        """Do nothing: the file is written without a buffer."""


class Device(_File):
    """A named pipe, a device, or the file of a stream, which is written in place."""

    def __init__(self, path: Path) -> None:
        self._opened = path.open("wb", buffering=0)
        super().__init__(self._opened)  # type: ignore[arg-type]  # it only needs to be written

    def close(self) -> None:
        """Close the device."""
        self._opened.close()


def is_standard_output(path: Path | None) -> bool:
    """Return whether the output goes to standard output: no file is named, or "-"."""
    return path is None or str(path) == "-"


def is_device(path: Path) -> bool:
    """Return whether there is a named pipe or a device at a path."""
    return path.exists() and not path.is_file() and not path.is_dir()


def check_sink(path: Path | None) -> None:
    """Refuse a place that can't take any output, before anything is sent.

    Raises:
        CallError: the file can't be at that place.
        ClickException: standard output is closed.
    """
    if path is None or is_standard_output(path):
        StandardOutput()
    elif not is_device(path):
        PartialFile(path, None)


@contextmanager
def open_sink(path: Path | None, *, in_place: bool = False) -> Iterator[Sink]:
    """Open the place of the output: a file is complete at the end of the block, or does not exist after an error.

    Args:
        path: of the file; None or "-" for standard output.
        in_place: whether the file is written at once, and keeps what it has after an error: of a stream, nothing comes
            again.

    Raises:
        CallError: the file can't be at that place.
        OSError: it can't be written.
    """
    if path is None or is_standard_output(path):
        output = StandardOutput()
        yield output
        output.flush()
    elif in_place or is_device(path):
        device = Device(path)
        try:
            yield device
        finally:
            device.close()
    else:
        file = PartialFile(path, None)
        file.open()
        try:
            file.begin("")
            yield _File(file)
            file.finish()
        finally:
            file.close()
