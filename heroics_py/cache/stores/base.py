"""What every store can do."""

from typing import Protocol, runtime_checkable

from heroics_py.cache.entry import Entry
from heroics_py.cache.keys import Keys

__all__ = ["MEBIBYTE", "Store"]

MEBIBYTE = 1 << 20


@runtime_checkable
class Store(Protocol):
    """Holds entries under keys.

    Any object with these attributes and methods is a store; pass it as ``connect(cache=...)``. To write one:

    1. Choose a ``secret``. The keys are made with it, so those who share a store's entries share its secret. A store
       in memory takes ``os.urandom(32)``; one that outlives the process has to find the same secret again.
    2. File each entry under ``keys.group``, and within the group under ``keys.key``. A group holds all variants of one
       URL. `drop` removes a whole group.
    3. Remember the time of each `drop`. From then on, neither `put` nor `get` accepts an entry of that group with
       ``requested_at <= at``: its response was requested before the change, and arrives after it.
    4. Keep every attribute of an entry unchanged, also ``is_complete``. If others can write to the place, store the
       bytes of ``seal(pack(entry), secret=self.secret, key=keys.key)`` and read them with `unseal` and `unpack` (all in
       `heroics_py.cache.stores.envelope`). These raise `CorruptEntryError` for anything else.
    5. Let exceptions pass. The cache counts them in ``store_errors``, and the call goes on without the store.
    6. Expect calls from several threads at once, and from several clients.

    If its methods never wait, as in memory, set ``is_instant = True``, which is optional: an event loop then calls them
    directly. It calls those of any other store in a thread, so that the loop goes on.

    Optional too: ``older_secrets``, under which earlier entries are still found, and groups dropped; and ``fault``, the
    latest fault in words, for `CacheInfo`.

    Then add it to the ``store`` fixture in ``tests/cache/conftest.py``, which runs the tests of the cache with it.
    `MemoryStore` is the shortest example.
    """

    @property
    def secret(self) -> bytes:
        """The secret that the keys are made with."""
        ...

    @property
    def where(self) -> str:
        """The kind of store and its place, for people."""
        ...

    @property
    def largest(self) -> int:
        """The size of the largest body that it accepts, in bytes."""
        ...

    @property
    def evictions(self) -> int:
        """How many entries it has removed so far to make room."""
        ...

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not stored by this library.
        """
        ...

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored."""
        ...

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        ...

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and reject those requested until ``at``; return how many were removed.

        Args:
            group: the ``group`` of their keys.
            at: the time of the change, in seconds since the epoch.
        """
        ...

    def clear(self) -> None:
        """Remove all entries."""
        ...

    def measure(self) -> tuple[int, int]:
        """Return the number of entries and their size in bytes."""
        ...
