"""Private files and directories of one user."""

import os
import stat
import time
from contextlib import suppress
from errno import ENOENT

from heroics_py.cache.entry import CorruptEntryError

__all__ = [
    "has_mark_since",
    "is_own_directory",
    "leave_mark",
    "list_directory",
    "make_directory",
    "modified_at",
    "read_file",
    "remove_directory",
    "remove_file",
    "write_file",
]

_DIRECTORY_MODE = 0o700
_FILE_MODE = 0o600
_COMMON_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _COMMON_FLAGS  # a planted pipe must not block the reader
_CREATE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _COMMON_FLAGS
_MARK_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | _COMMON_FLAGS


def read_file(path: str) -> bytes | None:
    """Return the content of a file, or None if there is no such file.

    Raises:
        CorruptEntryError: it is not a regular file of this user.
    """
    try:
        descriptor = os.open(path, _READ_FLAGS)
    except FileNotFoundError:
        return None
    except OSError:
        if os.path.islink(path) or os.path.isdir(path):
            raise CorruptEntryError("not a regular file") from None
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_own(status):
            raise CorruptEntryError("not a regular file of this user")
        return _read_all(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    content = os.read(descriptor, size + 1)
    while len(content) < size and (more := os.read(descriptor, size - len(content))):
        content += more
    return content


def write_file(path: str, content: bytes, *, base: str, replace: bool = True) -> None:
    """Write a temporary file and rename it once it is complete, so that no reader sees half of it.

    Args:
        path: the final name.
        content: the content.
        base: a directory on the same disk, for the temporary file. A write that fails leaves none.
        replace: replace a file of that name; otherwise, an existing file stays.
    """
    temporary = f"{base}/aside-{os.getpid()}-{os.urandom(8).hex()}"
    try:
        _create(temporary, content)
        if replace:
            os.replace(temporary, path)
        else:
            _link(temporary, path)
    except BaseException:
        _unlink(temporary)
        raise
    if not replace:
        _unlink(temporary)


def _unlink(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _link(temporary: str, path: str) -> None:
    """Give a complete file its final name, unless another process has been faster."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not os.path.exists(path):
            os.replace(temporary, path)


def _create(path: str, content: bytes) -> None:
    descriptor = os.open(path, _CREATE_FLAGS, _FILE_MODE)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def leave_mark(path: str, moment: int) -> None:
    """Mark a change at ``moment``, in nanoseconds since the epoch, unless a later one is marked.

    Raises:
        CorruptEntryError: the mark is not a regular file of this user.
        OSError: it can't be written.
    """
    descriptor = os.open(path, _MARK_FLAGS, _FILE_MODE)
    try:
        _lock(descriptor)
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or not _is_own(status):
            raise CorruptEntryError("not a regular file of this user")
        if not status.st_nlink:
            raise FileNotFoundError(ENOENT, "a sweep has removed it", path)
        if not status.st_size or status.st_mtime_ns < moment:  # an empty one has no moment yet
            os.ftruncate(descriptor, 1)
            os.utime(descriptor if os.utime in os.supports_fd else path, ns=(moment, moment))
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Keep other processes from changing a file until it is closed; after a tenth of a second, go on without."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # Windows
        return
    for _ in range(100):
        with suppress(OSError):  # another process has it, and may be stopped
            flock(descriptor, LOCK_EX | LOCK_NB)
            return
        time.sleep(0.001)


def has_mark_since(path: str, moment: int) -> bool:
    """Return whether a change is marked at or after ``moment``, in nanoseconds since the epoch."""
    try:
        return os.stat(path).st_mtime_ns >= moment
    except FileNotFoundError:
        return False


def remove_file(path: str) -> bool:
    """Remove a file; return whether there was one. A directory of that name stays."""
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (IsADirectoryError, PermissionError):
        if not os.path.isdir(path):
            raise
        return False
    return True


def remove_directory(path: str) -> None:
    """Remove a directory if it is empty."""
    with suppress(OSError):
        os.rmdir(path)


def list_directory(path: str) -> list["os.DirEntry[str]"]:
    """Return what is in a directory; a missing one is empty."""
    try:
        with os.scandir(path) as items:
            return list(items)
    except (FileNotFoundError, NotADirectoryError):
        return []


def modified_at(item: "os.DirEntry[str]") -> float:
    """Return when a file was last modified, in seconds since the epoch; for a removed one, now."""
    try:
        return item.stat(follow_symlinks=False).st_mtime
    except OSError:
        return time.time()


def is_own_directory(path: str) -> bool:
    """Return whether ``path`` is a directory of this user, and close it to others.

    Raises:
        PermissionError: it is something else, and must not be written to.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(status.st_mode) or not _is_own(status):
        raise PermissionError(f"{path} can't be used: expected a directory of this user, and no symbolic link")
    if hasattr(os, "geteuid") and stat.S_IMODE(status.st_mode) & 0o077:
        os.chmod(path, _DIRECTORY_MODE)
    return True


def _is_own(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def make_directory(path: str, *, parents: bool = False) -> None:
    """Create a directory for this user alone, and those above it if ``parents``."""
    if is_own_directory(path):
        return
    parent = os.path.dirname(path)
    if parents and not os.path.isdir(parent):
        os.makedirs(parent, _DIRECTORY_MODE, exist_ok=True)
    with suppress(FileExistsError):  # another process has been faster
        os.mkdir(path, _DIRECTORY_MODE)
    is_own_directory(path)
