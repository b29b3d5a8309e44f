"""The body of a response, read within its limits."""

from collections.abc import Iterator
from typing import Any

import requests

from heroics_py.errors import ConnectionFailed, ProtocolError
from heroics_py.transport.exchange.decoding import Fault, content_coding, decode_body, too_large
from heroics_py.transport.exchange.direct_response import DirectResponse
from heroics_py.transport.exchange.framing import CHUNKED, body_length
from heroics_py.transport.exchange.library_response import check_headers, response_headers

__all__ = ["read_body"]

_PIECE = 1 << 16


def read_body(response: requests.Response, method: str, *, limit: int) -> bytes:
    """Return the whole body of ``response``, decompressed; close the response if that fails.

    Raises:
        Fault: it is larger than ``limit``, cut short, or its framing is invalid.
        OSError, http.client.HTTPException, urllib3.exceptions.HTTPError: the connection failed.
    """
    body = None
    try:
        body = _read(response, method, limit)
    except ValueError:  # the library could not parse a length
        pass
    finally:
        if body is None:
            response.close()
    if body is None:
        raise Fault(ProtocolError, "the framing of the body is not valid HTTP")
    return body


def _read(response: requests.Response, method: str, limit: int) -> bytes:
    if 100 <= response.status_code < 200:  # the real response to this request will still arrive on the connection
        raise Fault(
            ProtocolError, f"the session's adapter took the interim response {response.status_code} for the final one"
        )
    check_headers(response)
    raw = response.raw
    headers = response_headers(response)
    is_empty = method == "HEAD" or response.status_code in (204, 304)
    if is_empty and not isinstance(raw, DirectResponse):
        _release(response)
        return b""
    length = 0 if is_empty else body_length(headers)
    if length is not None and length > limit:
        raise too_large(limit)
    coding = "" if is_empty else content_coding(headers.get("Content-Encoding"))
    if isinstance(raw, DirectResponse):
        return decode_body((raw.read(),), coding=coding, limit=limit)
    is_repeated = length != CHUNKED and "," in (headers.get("Content-Length") or "") and hasattr(raw, "stream")
    pieces = _exactly(raw, length or 0) if is_repeated else _pieces(raw)
    return decode_body(pieces, coding=coding, limit=limit)


def _release(response: requests.Response) -> None:
    """Release the connection of a response without a body; an adapter of the caller may have none."""
    release = getattr(response.raw, "release_conn", None)
    if release is not None:
        release()
    elif response.raw is None or hasattr(response.raw, "close"):
        response.close()


def _pieces(raw: Any) -> Iterator[bytes]:
    """Yield the body as it is on the wire."""
    if raw is None:
        return
    if hasattr(raw, "stream"):
        yield from raw.stream(_PIECE, decode_content=False)
    else:  # an adapter of the caller may return any file
        while piece := raw.read(_PIECE):
            if not isinstance(piece, bytes):
                raise Fault(ProtocolError, f"the session returned a body of {type(piece).__name__}: expected bytes")
            yield piece


def _exactly(raw: Any, length: int) -> Iterator[bytes]:
    """Yield a body whose length urllib3 could not read, and close its connection."""
    while length > 0 and (piece := raw.read(min(length, _PIECE), decode_content=False)):
        length -= len(piece)
        yield piece
    raw.close()
    if length > 0:
        raise Fault(ConnectionFailed, "the connection broke before the body was complete")
