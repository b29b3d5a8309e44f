"""One exchange with a host that is not the API: without credentials, with a body that is streamed."""

from typing import Any, Protocol

from heroics_py.errors import ConnectionFailed, ProtocolError, TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.transport.exchange.decoding import Fault, content_coding
from heroics_py.transport.exchange.framing import CHUNKED, body_length
from heroics_py.transport.session import Session

__all__ = ["Content", "Streaming"]

_PIECE = 1 << 16
_MAX_ERROR_BYTES = 1 << 20
_WITHOUT_BODY = frozenset({204, 205})


class Content(Protocol):
    """The body of a request, read while it is sent.

    Attributes:
        size: in bytes; None if it is unknown.
    """

    size: int | None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        ...


class Streaming(Session):
    """Sends one request without any credentials, and streams the body of a successful response.

    Only what is in the request is sent: no netrc, no cookies, no token. Proxies and certificates are those of the
    environment. The body of a response with a status other than 2xx is read at once.

    Args:
        url: where the request goes.
        content: its body; sent with its Content-Length, or in chunks if its size is unknown.
    """

    _reads_body = False

    def __init__(self, url: str, content: Content | None = None) -> None:
        super().__init__(base_url=url, max_bytes=_MAX_ERROR_BYTES, pool_size=1)
        self._content = content
        self._request: Request | None = None
        self._raw: Any = None
        self._left: int | None = None

    def piece(self) -> bytes:
        """Return the next bytes of the response as soon as they arrive; empty at the end.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end.
            ProtocolError: the framing of the body is not valid HTTP.
        """
        if self._raw is None or self._request is None:
            return b""
        outcome = self._within_limits(self._request, self._next)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the connection, also in the middle of a response."""
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.close()
        super().close()

    def _next(self) -> bytes:
        if self._left == 0:
            return b""
        piece: bytes = self._raw.read1(_PIECE, decode_content=False)
        if self._left is not None:
            if not piece:
                raise Fault(ConnectionFailed, "the connection broke before the body was complete")
            self._left -= len(piece)
        return piece

    def _set_body(self, prepared: Any, _: Request, /) -> None:
        content = self._content
        if content is not None:
            prepared.body = content  # urllib3 reads an object with `read` piece by piece
            if content.size is not None:
                prepared.headers["Content-Length"] = str(content.size)

    def _response(self, request: Request, response: Any) -> Response:
        if not 200 <= response.status_code < 300 or self._content is not None:
            return super()._response(request, response)
        response._content = b""  # noqa: SLF001 - so that the body is not read yet
        head = super()._response(request, response)
        self._request, self._raw = request, response.raw  # closed with this object, even if its headers are invalid
        coding = head.headers.get("Content-Encoding") or ""
        if content_coding(coding):
            raise Fault(ProtocolError, f"the stream is encoded ({coding}): expected identity, as requested")
        length = 0 if head.status in _WITHOUT_BODY else body_length(head.headers)
        self._left = None if length == CHUNKED else length
        return head
