"""Interim responses, which a server may send before the final one (RFC 9110, 15.2), in a bounded number."""

from typing import Any, Self

import aiohttp

from heroics_py.errors import ProtocolError
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["BoundedResponse"]

_MOST_INTERIM = 32


class BoundedResponse(aiohttp.ClientResponse):
    """A response that at most 32 interim ones may precede; aiohttp skips any number."""

    async def start(self, connection: Any) -> Self:
        """Read the head.

        Raises:
            Fault: there are more interim responses.
            aiohttp.ClientError, OSError: no valid head arrived.
        """
        await super().start(_CountedConnection(connection))  # type: ignore[arg-type]  # it has all of a connection
        return self


class _CountedConnection:
    """A connection whose protocol counts interim responses."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._protocol = _CountedProtocol(connection.protocol)

    @property
    def protocol(self) -> Any:
        return None if self._connection.protocol is None else self._protocol

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


class _CountedProtocol:
    """The protocol of a connection, which reads at most so many interim responses."""

    def __init__(self, protocol: Any) -> None:
        self._inner = protocol
        self._left = _MOST_INTERIM

    async def read(self) -> Any:
        """Return the next message of the server, and its body.

        Raises:
            Fault: it is one interim response too many.
        """
        message, body = await self._inner.read()
        if 100 <= message.code < 200:
            self._left -= 1
            if self._left < 0:
                raise Fault(ProtocolError, "the response is not valid HTTP")
        return message, body

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
