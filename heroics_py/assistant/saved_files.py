"""The directory that answers are saved to, and no other place."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from unicodedata import normalize

from heroics_py.assistant.errors import Refused
from heroics_py.display.terminal import escaped

__all__ = ["SavedFiles", "safe_name"]

_LONGEST = 100
_MOST_BYTES = 1 << 30
_TRIES = 1000
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.,+@()= -]+")


class SavedFiles:
    """A directory in which each answer becomes a new file, which only its owner can read.

    Args:
        path: the directory, which exists; its links are followed once, now.

    Raises:
        Refused: it is not a directory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        if not self.path.is_dir():
            raise Refused(f"--files {escaped(str(path))}: the directory does not exist; create it first")

    def save(self, name: str, pieces: Iterable[bytes], most: int = _MOST_BYTES) -> tuple[Path, int]:
        """Write a new file, and return its path and its size; a file of that name remains as it is.

        Args:
            name: any text: what could lead elsewhere is left out of it.
            pieces: the content.
            most: the most bytes.

        Raises:
            Refused: it has more bytes, or no free name is left; nothing remains of it.
        """
        path, descriptor = self._created(safe_name(name))
        size = 0
        try:
            with open(descriptor, "wb") as file:
                for piece in pieces:
                    size += len(piece)
                    if size > most:
                        raise Refused(f"the answer has more than {most} bytes: ask for fewer items")  # noqa: TRY301
                    file.write(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path, size

    def _created(self, name: str) -> tuple[Path, int]:
        """Create a file; a link or a file of that name is never opened."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        stem, suffix = os.path.splitext(name)
        for number in range(1, _TRIES):
            path = self.path / (name if number == 1 else f"{stem}-{number}{suffix}")
            try:
                return path, os.open(path, flags, 0o600)
            except FileExistsError:
                continue
        raise Refused(f"there are {_TRIES} files named like {name!r}: pass another name in save_as")


def safe_name(name: str) -> str:
    """Return a file name without folders, without anything hidden, and without characters that mislead."""
    last = re.split(r"[/\\:]", normalize("NFKC", name))[-1]
    plain = _UNSAFE.sub("_", last).strip(" .").lstrip("-")
    stem, suffix = os.path.splitext(plain)
    plain = f"{stem[: _LONGEST - len(suffix[:20])]}{suffix[:20]}".strip(" .") or "answer"
    return f"_{plain}" if _RESERVED.match(plain) else plain
