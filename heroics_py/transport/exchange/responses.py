"""A response of this library, from the head and the body that a library received."""

from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request, Response
from heroics_py.transport.exchange.body_reading import Head, open_body, read_body

__all__ = ["response_of", "stays_open"]


def stays_open(request: Request, status: int, headers: Headers) -> bool:
    """Return whether the body of a response to ``request`` is read piece by piece."""
    return request.streamed and request.keeps_open(status, headers.get("Content-Type") or "")


def response_of(request: Request, head: Head, limit: int) -> Response:
    """Return the response, with its body read up to ``limit`` bytes; or open, if the request is streamed.

    Raises:
        Fault, OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: the body is unusable.
    """
    is_open = stays_open(request, head.status, head.headers)
    return Response(
        status=head.status,
        headers=head.headers,
        body=b"" if is_open else read_body(head, request.method, limit),
        url=request.url,
        method=request.method,
        source=open_body(head) if is_open else None,
    )
