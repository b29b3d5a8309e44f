"""Bodies joined and decompressed, up to a limit."""

import zlib
from collections.abc import Iterable, Iterator

from heroics_py.errors import ConnectionFailed, ProtocolError, ResponseTooLarge, TransportError, warn

__all__ = ["Fault", "content_coding", "decode_body", "decode_pieces", "too_large"]

_GZIP, _ZLIB, _RAW = 31, 15, -15
_MAX_PIECE = 1 << 20


# What servers send though the body is plain: charsets, transfer encodings of mail, and placeholders.
_NOT_CODINGS = frozenset(
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


class Fault(Exception):  # noqa: N818 - becomes a TransportError where the request is known
    """A problem with a response.

    Attributes:
        kind: the class of the error to raise for it.
        message: what happened, in words.
    """

    def __init__(self, kind: type[TransportError], message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def content_coding(value: str | None) -> str:
    """Return the content coding in ``value`` of Content-Encoding, "" for none (RFC 9110, 8.4).

    Raises:
        Fault: there are several, or one that was not requested.
    """
    if not value:
        return ""
    codings = [coding for part in value.split(",") if (coding := part.strip().lower()) not in ("", "identity")]
    if odd := [
        coding for coding in codings if coding in _NOT_CODINGS or coding.startswith(("iso-8859-", "utf-16", "windows-"))
    ]:
        warn(f"Content-Encoding names {', '.join(odd)}, which is not a compression: the body is read unchanged")
        codings = [coding for coding in codings if coding not in odd]
    if len(codings) > 1:
        raise Fault(ProtocolError, f"the body is compressed {len(codings)} times: expected at most once")
    if codings and codings[0] not in ("gzip", "x-gzip", "deflate"):
        raise Fault(ProtocolError, "the body has a content coding that was not requested: expected gzip or deflate")
    return codings[0] if codings else ""


def decode_body(pieces: Iterable[bytes], *, coding: str, limit: int) -> bytes:
    """Return ``pieces`` joined and decompressed: at most ``limit`` bytes, before and after.

    Raises:
        Fault: the body is larger, cut short, or not in its coding.
    """
    limited = _limited(pieces, limit)
    return b"".join(_limited(decode_pieces(limited, coding=coding), limit) if coding else limited)


def too_large(limit: int) -> Fault:
    """Return the fault of a response larger than ``limit`` bytes."""
    return Fault(ResponseTooLarge, f"the response is larger than {limit} bytes: max_bytes= sets the limit")


def _limited(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise too_large(limit)
        yield piece


def decode_pieces(pieces: Iterable[bytes], *, coding: str) -> Iterator[bytes]:
    """Yield ``pieces`` decompressed, as soon as each has arrived; none is much longer than a mebibyte.

    Raises:
        Fault: the body is cut short, or not in its coding.
    """
    if not coding:
        yield from pieces
        return
    try:
        yield from _inflate(pieces, coding)
    except zlib.error as error:
        raise Fault(ProtocolError, f"the body is not valid {coding} data ({error})") from None


def _inflate(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield ``pieces`` decompressed; gzip may have several members, one after the other (RFC 1952, 2.2)."""
    engine, has_begun = None, False
    for piece in pieces:
        rest = piece
        while rest:
            if engine is None or engine.eof:
                if has_begun and not rest.startswith(b"\x1f"):
                    break  # padding after the last member
                engine = zlib.decompressobj(_window(coding, rest))
            has_begun = True
            if part := engine.decompress(rest, _MAX_PIECE):
                yield part
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
    if engine is not None and not engine.eof:
        raise Fault(ConnectionFailed, f"the {coding} body is cut short")


def _window(coding: str, start: bytes) -> int:
    """Return the window bits for zlib; servers send "deflate" with and without its wrapper (RFC 9110, 8.4.1.2)."""
    if coding != "deflate":
        return _GZIP
    return _ZLIB if start[0] & 0x0F == 8 and (len(start) < 2 or (start[0] * 256 + start[1]) % 31 == 0) else _RAW
