"""The headers of a request, as aiohttp takes them."""

from collections.abc import Mapping

from heroics_py.errors import RequestRefused
from heroics_py.http.default_headers import DEFAULT_HEADERS
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.exchange.request_headers import header_fields

__all__ = ["sent_headers"]

_OPTIONAL = frozenset({"if-none-match", "if-range", "range"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})


def sent_headers(request: Request, of_session: Mapping[str, str]) -> dict[str, str]:
    """Return the headers to send, without those of the body's framing, and without defaults that the session has.

    aiohttp writes text as UTF-8, so a header is decoded from its bytes if they are UTF-8. If they are not, a GET is
    sent without its condition: the response is then complete.

    Raises:
        Fault: the bytes of another header are not UTF-8.
    """
    headers = header_fields(request)
    for name, value in headers.items():
        if not value.isascii():
            try:
                headers[name] = value.encode("latin-1").decode()
            except UnicodeError:
                return sent_headers(_unconditional(request, name), of_session)
    for name in of_session:
        if name in DEFAULT_HEADERS and name not in request.headers:
            del headers[name]
    return headers


def _unconditional(request: Request, name: str) -> Request:
    """Return the request without the condition ``name``.

    Raises:
        Fault: it is not a condition, or one that protects a change.
    """
    if name.lower() not in _OPTIONAL or request.method not in _SAFE_METHODS:
        message = f"the header {name} has a character beyond ASCII, which an async client can't send: encode it"
        raise Fault(RequestRefused, message)
    removed = {"if-none-match"} if name.lower() == "if-none-match" else {"if-range", "range"}
    headers: Headers = request.headers.without(frozenset(removed))
    return request.replaced(headers=headers)
