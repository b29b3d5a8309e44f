"""Where answers lie: what every store can do, and the store in memory."""

import os
from collections import OrderedDict
from functools import partial
from typing import Protocol, runtime_checkable

from heroics_py.cache.entry import Entry
from heroics_py.cache.key import Keys
from heroics_py.support.locks import ProcessLock

__all__ = ["MemoryStore", "Store"]

MEBIBYTE = 1 << 20


@runtime_checkable
class Store(Protocol):
    """Holds entries under keys.

    Any method may raise any exception: the cache counts it, and the call goes on without the store.
    """

    @property
    def secret(self) -> bytes:
        """What the keys are made with; whoever shares it shares the entries."""
        ...

    @property
    def where(self) -> str:
        """What kind of store this is, and where it lies, for people."""
        ...

    @property
    def largest(self) -> int:
        """The largest body that it takes, in bytes."""
        ...

    @property
    def evictions(self) -> int:
        """How many entries gave way to others so far."""
        ...

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not put there by this library.
        """
        ...

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored."""
        ...

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        ...

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and keep out those that were asked for before ``at``; return how many."""
        ...

    def clear(self) -> None:
        """Remove everything."""
        ...

    def measure(self) -> tuple[int, int]:
        """Return how many entries there are, and their size in bytes."""
        ...


class MemoryStore:
    """Answers in the memory of this process, the longest unused giving way.

    A pickle carries the bounds alone: it wakes up empty.

    Args:
        max_bytes: of all entries together.
        largest: the largest body that is taken, in bytes; a quarter of ``max_bytes`` at the most.
    """

    def __init__(self, *, max_bytes: int = 64 * MEBIBYTE, largest: int = 8 * MEBIBYTE) -> None:
        self.max_bytes = max_bytes
        self.largest = min(largest, max_bytes // 4)
        self.evictions = 0
        self.secret = os.urandom(32)
        self._lock = ProcessLock()
        self._entries: OrderedDict[Keys, tuple[Entry, int]] = OrderedDict()
        self._groups: dict[str, set[Keys]] = {}
        self._dropped: OrderedDict[str, float] = OrderedDict()
        self._size = 0

    @property
    def where(self) -> str:
        """In memory."""
        return "memory"

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._entries)} entries, {self._size} bytes)"

    def __deepcopy__(self, memo: dict[int, object]) -> "MemoryStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        return (partial(MemoryStore, max_bytes=self.max_bytes, largest=self.largest), ())

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None."""
        with self._lock.here():
            found = self._entries.get(keys)
            if found is None:
                return None
            self._entries.move_to_end(keys)
            return found[0]

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored."""
        size = len(entry.body) + sum(len(name) + len(value) + 100 for name, value in entry.headers.items()) + 500
        with self._lock.here():
            if self._dropped and entry.requested_at <= self._dropped.get(keys.group, float("-inf")):
                return False
            self._forget(keys)
            self._entries[keys] = (entry, size)
            self._groups.setdefault(keys.group, set()).add(keys)
            self._size += size
            while self._size > self.max_bytes:
                self._forget(next(iter(self._entries)))
                self.evictions += 1
            return keys in self._entries

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        with self._lock.here():
            return self._forget(keys)

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and keep out those that were asked for before ``at``; return how many."""
        with self._lock.here():
            known = self._dropped.get(group)
            self._dropped[group] = at if known is None or known < at else known
            self._dropped.move_to_end(group)
            if len(self._dropped) > _REMEMBERED:
                self._dropped.popitem(last=False)
            variants = self._groups.get(group)
            return sum([self._forget(keys) for keys in tuple(variants)]) if variants else 0

    def clear(self) -> None:
        """Remove everything."""
        with self._lock.here():
            self._entries.clear()
            self._groups.clear()
            self._size = 0

    def measure(self) -> tuple[int, int]:
        """Return how many entries there are, and their size in bytes."""
        with self._lock.here():
            return len(self._entries), self._size

    def _forget(self, keys: Keys) -> bool:
        found = self._entries.pop(keys, None)
        if found is None:
            return False
        self._size -= found[1]
        variants = self._groups[keys.group]
        variants.discard(keys)
        if not variants:
            del self._groups[keys.group]
        return True


_REMEMBERED = 10_000  # groups whose last change is remembered, so that answers still on their way stay out
