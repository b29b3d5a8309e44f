"""Files that show their progress while they are sent."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from heroics_py.cli.output.progress import show_bar
from heroics_py.display.progress import Progress

__all__ = ["watch_files"]


@contextmanager
def watch_files(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Give the arguments of a call, whose files show on standard error how much of them is sent.

    Args:
        args: the positional arguments.
        kwargs: the keyword arguments.
    """
    files: list[_WatchedFile] = []
    watched_args = tuple(_watched(value, files) for value in args)
    watched_kwargs = {name: _watched(value, files) for name, value in kwargs.items()}
    if not files:
        yield args, dict(kwargs)
        return
    label = files[0].name if len(files) == 1 else f"{len(files)} files"
    with show_bar(os.path.basename(label), total=sum(each.size for each in files), unit="B") as bar:
        for each in files:
            each.bar = bar
        yield watched_args, watched_kwargs


def _watched(value: Any, files: "list[_WatchedFile]") -> Any:
    """Return a value with each file in it replaced by one that shows its progress."""
    if isinstance(value, dict):
        return {key: _watched(item, files) for key, item in value.items()}
    if isinstance(value, list):
        return [_watched(item, files) for item in value]
    if isinstance(value, tuple):
        return tuple(_watched(item, files) for item in value)
    if not all(hasattr(value, method) for method in ("read", "tell", "seek")):
        return value
    try:
        watched = _WatchedFile(value)
    except OSError:  # a pipe, whose size nobody knows
        return value
    files.append(watched)
    return watched


class _WatchedFile:
    """A file that moves a bar as it is read.

    Attributes:
        name: of the file.
        size: in bytes.
        bar: what it moves; None at first.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._position: int = file.tell()
        self._shown = self._position
        self.name = str(getattr(file, "name", "") or "upload")
        self.size: int = file.seek(0, os.SEEK_END)
        file.seek(self._position)
        self.bar: Progress | None = None

    def read(self, size: int = -1, /) -> Any:
        """Return the next bytes, at most ``size``."""
        piece = self._file.read(size)
        self._position += len(piece)
        if self.bar is not None and piece:
            self.bar.advance(self._position - self._shown)
            self._shown = self._position
        return piece

    def tell(self) -> int:
        """Return the position in the file."""
        return self._position

    def seek(self, position: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a position, as when the request is sent again; the bar follows when it is read from there."""
        self._position = self._file.seek(position, whence)
        return self._position
