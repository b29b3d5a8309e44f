"""Requests whose bodies are read before they are sent, so that a tape can compare and keep them."""

from heroics_py.errors import TransportError
from heroics_py.http.body_streams import BodyReader, BodyReadError, BodyStream
from heroics_py.http.masking import shown_url
from heroics_py.http.messages import Request
from heroics_py.http.steps import Steps, Work

__all__ = ["read_body"]


def read_body(request: Request) -> Steps[tuple[Request, Request]]:
    """Return a request with its body as bytes, and one that sends this body as the original would.

    Raises:
        TransportError: the body can't be read.
    """
    stream = request.body
    if not isinstance(stream, BodyStream):
        return request, request
    try:
        body: bytes = yield Work(BodyReader(stream).read)
    except BodyReadError as error:
        problem = str(error)
    else:
        parts = [body] if stream.length is not None else [iter([body])]
        return request.replaced(body=body), request.replaced(body=BodyStream(parts, stream.label))
    raise TransportError(problem, method=request.method, url=shown_url(request), sent=False)
