"""The store in files, which the processes of one user share."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.base import MEBIBYTE
from heroics_py.cache.stores.envelope import pack, seal, unpack, unseal
from heroics_py.cache.stores.private_files import (
    has_mark_since,
    is_own_directory,
    leave_mark,
    list_directory,
    make_directory,
    modified_at,
    read_file,
    remove_directory,
    remove_file,
    write_file,
)

__all__ = ["FileStore"]

_SECRET_LENGTH = 32
_MARK = "dropped"
_TEMPORARY_TTL = 3600.0  # seconds until a temporary file counts as left behind
_MARK_TTL = 86_400.0  # seconds for which a mark rejects responses requested before the change
_FOLDER_ATTEMPTS = 10  # to create a folder that sweeps remove
_SWEEPS_PER_FILLING = 20  # average number of sweeps while ``max_bytes`` are written


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoredFile:
    path: str
    size: int
    modified_at: float

    @property
    def is_mark(self) -> bool:
        return self.path.endswith(_MARK)


class FileStore:
    """Holds each entry in a file. Files are renamed once they are complete, so that no lock is needed.

    ``root/heroics-http/entries/ab/abcd...`` is the folder of a URL. It holds a file for each variant and, after a
    change, a mark that rejects responses requested before it. Directories have mode 0700 and files 0600; a directory of
    another user and a symbolic link are refused. Each file is sealed with the store's secret for its own name, so that
    damaged, moved and planted files are never served. On Windows, modes and owners are not checked: the access list of
    the directory protects the files.

    Args:
        root: the directory, created with the first request.
        max_bytes: the size of all files together; the least recently used are evicted.
        largest: the size of the largest body that it accepts, in bytes.
        chance: returns a number from 0 to 1, which decides when to sweep.
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
        """The secret of all processes that share the directory; the first of them creates it.

        Raises:
            OSError: the directory can't be created or read, or belongs to another user.
        """
        if self._secret is None:
            make_directory(self._base, parents=True)
            self._secret = self._read_secret() or self._create_secret()
        return self._secret

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None.

        Raises:
            CorruptEntryError: the file is damaged, moved or planted.
            OSError: it can't be read.
        """
        envelope = read_file(self._path(keys))
        if envelope is None:
            return None
        entry = unpack(unseal(envelope, secret=self.secret, key=keys.key))
        return None if self._has_mark_since(keys.group, entry.requested_at) else entry

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored.

        `get` checks for a mark that another process leaves during the write.

        Raises:
            OSError: it can't be written. No part of it remains.
        """
        if self._has_mark_since(keys.group, entry.requested_at):
            return False
        envelope = seal(pack(entry), secret=self.secret, key=keys.key)
        path = self._path(keys)
        self._work_in_folder(keys.group, lambda: write_file(path, envelope, base=self._base))
        if self._chance() * self.max_bytes < len(envelope) * _SWEEPS_PER_FILLING:
            self.sweep()
        return True

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        return remove_file(self._path(keys))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and reject those requested until ``at``; return how many were removed.

        The mark comes first: later writers check for it, and earlier files are removed here.
        """
        folder = self._folder(group)
        failure: OSError | None = None
        try:
            self._work_in_folder(group, lambda: leave_mark(f"{folder}/{_MARK}", int(at * 1e9)))
        except OSError as error:
            failure = error
        removed = sum(remove_file(item.path) for item in list_directory(folder) if item.name != _MARK)
        if failure is not None:
            raise failure
        return removed

    def clear(self) -> None:
        """Remove all entries. The secret and the marks stay, for processes that are running."""
        for file in self._files():
            if not file.is_mark:
                remove_file(file.path)
        self._remove_empty_folders()

    def measure(self) -> tuple[int, int]:
        """Return the number of entries and their size in bytes."""
        sizes = [file.size for file in self._files() if not file.is_mark]
        return len(sizes), sum(sizes)

    def sweep(self) -> None:
        """Evict the least recently used entries above nine tenths of the limit, and remove what killed writers left."""
        now = time.time()
        for item in list_directory(self._base):
            if item.name.startswith("aside-") and now - modified_at(item) > _TEMPORARY_TTL:
                remove_file(item.path)
        files = sorted(self._files(), key=lambda file: file.modified_at)
        excess = sum(file.size for file in files) - self.max_bytes
        to_evict = excess + self.max_bytes // 10 if excess > 0 else 0
        for file in files:
            if file.is_mark:
                if now - file.modified_at > _MARK_TTL:
                    remove_file(file.path)
            elif to_evict > 0 and remove_file(file.path):
                to_evict -= file.size
                self.evictions += 1
        self._remove_empty_folders()

    # ---- folders and files

    def _folder(self, group: str) -> str:
        return f"{self._entries}/{group[:2]}/{group}"

    def _path(self, keys: Keys) -> str:
        return f"{self._folder(keys.group)}/{keys.key}"

    def _files(self) -> Iterator[_StoredFile]:
        """Yield every file of an entry and every mark."""
        for shelf in list_directory(self._entries):
            for folder in list_directory(shelf.path):
                for item in list_directory(folder.path):
                    with suppress(OSError):
                        status = item.stat(follow_symlinks=False)
                        yield _StoredFile(path=item.path, size=status.st_size, modified_at=status.st_mtime)

    def _remove_empty_folders(self) -> None:
        for shelf in list_directory(self._entries):
            for folder in list_directory(shelf.path):
                remove_directory(folder.path)

    def _work_in_folder(self, group: str, work: Callable[[], None]) -> None:
        """Create the folder of ``group`` and do ``work`` in it; repeat both if a sweep removes the folder between."""
        for _ in range(_FOLDER_ATTEMPTS):
            self._make_folder(group)
            with suppress(FileNotFoundError):
                return work()
        self._make_folder(group)
        return work()

    def _make_folder(self, group: str) -> None:
        folder = self._folder(group)
        if is_own_directory(folder):
            return
        if not is_own_directory(self._base):
            self._secret = None  # the whole cache was removed, with its secret: the next call creates one
            make_directory(self._base, parents=True)
        for path in (self._entries, os.path.dirname(folder), folder):
            make_directory(path)

    def _has_mark_since(self, group: str, moment: float) -> bool:
        return has_mark_since(f"{self._folder(group)}/{_MARK}", int(moment * 1e9))

    # ---- the secret

    def _read_secret(self) -> bytes | None:
        secret = read_file(f"{self._base}/secret")
        return secret if secret is not None and len(secret) == _SECRET_LENGTH else None

    def _create_secret(self) -> bytes:
        """Create the secret, or return the one that another process has created at the same time."""
        path = f"{self._base}/secret"
        stored = read_file(path)
        is_truncated = stored is not None and len(stored) != _SECRET_LENGTH  # the entries sealed with it are lost
        write_file(path, os.urandom(_SECRET_LENGTH), base=self._base, replace=is_truncated)
        secret = self._read_secret()
        if secret is None:
            raise OSError(f"the secret of the cache in {self._base} can't be read; remove that directory")
        return secret
