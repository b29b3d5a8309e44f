"""What arrived of a response whose body was cut short."""

from collections.abc import Iterable

from heroics_py.errors import ConnectionFailed, RequestTimeout, TransportError
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response

__all__ = ["is_worth_keeping", "last_bytes", "with_partial"]

_CUT = (ConnectionFailed, RequestTimeout)


def is_worth_keeping(request: Request, status: int, headers: Headers) -> bool:
    """Return whether a range may complete the body, should it be cut short (RFC 9110, 14): its bytes are unencoded."""
    coding = (headers.get("Content-Encoding") or "identity").strip().lower()
    return request.method == "GET" and status in (200, 206) and not request.streamed and coding == "identity"


def with_partial(
    error: TransportError, request: Request, status: int, headers: Headers, pieces: Iterable[bytes]
) -> TransportError:
    """Return ``error`` with the response as far as it arrived, if its body was cut short and can be completed.

    Args:
        error: what became of the response.
        request: what was sent.
        status: of the response.
        headers: of the response.
        pieces: of the body, in their order.
    """
    if isinstance(error, _CUT) and is_worth_keeping(request, status, headers) and (body := b"".join(pieces)):
        error.partial = Response(status=status, headers=headers, body=body, url=request.url)
    return error


def last_bytes(error: Exception) -> bytes:
    """Return what http.client had read of a body when ``error`` ended it: urllib3 wraps its `IncompleteRead`."""
    for cause in (error, *error.args):
        if isinstance(part := getattr(cause, "partial", None), bytes):
            return part
    return b""
