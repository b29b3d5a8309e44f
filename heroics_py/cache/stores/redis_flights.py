"""The flights of workers that share a Redis server."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from heroics_py.cache.entry import Entry
from heroics_py.cache.flights.board import ALONE, News
from heroics_py.cache.keys import Keys
from heroics_py.cache.stores.sealing import Sealing

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["FLIGHTS", "HOLD", "RedisFlights"]

FLIGHTS = "flight:"
"""The beginning of the keys of flights, after the prefix of the store."""
HOLD = 3.0
"""Seconds for which a leader holds a flight without renewing it."""
_NOTICE = 2.0  # seconds for which an outcome can be read

# Each script is about the keys of one flight, which have one hash tag. Redis's own clock decides how old a flight is.
_ENTER = """
local owner = redis.call('HGET', KEYS[1], 'owner')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if owner then
  local age = now - tonumber(redis.call('HGET', KEYS[1], 'began'))
  if redis.call('HEXISTS', KEYS[1], 'ended') == 1 or age < 0 or (ARGV[3] ~= '' and age > tonumber(ARGV[3])) then
    return ''
  end
  redis.call('HINCRBY', KEYS[1], 'waiting', 1)
  return owner
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'began', now, 'waiting', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return ARGV[1]
"""
_RENEW = """
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
"""
_FINISH = """
if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
local waiting = tonumber(redis.call('HGET', KEYS[1], 'waiting'))
if waiting == 0 then redis.call('DEL', KEYS[1]) else redis.call('HSET', KEYS[1], 'ended', 1) end
return waiting
"""
_PUBLISH = """
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""
_RELEASE = """
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then redis.call('DEL', KEYS[1]) end
"""


class RedisFlights:
    """Notes flights in Redis: a hash for each one in progress, and for two seconds the outcome that others wait for.

    Args:
        ask: returns the result of a function that gets the client; it raises any fault of the server.
        sealing: seals the outcomes.
        prefix: the beginning of all keys.
    """

    def __init__(self, ask: "Callable[[Callable[[Redis], Any]], Any]", sealing: Sealing, prefix: str) -> None:
        self._ask = ask
        self._sealing = sealing
        # Workers with and without encryption can't read each other's outcomes.
        self._prefix = f"{prefix}{FLIGHTS}{'encrypted:' if sealing.encrypts else ''}"

    def enter(self, name: str, token: str, *, max_age: float) -> str:
        """Return the token of the flight to wait for; ``token`` if the caller leads it; or `ALONE`."""
        # Both ages are cut to whole milliseconds.
        oldest = "" if max_age == float("inf") else str(int(max_age * 1000) - 2)
        owner = self._run(_ENTER, (name,), token, str(_milliseconds(HOLD)), oldest)
        return cast("bytes", owner).decode() or ALONE

    def look(self, name: str, token: str) -> News:
        """Return what has become of a flight.

        Raises:
            CorruptEntryError: its outcome is damaged, or was not noted by this library.
        """

        def work(redis: "Redis") -> list[Any]:
            with redis.pipeline(transaction=False) as pipe:
                pipe.hget(self._flight(name), "owner")  # first: it disappears when the outcome is there
                pipe.get(self._outcome(name, token))
                return list(pipe.execute())

        owner, envelope = self._ask(work)
        if envelope is None:
            return News(is_flying=owner == token.encode())
        return News(is_flying=False, outcome=self._sealing.open(envelope, self._keys(name, token)))

    def renew(self, name: str, token: str) -> None:
        """Hold a flight for longer."""
        self._run(_RENEW, (name,), token, str(_milliseconds(HOLD)))

    def finish(self, name: str, token: str) -> int:
        """End a flight, which nobody joins from now on, and return how many workers wait for its outcome."""
        return int(self._run(_FINISH, (name,), token))

    def publish(self, name: str, token: str, outcome: Entry) -> bool:
        """Note the outcome of a flight that is over, for those who wait; return whether it is noted."""
        envelope = self._sealing.close(outcome, self._keys(name, token))
        return bool(self._run(_PUBLISH, (name, token), token, envelope, str(_milliseconds(_NOTICE))))

    def release(self, name: str, token: str) -> None:
        """Give up a flight without an outcome: one of those who wait leads next."""
        self._run(_RELEASE, (name,), token)

    def _run(self, script: str, place: tuple[str, ...], *arguments: str | bytes) -> Any:
        """Run a script on the key of a flight and, if ``place`` has a token, that of its outcome."""
        keys = [self._flight(place[0]), *[self._outcome(place[0], token) for token in place[1:]]]
        return self._ask(lambda redis: redis.eval(script, len(keys), *keys, *cast("tuple[str, ...]", arguments)))

    def _flight(self, name: str) -> str:
        return f"{self._prefix}{{{name}}}"

    def _outcome(self, name: str, token: str) -> str:
        return f"{self._prefix}{{{name}}}:{token}"

    def _keys(self, name: str, token: str) -> Keys:
        """Return what an outcome is sealed for, so that it is valid for this flight alone."""
        return Keys(group=self._flight(name), key=self._outcome(name, token))


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)
