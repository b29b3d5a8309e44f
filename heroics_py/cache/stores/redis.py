"""The store in Redis, which machines share."""

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.base import MEBIBYTE
from heroics_py.cache.stores.envelope import pack, seal, seal_time, unpack, unseal, unseal_time
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["RedisStore", "StoreOfflineError"]

_T = TypeVar("_T")
_DROPPED = "dropped"
_MAX_FAILURES = 3  # in a row
_PAUSE = 30.0  # seconds without a request to a server that has failed so often
_MIN_SECRET = 16  # characters


class StoreOfflineError(Exception):
    """The server has failed several times in a row, and gets no requests for a while."""


class RedisStore:
    """Holds entries in Redis: a hash for each URL, with a field for each variant; every hash expires.

    A slow or unreachable server delays a call by at most ``timeout`` seconds for each operation; after three failures
    in a row it gets no requests for half a minute. Machines whose clocks differ may reject a response for a little
    longer than needed, or store one that was requested during a change; a revalidated read is correct all the same.

    Args:
        server: the URL of a server, or a client of the redis package, which keeps its own timeouts.
        secret: makes the keys and seals the entries; at least 16 characters. Share it to share the entries.
        prefix: the beginning of all keys.
        ttl: how long an unused entry is kept, in seconds.
        timeout: how long to wait for the server, in seconds.
        largest: the size of the largest body that it accepts, in bytes.
        clock: returns the time in seconds; it never goes backward.

    Raises:
        ValueError: the secret is too short, or the client decodes the values that it reads.
    """

    evictions = 0

    def __init__(  # noqa: PLR0913 - independent settings
        self,
        server: "str | Redis",
        secret: str | bytes,
        *,
        prefix: str = "heroics-py:",
        ttl: int = 7 * 86_400,
        timeout: float = 0.2,
        largest: int = 4 * MEBIBYTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if len(secret) < _MIN_SECRET:
            raise ValueError(f"the secret of a RedisStore is too short: expected at least {_MIN_SECRET} characters")
        if not prefix or ttl < 1:
            raise ValueError(f"prefix={prefix!r}, ttl={ttl!r}: expected a prefix, and a ttl of at least one second")
        self.largest = largest
        self.secret = hashlib.sha256(secret.encode() if isinstance(secret, str) else secret).digest()
        hidden = Secret(server)
        del server, secret  # a traceback that shows local variables must not show a password
        self._prefix = prefix
        self._redis = _connect(hidden, timeout)
        if self._redis.connection_pool.connection_kwargs.get("decode_responses"):
            raise ValueError(
                "the redis client decodes the values that it reads: expected one with decode_responses=False"
            )
        self._ttl = ttl
        self._clock = clock
        self._lock = ProcessLock()
        self._failures = 0
        self._paused_until = float("-inf")

    def __repr__(self) -> str:
        return f"RedisStore({self._prefix!r})"

    def __deepcopy__(self, memo: dict[int, object]) -> "RedisStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a RedisStore can't be pickled, as it holds a secret: create one in the other process")

    @property
    def where(self) -> str:
        """The word redis, and the prefix of the keys."""
        return f"redis {self._prefix}*"

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not stored by this library.
            StoreOfflineError: the server has failed too often.
        """
        fields = [keys.key, _DROPPED]
        envelope, dropped = self._attempt(
            lambda: cast("list[object]", self._redis.hmget(self._name(keys.group), fields))
        )
        if envelope is None:
            return None
        if not isinstance(envelope, bytes):
            raise CorruptEntryError("the value is not bytes")
        entry = unpack(unseal(envelope, secret=self.secret, key=keys.key))
        return entry if entry.requested_at > self._dropped_at(keys.group, dropped) else None

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored."""
        name = self._name(keys.group)
        envelope = seal(pack(entry), secret=self.secret, key=keys.key)

        def work() -> object:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(name, keys.key, envelope)
                pipe.expire(name, self._ttl)
                pipe.hget(name, _DROPPED)
                return pipe.execute()[-1]

        if entry.requested_at > self._dropped_at(keys.group, self._attempt(work)):
            return True
        self.discard(keys)
        return False

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        return bool(self._attempt(lambda: self._redis.hdel(self._name(keys.group), keys.key)))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and reject those requested until ``at``; return how many were removed."""
        name = self._name(group)
        dropped = seal_time(at, secret=self.secret, group=group)

        def work() -> tuple[object, ...]:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.hlen(name)
                pipe.hexists(name, _DROPPED)
                pipe.delete(name)
                pipe.hset(name, _DROPPED, dropped)
                pipe.expire(name, self._ttl)
                return tuple(pipe.execute())

        results = self._attempt(work)
        return int(cast("int", results[0])) - int(cast("bool", results[1]))

    def clear(self) -> None:
        """Remove all keys with the prefix."""
        if names := self._attempt(self._names):
            self._attempt(lambda: self._redis.delete(*names))

    def measure(self) -> tuple[int, int]:
        """Return the number of URLs with entries, and 0, as measuring sizes in Redis is slow."""
        return len(self._attempt(self._names)), 0

    def _names(self) -> list[bytes]:
        pattern = "".join(f"\\{char}" if char in "\\*?[]^-" else char for char in self._prefix) + "*"
        return list(self._redis.scan_iter(match=pattern, count=1000))

    def _name(self, group: str) -> str:
        return f"{self._prefix}{group}"

    def _dropped_at(self, group: str, envelope: object) -> float:
        return unseal_time(envelope, secret=self.secret, group=group)

    def _attempt(self, work: Callable[[], _T]) -> _T:
        """Return the result of ``work``, unless the server has failed too often."""
        if self._clock() < self._paused_until:
            raise StoreOfflineError(f"Redis has failed {_MAX_FAILURES} times in a row and gets no requests for a while")
        try:
            result = work()
        except Exception:
            with self._lock.here():
                self._failures += 1
                if self._failures >= _MAX_FAILURES:
                    self._paused_until = self._clock() + _PAUSE
                    self._failures = _MAX_FAILURES - 1  # one more failure after the pause is enough
            raise
        self._failures = 0
        return result


def _connect(hidden: "Secret[str | Redis]", timeout: float) -> "Redis":
    server = hidden.reveal()
    if not isinstance(server, str):
        return server
    load_modules("logging", "redis", "redis.backoff", "redis.retry")
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    retry = Retry(NoBackoff(), 0)
    try:
        return Redis.from_url(
            server, socket_timeout=timeout, socket_connect_timeout=timeout, retry=retry, decode_responses=False
        )
    except ValueError:  # its message may contain a part of the password
        del server
    raise ValueError("not a valid Redis URL: expected redis://:password@host:port/0")
