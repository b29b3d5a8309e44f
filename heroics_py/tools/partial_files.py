"""A file that is downloaded: a part of it under another name until it is complete."""

import json
import os
import stat
import sys
from contextlib import suppress
from hashlib import pbkdf2_hmac
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO

from heroics_py.errors import CallError

__all__ = ["PartialFile"]

_LARGEST_NOTE = 4096
# What a link leads to is not opened, and a pipe does not block.
_FLAGS = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_ROUNDS = 200_000
_CLOSES_FIRST = sys.platform == "win32"  # where an open file can't be renamed or removed


class PartialFile:
    """The file ``NAME.part``, which becomes ``NAME`` in one step once it is complete.

    ``NAME.part.json`` notes the strong ETag of what it is a part of, and which request of which account it belongs to,
    as a slow hash. Without an ETag or a known account, the part is removed when the download ends. While it is open,
    the part is locked: two downloads to one file would otherwise put the part of one in the place of the other.

    Args:
        path: of the complete file.
        account: a text that is the same for the same request of the same account, with its secrets; None if that is
            unknown, so that no later download continues it.

    Raises:
        CallError: it is not a path; there is a folder at it, or no folder to write it to.
    """

    def __init__(self, path: "str | os.PathLike[str]", account: str | None) -> None:
        if not isinstance(path, str | os.PathLike):
            raise CallError(f"to= is {type(path).__name__}: expected the path of a file as text or a Path")
        self.path = Path(path)
        if self.path.is_dir():
            raise CallError(f"to={str(self.path)!r} is a folder: name the file in it")
        if not self.path.parent.is_dir():
            raise CallError(f"to={str(self.path)!r}: there is no folder {str(self.path.parent)!r}")
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._note = self.path.with_name(f"{self.path.name}.part.json")
        self._account = account
        self._file: BinaryIO | None = None
        self._is_kept = False

    def open(self) -> tuple[int, str]:
        """Take the part for this download, and return its size and its ETag: 0 and "" if it can't be continued.

        Raises:
            CallError: another download to this file is in progress.
            OSError: the part can't be written.
        """
        self._file = self._taken()
        size = os.fstat(self._file.fileno()).st_size
        self._is_kept = size > 0
        with suppress(OSError, ValueError, TypeError, KeyError):
            if self._note.stat().st_size <= _LARGEST_NOTE:
                note = json.loads(self._note.read_text(encoding="utf-8"))
                if size and self._is_ours(note) and isinstance(note["etag"], str):
                    return size, note["etag"]
        return 0, ""

    def begin(self, etag: str) -> None:
        """Begin from nothing.

        Args:
            etag: the strong ETag of what it becomes a part of; empty if there is none.
        """
        self._note.unlink(missing_ok=True)  # first: it must not describe the new part
        self._go_to(0)
        self._is_kept = etag != "" and self._account is not None
        if self._is_kept:
            salt = os.urandom(16)
            note = {"etag": etag, "account": self._hash(salt), "salt": salt.hex()}
            self._note.write_text(json.dumps(note), encoding="utf-8")

    def resume(self, size: int) -> None:
        """Go on after so many bytes of the part."""
        self._go_to(size)
        self._is_kept = self._account is not None

    def write(self, piece: bytes) -> None:
        """Write the next bytes."""
        rest = memoryview(piece)
        while rest and self._file is not None:
            rest = rest[self._file.write(rest) :]

    def finish(self) -> Path:
        """Put the complete file in its place, and return its path.

        Raises:
            CallError: on a file system without locks, another download has taken its place.
        """
        file, self._file = self._file, None
        if file is not None:
            with file:
                os.fsync(file.fileno())
                if not _is_at(file, self._part):
                    raise self._in_progress()
                if _CLOSES_FIRST:
                    file.close()
                self._part.replace(self.path)
                self._note.unlink(missing_ok=True)
        return self.path

    def close(self) -> None:
        """Close the part; remove it if no later download could continue it."""
        file, self._file = self._file, None
        if file is not None:
            with file:
                is_removed = not self._is_kept and _is_at(file, self._part)
                if _CLOSES_FIRST:
                    file.close()
                if is_removed:
                    self._part.unlink(missing_ok=True)

    def _is_ours(self, note: dict[str, str]) -> bool:
        return self._account is not None and compare_digest(self._hash(bytes.fromhex(note["salt"])), note["account"])

    def _hash(self, salt: bytes) -> str:
        """Return a hash of the account that takes a tenth of a second, so that nobody guesses a password from it."""
        return pbkdf2_hmac("sha256", (self._account or "").encode(), salt, _ROUNDS).hex()

    def _taken(self) -> BinaryIO:
        """Return the part, open and locked."""
        while True:
            try:
                file: BinaryIO = self._part.open("xb", buffering=0)
            except FileExistsError:
                if self._part.is_symlink():  # which might lead anywhere
                    self._part.unlink(missing_ok=True)
                    continue
                try:
                    file = os.fdopen(os.open(self._part, _FLAGS), "r+b", buffering=0)
                except FileNotFoundError:
                    continue
            if not _is_locked(file):
                file.close()
                raise self._in_progress()
            is_at = _is_at(file, self._part)
            if is_at and _is_own_file(file):
                return file
            file.close()  # the download that had it has ended since, or others have put it there
            if is_at:
                self._part.unlink(missing_ok=True)

    def _go_to(self, size: int) -> None:
        if self._file is not None:
            self._file.truncate(size)
            self._file.seek(size)

    def _in_progress(self) -> CallError:
        return CallError(
            f"to={str(self.path)!r}: another download to this file is in progress: wait for its end, or name another"
        )


def _is_own_file(file: BinaryIO) -> bool:
    """Return whether a file is a regular one of this user: another user could read and change what is written."""
    status = os.fstat(file.fileno())
    return stat.S_ISREG(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def _is_locked(file: BinaryIO) -> bool:
    """Lock a file until it is closed; return whether that worked, or the system has no locks."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # some network file systems
            return True
    return True


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Return whether an open file is the one at a path."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except OSError:
        return False
