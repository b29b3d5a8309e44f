"""A response of this library, from the head and the body that a library received."""

from heroics_py.http.messages import Request, Response
from heroics_py.transport.exchange.body_reading import Head, open_body, read_body

__all__ = ["is_streamed", "response_of"]


def is_streamed(request: Request, status: int) -> bool:
    """Return whether the body of a response to ``request`` stays open."""
    return request.streamed and 200 <= status < 300


def response_of(request: Request, head: Head, limit: int) -> Response:
    """Return the response, with its body read up to ``limit`` bytes; or open, if the request is streamed.

    Raises:
        Fault, OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: the body is unusable.
    """
    streams = is_streamed(request, head.status)
    return Response(
        status=head.status,
        headers=head.headers,
        body=b"" if streams else read_body(head, request.method, limit),
        url=request.url,
        method=request.method,
        source=open_body(head) if streams else None,
    )
