"""Private files and directories of one user, for the store in files."""

import os
import stat
import time
from contextlib import suppress

from heroics_py.cache.entry import CorruptEntryError

__all__ = [
    "changed_at",
    "is_own_directory",
    "leave_mark",
    "listed",
    "make_private",
    "marked_since",
    "read",
    "remove",
    "remove_empty",
    "write_aside",
]

_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600
_COMMON = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _COMMON  # a planted pipe must not hold the reader
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _COMMON


def read(path: str) -> bytes | None:
    """Return what is in the file, or None where there is none.

    Raises:
        CorruptEntryError: it is no plain file of the user's own.
    """
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        return None
    except OSError:
        if os.path.islink(path) or os.path.isdir(path):
            raise CorruptEntryError("not a plain file") from None
        raise
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or not _is_own(found):
            raise CorruptEntryError("not a plain file of this user")
        return _read_all(descriptor, found.st_size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    blob = os.read(descriptor, size + 1)
    while len(blob) < size and (more := os.read(descriptor, size - len(blob))):
        blob += more
    return blob


def write_aside(path: str, blob: bytes, *, base: str, replace: bool = True) -> None:
    """Write a file beside and give it its name when it is whole; nothing is left of one that fails.

    Args:
        path: the name that it gets.
        blob: what is in it.
        base: a directory on the same disk.
        replace: take the place of a file of that name; else the first one stays.
    """
    aside = f"{base}/aside-{os.getpid()}-{os.urandom(8).hex()}"
    try:
        _write_new(aside, blob)
        if replace:
            os.replace(aside, path)
        else:
            _publish(aside, path)
    except BaseException:
        _forget(aside)
        raise
    if not replace:
        _forget(aside)


def _forget(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _publish(aside: str, path: str) -> None:
    """Give a finished file its name, unless another process was faster."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not os.path.exists(path):
            os.replace(aside, path)


def _write_new(path: str, blob: bytes) -> None:
    descriptor = os.open(path, _WRITE, _PRIVATE_FILE)
    try:
        view = memoryview(blob)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def leave_mark(path: str, moment: int) -> None:
    """Leave a mark of a change at ``moment``, in nanoseconds, unless there is one of a later change."""
    try:
        os.close(os.open(path, _WRITE, _PRIVATE_FILE))
    except FileExistsError:
        if os.stat(path).st_mtime_ns >= moment:
            return
    os.utime(path, ns=(moment, moment))


def marked_since(path: str, moment: int) -> bool:
    """Return whether there is a mark of a change at ``moment``, in nanoseconds, or later."""
    try:
        return os.stat(path).st_mtime_ns >= moment
    except FileNotFoundError:
        return False


def remove(path: str) -> bool:
    """Remove a file; return whether there was one. A directory in its place stays."""
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (IsADirectoryError, PermissionError):
        if not os.path.isdir(path):
            raise
        return False
    return True


def remove_empty(path: str) -> None:
    """Remove a directory, if it is there and empty."""
    with suppress(OSError):
        os.rmdir(path)


def listed(path: str) -> list["os.DirEntry[str]"]:
    """Return what is in a directory; nothing where there is none."""
    try:
        with os.scandir(path) as items:
            return list(items)
    except (FileNotFoundError, NotADirectoryError):
        return []


def changed_at(item: "os.DirEntry[str]") -> float:
    """Return when a file was last changed, in seconds of the wall clock; now where it is gone."""
    try:
        return item.stat(follow_symlinks=False).st_mtime
    except OSError:
        return time.time()


def is_own_directory(path: str) -> bool:
    """Return whether ``path`` is a directory of the user's own, closed to others.

    Raises:
        PermissionError: it is something else, which is not to be written to.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISDIR(found.st_mode) or not _is_own(found):
        raise PermissionError(f"the cache does not use {path}: it is no directory of this user")
    if hasattr(os, "geteuid") and stat.S_IMODE(found.st_mode) & 0o077:
        os.chmod(path, _PRIVATE_DIRECTORY)
    return True


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def make_private(path: str, *, parents: bool = False) -> None:
    """Make a directory for the user alone, and those above it where ``parents``."""
    if is_own_directory(path):
        return
    above = os.path.dirname(path)
    if parents and not os.path.isdir(above):
        os.makedirs(above, _PRIVATE_DIRECTORY, exist_ok=True)
    with suppress(FileExistsError):  # another process was faster
        os.mkdir(path, _PRIVATE_DIRECTORY)
    is_own_directory(path)
