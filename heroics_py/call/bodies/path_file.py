"""A file named by its path, which is open only while a piece of it is read."""

import os
from os import SEEK_END, SEEK_SET
from pathlib import Path

from heroics_py.errors import CallError

__all__ = ["PathFile"]


class PathFile:
    """A file for a body, named by its path.

    Nothing has to close it: each piece is read on its own.

    Attributes:
        name: the path as text.

    Raises:
        CallError: there is no such file.
    """

    def __init__(self, place: str, path: "os.PathLike[str]") -> None:
        self._path = Path(path)
        self._position = 0
        self.name = str(self._path)
        if not self._path.is_file():
            raise CallError(f"{place} is the path of a file that does not exist: {self.name!r}")

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        with self._path.open("rb") as file:
            file.seek(self._position)
            piece = file.read(size)
        self._position += len(piece)
        return piece

    def tell(self) -> int:
        """Return the position in the file."""
        return self._position

    def seek(self, position: int, whence: int = SEEK_SET, /) -> int:
        """Go to a position from the beginning, or from the end."""
        self._position = position + (self._path.stat().st_size if whence == SEEK_END else 0)
        return self._position
