"""What a cache did so far, and what it holds."""

from typing import NamedTuple

from heroics_py.support.locks import ProcessLock

__all__ = ["CacheInfo", "Tally"]


class CacheInfo(NamedTuple):
    """What a cache holds, and what it did for one client.

    Attributes:
        where: what kind of store it is, and where it lies.
        entries: how many answers are stored.
        size: of all of them, in bytes.
        revalidated_hits: answers that the server confirmed with a 304.
        fresh_hits: answers served within their lifetime, without a request.
        misses: reads that the server had to answer with a body.
        bypass: reads that went past the cache.
        stores: answers put into the store.
        evictions: entries that gave way to others.
        invalidations: entries dropped because something was changed, or was refused or gone.
        corrupt: entries that were damaged, moved or planted, and not used.
        store_errors: faults of the store; each was a miss, and no error of a call.
        bad_304: answers of the server that confirmed something else than was asked for; each was fetched anew.
        stale_served: answers served though the server could not be reached.
        bytes_saved: of bodies that did not have to be sent again.
    """

    where: str = ""
    entries: int = 0
    size: int = 0
    revalidated_hits: int = 0
    fresh_hits: int = 0
    misses: int = 0
    bypass: int = 0
    stores: int = 0
    evictions: int = 0
    invalidations: int = 0
    corrupt: int = 0
    store_errors: int = 0
    bad_304: int = 0
    stale_served: int = 0
    bytes_saved: int = 0

    def _repr_html_(self) -> str:
        from html import escape

        values = ((name.replace("_", " "), value) for name, value in self._asdict().items())
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in values)
        return f"<table>{rows}</table>"


class Tally:
    """Counts events; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._counts = dict.fromkeys((name for name in CacheInfo._fields if name not in _HOLDINGS), 0)

    def add(self, name: str, amount: int = 1) -> None:
        """Count ``amount`` more of ``name``, a counter of `CacheInfo`."""
        with self._lock.here():
            self._counts[name] += amount

    def info(self, *, where: str, entries: int, size: int, evictions: int) -> CacheInfo:
        """Return the counts so far, with what the store says of itself."""
        with self._lock.here():
            counts = dict(self._counts)
        return CacheInfo(where=where, entries=entries, size=size, **{**counts, "evictions": evictions})


_HOLDINGS = frozenset({"where", "entries", "size"})
