"""The header fields of a request as it leaves."""

from heroics_py.http.body_streams import BodyReader
from heroics_py.http.default_headers import DEFAULT_HEADERS
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request

__all__ = ["framing_fields", "header_fields"]

_FRAMING = frozenset({"content-length", "transfer-encoding"})
_DEFAULTS = Headers(DEFAULT_HEADERS)


def header_fields(request: Request) -> dict[str, str]:
    """Return the headers to send, without those of the body's framing, which the library adds."""
    return dict(_DEFAULTS.updated(request.headers).without(_FRAMING).items())


def framing_fields(body: BodyReader) -> dict[str, str]:
    """Return the header of a body that is read while it is sent: its length, or chunks if that is unknown."""
    length = getattr(body, "len", None)
    return {"Transfer-Encoding": "chunked"} if length is None else {"Content-Length": str(length)}
