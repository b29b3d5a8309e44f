"""Lines in a file of this user alone, locked as long as a run writes them."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from threading import Lock
from typing import Any

from heroics_py.errors import CheckpointError

__all__ = ["PrivateFile"]

_FLAGS = (
    os.O_RDWR
    | os.O_APPEND
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a planted pipe must not block the reader
)
_PIECE = 1 << 20
_CLOSED = -1
_open: set[int] = set()
_registered: list[bool] = []


class PrivateFile:
    """A file that only its user may read; each line reaches the system at once.

    A process that is killed loses nothing that it wrote. `sync` waits for the disk, so that a loss of power does not
    lose it either.

    Args:
        path: of the file, which is created if it is missing.

    Raises:
        CheckpointError: it can't be used, or another run uses it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._descriptor = _descriptor_of(path)
        self._lock = Lock()
        _open.add(self._descriptor)
        _close_in_children()
        try:
            _check(path, os.fstat(self._descriptor))
            _acquire(path, self._descriptor)
        except BaseException:
            self.close()
            raise

    def read_lines(self) -> list[bytes]:
        """Return the complete lines; a last one that was cut is removed from the file."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        pieces = []
        while piece := os.read(self._descriptor, _PIECE):
            pieces.append(piece)
        *lines, rest = b"".join(pieces).split(b"\n")
        if rest:
            self._cut(sum(map(len, lines)) + len(lines))
        return lines

    def append(self, line: bytes) -> None:
        """Write a line; one that does not fit on the disk leaves nothing behind.

        Raises:
            CheckpointError: it can't be written.
        """
        problem, end = "", -1
        with self._lock:
            try:
                end = os.fstat(self._descriptor).st_size
                view = memoryview(line + b"\n")
                while view:
                    view = view[os.write(self._descriptor, view) :]
            except OSError as error:
                problem = error.strerror or type(error).__name__
                with suppress(OSError):
                    self._cut(end)
        if problem:
            raise CheckpointError(f"{self.path!r} can't be written: {problem}", path=self.path)

    def sync(self) -> None:
        """Wait until the disk has what was written.

        Raises:
            CheckpointError: the disk failed.
        """
        problem = ""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            problem = error.strerror or type(error).__name__
        if problem:
            raise CheckpointError(f"{self.path!r} can't be written: {problem}", path=self.path)

    def close(self) -> None:
        """Close the file, which unlocks it; a line that comes later is refused."""
        # A task that was cancelled may leave a thread that still writes: by then the number may be another file's.
        with self._lock:
            descriptor, self._descriptor = self._descriptor, _CLOSED
        _open.discard(descriptor)
        os.close(descriptor)

    def _cut(self, size: int) -> None:
        os.ftruncate(self._descriptor, size)


def _descriptor_of(path: str) -> int:
    try:
        try:
            return os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        except FileExistsError:
            return os.open(path, _FLAGS)
    except ValueError:
        problem = "no file has such a name"
    except OSError as error:
        is_link = error.errno == errno.ELOOP or os.path.islink(path)
        problem = "it is a symbolic link" if is_link else error.strerror or type(error).__name__
    raise CheckpointError(f"checkpoint={path!r} can't be used: {problem}; nothing was sent", path=path)


def _check(path: str, status: os.stat_result) -> None:
    """Refuse a file that others may read, or may have written."""
    problem = ""
    if not stat.S_ISREG(status.st_mode):
        problem = "it is not a file"
    elif hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        problem = "it belongs to another user"
    elif hasattr(os, "geteuid") and stat.S_IMODE(status.st_mode) & 0o077:
        problem = f"others may use it (mode {stat.S_IMODE(status.st_mode):o}): chmod 600 makes it private"
    elif status.st_nlink > 1:
        problem = "it has another name (a hard link)"
    if problem:
        raise CheckpointError(f"checkpoint={path!r} can't be used: {problem}; nothing was sent", path=path)


def _acquire(path: str, descriptor: int) -> None:
    """Lock the file, or refuse it if another run has locked it."""
    is_free = True
    try:
        import fcntl
    except ImportError:
        is_free = _acquire_on_windows(descriptor)
    else:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            is_free = error.errno not in {errno.EWOULDBLOCK, errno.EACCES}  # else a file system without locks
    if not is_free:
        raise CheckpointError(
            f"checkpoint={path!r} is in use by another run of gather: wait for its end, or use another file; nothing "
            "was sent",
            path=path,
        )


def _acquire_on_windows(descriptor: int) -> bool:
    import msvcrt as windows

    module: Any = windows
    try:
        os.lseek(descriptor, 1 << 40, os.SEEK_SET)  # far behind the lines, which others may read
        module.locking(descriptor, module.LK_NBLCK, 1)
    except OSError:
        return False
    return True


def _close_in_children() -> None:
    """Let children of a fork close the file: they would keep it locked after the end of the run."""
    if not _registered and hasattr(os, "register_at_fork"):
        _registered.append(True)
        os.register_at_fork(after_in_child=_close_all)


def _close_all() -> None:
    for descriptor in list(_open):
        with suppress(OSError):
            os.close(descriptor)
    _open.clear()
