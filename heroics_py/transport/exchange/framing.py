"""How long a body is, as its header says it (RFC 9112, 6.3)."""

import re

from heroics_py.errors import ProtocolError
from heroics_py.http.headers import Headers
from heroics_py.transport.exchange.decoding import Fault

__all__ = ["CHUNKED", "LONGEST_LENGTH", "length_of"]

CHUNKED = -1
LONGEST_LENGTH = 18
"""Digits of a length; more is no length that a body can have."""

_LENGTH = re.compile(r"[0-9]+")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def length_of(headers: Headers) -> int | None:
    """Return the length of a body in bytes, `CHUNKED`, or None if the end of the connection is its end.

    Raises:
        Fault: the header leaves open where the body ends. Nothing after it can be trusted, on this connection or of it.
    """
    if any(not _NAME.fullmatch(name) for name in headers):
        raise Fault(ProtocolError, "the answer has a header field whose name is not valid, such as one with a space")
    coding = headers.get("Transfer-Encoding")
    if coding is not None and (name := coding.strip().lower()) != "identity":
        if name != "chunked":
            raise Fault(ProtocolError, "the answer has a transfer coding other than chunked, which was not asked for")
        return CHUNKED
    field = headers.get("Content-Length")
    return None if field is None else _length(field)


def _length(field: str) -> int:
    """Return the length that ``field`` holds; several are one, if they are the same."""
    lengths = {each.strip(" \t") for each in field.split(",")}
    text = lengths.pop()
    if lengths:
        raise Fault(ProtocolError, "the answer has contradicting header fields: several Content-Length")
    if not _LENGTH.fullmatch(text):
        raise Fault(ProtocolError, "the Content-Length of the answer is not a number of bytes")
    digits = text.lstrip("0")
    return int(digits or "0") if len(digits) <= LONGEST_LENGTH else 10**LONGEST_LENGTH
