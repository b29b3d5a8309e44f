"""One exchange with a host that is not the API: no credentials, and a body that comes or goes piece by piece."""

from typing import Any, Protocol

from heroics_py.errors import ConnectionFailed, ProtocolError, TransportError
from heroics_py.http.messages import Request, Response
from heroics_py.transport.exchange.decoding import Fault, coding_of
from heroics_py.transport.exchange.framing import CHUNKED, length_of
from heroics_py.transport.session import Session

__all__ = ["Content", "Streaming"]

_PIECE = 1 << 16
_MOST_OF_AN_ERROR = 1 << 20
_WITHOUT_BODY = frozenset({204, 205})


class Content(Protocol):
    """What a request carries, read while it is sent.

    Attributes:
        size: in bytes; None where nobody knows.
    """

    size: int | None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        ...


class Streaming(Session):
    """Sends one request without any credential, and gives the body of a good answer as it comes.

    Nothing of the caller's goes along but what stands on the request: no netrc, no cookies, no token. Proxies and
    certificates are those of the environment. An answer of another status than 2xx is read whole.

    Args:
        url: where the request goes.
        content: what it carries; sent with its Content-Length, and in chunks only where its size is not known.
    """

    _reads_whole = False

    def __init__(self, url: str, content: Content | None = None) -> None:
        super().__init__(base_url=url, max_bytes=_MOST_OF_AN_ERROR, pool_size=1)
        self._content = content
        self._request: Request | None = None
        self._raw: Any = None
        self._left: int | None = None

    def piece(self) -> bytes:
        """Return the next bytes of the answer as soon as there are any; none at the end.

        Raises:
            RequestTimeout: none came in time.
            ConnectionFailed: the connection broke before the end.
            ProtocolError: the body is not framed as HTTP has it.
        """
        if self._raw is None or self._request is None:
            return b""
        outcome = self._within_bounds(self._request, self._next)
        if isinstance(outcome, TransportError):
            raise outcome
        return outcome

    def close(self) -> None:
        """Close the connection, also in the middle of an answer."""
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
                raise Fault(ConnectionFailed, "the connection broke before the body was whole")
            self._left -= len(piece)
        return piece

    def _dress(self, prepared: Any) -> None:
        content = self._content
        if content is not None:
            prepared.body = content  # what has `read` is read piece by piece
            if content.size is not None:
                prepared.headers["Content-Length"] = str(content.size)

    def _response(self, request: Request, answer: Any) -> Response:
        if not 200 <= answer.status_code < 300 or self._content is not None:
            return super()._response(request, answer)
        response = super()._response(request, _without_body(answer))
        self._request, self._raw = request, answer.raw  # closed with this, whatever its header says
        coding = response.headers.get("Content-Encoding") or ""
        if coding_of(coding):
            raise Fault(ProtocolError, f"the stream is encoded ({coding}), though it was asked for as it is")
        length = 0 if response.status in _WITHOUT_BODY else length_of(response.headers)
        self._left = None if length == CHUNKED else length
        return response


def _without_body(answer: Any) -> Any:
    """Return the answer as one whose body has been read, though it has yet to come."""
    answer._content = b""  # noqa: SLF001 - where the library keeps what was read
    return answer
