"""The transport of a client, opened by its first request."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING

from heroics_py.client.settings import Settings
from heroics_py.client.tracebacks import without_frames
from heroics_py.model.api import Api
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from heroics_py.cache import Caching
    from heroics_py.http.messages import Transport
    from heroics_py.http.steps import Rule
    from heroics_py.transport.connection import Connection

__all__ = ["FIRST_CALL_MODULES", "LazyTransport"]

FIRST_CALL_MODULES = (
    "logging",  # first: `load_modules` guards its lock against forks
    "encodings.idna",  # `socket` imports it to look up a host
    "heroics_py.call.request",
    "heroics_py.call.response",
    "heroics_py.call.collection",
    "heroics_py.transport.connection",
    "heroics_py.transport.known_apis",
    "heroics_py.cache",
    "heroics_py.transport.session",
)
"""The modules that a first request needs, and that a client does not load before it."""


class LazyTransport:
    """The transport of one client: a connection and its cache, or what `connect` got as ``transport=``.

    The first request opens the connection. After `close`, the next request opens it again.

    Args:
        api: the API, with its security schemes.
        base_url: where the API is.
        settings: how to reach it.
        replacement: sends the requests in place of a connection.

    Attributes:
        owned: functions that `close` calls after closing the connection.
    """

    def __init__(self, api: Api, base_url: str, settings: Settings, replacement: Transport | None = None) -> None:
        self.replacement = replacement
        self.owned: list[Callable[[], None]] = []
        self._api = api
        self._base_url = base_url
        self._settings = settings
        self._transport: Transport | None = replacement
        self._cache: Caching | None = None
        self._lock = ProcessLock(RLock)

    @property
    def transport(self) -> Transport:
        """The transport, opened if it is not open."""
        return self._transport or without_frames(self._open)

    @property
    def connection(self) -> Connection | None:
        """The connection, or None if a replacement sends the requests."""
        transport = self.transport
        from heroics_py.transport.connection import Connection

        return transport if isinstance(transport, Connection) else None

    @property
    def cache(self) -> Caching | None:
        """The cache of the connection, if any."""
        return self._cache if self.transport else None

    def close(self) -> None:
        """Close the connection, then what else is owned."""
        with self._lock.here():
            transport, self._transport = self._transport, self.replacement
            owned, self.owned = self.owned, []
        if transport is not None:
            transport.close()
        for close in owned:
            close()

    def _open(self) -> Transport:
        load_modules(*FIRST_CALL_MODULES)
        from heroics_py.cache import open_cache
        from heroics_py.transport.connection import open_transport

        settings = self._settings
        with self._lock.here():
            if self._transport is None:
                wrap = open_cache(settings.cache, identity=settings.cache_identity, session=settings.session)
                self._transport = open_transport(
                    base_url=self._base_url,
                    token=settings.token.reveal(),
                    auth=settings.auth.reveal(),
                    session=settings.session,
                    caching=wrap and self._with_cache(wrap),
                    method_override=settings.method_override,
                    allowed_origins=settings.allowed_origins,
                    trust_environment=settings.trust_environment,
                    verify=settings.verify,
                    max_bytes=settings.max_bytes,
                    pool_size=settings.pool_size,
                    security=self._api.security,
                    needs=self._api.needs,
                    find_credentials=not settings.left_behind,
                )
            return self._transport

    def _with_cache(self, wrap: Callable[[Rule], Caching]) -> Callable[[Rule], Rule]:
        def caching(inner: Rule) -> Rule:
            self._cache = wrap(inner)
            return self._cache

        return caching
