"""The store in Redis, which machines share."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from heroics_py.cache.entry import CorruptEntryError, Entry
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.base import MEBIBYTE
from heroics_py.cache.stores.lost_drops import LostDrops
from heroics_py.cache.stores.redis_flights import FLIGHTS, RedisFlights
from heroics_py.cache.stores.sealing import Sealing, SecretText
from heroics_py.fleet.breaker import ServerOffline
from heroics_py.fleet.clients import transaction
from heroics_py.fleet.faults import describe_fault, is_refusal
from heroics_py.fleet.servers import DEFAULT_TIMEOUT, Server
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["RedisStore"]

_T = TypeVar("_T")
_DROPPED = "dropped"
_BATCH = 1000  # keys


class RedisStore:
    """Holds entries in Redis: a hash for each URL, with a field for each variant; every hash expires.

    A slow or unreachable server delays a call by about ``timeout`` seconds, and gets no requests for a second after one
    timeout or three other failures in a row; then one call tries again, and the pauses become longer, up to ten
    seconds. An invalidation that it missed is repeated before anything is read, and until it succeeds. An entry from
    before a failure is confirmed by the API's server before it counts as fresh again.

    Machines whose clocks differ may reject a response for a little longer than needed, or store one that was requested
    during a change; a revalidated read is correct all the same.

    It travels to other processes if ``server`` and ``secret`` are references, such as ``Env("SHOP_CACHE_SECRET")``.

    Args:
        server: the URL of a server (``redis``, ``rediss``, ``valkey``, ``valkeys``, ``unix``), of sentinels
            (``redis+sentinel://host:26379,other:26379/service/0``) or of a cluster (``redis+cluster://host:7000``); or
            a reference to it; or a client of redis or valkey, which keeps its own timeouts.
        secret: makes the keys and seals the entries; at least 16 characters, or a reference to them. Share it to share
            the entries. Of several, the first one writes, and the others still read and invalidate.
        encrypt: whether to encrypt the entries, with a key that follows from the secret.
        prefix: the beginning of all keys.
        ttl: how long an unused entry is kept, in seconds.
        timeout: how long to wait for the server, in seconds.
        largest: the size of the largest body that it accepts, in bytes.
        clock: returns the time in seconds; it never goes backward.

    Raises:
        ValueError: the secret is too short, the URL or a setting is invalid, or the client can't be used.
        ImportError: the redis package is not installed, or with ``encrypt`` cryptography.
    """

    evictions = 0
    _prefix = ""
    _settings: dict[str, Any] = {}  # noqa: RUF012 - replaced; a refused store is shown in tracebacks

    def __init__(  # noqa: PLR0913 - independent settings
        self,
        server: "str | Reference | Redis",
        secret: SecretText | Sequence[SecretText],
        *,
        encrypt: bool = False,
        prefix: str = "heroics-py:",
        ttl: int = 7 * 86_400,
        timeout: float = DEFAULT_TIMEOUT,
        largest: int = 4 * MEBIBYTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        hidden: Secret[Any] = Secret(server)
        hidden_secret = Secret(secret)
        del server, secret  # a traceback that shows local variables must not show a password
        if not isinstance(prefix, str) or not prefix:
            raise ValueError(f"prefix={prefix!r}: expected the beginning of a key")
        for name, number in (("ttl", ttl), ("largest", largest)):
            if isinstance(number, bool) or not isinstance(number, int) or number < 1:
                unit = "seconds" if name == "ttl" else "bytes"
                raise ValueError(f"{name}={number!r}: expected a whole number of {unit}, 1 or more")
        if not isinstance(encrypt, bool):
            raise ValueError(f"encrypt={encrypt!r}: expected True or False")
        self._prefix = prefix
        self._settings = {
            "encrypt": encrypt, "prefix": prefix, "ttl": ttl, "timeout": timeout, "largest": largest,
        }  # fmt: skip
        self._sealing = Sealing(hidden_secret, encrypts=encrypt)
        self._server = Server(hidden, timeout=timeout, clock=clock, on_restart=self._doubt)
        self.largest = largest
        self.fault = ""
        self.flights = RedisFlights(self._ask, self._sealing, prefix)
        self._ttl = ttl
        self._is_away = False
        self._back_at = float("-inf")  # the time at which the server first answered after it had failed
        self._lost = LostDrops(lambda group, anyway: self._drop(group, time.time(), anyway=anyway))

    def __repr__(self) -> str:
        return f"RedisStore({self._prefix!r}{', encrypt=True' if self._settings.get('encrypt') else ''})"

    def __deepcopy__(self, memo: dict[int, object]) -> "RedisStore":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        if not self.is_portable:
            raise TypeError(
                "a RedisStore can't be pickled with its secret and its URL: name the variables that hold them in each "
                "process, RedisStore(Env('REDIS_URL'), Env('CACHE_SECRET')), or create one in the other process"
            )
        return partial(RedisStore, **self._settings), (self._server.reference, self._sealing.references)

    @property
    def is_portable(self) -> bool:
        """Whether it pickles: its URL and all its secrets are references."""
        return None not in (self._server.reference, self._sealing.references)

    @property
    def where(self) -> str:
        """The prefix of the keys, and the address of the server without user and password."""
        return f"redis {self._prefix}* at {self._server.where}"

    @property
    def secret(self) -> bytes:
        """What the keys are made with.

        Raises:
            HeroicsError: this process does not have what a reference names.
            ValueError: that is too short.
        """
        try:
            return self._sealing.secret
        except Exception as error:
            self.fault = describe_fault(error)
            raise

    @property
    def older_secrets(self) -> tuple[bytes, ...]:
        """What the keys of earlier entries were made with; it raises as `secret`."""
        return self._sealing.older_secrets

    def get(self, keys: Keys) -> Entry | None:
        """Return the entry under ``keys``, or None.

        Raises:
            CorruptEntryError: it is damaged, or was not stored by this library.
            ServerOffline: the server has failed too often.
        """
        name, fields = self._name(keys.group), [self._sealing.name_of(keys), _DROPPED]
        envelope, dropped = self._attempt(lambda redis: cast("list[object]", redis.hmget(name, fields)))
        if envelope is None:
            return None
        entry = self._sealing.open(envelope, keys)
        if entry.requested_at <= self._sealing.open_time(dropped, keys.group):
            return None
        return replace(entry, is_doubtful=True) if entry.requested_at <= self._back_at else entry

    def put(self, keys: Keys, entry: Entry) -> bool:
        """Store ``entry``, unless its group was dropped after its request; return whether it is stored."""
        if self._is_away or entry.requested_at <= self._back_at:
            return False  # the server may have lost the time of a drop
        name, field = self._name(keys.group), self._sealing.name_of(keys)
        envelope = self._sealing.close(entry, keys)

        def work(redis: "Redis") -> object:
            with transaction(redis) as pipe:
                pipe.hset(name, field, envelope)
                pipe.expire(name, self._ttl)
                pipe.hget(name, _DROPPED)
                return pipe.execute()[-1]

        dropped_at = self._sealing.open_time(self._attempt(work), keys.group)
        if entry.requested_at > max(dropped_at, self._back_at):
            return True
        self.discard(keys)
        return False

    def discard(self, keys: Keys) -> bool:
        """Remove one entry; return whether there was one."""
        name, field = self._name(keys.group), self._sealing.name_of(keys)
        return bool(self._attempt(lambda redis: redis.hdel(name, field)))

    def drop(self, group: str, at: float) -> int:
        """Remove all entries of ``group``, and reject those requested until ``at``; return how many were removed.

        If the server misses it, it is repeated until it succeeds, and until then this process reads nothing.
        """
        try:
            try:
                return self._drop(group, at)
            except Exception as error:  # noqa: BLE001 - any of them is a fault of the server
                return self._drop_again(group, at, error)
        except BaseException:  # an interruption too
            self._lost.add(group)
            raise

    def _drop_again(self, group: str, at: float, error: Exception) -> int:
        """Try again at once, as a connection may have been closed; first make room at a server that refused.

        Raises:
            Exception: it fails again.
        """
        name, removed = self._name(group), 0

        def work(redis: "Redis") -> int:
            fields = [each for each in redis.hkeys(name) if each != _DROPPED.encode()]  # an earlier time stays
            return redis.hdel(name, *fields) if fields else 0

        if is_refusal(error):  # such as for lack of memory, which a removal does not need
            removed = self._ask(work)
        return max(removed, self._drop(group, at))

    def clear(self) -> None:
        """Remove all keys with the prefix."""
        self._attempt(lambda redis: self._for_each_key(redis, lambda pipe, name: pipe.delete(name)))

    def close(self) -> None:
        """Close the connections of this process, unless the client is the caller's own; the next use opens others."""
        self._server.close()

    def measure(self) -> tuple[int, int]:
        """Return the number of entries, and 0, as measuring sizes in Redis is slow."""
        flights = f"{self._prefix}{FLIGHTS}".encode()

        def count(pipe: Any, name: bytes) -> None:
            if not name.startswith(flights):
                pipe.hlen(name)
                pipe.hget(name, _DROPPED)

        found = self._attempt(lambda redis: self._for_each_key(redis, count))
        return sum(filter(None, found[::2])) - sum([dropped is not None for dropped in found[1::2]]), 0

    def _for_each_key(self, redis: "Redis", ask: Callable[[Any, bytes], object]) -> list[Any]:
        """Return the answers to what ``ask`` adds to a pipeline, for all keys with the prefix."""
        pattern = "".join(f"\\{char}" if char in "\\*?[]^-" else char for char in self._prefix) + "*"
        names = list(redis.scan_iter(match=pattern, count=_BATCH))
        answers = []
        for start in range(0, len(names), _BATCH):
            with redis.pipeline(transaction=False) as pipe:
                for name in names[start : start + _BATCH]:
                    ask(pipe, name)
                answers += [_without_other_types(each) for each in pipe.execute(raise_on_error=False)]
        return answers

    def _name(self, group: str) -> str:
        return f"{self._prefix}{group}"

    def _drop(self, group: str, at: float, *, anyway: bool = False) -> int:
        name, dropped = self._name(group), self._sealing.close_time(at, group)

        def work(redis: "Redis") -> tuple[object, ...]:
            with transaction(redis) as pipe:
                pipe.hlen(name)
                pipe.hget(name, _DROPPED)
                pipe.delete(name)
                pipe.hset(name, _DROPPED, dropped)
                pipe.expire(name, self._ttl)
                return tuple(pipe.execute())

        fields, earlier, *_ = self._ask(work, anyway=anyway)
        with suppress(CorruptEntryError):
            if (later := self._sealing.open_time(earlier, group)) > at:  # the drop of another worker, which was faster
                self._drop(group, later)
        return int(cast("int", fields)) - (earlier is not None)

    def _attempt(self, work: "Callable[[Redis], _T]") -> _T:
        """Return the result of ``work``, after the drops that the server has missed."""
        if self._lost and not self._lost.repeat():
            raise ServerOffline("invalidations that the server has missed are being repeated")
        return self._ask(work)

    def _doubt(self) -> None:
        """Doubt all entries from before now, as the server has failed or was restarted."""
        self._is_away = True

    def _ask(self, work: "Callable[[Redis], _T]", *, anyway: bool = False) -> _T:
        """Return the result of ``work``, and note whether the server was away."""
        try:
            result = self._server.attempt(work, anyway=anyway)
        except Exception as error:
            if not is_refusal(error):
                self._doubt()
            if not isinstance(error, ServerOffline):
                self.fault = describe_fault(error)
            raise
        if self._is_away:
            self._back_at = time.time()
            self._is_away = False
        return result


def _without_other_types(answer: object) -> object:
    """Return an answer of Redis, or None about a key that holds another type, as it belongs to somebody else.

    Raises:
        Exception: the answer is another error.
    """
    if not isinstance(answer, Exception):
        return answer
    if "WRONGTYPE" not in str(answer):
        raise answer
    return None
