"""Bodies within bounds: joined and decompressed, and never more of it than was agreed."""

import zlib
from collections.abc import Iterable

from heroics_py.errors import ConnectionFailed, ProtocolError, ResponseTooLarge, TransportError, warn

__all__ = ["Fault", "body_of", "coding_of"]

_GZIP, _ZLIB, _RAW = 31, 15, -15


# What servers write there though the body is plain: names of charsets, of transfer encodings of mail, of nothing.
_NO_CODINGS = frozenset(
    {
        "none",
        "null",
        "plain",
        "text",
        "raw",
        "binary",
        "7bit",
        "8bit",
        "aws-chunked",
        "utf8",
        "utf-8",
        "ascii",
        "us-ascii",
    }
)


class Fault(Exception):  # noqa: N818 - no error of its own: a kind of TransportError whose request is not known here
    """What is wrong with an answer.

    Attributes:
        kind: the error that it becomes.
        message: what happened, in words.
    """

    def __init__(self, kind: type[TransportError], message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def coding_of(value: str | None) -> str:
    """Return the one content coding that ``value`` of Content-Encoding names, "" for none (RFC 9110, 8.4).

    Raises:
        Fault: there are several, or one that was not asked for.
    """
    if not value:
        return ""
    codings = [coding for part in value.split(",") if (coding := part.strip().lower()) not in ("", "identity")]
    if odd := [
        coding for coding in codings if coding in _NO_CODINGS or coding.startswith(("iso-8859-", "utf-16", "windows-"))
    ]:
        warn(f"Content-Encoding names {', '.join(odd)}, which is no compression: the body is read as it is")
        codings = [coding for coding in codings if coding not in odd]
    if len(codings) > 1:
        raise Fault(ProtocolError, f"the body is compressed {len(codings)} times over: expected once at the most")
    if codings and codings[0] not in ("gzip", "x-gzip", "deflate"):
        raise Fault(ProtocolError, "the body has a content coding that was not asked for: expected gzip or deflate")
    return codings[0] if codings else ""


def body_of(pieces: Iterable[bytes], *, coding: str, limit: int) -> bytes:
    """Join ``pieces``, decompressed, as long as they stay within ``limit`` bytes on the wire and after.

    Raises:
        Fault: it is larger, cut short, or not what its coding says.
    """
    bounded = _bounded(pieces, limit)
    if not coding:
        return b"".join(bounded)
    found: list[bytes] = []
    problem = ""
    try:
        _inflate(bounded, coding, limit, found)
    except zlib.error as error:
        problem = str(error)
    if problem:
        raise Fault(ProtocolError, f"the body is no valid {coding} data ({problem})")
    return b"".join(found)


def too_large(limit: int) -> Fault:
    """Return the fault of an answer that is larger than ``limit`` bytes."""
    return Fault(ResponseTooLarge, f"the answer is larger than {limit} bytes; max_bytes= sets the limit")


def _bounded(pieces: Iterable[bytes], limit: int) -> Iterable[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise too_large(limit)
        yield piece


def _inflate(pieces: Iterable[bytes], coding: str, limit: int, found: list[bytes]) -> None:
    """Decompress ``pieces`` into ``found``; gzip may hold several members, one after the other (RFC 1952, 2.2)."""
    engine, total, begun = None, 0, False
    for piece in pieces:
        rest = piece
        while rest:
            if engine is None or engine.eof:
                if begun and not rest.startswith(b"\x1f"):
                    break  # padding behind the last member
                engine = zlib.decompressobj(_window(coding, rest))
            begun = True
            part = engine.decompress(rest, limit - total + 1)
            total += len(part)
            if total > limit:
                raise too_large(limit)
            found.append(part)
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if engine is not None and not engine.eof:
        raise Fault(ConnectionFailed, f"the {coding} body is cut short")


def _window(coding: str, start: bytes) -> int:
    """Return what zlib is to expect; "deflate" comes with and without its envelope (RFC 9110, 8.4.1.2)."""
    if coding != "deflate":
        return _GZIP
    return _ZLIB if start[0] & 0x0F == 8 and (len(start) < 2 or (start[0] * 256 + start[1]) % 31 == 0) else _RAW
