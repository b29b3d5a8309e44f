"""The store in a ``BaseCache`` of cachecontrol."""

import os
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.base import MEBIBYTE
from heroics_py.cache.stores.envelope import join_version, seal, seal_time, split_version, unseal, unseal_time
from heroics_py.http.headers import Headers
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from cachecontrol.cache import BaseCache
    from cachecontrol.serialize import Serializer
    from requests import PreparedRequest

__all__ = ["BaseCacheStore"]

_TIMES = struct.Struct(">dd")
_SECRET_KEY = "heroics-py:secret"  # noqa: S105 - a key
_TTL = 30 * 86_400  # seconds, for caches that let entries expire


class BaseCacheStore:
    """Holds entries in a ``BaseCache`` of cachecontrol, in cachecontrol's own format, sealed in an envelope.

    Such a cache can't list its entries. `drop` therefore stores the time of the change, which outdates older entries,
    and `clear` and `measure` cover the entries that this object has stored.

    Args:
        cache: a ``BaseCache``.
        secret: makes the keys and seals the entries. By default, it is stored in the cache itself, and those who can
            write there can plant responses. Pass your own if others share the cache.
        largest: the size of the largest body that it accepts, in bytes.
    """

    evictions = 0

    def __init__(self, cache: "BaseCache", secret: bytes | None = None, *, largest: int = 16 * MEBIBYTE) -> None:
        self.largest = largest
        self._cache = cache
        self._secret = secret
        self._serializer: Serializer | None = None
        self._sizes: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"BaseCacheStore({type(self._cache).__name__})"

    def __deepcopy__(self, memo: dict[int, object]) -> "BaseCacheStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a BaseCacheStore can't be pickled, as it holds a secret: create one in the other process")

    @property
    def where(self) -> str:
        """The class of the cache."""
        return type(self._cache).__name__

    @property
    def secret(self) -> bytes:
        """The secret that the keys are made with."""
        if self._secret is None:
            stored = self._cache.get(_SECRET_KEY)
            if not isinstance(stored, bytes) or len(stored) != 32:
                self._cache.set(_SECRET_KEY, os.urandom(32))
                stored = self._cache.get(_SECRET_KEY)
            self._secret = stored or os.urandom(32)
        return self._secret

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not stored by this library.
        """
        envelope = self._cache.get(_name(keys))
        if envelope is None:
            return None
        if not isinstance(envelope, bytes):
            raise CorruptEntryError("the value is not bytes")
        is_complete, payload = split_version(unseal(envelope, secret=self.secret, key=keys.key))
        requested_at, received_at = _TIMES.unpack_from(payload)
        if requested_at <= self._dropped_at(keys.group):
            return None
        entry = self._load(payload[_TIMES.size :], requested_at, received_at)
        return entry if is_complete else replace(entry, is_complete=False)

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored."""
        if entry.requested_at <= self._dropped_at(keys.group):
            return False
        payload = _TIMES.pack(entry.requested_at, entry.received_at) + self._dump(entry)
        envelope = seal(join_version(entry, payload), secret=self.secret, key=keys.key)
        self._cache.set(_name(keys), envelope, expires=_TTL)
        self._sizes[_name(keys)] = len(envelope)
        return True

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether this object had stored it."""
        self._cache.delete(_name(keys))
        return self._sizes.pop(_name(keys), None) is not None

    def drop(self, group: str, at: float) -> int:
        """Reject all entries of ``group`` requested until ``at``; return how many of this object's were removed."""
        dropped = seal_time(max(at, self._dropped_at(group)), secret=self.secret, group=group)
        self._cache.set(f"heroics-py:{group}:dropped", dropped, expires=_TTL)
        names = [name for name in tuple(self._sizes) if name.startswith(f"heroics-py:{group}:")]
        for name in names:
            self._cache.delete(name)
            self._sizes.pop(name, None)
        return len(names)

    def clear(self) -> None:
        """Remove the entries that this object has stored."""
        for name in tuple(self._sizes):
            self._cache.delete(name)
            self._sizes.pop(name, None)

    def measure(self) -> tuple[int, int]:
        """Return the number of entries that this object has stored, and their size in bytes."""
        sizes = tuple(self._sizes.values())
        return len(sizes), sum(sizes)

    def _dropped_at(self, group: str) -> float:
        return unseal_time(self._cache.get(f"heroics-py:{group}:dropped"), secret=self.secret, group=group)

    def _dump(self, entry: Entry) -> bytes:
        load_modules("urllib3")
        from urllib3 import HTTPResponse

        response = HTTPResponse(body=b"", headers=dict(entry.headers), status=entry.status, preload_content=False)
        return self._cachecontrol_format().dumps(_no_request(), response, entry.body)

    def _load(self, dumped: bytes, requested_at: float, received_at: float) -> Entry:
        response = self._cachecontrol_format().loads(_no_request(), dumped)
        if response is None:
            raise CorruptEntryError("the payload is not in the format of cachecontrol")
        return Entry(
            status=response.status,
            headers=Headers(response.headers.items()),
            body=response.read(decode_content=False),
            requested_at=requested_at,
            received_at=received_at,
        )

    def _cachecontrol_format(self) -> "Serializer":
        if self._serializer is None:
            load_modules("cachecontrol.serialize")
            from cachecontrol.serialize import Serializer

            self._serializer = Serializer()
        return self._serializer


class _NoRequest:
    """A request without headers: the key names account and URL, so that nothing of the request is stored."""

    headers: dict[str, str] = {}  # noqa: RUF012 - never written to


def _no_request() -> "PreparedRequest":
    return cast("PreparedRequest", _NoRequest())


def _name(keys: Keys) -> str:
    return f"heroics-py:{keys.group}:{keys.key}"
