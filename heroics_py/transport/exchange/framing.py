"""The length of a body, according to its headers (RFC 9112, 6.3)."""

import re

from heroics_py.errors import ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["CHUNKED", "MAX_LENGTH_DIGITS", "body_length"]

CHUNKED = -1
MAX_LENGTH_DIGITS = 18
"""The most digits of a length that a body can have."""

_LENGTH = re.compile(r"[0-9]+")
_is_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch


def body_length(headers: Headers) -> int | None:
    """Return the length of a body in bytes, `CHUNKED`, or None if it ends with the connection.

    Raises:
        Fault: the headers do not define where the body ends, so nothing that follows on the connection can be trusted.
    """
    if not all(map(_is_name, headers)):
        raise Fault(ProtocolError, "the response has a header with an invalid name, such as one with a space")
    coding = headers.get("Transfer-Encoding")
    if coding is not None and (name := coding.strip().lower()) != "identity":
        if name != "chunked":
            raise Fault(ProtocolError, "the response has a transfer coding that was not requested: expected chunked")
        return CHUNKED
    field = headers.get("Content-Length")
    return None if field is None else _length(field)


def _length(field: str) -> int:
    """Return the length in ``field``; several equal ones count as one."""
    lengths = {each.strip(" \t") for each in field.split(",")}
    text = lengths.pop()
    if lengths:
        raise Fault(ProtocolError, "the response has contradictory headers: several values of Content-Length")
    if not _LENGTH.fullmatch(text):
        raise Fault(ProtocolError, "the Content-Length of the response is not a number of bytes")
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) <= MAX_LENGTH_DIGITS else 10**MAX_LENGTH_DIGITS
