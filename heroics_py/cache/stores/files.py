"""The store in files, shared by the processes of one user."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from heroics_py.cache.entry import Entry, pack, seal, unpack, unseal
from heroics_py.cache.key import Keys
from heroics_py.cache.stores.memory import MEBIBYTE
from heroics_py.cache.stores.private_files import (
    changed_at,
    is_own_directory,
    leave_mark,
    listed,
    make_private,
    marked_since,
    read,
    remove,
    remove_empty,
    write_aside,
)

__all__ = ["FileStore"]

_SECRET_LENGTH = 32
_DROPPED = "dropped"
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

    def __deepcopy__(self, memo: dict[int, object]) -> "FileStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        return (partial(FileStore, max_bytes=self.max_bytes, largest=self.largest), (self.root,))

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
            make_private(self._base, parents=True)
            self._secret = self._read_secret() or self._make_secret()
        return self._secret

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None.

        Raises:
            CorruptEntryError: the file is damaged, moved or planted.
            OSError: it can't be read.
        """
        blob = read(self._path(keys))
        if blob is None:
            return None
        entry = unpack(unseal(blob, secret=self.secret, key=keys.key))
        return None if self._dropped_since(keys.group, entry.requested_at) else entry

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored.

        A mark that comes while this writes is seen by `get`.

        Raises:
            OSError: it can't be written; nothing of it is left.
        """
        if self._dropped_since(keys.group, entry.requested_at):
            return False
        blob = seal(pack(entry), secret=self.secret, key=keys.key)
        path = self._path(keys)
        self._in_folder(keys.group, lambda: write_aside(path, blob, base=self._base))
        if self._chance() * self.max_bytes < len(blob) * _SWEEPS_PER_FILLING:
            self.sweep()
        return True

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        return remove(self._path(keys))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and keep out those that were asked for before ``at``; return how many.

        The mark comes first: what is written after it looks for it, and what was written before is removed here.
        """
        folder = self._folder(group)
        failure: OSError | None = None
        try:
            self._in_folder(group, lambda: leave_mark(f"{folder}/{_DROPPED}", int(at * 1e9)))
        except OSError as error:
            failure = error
        removed = sum(remove(item.path) for item in listed(folder) if item.name != _DROPPED)
        if failure is not None:
            raise failure
        return removed

    def clear(self) -> None:
        """Remove all entries; the secret and the marks of changes stay, for processes that are at work."""
        for path, _, _ in self._files():
            if not path.endswith(_DROPPED):
                remove(path)
        self._remove_empty_folders()

    def measure(self) -> tuple[int, int]:
        """Return how many entries there are, and their size in bytes."""
        sizes = [size for path, size, _ in self._files() if not path.endswith(_DROPPED)]
        return len(sizes), sum(sizes)

    def sweep(self) -> None:
        """Remove what has been unused longest until nine tenths of the room are taken, and what killed writers left."""
        now = time.time()
        for item in listed(self._base):
            if item.name.startswith("aside-") and now - changed_at(item) > _ABANDONED:
                remove(item.path)
        files = sorted(self._files(), key=lambda file: file[2])
        excess = sum(size for _, size, _ in files) - self.max_bytes
        goal = excess + self.max_bytes // 10 if excess > 0 else 0
        for path, size, changed in files:
            if path.endswith(_DROPPED):
                if now - changed > _MARKS_LAST:
                    remove(path)
            elif goal > 0 and remove(path):
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
        for shelf in listed(self._entries):
            for folder in listed(shelf.path):
                for item in listed(folder.path):
                    with suppress(OSError):
                        found = item.stat(follow_symlinks=False)
                        yield item.path, found.st_size, found.st_mtime

    def _remove_empty_folders(self) -> None:
        for shelf in listed(self._entries):
            for folder in listed(shelf.path):
                remove_empty(folder.path)

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
        if is_own_directory(folder):
            return
        if not is_own_directory(self._base):
            self._secret = None  # somebody removed all of it, the secret too: begin anew at the next call
            make_private(self._base, parents=True)
        for path in (self._entries, os.path.dirname(folder), folder):
            make_private(path)

    # ---- reading and writing

    def _dropped_since(self, group: str, moment: float) -> bool:
        return marked_since(f"{self._folder(group)}/{_DROPPED}", int(moment * 1e9))

    def _read_secret(self) -> bytes | None:
        secret = read(f"{self._base}/secret")
        return secret if secret is not None and len(secret) == _SECRET_LENGTH else None

    def _make_secret(self) -> bytes:
        """Make the secret, or read the one that another process has made at the same time."""
        path = f"{self._base}/secret"
        kept = read(path)
        broken = kept is not None and len(kept) != _SECRET_LENGTH  # it was cut: what was made with it is lost
        write_aside(path, os.urandom(_SECRET_LENGTH), base=self._base, replace=broken)
        secret = self._read_secret()
        if secret is None:
            raise OSError(f"the secret of the cache in {self._base} can't be read; remove that directory")
        return secret


_PATIENCE = 10  # how often a folder is made again
_SWEEPS_PER_FILLING = 20  # how often the room is swept while as much is written as it holds
