"""The throttle in Redis, which machines share."""

from functools import cache
from math import isfinite
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, cast

from heroics_py.fleet.servers import Server
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.transport.throttles.learning import Outcome
from heroics_py.transport.throttles.levels import DAY
from heroics_py.transport.throttles.pool import Asking, Departure, View

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["RedisThrottle"]

_LONGEST_PATIENCE = 1e9
_FIELDS = ("", "Retry-After", "RateLimit-Reset")


class RedisThrottle:
    """Keeps workers on one account to one rate limit: ``connect(..., throttle=RedisThrottle("redis://cache:6379/0"))``.

    The state of an account is four keys, which expire two days after the last request. Their names hold a digest of the
    origin and of the credentials, made slowly so that nobody can guess a password from it. If Redis is away, each
    client keeps to the rate limit on its own, from what it has learnt of every response.

    Args:
        server: the URL of a server, or ``Env("REDIS_URL")``, which each process reads for itself and which lets the
            throttle travel to other processes; or a client of redis or valkey, which keeps its own timeouts.
        prefix: the beginning of all keys.
        timeout: how long to wait for the server, in seconds.

    Raises:
        ValueError: the URL or a setting is invalid, or the client can't be used.
        ImportError: the redis package is not installed.
    """

    def __init__(
        self, server: "str | Reference | Redis", *, prefix: str = "heroics-py-throttle:", timeout: float = 0.2
    ) -> None:
        hidden: Secret[Any] = Secret(server)
        del server  # a traceback that shows local variables must not show a password
        if not isinstance(prefix, str) or not prefix or "{" in prefix:
            raise ValueError(f"prefix={prefix!r}: expected the beginning of a key, without a brace")
        self._prefix, self._timeout = prefix, timeout
        given = hidden.reveal()
        self._reference = given if isinstance(given, Reference) else None
        self._url = given if isinstance(given, str) and not {"@", "?"} & {*given} else None
        self._server = Server(hidden, timeout=timeout)

    def __repr__(self) -> str:
        return f"RedisThrottle({self.where!r})"

    def __deepcopy__(self, memo: dict[int, object]) -> "RedisThrottle":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        if not self.is_portable:
            raise TypeError(
                "a RedisThrottle can't be pickled, as its URL may hold a password: name an environment variable that "
                "each process reads, RedisThrottle(Env('REDIS_URL'))"
            )
        return _restore, (self._reference or self._url, self._prefix, self._timeout)

    @property
    def where(self) -> str:
        """The address without user and password, for people."""
        return self._server.where if hasattr(self, "_server") else ""  # a refused one is shown in tracebacks

    @property
    def is_offline(self) -> bool:
        """Whether the server has failed, and gets no requests now."""
        return self._server.is_offline

    @property
    def is_portable(self) -> bool:
        """Whether a pickle of it works in another process."""
        return (self._reference or self._url) is not None

    def depart(self, account: str, asking: Asking) -> tuple[Departure, View]:
        """Let a request leave, or answer how long it waits; and return what is known.

        Raises:
            MissingCredentials: this process does not have the variable that names the server.
            Exception: a fault of the server.
        """
        patience = repr(max(0.0, min(asking.patience, _LONGEST_PATIENCE)))
        return self._call(
            account, "depart", "", asking.worker, asking.lease, patience, "anyway" if asking.anyway else ""
        )

    def arrive(self, account: str, lease: str, departure: Departure, outcome: Outcome | None) -> View:
        """End a request, learn from its response, and return what is known.

        Raises:
            Exception: as `depart` does.
        """
        moments = (departure.born, departure.number, departure.mark, departure.at)
        return self._call(account, "arrive", "", lease, *map(repr, moments), *_words(outcome))[1]

    def view(self, account: str) -> View:
        """Return what is known.

        Raises:
            Exception: as `depart` does.
        """
        return self._call(account, "view", "")[1]

    def close(self) -> None:
        """Close the connections of this process; a later request opens them again."""
        self._server.close()

    def _call(self, account: str, *words: str) -> tuple[Departure, View]:
        if self._reference is not None:
            self._reference()  # the server is not at fault for what is missing here
        name = f"{self._prefix}{{{account}}}:"
        keys = [f"{name}{part}" for part in ("numbers", "leases", "places", "deadlines")]
        return _read(self._server.attempt(lambda client: _run(client, keys, words)))


def _restore(reference: str | Reference, prefix: str, timeout: float) -> RedisThrottle:
    return RedisThrottle(reference, prefix=prefix, timeout=timeout)


@cache
def _script() -> tuple[str, str]:
    """Return the script, and the digest by which a server knows it."""
    from hashlib import sha1

    text = (get_data(__package__ or "", "pool.lua") or b"").decode()
    return text, sha1(text.encode(), usedforsecurity=False).hexdigest()


def _run(client: "Redis", keys: list[str], words: tuple[str, ...]) -> list[bytes]:
    text, digest = _script()
    try:
        return cast("list[bytes]", client.evalsha(digest, len(keys), *keys, *words))
    except Exception as error:
        if type(error).__name__ != "NoScriptError":  # the same name in redis and in valkey
            raise
    return cast("list[bytes]", client.eval(text, len(keys), *keys, *words))


def _words(outcome: Outcome | None) -> list[str]:
    if outcome is None:
        return [""] * 5
    numbers = (outcome.remaining, outcome.limit, outcome.reset, outcome.retry_after)
    return ["refused" if outcome.is_refused else "answered", *["" if each is None else repr(each) for each in numbers]]


def _read(reply: list[bytes]) -> tuple[Departure, View]:
    wait, field, born, number, mark, at, remaining, limit, retry_after = [each.decode() for each in reply]
    numbers = [float(each) for each in (wait, born, number, mark, at, retry_after or "0")]
    is_credible = all(map(isfinite, numbers)) and max(numbers[0], numbers[-1]) <= 3.0 * DAY
    if field not in _FIELDS or not is_credible:
        raise ValueError("the server does not answer as the script of the throttle does")
    seen = View(
        int(remaining) if remaining else None,
        int(limit) if limit else None,
        float(retry_after) if retry_after else None,
    )
    return Departure(float(wait), field, float(born), float(number), float(mark), float(at)), seen
