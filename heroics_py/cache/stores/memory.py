"""The store in the memory of this process."""

import os
from collections import OrderedDict
from functools import partial

from heroics_py.cache.entry import Entry
from heroics_py.cache.invalidations import Invalidations
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.base import MEBIBYTE
from heroics_py.support.locks import ProcessLock

__all__ = ["MemoryStore"]

_ENTRY_OVERHEAD = 500  # bytes
_FIELD_OVERHEAD = 100  # bytes
_ABSENT: tuple[None, int] = (None, 0)


class MemoryStore:
    """Holds entries in memory, and evicts the least recently used.

    A pickle carries its limits only: it is empty after loading.

    Args:
        max_bytes: the size of all entries together.
        largest: the size of the largest body that it accepts, in bytes; at most a quarter of ``max_bytes``.
    """

    is_instant = True  # an event loop need not wait for it in a thread

    def __init__(self, *, max_bytes: int = 64 * MEBIBYTE, largest: int = 8 * MEBIBYTE) -> None:
        self.max_bytes = max_bytes
        self.largest = min(largest, max_bytes // 4)
        self.evictions = 0
        self.secret = os.urandom(32)
        self._lock = ProcessLock()
        self._entries: OrderedDict[Keys, tuple[Entry, int]] = OrderedDict()
        self._groups: dict[str, set[Keys]] = {}
        self._invalidations = Invalidations()
        self._size = 0

    @property
    def where(self) -> str:
        """Always "memory"."""
        return "memory"

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._entries)} entries, {self._size} bytes)"

    def __deepcopy__(self, memo: dict[int, object]) -> "MemoryStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        return (partial(MemoryStore, max_bytes=self.max_bytes, largest=self.largest), ())

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None."""
        with self._lock.here():
            entry, _ = self._entries.get(keys, _ABSENT)
            if entry is not None:
                self._entries.move_to_end(keys)
            return entry

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored."""
        size = _size_of(entry)
        with self._lock.here():
            if self._invalidations.outdate(entry, keys.group):
                return False
            _, size_before = self._entries.get(keys, _ABSENT)
            self._entries[keys] = (entry, size)
            self._entries.move_to_end(keys)
            self._groups.setdefault(keys.group, set()).add(keys)
            self._size += size - size_before
            while self._size > self.max_bytes:
                self._remove(next(iter(self._entries)))
                self.evictions += 1
            return keys in self._entries

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        with self._lock.here():
            return self._remove(keys)

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and reject those requested until ``at``; return how many were removed."""
        with self._lock.here():
            self._invalidations.add((group,), at)
            variants = self._groups.get(group)
            return sum([self._remove(keys) for keys in tuple(variants)]) if variants else 0

    def clear(self) -> None:
        """Remove all entries."""
        with self._lock.here():
            self._entries.clear()
            self._groups.clear()
            self._size = 0

    def measure(self) -> tuple[int, int]:
        """Return the number of entries and their size in bytes."""
        with self._lock.here():
            return len(self._entries), self._size

    def _remove(self, keys: Keys) -> bool:
        if keys not in self._entries:
            return False
        self._size -= self._entries.pop(keys)[1]
        variants = self._groups[keys.group]
        variants.discard(keys)
        if not variants:
            del self._groups[keys.group]
        return True


def _size_of(entry: Entry) -> int:
    fields = sum([len(name) + len(value) + _FIELD_OVERHEAD for name, value in entry.headers.items()])
    return len(entry.body) + fields + _ENTRY_OVERHEAD
