"""Any store of cachecontrol as a store of ours, in cachecontrol's own format."""

import os
import struct
from typing import TYPE_CHECKING, cast

from heroics_py.cache.entry import CorruptEntryError, Entry, seal, unseal
from heroics_py.cache.key import Keys
from heroics_py.cache.stores.memory import MEBIBYTE
from heroics_py.http.headers import Headers
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from cachecontrol.cache import BaseCache
    from cachecontrol.serialize import Serializer
    from requests import PreparedRequest

__all__ = ["BaseCacheStore"]

_TIMES = struct.Struct(">dd")
_MARK = struct.Struct(">d")
_SECRET_KEY = "heroics-py:secret"  # noqa: S105 - the name of a key
_KEPT_FOR = 30 * 86_400  # seconds, for stores that let entries expire


class BaseCacheStore:
    """Answers in a ``BaseCache`` of cachecontrol, each as its `Serializer` writes it, sealed in an envelope.

    Such a store can't tell what it holds: a change is written down as a mark that outdates what is older, and
    `clear` and `measure` know only of what this object has put there.

    Args:
        cache: a ``BaseCache``.
        secret: what the keys are made with; by default one that is kept in the cache itself, so that whoever can write
            there can plant answers. Give your own where others share the cache.
        largest: the largest body that is taken, in bytes.
    """

    evictions = 0

    def __init__(self, cache: "BaseCache", secret: bytes | None = None, *, largest: int = 16 * MEBIBYTE) -> None:
        self.largest = largest
        self._cache = cache
        self._secret = secret
        self._serializer: Serializer | None = None
        self._known: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"BaseCacheStore({type(self._cache).__name__})"

    def __deepcopy__(self, memo: dict[int, object]) -> "BaseCacheStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a BaseCacheStore holds a secret and does not go into a pickle: make a new one there")

    @property
    def where(self) -> str:
        """The kind of cache."""
        return type(self._cache).__name__

    @property
    def secret(self) -> bytes:
        """What the keys are made with."""
        if self._secret is None:
            kept = self._cache.get(_SECRET_KEY)
            if not isinstance(kept, bytes) or len(kept) != 32:
                self._cache.set(_SECRET_KEY, os.urandom(32))
                kept = self._cache.get(_SECRET_KEY)
            self._secret = kept or os.urandom(32)
        return self._secret

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not put there by this library.
        """
        blob = self._cache.get(_name(keys))
        if blob is None:
            return None
        if not isinstance(blob, bytes):
            raise CorruptEntryError("not bytes")
        payload = unseal(blob, secret=self.secret, key=keys.key)
        requested_at, received_at = _TIMES.unpack_from(payload)
        if requested_at <= self._dropped_at(keys.group):
            return None
        return self._loaded(payload[_TIMES.size :], requested_at, received_at)

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored."""
        if entry.requested_at <= self._dropped_at(keys.group):
            return False
        payload = _TIMES.pack(entry.requested_at, entry.received_at) + self._dumped(entry)
        blob = seal(payload, secret=self.secret, key=keys.key)
        self._cache.set(_name(keys), blob, expires=_KEPT_FOR)
        self._known[_name(keys)] = len(blob)
        return True

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether this object had put it there."""
        self._cache.delete(_name(keys))
        return self._known.pop(_name(keys), None) is not None

    def drop(self, group: str, at: float) -> int:
        """Outdate all entries of ``group`` that were asked for before ``at``; return how many are known."""
        mark = seal(_MARK.pack(max(at, self._dropped_at(group))), secret=self.secret, key=group)
        self._cache.set(f"heroics-py:{group}:dropped", mark, expires=_KEPT_FOR)
        known = [name for name in tuple(self._known) if name.startswith(f"heroics-py:{group}:")]
        for name in known:
            self._cache.delete(name)
            self._known.pop(name, None)
        return len(known)

    def clear(self) -> None:
        """Remove what this object has put into the cache."""
        for name in tuple(self._known):
            self._cache.delete(name)
            self._known.pop(name, None)

    def measure(self) -> tuple[int, int]:
        """Return how many entries this object has put there, and their size in bytes."""
        sizes = tuple(self._known.values())
        return len(sizes), sum(sizes)

    def _dropped_at(self, group: str) -> float:
        mark = self._cache.get(f"heroics-py:{group}:dropped")
        if mark is None:
            return float("-inf")
        return cast("float", _MARK.unpack(unseal(mark, secret=self.secret, key=group))[0])

    def _dumped(self, entry: Entry) -> bytes:
        load_modules("urllib3")
        from urllib3 import HTTPResponse

        response = HTTPResponse(body=b"", headers=dict(entry.headers), status=entry.status, preload_content=False)
        return self._format().dumps(_shadow(), response, entry.body)

    def _loaded(self, dumped: bytes, requested_at: float, received_at: float) -> Entry:
        response = self._format().loads(_shadow(), dumped)
        if response is None:
            raise CorruptEntryError("another format")
        return Entry(
            status=response.status,
            headers=Headers(response.headers.items()),
            body=response.read(decode_content=False),
            requested_at=requested_at,
            received_at=received_at,
        )

    def _format(self) -> "Serializer":
        if self._serializer is None:
            load_modules("cachecontrol.serialize")
            from cachecontrol.serialize import Serializer

            self._serializer = Serializer()
        return self._serializer


class _NoHeaders:
    """Stands for the request in the stored form: the key alone says who asked for what, so nothing of it is kept."""

    headers: dict[str, str] = {}  # noqa: RUF012 - never written to


def _shadow() -> "PreparedRequest":
    return cast("PreparedRequest", _NoHeaders())


def _name(keys: Keys) -> str:
    return f"heroics-py:{keys.group}:{keys.key}"
