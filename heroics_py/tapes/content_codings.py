"""Bodies without their content coding (RFC 9110, 8.4.1), as cassettes hold them: gzip, deflate, br and zstd."""

import zlib
from collections.abc import Callable
from typing import Any

from heroics_py.errors import TapeError

__all__ = ["LARGEST_BODY", "decoded"]

LARGEST_BODY = 64 * 1024 * 1024
"""The largest body that is decoded, in bytes."""

_MOST_CODINGS = 3
_MOST_MEMBERS = 100
_GZIP_MEMBER = b"\x1f\x8b"
_WITH_HEADER, _RAW = 47, -15  # window bits of zlib
_TOO_LARGE = "its body has more than {:,} bytes"


def decoded(data: bytes, codings: str) -> bytes:
    """Return a body without its content codings; as it is if some library had decoded it before.

    Args:
        data: the body.
        codings: the value of ``Content-Encoding``.

    Raises:
        TapeError: it can't be decoded, or is too large.
    """
    names = [name for name in map(str.strip, codings.lower().split(",")) if name not in ("", "identity")]
    if len(names) > _MOST_CODINGS:
        raise TapeError(f"its body has {len(names)} content codings, more than the {_MOST_CODINGS} that are decoded")
    for name in reversed(names):
        if data:
            decode = _DECODERS.get(name)
            data = decode(data) if decode is not None else _text(data, name)
    return data


def _text(data: bytes, name: str, library: str = "") -> bytes:
    """Return a body that is text already.

    Raises:
        TapeError: it is binary data.
    """
    try:
        data.decode()
    except UnicodeDecodeError:
        help_ = f"; to decode it: pip install {library}" if library else ""
        raise TapeError(f"its body has the content coding {name[:20]!r}, which can't be decoded{help_}") from None
    return data


def _gzip(data: bytes) -> bytes:
    plain = _members(data, _WITH_HEADER)
    return data if plain is None else plain


def _deflate(data: bytes) -> bytes:
    for window in (_WITH_HEADER, _RAW):
        plain = _members(data, window)
        if plain is not None:
            return plain
    return data


def _members(data: bytes, window: int) -> bytes | None:
    """Return what the members of a compressed body hold; None if it is not compressed in this way."""
    plain = b""
    for _ in range(_MOST_MEMBERS):
        inflater = zlib.decompressobj(window)
        try:
            plain += inflater.decompress(data, LARGEST_BODY + 1 - len(plain))
        except zlib.error:
            return plain or None
        if len(plain) > LARGEST_BODY:
            raise TapeError(_TOO_LARGE.format(LARGEST_BODY))
        if window < 0 and not inflater.eof:  # a text may begin as compressed data do
            return None
        data = inflater.unused_data
        if not data.startswith(_GZIP_MEMBER):
            break
    return plain


def _brotli(data: bytes) -> bytes:
    library = _first(("brotli", "brotlicffi"))
    if library is None:
        return _text(data, "br", "brotli")
    try:
        decoder = library.Decompressor()
        plain = _limited(decoder.process(data, output_buffer_limit=LARGEST_BODY + 1))
    except TypeError:  # releases before 1.2 have no limit
        return _text(data, "br", "'brotli>=1.2'")
    except library.error:
        return data
    return plain if decoder.is_finished() else data


def _zstd(data: bytes) -> bytes:
    library = _first(("compression.zstd", "backports.zstd"))
    if library is not None:
        return _read_zstd(data, library.ZstdFile, library.ZstdError)
    library = _first(("zstandard",))
    if library is None:
        return _text(data, "zstd", "zstandard")
    reader = library.ZstdDecompressor().stream_reader
    return _read_zstd(data, lambda file: reader(file, read_across_frames=True), library.ZstdError)


def _read_zstd(data: bytes, opened: Callable[[Any], Any], error: type[Exception]) -> bytes:
    from io import BytesIO

    try:
        with opened(BytesIO(data)) as file:
            return _limited(file.read(LARGEST_BODY + 1))
    except (error, EOFError):
        return data


def _limited(plain: bytes) -> bytes:
    if len(plain) > LARGEST_BODY:
        raise TapeError(_TOO_LARGE.format(LARGEST_BODY))
    return plain


def _first(names: tuple[str, ...]) -> Any:
    """Return the first of some modules that is installed, or None."""
    from importlib import import_module

    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    return None


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
