"""The body of a response, read within its limits."""

import asyncio
from ssl import SSLError, SSLObject

import aiohttp

from heroics_py.errors import ConnectionFailed, ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.engine.direct import Received
from heroics_py.transport.exchange.decoding import Fault, content_coding, decode_body, too_large
from heroics_py.transport.exchange.framing import body_length

__all__ = ["RawBody", "headers_of", "read_whole"]

_WITHOUT_BODY = frozenset({204, 304})
_SLOW_TO_DECODE = 1 << 18
_MOST_HEADERS = 100


def headers_of(response: Received | aiohttp.ClientResponse) -> Headers:
    """Return the headers of a response as Latin-1, where any byte is a character (RFC 9110, 5.5).

    Raises:
        Fault: there are too many.
    """
    if len(response.raw_headers) > _MOST_HEADERS:
        raise Fault(ProtocolError, "the response has too many headers")
    return Headers([(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.raw_headers])


class RawBody:
    """A body as it is on the wire.

    Attributes:
        length: in bytes, `CHUNKED`, or None if it ends with the connection (RFC 9112, 6.3).

    Raises:
        Fault: the headers leave open where it ends, or the server changed to another protocol.
    """

    __slots__ = ("_closed", "_content", "_encrypted", "length")

    def __init__(self, response: Received | aiohttp.ClientResponse, headers: Headers) -> None:
        if response.status == 101:
            raise Fault(ProtocolError, "the server changed to another protocol, which was not requested")
        length = body_length(headers)
        self.length = 0 if response.method == "HEAD" or response.status in _WITHOUT_BODY else length
        self._content = response.content
        self._encrypted = _encrypted(response) if self.length is None else None
        protocol = response.connection and response.connection.protocol
        self._closed = protocol.closed if protocol is not None and not self._content.is_eof() else None
        if self._closed is not None:
            self._closed.add_done_callback(self._end)

    @property
    def is_complete(self) -> bool:
        """Whether all of the body has arrived for certain."""
        return self._encrypted is None and self._content.is_eof()

    def rest(self, limit: int) -> bytes:
        """Return all that has arrived.

        Raises:
            Fault: that is more than ``limit`` bytes.
        """
        rest = self._content.read_nowait()
        if len(rest) > limit:
            raise too_large(limit)
        return rest

    async def read(self) -> bytes:
        """Return the next bytes as soon as they arrive; empty at the end.

        Raises:
            Fault: the connection ended without the alert that ends TLS, so that the body may be cut (RFC 9112, 9.8).
            aiohttp.ClientError, OSError: the connection failed.
        """
        piece = await self._content.readany()
        if self._closed is not None and self._content.is_eof():
            self._closed.remove_done_callback(self._end)
            self._closed = None
        if not piece and self._encrypted is not None and not _has_closing_alert(self._encrypted):
            raise Fault(ConnectionFailed, "the connection was closed within TLS")
        return piece

    def _end(self, closed: asyncio.Future[None]) -> None:
        """End a read of a body whose connection is closed; after an invalid chunk, aiohttp would wait forever."""
        if not closed.cancelled():
            closed.exception()  # seen, so that it is not logged
        if not self._content.is_eof() and self._content.exception() is None:
            self._content.set_exception(aiohttp.ClientPayloadError("invalid framing"))


async def read_whole(
    response: Received | aiohttp.ClientResponse, headers: Headers, *, limit: int, pieces: list[bytes]
) -> bytes:
    """Return the whole body of a response, decompressed.

    Args:
        response: whose head has arrived.
        headers: of the response.
        limit: the most bytes, on the wire and decompressed.
        pieces: takes what arrives, as it is on the wire.

    Raises:
        Fault: it is larger than ``limit``, cut short, or its framing or coding is invalid.
        aiohttp.ClientError, OSError: the connection failed.
    """
    body = RawBody(response, headers)
    if body.length is not None and body.length > limit:
        raise too_large(limit)
    coding = content_coding(headers.get("Content-Encoding")) if body.length != 0 else ""
    if not coding and body.is_complete:
        return body.rest(limit)
    total = 0
    while piece := await body.read():
        total += len(piece)
        if total > limit:
            raise too_large(limit)
        pieces.append(piece)
    if not coding or total <= _SLOW_TO_DECODE:
        return decode_body(pieces, coding=coding, limit=limit)
    return await asyncio.to_thread(decode_body, pieces, coding=coding, limit=limit)


def _encrypted(response: Received | aiohttp.ClientResponse) -> SSLObject | None:
    transport = response.connection and response.connection.transport
    return transport.get_extra_info("ssl_object") if transport else None


def _has_closing_alert(encrypted: SSLObject) -> bool:
    try:
        return encrypted.read(1) == b""
    except SSLError as error:
        return type(error).__name__ == "SSLZeroReturnError"
