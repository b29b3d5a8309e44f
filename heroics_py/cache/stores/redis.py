"""The store in Redis, shared by machines."""

import hashlib
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from heroics_py.cache.entry import CorruptEntryError, Entry, pack, seal, unpack, unseal
from heroics_py.cache.key import Keys
from heroics_py.cache.stores.memory import MEBIBYTE
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["RedisStore", "StoreOfflineError"]

_T = TypeVar("_T")
_DROPPED = "dropped"
_MARK = struct.Struct(">d")
_FAILURES = 3  # in a row, until the server is left alone
_PAUSE = 30.0  # seconds for which it is left alone
_SHORTEST_SECRET = 16


class StoreOfflineError(Exception):
    """The server has failed again and again, and is left alone for a while."""


class RedisStore:
    """Answers in Redis: a hash for each URL, with a field for each variant; every hash expires.

    A server that is slow or gone costs a call at most ``timeout`` seconds for each operation, and after three failures
    in a row nothing for half a minute. Machines whose clocks differ keep answers out a little longer, or let
    one in that was asked for while it changed; a revalidated read is right all the same.

    Args:
        server: the URL of a server, or a client of the redis package, which keeps its own timeouts.
        secret: what keys are made and entries sealed with, at least 16 characters; who shares it shares the entries.
        prefix: what all keys begin with.
        ttl: how long an unused entry is kept, in seconds.
        timeout: how long to wait for the server, in seconds.
        largest: the largest body that is taken, in bytes.
        clock: tells the time, in seconds that only go forward.

    Raises:
        ValueError: the secret is too short, or the client decodes what it reads.
    """

    evictions = 0

    def __init__(  # noqa: PLR0913 - each is a setting of its own
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
        if len(secret) < _SHORTEST_SECRET:
            raise ValueError(f"the secret of a RedisStore is too short: expected {_SHORTEST_SECRET} characters or more")
        if not prefix or ttl < 1:
            raise ValueError(f"prefix={prefix!r}, ttl={ttl!r}: expected a prefix and a second or more")
        self.largest = largest
        self.secret = hashlib.sha256(secret.encode() if isinstance(secret, str) else secret).digest()
        given = Secret(server)
        del server, secret  # a frame that is shown shows no password
        self._prefix = prefix
        self._redis = _connected(given, timeout)
        if self._redis.connection_pool.connection_kwargs.get("decode_responses"):
            raise ValueError("the redis client decodes what it reads: expected one with decode_responses=False")
        self._ttl = ttl
        self._clock = clock
        self._lock = ProcessLock()
        self._failures = 0
        self._rests_until = float("-inf")

    def __repr__(self) -> str:
        return f"RedisStore({self._prefix!r})"

    def __deepcopy__(self, memo: dict[int, object]) -> "RedisStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a RedisStore holds a secret and does not go into a pickle: make a new one where it is read")

    @property
    def where(self) -> str:
        """Redis, and the prefix of the keys."""
        return f"redis {self._prefix}*"

    def get(self, keys: Keys) -> Entry | None:
        """Return what is stored, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not put there by this library.
            StoreOfflineError: the server is left alone for a while.
        """
        fields = [keys.key, _DROPPED]
        blob, mark = self._guarded(lambda: cast("list[object]", self._redis.hmget(self._name(keys.group), fields)))
        if blob is None:
            return None
        if not isinstance(blob, bytes):
            raise CorruptEntryError("not bytes")
        entry = unpack(unseal(blob, secret=self.secret, key=keys.key))
        return entry if entry.requested_at > self._dropped_at(keys.group, mark) else None

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped since it was asked for; return whether it is stored."""
        name = self._name(keys.group)
        blob = seal(pack(entry), secret=self.secret, key=keys.key)

        def work() -> object:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(name, keys.key, blob)
                pipe.expire(name, self._ttl)
                pipe.hget(name, _DROPPED)
                return pipe.execute()[-1]

        if entry.requested_at > self._dropped_at(keys.group, self._guarded(work)):
            return True
        self.discard(keys)
        return False

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        return bool(self._guarded(lambda: self._redis.hdel(self._name(keys.group), keys.key)))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and keep out those that were asked for before ``at``; return how many."""
        name = self._name(group)
        mark = seal(_MARK.pack(at), secret=self.secret, key=group)

        def work() -> tuple[object, ...]:
            with self._redis.pipeline(transaction=True) as pipe:
                pipe.hlen(name)
                pipe.hexists(name, _DROPPED)
                pipe.delete(name)
                pipe.hset(name, _DROPPED, mark)
                pipe.expire(name, self._ttl)
                return tuple(pipe.execute())

        results = self._guarded(work)
        return int(cast("int", results[0])) - int(cast("bool", results[1]))

    def clear(self) -> None:
        """Remove all keys with the prefix, and no others."""
        if names := self._guarded(self._names):
            self._guarded(lambda: self._redis.delete(*names))

    def measure(self) -> tuple[int, int]:
        """Return how many URLs have entries, and 0: Redis does not tell sizes cheaply."""
        return len(self._guarded(self._names)), 0

    def _names(self) -> list[bytes]:
        pattern = "".join(f"\\{mark}" if mark in "\\*?[]^-" else mark for mark in self._prefix) + "*"
        return list(self._redis.scan_iter(match=pattern, count=1000))

    def _name(self, group: str) -> str:
        return f"{self._prefix}{group}"

    def _dropped_at(self, group: str, mark: object) -> float:
        if not isinstance(mark, bytes):
            return float("-inf")
        return cast("float", _MARK.unpack(unseal(mark, secret=self.secret, key=group))[0])

    def _guarded(self, work: Callable[[], _T]) -> _T:
        """Do ``work``, unless the server has failed too often of late."""
        if self._clock() < self._rests_until:
            raise StoreOfflineError("Redis has failed several times in a row and is left alone for a while")
        try:
            result = work()
        except Exception:
            with self._lock.here():
                self._failures += 1
                if self._failures >= _FAILURES:
                    self._rests_until = self._clock() + _PAUSE
                    self._failures = _FAILURES - 1  # after the pause one more failure is enough
            raise
        self._failures = 0
        return result


def _connected(given: "Secret[str | Redis]", timeout: float) -> "Redis":
    server = given.reveal()
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
    except ValueError:  # its text may hold a part of the password
        del server
    raise ValueError("the URL of the Redis server can't be taken apart: expected redis://:password@host:port/0")
