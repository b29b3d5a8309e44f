"""One exchange with a host that is not the API: without credentials, with a body that is streamed."""

from functools import partial
from typing import Any, Protocol

from heroics_py.http.body_streams import BodyStream
from heroics_py.http.messages import Request, Response
from heroics_py.transport.session import Session

__all__ = ["Content", "Streaming"]

_PIECE = 1 << 16
_MAX_ERROR_BYTES = 1 << 20


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

    def __init__(self, url: str, content: Content | None = None) -> None:
        super().__init__(base_url=url, max_bytes=_MAX_ERROR_BYTES, pool_size=1)
        self._body = None if content is None else _stream_of(content)
        self._source: Any = None

    def send(self, request: Request) -> Response:
        """Send ``request`` with the content; without one, a successful response stays open."""
        if self._body is not None:
            return super().send(request.replaced(body=self._body))
        response = super().send(request.replaced(streamed=True))
        self._source = response.source
        return response

    def piece(self) -> bytes:
        """Return the next bytes of the response as soon as they arrive; empty at the end.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end.
            ProtocolError: the framing of the body is not valid HTTP.
        """
        piece: bytes = b"" if self._source is None else self._source.read()
        return piece

    def close(self) -> None:
        """Close the connection, also in the middle of a response."""
        if self._source is not None:
            self._source.close()
        super().close()


def _stream_of(content: Content) -> BodyStream:
    stream = BodyStream((iter(partial(content.read, _PIECE), b""),))
    stream.length = content.size
    return stream
