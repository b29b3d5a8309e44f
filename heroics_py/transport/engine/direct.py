"""A request over the connections of our own session of aiohttp, without what its `request` does for other users.

Cookies, redirects, netrc, traces and middlewares take a fifth of the time of a request, and our session has none of
them. A mock, a recorder or an instrument that patches `aiohttp.ClientSession` sees each request all the same: it
then goes through the session.
"""

import asyncio
from types import FunctionType
from typing import Any

import aiohttp
from yarl import URL

from heroics_py.errors import ProtocolError
from heroics_py.transport.engine.attempts import Attempt, StaleConnection
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["Received", "is_observed", "send_directly"]

_MOST_INTERIM = 32


class Received:
    """A response as it arrives on a connection; it has the names of a `ClientResponse`, as far as we need them.

    Attributes:
        method: of the request.
        status: of the response.
        raw_headers: names and values as they are on the wire.
        content: the stream of its body.
        connection: where it arrives, until it is complete.
    """

    __slots__ = ("_continue", "_writer", "connection", "content", "method", "raw_headers", "status")

    def __init__(
        self,
        method: str,
        _: URL,
        *,
        writer: asyncio.Task[None] | None,
        continue100: asyncio.Future[bool] | None,
        **_settings: Any,
    ) -> None:
        self.method = method
        self.connection: Any = None
        self._writer = writer
        self._continue = continue100

    async def start(self, connection: Any) -> None:
        """Read the head, and before it at most 32 interim responses (RFC 9110, 15.2); aiohttp skips any number.

        Raises:
            Fault: there are more.
            aiohttp.ClientError, aiohttp.http_exceptions.HttpProcessingError, OSError: no valid head arrived.
        """
        self.connection = connection
        for _ in range(_MOST_INTERIM + 1):
            message, self.content = await connection.protocol.read()
            if not 100 <= message.code < 200 or message.code == 101:
                self.status, self.raw_headers = message.code, message.raw_headers
                self.content.on_eof(self._end)
                return
            if self._continue is not None and not self._continue.done():
                self._continue.set_result(True)
        raise Fault(ProtocolError, "the response is not valid HTTP")

    def close(self) -> None:
        """Close the connection, if the response is not complete."""
        self._stop_sending()
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _end(self) -> None:
        """Free the connection for the next request; one whose request was not sent completely can't be used again."""
        connection = self.connection
        if connection is None or (connection.protocol is not None and connection.protocol.upgraded):
            return
        self.connection = None
        if self._stop_sending():
            connection.close()
        else:
            connection.release()

    def _stop_sending(self) -> bool:
        """Stop sending the body; return whether any of it was still to be sent."""
        return self._writer is not None and self._writer.cancel()


async def send_directly(
    session: aiohttp.ClientSession,
    attempt: Attempt,
    *,
    proxy: str | None,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's limits for each step
    limits: dict[str, Any],
    **settings: Any,
) -> Received:
    """Send a request on a free connection, and return its response once the head is complete.

    Raises:
        StaleConnection: the connection can't be used; nothing was sent.
        aiohttp.ClientError, OSError: the connection could not be opened, or broke.
    """
    method, url = attempt.request.method, URL(attempt.request.url, encoded=True)
    response_class: Any = Received
    request = aiohttp.ClientRequest(
        method, url, proxy=URL(proxy) if proxy else None, response_class=response_class, session=session, **settings
    )
    connector: Any = session.connector
    try:
        connection = await connector.connect(request, traces=[], timeout=timeout)
    except TimeoutError:
        raise aiohttp.ConnectionTimeoutError from None
    if connection.protocol.should_close:
        connection.close()
        raise StaleConnection
    response: Any = None
    try:
        connection.protocol.set_response_params(
            skip_payload=method == "HEAD", read_until_eof=True, read_timeout=timeout.sock_read, **limits
        )
        attempt.sent, attempt.transport = True, connection.transport
        response = await request.send(connection)
        await response.start(connection)
    except BaseException:
        if response is not None:
            response.close()
        connection.close()
        raise
    return response  # type: ignore[no-any-return]


def is_observed() -> bool:
    """Return whether something has patched the session of aiohttp."""
    parts = tuple(vars(aiohttp.ClientSession).values())
    if parts != _known[0]:
        _known[:] = [parts, any(map(_is_replaced, parts))]
    return bool(_known[1])


_known: list[Any] = [(), False]
_FILE = aiohttp.ClientSession.request.__code__.co_filename


def _is_replaced(part: object) -> bool:
    if isinstance(part, FunctionType):
        return part.__code__.co_filename != _FILE
    return callable(part) and not isinstance(part, type | classmethod | staticmethod)
