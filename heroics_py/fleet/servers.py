"""A Redis server as each process of a fleet reaches it."""

import os
import time
from collections.abc import Callable
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from heroics_py.fleet.addresses import Address, parse_address
from heroics_py.fleet.breaker import Breaker, ServerOffline
from heroics_py.fleet.clients import check_client, open_client
from heroics_py.fleet.runs import Runs
from heroics_py.secrecy.reference import Reference
from heroics_py.secrecy.secret import Secret
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["DEFAULT_TIMEOUT", "Server"]

_T = TypeVar("_T")
DEFAULT_TIMEOUT = 0.2
"""Seconds to wait for a connection, and for a response."""


class Server:
    """A Redis server, a cluster, or the master that sentinels name, which gets requests only while it answers.

    Each process opens connections of its own, with the first request. It travels to other processes if the URL is a
    reference, such as ``Env("REDIS_URL")``, which each process looks up for itself.

    Args:
        server: a URL or a reference to one, or a client of redis or valkey, which keeps its own timeouts.
        timeout: how long to wait for a connection, and for a response, in seconds.
        clock: returns the time in seconds; it never goes backward.
        on_restart: called after a restart of a server that a URL names, by the request that finds it restarted.

    Raises:
        ValueError: the URL or the timeout is invalid, or the client can't be used.
        ImportError: the redis package is not installed.
    """

    def __init__(
        self,
        server: "str | Reference | Secret[Any] | Redis",
        *,
        timeout: float = DEFAULT_TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
        on_restart: Callable[[], None] | None = None,
    ) -> None:
        self._hidden: Secret[Any] = server if isinstance(server, Secret) else Secret(server)
        del server  # a traceback that shows local variables must not show a password
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout < inf:
            raise ValueError(f"timeout={timeout!r}: expected a number of seconds above 0, such as {DEFAULT_TIMEOUT}")
        self._timeout = timeout
        self._breaker = Breaker(clock)
        self._runs = Runs(on_restart) if on_restart else None
        self._lock = ProcessLock()
        self._opened: tuple[int, Redis] | None = None
        self._failures = 0  # to open a client
        self._address = None
        if not isinstance(self._hidden.reveal(), Reference):
            self._address = _address_of(self._hidden)
            if not self._address or self._address.kind != "cluster":  # its client would connect now
                self._client()

    def __repr__(self) -> str:
        return f"Server({self.where!r})"

    def __deepcopy__(self, memo: dict[int, object]) -> "Server":
        return self  # what is shared stays shared

    def __reduce__(self) -> tuple[object, ...]:
        if self.reference is None:
            raise TypeError("the address of a Redis server can't be pickled: name its variable, as Env('REDIS_URL')")
        return partial(Server, timeout=self._timeout), (self.reference,)

    @property
    def reference(self) -> Reference | None:
        """The reference to its URL, if there is one."""
        server = self._hidden.reveal()
        return server if isinstance(server, Reference) else None

    @property
    def where(self) -> str:
        """The address without user and password, for people; of a reference, its name."""
        if self._address is not None:
            return self._address.where
        given: Any = self._hidden.reveal()
        return repr(given) if isinstance(given, Reference) else _place_of(given)

    @property
    def is_offline(self) -> bool:
        """Whether it gets no requests now, because it has failed."""
        return self._breaker.is_open

    def attempt(self, work: "Callable[[Redis], _T]", *, anyway: bool = False) -> _T:
        """Return the result of ``work``, which is called with the client of this process.

        Args:
            work: what to do.
            anyway: whether to ask it also while it is left alone; for a thread that delays no call.

        Raises:
            ServerOffline: it has failed, and gets no requests for a while.
            HeroicsError: this process does not have what the reference names.
            Exception: what ``work`` raises; any of them is a fault of the server.
        """
        return self._breaker.attempt(lambda: work(self._client()), anyway=anyway)

    def close(self) -> None:
        """Close the connections of this process, unless the client is the caller's own; requests in flight finish."""
        with self._lock.here():
            opened, self._opened = self._opened, None
        if opened is not None and opened[0] == os.getpid() and self._is_ours:
            pool = getattr(opened[1], "connection_pool", None)
            if pool is None:  # the client of a cluster
                opened[1].close()
            else:
                pool.disconnect(inuse_connections=False)  # the others are closed with the pool, after their requests

    @property
    def _is_ours(self) -> bool:
        return isinstance(self._hidden.reveal(), str | Reference)

    def _client(self) -> "Redis":
        opened, failures = self._opened, self._failures
        if opened is None or opened[0] != os.getpid():
            with self._lock.here():
                opened = self._opened
                if opened is None or opened[0] != os.getpid():
                    if self._failures != failures:  # while this call waited for its turn
                        raise ServerOffline("another call has just failed to reach the server")
                    try:
                        opened = self._opened = os.getpid(), self._open()
                    except Exception:
                        self._failures += 1
                        raise
        return opened[1]

    def _open(self) -> "Redis":
        address = _address_of(self._hidden)
        if address is None:
            return check_client(self._hidden.reveal())
        return open_client(Secret(address), timeout=self._timeout, runs=self._runs)


def _address_of(hidden: Secret[Any]) -> Address | None:
    """Return the address that a URL or a reference names, or None for a client."""
    if isinstance(hidden.reveal(), Reference):
        hidden = Secret(hidden.reveal()())
    return parse_address(hidden) if isinstance(hidden.reveal(), str) else None


def _place_of(client: "Redis") -> str:
    settings = getattr(getattr(client, "connection_pool", None), "connection_kwargs", {})
    if host := settings.get("host"):
        return f"{host}:{settings.get('port', 6379)}/{settings.get('db') or 0}"
    return str(settings.get("path") or type(client).__name__)
