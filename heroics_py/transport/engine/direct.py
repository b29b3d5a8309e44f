"""A request over the connections of our own session of aiohttp, without what its `request` does for other users.

Cookies, redirects, netrc, traces and middlewares take a fifth of the time of a request, and our session has none of
them. Whoever patches `aiohttp.ClientSession` (a mock, a recorder, an instrument) sees each request all the same: it
then goes through the session.
"""

from types import FunctionType
from typing import Any

import aiohttp
from yarl import URL

from heroics_py.transport.engine.attempts import Attempt, StaleConnection
from heroics_py.transport.engine.interim import BoundedResponse

__all__ = ["is_observed", "send_directly"]


async def send_directly(  # noqa: PLR0913 - the parts of a request
    session: aiohttp.ClientSession,
    attempt: Attempt,
    *,
    headers: dict[str, str],
    data: Any,
    timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's limits for each step
    limits: dict[str, Any],
    proxy: str | None = None,
    **settings: Any,
) -> aiohttp.ClientResponse:
    """Send a request on a free connection, and return its response once the head is complete.

    Raises:
        StaleConnection: the connection can't be used; nothing was sent.
        aiohttp.ClientError, OSError: the connection could not be opened, or broke.
    """
    connector: Any = session.connector
    url = URL(attempt.request.url, encoded=True)
    settings["proxy"] = URL(proxy) if proxy else None
    settings["response_class"] = BoundedResponse
    request = aiohttp.ClientRequest(
        attempt.request.method, url, headers=headers, data=data, session=session, **settings
    )
    try:
        connection = await connector.connect(request, traces=[], timeout=timeout)
    except TimeoutError:
        raise aiohttp.ConnectionTimeoutError from None
    response, is_begun = None, False
    try:
        if connection.protocol.should_close:
            raise StaleConnection
        connection.protocol.set_response_params(
            skip_payload=request.method == "HEAD", read_until_eof=True, read_timeout=timeout.sock_read, **limits
        )
        attempt.sent, attempt.transport = True, connection.transport
        response = await request.send(connection)
        await response.start(connection)
        is_begun = True
    finally:
        if not is_begun:
            if response is not None:
                response.close()
            connection.close()
    return response


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
