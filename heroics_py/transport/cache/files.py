"""The store in files, shared by the processes of one user."""

import os
import random
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from heroics_py.transport.cache.entry import CorruptEntryError, Entry, pack, seal, unpack, unseal
from heroics_py.transport.cache.key import Keys
from heroics_py.transport.cache.store import MEBIBYTE

__all__ = ["FileStore"]

_SECRET_LENGTH = 32
_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600
_DROPPED = "dropped"
_COMMON = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _COMMON  # a planted pipe must not hold the reader
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _COMMON
_ABANDONED = 3600.0  # seconds after which a temporary file has no writer any more
_MARKS_LAST = 86_400.0  # seconds for which a change keeps out answers that were asked for before it


class FileStore:
    """Answers in files: one each, written aside and renamed, so that no lock is needed and no half file is ever read.

    In ``root/heroics-http`` lies a directory for each URL (``entries/ab/abcd.../``), with a file for each variant and,
    after a change, a mark that keeps out answers that were asked for before it. Directories are 0700 and files 0600; a
    directory that belongs to somebody else, or is a symbolic link, is refused. Each file is sealed with the store's
    secret for its own name, so that damaged, moved and planted files are no answers. On Windows neither modes nor
    owners are looked at: what protects the files there is the directory's own access list.

    Args:
        root: the directory to lie in; it is made when the first answer is asked for.
        max_bytes: of all files together; the longest unused give way.
        largest: the largest body that is taken, in bytes.
        chance: draws a number from 0 to 1; it decides when to sweep.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_bytes: int = 256 * MEBIBYTE,
        largest: int = 16 * MEBIBYTE,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.root = Path(root)
        self.max_bytes = max_bytes
        self.largest = min(largest, max_bytes // 4)
        self.evictions = 0
        self._base = os.path.join(os.path.abspath(root), "heroics-http")
        self._entries = os.path.join(self._base, "entries")
        self._secret: bytes | None = None
        self._chance = chance

    def __repr__(self) -> str:
        return f"FileStore({self._base!r})"

    @property
    def where(self) -> str:
        """The directory."""
        return self._base

    @property
    def secret(self) -> bytes:
        """What all processes that share the directory make their keys with; made by the first of them.

        Raises:
            OSError: the directory can't be made or read, or is not the user's own.
        """
        if self._secret is None:
            _make_private(self._base, parents=True)
            self._secret = self._read_secret() or self._make_secret()
        return self._secret

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None.

        Raises:
            CorruptEntryError: the file is damaged, moved or planted.
            OSError: it can't be read.
        """
        blob = _read(self._path(keys))
        if blob is None:
            return None
        return unpack(unseal(blob, secret=self.secret, key=keys.key))

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored.

        Raises:
            OSError: it can't be written; nothing of it is left.
        """
        if self._dropped_since(keys.group, entry.requested_at):
            return False
        blob = seal(pack(entry), secret=self.secret, key=keys.key)
        path = self._path(keys)
        self._in_folder(keys.group, lambda: self._write(path, blob))
        if self._dropped_since(keys.group, entry.requested_at):  # the change came while this was written
            self.discard(keys)
            return False
        if self._chance() * self.max_bytes < len(blob) * _SWEEPS_PER_FILLING:
            self.sweep()
        return True

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        return _remove(self._path(keys))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and keep out those that were asked for before ``at``; return how many.

        The mark comes first: what is written after it looks for it, and what was written before is removed here.
        """
        folder = self._folder(group)
        failure: OSError | None = None
        try:
            self._in_folder(group, lambda: _mark(f"{folder}/{_DROPPED}", int(at * 1e9)))
        except OSError as error:
            failure = error
        removed = sum(_remove(item.path) for item in _listed(folder) if item.name != _DROPPED)
        if failure is not None:
            raise failure
        return removed

    def clear(self) -> None:
        """Remove all entries; the secret and the marks of changes stay, for processes that are at work."""
        for path, _, _ in self._files():
            if not path.endswith(_DROPPED):
                _remove(path)
        self._remove_empty_folders()

    def measure(self) -> tuple[int, int]:
        """Return how many entries there are, and their size in bytes."""
        sizes = [size for path, size, _ in self._files() if not path.endswith(_DROPPED)]
        return len(sizes), sum(sizes)

    def sweep(self) -> None:
        """Remove what has been unused longest until nine tenths of the room are taken, and what killed writers left."""
        now = time.time()
        for item in _listed(self._base):
            if item.name.startswith("aside-") and now - _changed_at(item) > _ABANDONED:
                _remove(item.path)
        files = sorted(self._files(), key=lambda file: file[2])
        excess = sum(size for _, size, _ in files) - self.max_bytes
        goal = excess + self.max_bytes // 10 if excess > 0 else 0
        for path, size, changed in files:
            if path.endswith(_DROPPED):
                if now - changed > _MARKS_LAST:
                    _remove(path)
            elif goal > 0 and _remove(path):
                goal -= size
                self.evictions += 1
        self._remove_empty_folders()

    # ---- where things lie

    def _folder(self, group: str) -> str:
        return f"{self._entries}/{group[:2]}/{group}"

    def _path(self, keys: Keys) -> str:
        return f"{self._entries}/{keys.group[:2]}/{keys.group}/{keys.key}"

    def _files(self) -> Iterator[tuple[str, int, float]]:
        """Yield path, size and time of the last change of every file below the entries."""
        for shelf in _listed(self._entries):
            for folder in _listed(shelf.path):
                for item in _listed(folder.path):
                    with suppress(OSError):
                        found = item.stat(follow_symlinks=False)
                        yield item.path, found.st_size, found.st_mtime

    def _remove_empty_folders(self) -> None:
        for shelf in _listed(self._entries):
            for folder in _listed(shelf.path):
                with suppress(OSError):  # not empty, or gone already
                    os.rmdir(folder.path)

    def _in_folder(self, group: str, work: Callable[[], None]) -> None:
        """Make the folder of ``group`` and do ``work`` in it, anew where a sweep has taken the folder in between."""
        for _ in range(_PATIENCE):
            self._make_room_for(group)
            with suppress(FileNotFoundError):
                return work()
        self._make_room_for(group)
        return work()

    def _make_room_for(self, group: str) -> None:
        folder = self._folder(group)
        if _is_own_directory(folder):
            return
        if not _is_own_directory(self._base):
            self._secret = None  # somebody removed all of it, the secret too: begin anew at the next call
            _make_private(self._base, parents=True)
        for path in (self._entries, os.path.dirname(folder), folder):
            _make_private(path)

    # ---- reading and writing

    def _dropped_since(self, group: str, moment: float) -> bool:
        try:
            return os.stat(f"{self._folder(group)}/{_DROPPED}").st_mtime_ns >= int(moment * 1e9)
        except FileNotFoundError:
            return False

    def _write(self, path: str, blob: bytes) -> None:
        """Write ``blob`` aside and rename it."""
        aside = f"{self._base}/aside-{os.getpid()}-{os.urandom(8).hex()}"
        try:
            _write_new(aside, blob)
            os.replace(aside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(aside)
            raise

    def _read_secret(self) -> bytes | None:
        secret = _read(f"{self._base}/secret")
        return secret if secret is not None and len(secret) == _SECRET_LENGTH else None

    def _make_secret(self) -> bytes:
        """Make the secret, or read the one that another process has made at the same time."""
        path = f"{self._base}/secret"
        if _read(path) is not None:
            _remove(path)  # it has been cut: what was made with it is lost
        aside = f"{self._base}/aside-{os.getpid()}-{os.urandom(8).hex()}"
        try:
            _write_new(aside, os.urandom(_SECRET_LENGTH))
            _publish(aside, path)
        finally:
            with suppress(OSError):
                os.unlink(aside)
        secret = self._read_secret()
        if secret is None:
            raise OSError(f"the secret of the cache in {self._base} can't be read; remove that directory")
        return secret


_PATIENCE = 10  # how often a folder is made again
_SWEEPS_PER_FILLING = 20  # how often the room is swept while as much is written as it holds


def _publish(aside: str, path: str) -> None:
    """Give a finished file its name, unless another process was faster."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if not os.path.exists(path):
            os.replace(aside, path)


def _mark(path: str, moment: int) -> None:
    """Leave a mark of a change at ``moment``, in nanoseconds, unless there is one of a later change."""
    try:
        os.close(os.open(path, _WRITE, _PRIVATE_FILE))
    except FileExistsError:
        if os.stat(path).st_mtime_ns >= moment:
            return
    os.utime(path, ns=(moment, moment))


def _write_new(path: str, blob: bytes) -> None:
    descriptor = os.open(path, _WRITE, _PRIVATE_FILE)
    try:
        view = memoryview(blob)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


def _read(path: str) -> bytes | None:
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


def _remove(path: str) -> bool:
    try:
        os.unlink(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (IsADirectoryError, PermissionError):
        if not os.path.isdir(path):
            raise
        return False
    return True


def _listed(path: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(path) as items:
            return list(items)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _changed_at(item: "os.DirEntry[str]") -> float:
    try:
        return item.stat(follow_symlinks=False).st_mtime
    except OSError:
        return time.time()


def _is_own(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def _is_own_directory(path: str) -> bool:
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


def _make_private(path: str, *, parents: bool = False) -> None:
    """Make a directory for the user alone, and those above it where ``parents``."""
    if _is_own_directory(path):
        return
    above = os.path.dirname(path)
    if parents and not os.path.isdir(above):
        os.makedirs(above, _PRIVATE_DIRECTORY, exist_ok=True)
    with suppress(FileExistsError):  # another process was faster
        os.mkdir(path, _PRIVATE_DIRECTORY)
    _is_own_directory(path)
