"""A request through `ClientSession.request`: over the caller's session, or over ours if something patched aiohttp."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

import aiohttp
from yarl import URL

from heroics_py.errors import ConnectionFailed
from heroics_py.transport.engine.attempts import Attempt, StaleConnection
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["WatchedRequest", "send_through_session"]

_attempt: ContextVar[Attempt | None] = ContextVar("heroics_py async attempt", default=None)


class WatchedRequest(aiohttp.ClientRequest):
    """A request of our own session that notes when it is sent, and on which connection."""

    async def send(self, conn: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
        """Send the request on a connection.

        Raises:
            StaleConnection: bytes arrived on it since the last response, and would be taken for the next one.
        """
        if conn.protocol is None or conn.protocol.should_close:
            raise StaleConnection
        if (attempt := _attempt.get()) is not None:
            attempt.sent, attempt.transport = True, conn.transport
        return await super().send(conn)


class _SingleUse(Mapping[str, str]):
    """No cookies. aiohttp reads them before each sending; it would send a request again if a kept connection broke."""

    def __init__(self) -> None:
        self._is_used = False

    def __getitem__(self, name: str) -> str:
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        if self._is_used:
            raise Fault(ConnectionFailed, "the connection broke before the response")
        self._is_used = True
        return iter(())

    def __len__(self) -> int:
        return 0


async def send_through_session(
    session: aiohttp.ClientSession, attempt: Attempt, *, limits: dict[str, Any], **settings: Any
) -> aiohttp.ClientResponse:
    """Send a request once, and return its response once the head is complete.

    Raises:
        StaleConnection: a connection of ours can't be used; nothing was sent.
        Fault: the connection broke.
        aiohttp.ClientError, OSError: it could not be opened, or broke.
    """
    _attempt.set(attempt)
    try:
        return await session.request(
            attempt.request.method,
            URL(attempt.request.url, encoded=True),
            allow_redirects=False,
            raise_for_status=False,
            cookies=_SingleUse(),
            **limits,
            **settings,
        )
    finally:
        _attempt.set(None)
