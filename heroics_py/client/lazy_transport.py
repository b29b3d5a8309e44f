"""The transport of a client, opened by its first request."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import TYPE_CHECKING

from heroics_py.client.arguments.settings import Settings
from heroics_py.client.tracebacks import without_frames
from heroics_py.errors import ConnectionFailed
from heroics_py.model.api import Api
from heroics_py.support.loading import load_modules
from heroics_py.support.locks import ProcessLock

if TYPE_CHECKING:
    from heroics_py.cache import Caching
    from heroics_py.http.messages import Request, Response, Transport
    from heroics_py.http.steps import Rule, Steps
    from heroics_py.transport.connection import Connection
    from heroics_py.transport.replaced import ReplacedConnection

__all__ = ["FIRST_CALL_MODULES", "LazyTransport"]

FIRST_CALL_MODULES = (
    "logging",  # first: `load_modules` guards its lock against forks
    "encodings.idna",  # `socket` imports it to look up a host
    "heroics_py.call.request",
    "heroics_py.call.responses.response",
    "heroics_py.call.lists.collection",
    "heroics_py.transport.connection",
    "heroics_py.transport.known_apis",
    "heroics_py.cache",
    "heroics_py.transport.exchange.session",
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
        is_async: whether the steps are carried out in an event loop.

    Attributes:
        owned: functions that `close` calls after closing the connection.
        has_ended: whether `close` has called some.
    """

    def __init__(
        self,
        api: Api,
        base_url: str,
        settings: Settings,
        replacement: Transport | None = None,
        *,
        is_async: bool = False,
    ) -> None:
        self.replacement = replacement
        self._is_async = is_async
        self.owned: list[Callable[[], None]] = []
        self.has_ended = False
        self._api = api
        self._base_url = base_url
        self._settings = settings
        self._connection: Connection | ReplacedConnection | None = None
        self._cache: Caching | None = None
        self._lock = ProcessLock(RLock)

    @property
    def connection(self) -> Connection | ReplacedConnection:
        """The connection, opened if it is not open."""
        return self._connection or without_frames(self._open)

    @property
    def cache(self) -> Caching | None:
        """The cache of the connection, if any."""
        return self._cache if self.connection else None

    def steps(self, request: Request) -> Steps[Response]:
        """Return the steps that send a request and lead to its response.

        Raises:
            TransportError: no usable response came.
        """
        steps = self.connection.steps(request)
        return _with_note(steps) if self.has_ended else steps

    def close(self) -> None:
        """Close the connection, then what else is owned."""
        connection, owned = self.detach()
        if connection is not None:
            connection.close()
        for close in owned:
            close()

    def detach(self) -> tuple[Connection | ReplacedConnection | None, list[Callable[[], None]]]:
        """Return the open connection and what else is owned, for the caller to close."""
        with self._lock.here():
            connection, self._connection = self._connection, None
            if connection is None and self.replacement is not None:
                connection = self._replaced()
            owned, self.owned = self.owned, []
            self.has_ended = self.has_ended or bool(owned)
        return connection, owned

    def _replaced(self) -> ReplacedConnection:
        load_modules("heroics_py.transport.replaced")
        from heroics_py.transport.replaced import ReplacedConnection

        return ReplacedConnection(self.replacement, is_async=self._is_async)

    def _open(self) -> Connection | ReplacedConnection:
        if self.replacement is not None:
            self._connection = self._replaced()
            return self._connection
        load_modules(*FIRST_CALL_MODULES)
        from heroics_py.cache import open_cache
        from heroics_py.transport.connection import open_transport

        settings = self._settings
        with self._lock.here():
            if self._connection is None:
                wrap = open_cache(settings.cache, identity=settings.cache_identity, session=settings.session)
                caching = wrap and self._with_cache(wrap)
                self._connection = open_transport(
                    base_url=self._base_url,
                    token=settings.token.reveal(),
                    auth=settings.auth.reveal(),
                    session=settings.session,
                    caching=self._in_flights(settings, caching) if settings.single_flight else caching,
                    method_override=settings.method_override,
                    allowed_origins=settings.allowed_origins,
                    trust_environment=settings.trust_environment,
                    verify=settings.verify,
                    max_bytes=settings.max_bytes,
                    pool_size=settings.pool_size,
                    security=self._api.security,
                    needs=self._api.needs,
                    find_credentials=not settings.left_behind,
                    throttle=settings.throttle,
                    account=settings.cache_identity,
                    is_async=self._is_async,
                )
            return self._connection

    def _in_flights(self, settings: Settings, caching: Callable[[Rule], Caching] | None) -> Callable[[Rule], Rule]:
        load_modules("heroics_py.cache.flights.single_flight")
        from heroics_py.cache.flights.single_flight import in_single_flight

        return in_single_flight(
            caching,
            identity=settings.cache_identity,
            session=settings.session,
            route=(settings.verify, settings.trust_environment, settings.max_bytes),
            awaits=self._is_async,
        )

    def _with_cache(self, wrap: Callable[[Rule], Caching]) -> Callable[[Rule], Caching]:
        def caching(inner: Rule) -> Caching:
            self._cache = wrap(inner)
            return self._cache

        return caching


def _with_note(steps: Steps[Response]) -> Steps[Response]:
    """Return steps whose failure to connect says that the server has ended with the client that owned it."""
    try:
        return (yield from steps)
    except ConnectionFailed as error:
        error.add_note("this client was closed, and with it the server of the sandbox, which it owned")
        raise
