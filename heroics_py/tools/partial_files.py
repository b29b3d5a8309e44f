"""A file that is downloaded: a part of it under another name until it is complete."""

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from heroics_py.errors import CallError
from heroics_py.http.messages import Request

__all__ = ["PartialFile"]

_LARGEST_NOTE = 4096


class PartialFile:
    """The file ``NAME.part``, which becomes ``NAME`` in one step once it is complete.

    ``NAME.part.json`` notes the strong ETag of what it is a part of, and which request it belongs to, as a hash.
    Without an ETag, the part is removed when the download ends.

    Args:
        path: of the complete file.
        request: that downloads it.

    Raises:
        CallError: there is a folder at the path, or no folder to write it to.
    """

    def __init__(self, path: "str | os.PathLike[str]", request: Request) -> None:
        self.path = Path(path)
        if self.path.is_dir():
            raise CallError(f"to={str(self.path)!r} is a folder: name the file in it")
        if not self.path.parent.is_dir():
            raise CallError(f"to={str(self.path)!r}: there is no folder {str(self.path.parent)!r}")
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._note = self.path.with_name(f"{self.path.name}.part.json")
        self._key = sha256(f"{request.method} {request.url}".encode()).hexdigest()
        self._file: BinaryIO | None = None
        self._is_kept = False

    def stored(self) -> tuple[int, str]:
        """Return the size of the part that an earlier download has left, and its ETag; 0 and "" without one."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            if self._note.stat().st_size <= _LARGEST_NOTE:
                note = json.loads(self._note.read_text(encoding="utf-8"))
                if note["request"] == self._key and isinstance(note["etag"], str):
                    return self._part.stat().st_size, note["etag"]
        return 0, ""

    def begin(self, etag: str) -> None:
        """Begin from nothing, with a new part.

        Args:
            etag: the strong ETag of what it becomes a part of; empty if there is none.
        """
        self.close()
        self._note.unlink(missing_ok=True)  # first: it must not describe the new part
        self._part.unlink(missing_ok=True)
        self._file = self._part.open("xb", buffering=0)
        if etag:
            self._note.write_text(json.dumps({"request": self._key, "etag": etag}), encoding="utf-8")
        self._is_kept = bool(etag)

    def resume(self) -> None:
        """Go on after the bytes that the part has."""
        if self._file is None:
            self._file = self._part.open("ab", buffering=0)
        self._is_kept = True

    def write(self, piece: bytes) -> None:
        """Write the next bytes."""
        rest = memoryview(piece)
        while rest and self._file is not None:
            rest = rest[self._file.write(rest) :]

    def finish(self) -> Path:
        """Put the complete file in its place, and return its path."""
        if self._file is not None:
            os.fsync(self._file.fileno())
        self._is_kept = True
        self.close()
        self._part.replace(self.path)
        self._note.unlink(missing_ok=True)
        return self.path

    def close(self) -> None:
        """Close the part; remove it if no later download could continue it."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
            if not self._is_kept:
                self._part.unlink(missing_ok=True)
