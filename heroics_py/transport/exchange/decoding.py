"""Bodies joined and decompressed, up to a limit."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from heroics_py.errors import ConnectionFailed, ProtocolError, ResponseTooLarge, TransportError, warn

__all__ = ["Decoder", "Fault", "content_coding", "decode_body", "decode_pieces", "too_large"]

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
    decoder = Decoder(coding)
    for piece in pieces:
        yield from decoder.decode(piece)
    decoder.finish()


class Decoder:
    """Decompresses a body that arrives in pieces.

    Args:
        coding: as `content_coding` returns it.
    """

    __slots__ = ("_coding", "_engine", "_is_padded")

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._engine: Any = None
        self._is_padded = False

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Yield the next piece decompressed, in parts not much longer than a mebibyte.

        Raises:
            Fault: it is not in its coding.
        """
        if not self._coding:
            if piece:
                yield piece
            return
        try:
            yield from self._inflate(piece)
        except zlib.error as error:
            raise Fault(ProtocolError, f"the body is not valid {self._coding} data ({error})") from None

    def finish(self) -> None:
        """Check that the body is complete.

        Raises:
            Fault: it is cut short.
        """
        if self._engine is not None and not self._engine.eof:
            raise Fault(ConnectionFailed, f"the {self._coding} body is cut short")

    def _inflate(self, rest: bytes) -> Iterator[bytes]:
        """Yield ``rest`` decompressed; gzip may have several members, one after the other (RFC 1952, 2.2)."""
        while rest and not self._is_padded:
            if self._engine is None or self._engine.eof:
                if self._engine is not None and not rest.startswith(b"\x1f"):
                    self._is_padded = True  # after the last member
                    return
                self._engine = zlib.decompressobj(_window(self._coding, rest))
            if part := self._engine.decompress(rest, _MAX_PIECE):
                yield part
            rest = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail


def _window(coding: str, start: bytes) -> int:
    """Return the window bits for zlib; servers send "deflate" with and without its wrapper (RFC 9110, 8.4.1.2)."""
    if coding != "deflate":
        return _GZIP
    return _ZLIB if start[0] & 0x0F == 8 and (len(start) < 2 or (start[0] * 256 + start[1]) % 31 == 0) else _RAW
