"""What a cache has done, and what it holds."""

from dataclasses import dataclass, fields

from heroics_py.support.locks import ProcessLock

__all__ = ["CacheInfo", "Counters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheInfo:
    """What a cache holds, and what it has done for one client.

    Attributes:
        where: the kind of store and its place.
        entries: stored responses.
        size: bytes of all entries.
        revalidated_hits: responses that the server confirmed with a 304.
        fresh_hits: responses served within their lifetime, without a request.
        misses: reads for which the server had to send a body.
        bypass: reads that bypassed the cache.
        stores: responses stored.
        evictions: entries removed to make room for others.
        invalidations: entries removed because a change touched them, or because the server refused or no longer has
            them.
        corrupt: entries that were damaged, moved or planted, and therefore not used.
        store_errors: faults of the store; each was a miss, and no call failed.
        fault: the latest fault of the store in words, if the store tells.
        bad_304: 304 responses that confirmed something else than the request named; each was fetched again.
        stale_served: responses served stale: while they were refreshed in the background, in place of a server that
            was unreachable or failed, or because the request accepts it.
        joined: calls that shared the outcome of an equal one in progress (``single_flight``), and sent nothing.
        bytes_saved: bytes of bodies that the server did not have to send again.
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
    fault: str = ""
    bad_304: int = 0
    stale_served: int = 0
    joined: int = 0
    bytes_saved: int = 0

    def _repr_html_(self) -> str:
        from html import escape

        values = [(field.name.replace("_", " "), getattr(self, field.name)) for field in fields(self)]
        rows = "".join([f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in values])
        return f"<table>{rows}</table>"


class Counters:
    """Counts the events of one cache, in any thread."""

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._counts: dict[str, int] = {}

    def add(self, **amounts: int) -> None:
        """Add to some counters of `CacheInfo`."""
        with self._lock.here():
            for name, amount in amounts.items():
                self._counts[name] = self._counts.get(name, 0) + amount

    def info(self, *, where: str, entries: int, size: int, evictions: int, fault: str = "") -> CacheInfo:
        """Return the counts so far, with what the store reports."""
        with self._lock.here():
            return CacheInfo(where=where, entries=entries, size=size, evictions=evictions, fault=fault, **self._counts)
