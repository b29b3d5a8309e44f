"""Compressed data: what is in it, and the same with its content changed."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

__all__ = ["is_packed", "packed_places", "repacked", "unpacked"]

_LARGEST = 64 * 1024 * 1024
_GZIP, _ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # by level of compression (RFC 1950, 2.2)
_STREAM = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_AUTOMATIC = 47  # window bits of zlib: gzip, or zlib with its header
_NEWEST = (1980, 1, 1, 0, 0, 0)  # the day of files in a zip archive that do not say when they changed


def is_packed(data: bytes) -> bool:
    """Return whether data begin as gzip, zlib or a zip archive do."""
    return data.startswith((_GZIP, _ZIP, *_ZLIB))


def packed_places(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield the start and the end of each compressed piece within data, and what is in it."""
    for match in _STREAM.finditer(data):
        inflater = zlib.decompressobj(_AUTOMATIC)
        with suppress(zlib.error):
            plain = inflater.decompress(data[match.start() :], _LARGEST)
            if plain:
                yield match.start(), len(data) - len(inflater.unused_data) - len(inflater.unconsumed_tail), plain


def unpacked(data: bytes) -> bytes | None:
    """Return all that is in compressed data; None if they can't be opened, or hold more than 64 MiB."""
    pieces: list[bytes] = []

    def keep(inner: bytes) -> bytes:
        pieces.append(inner)
        return inner

    return None if repacked(data, keep) is None else b"\n".join(pieces)


def repacked(data: bytes, change: Callable[[bytes], bytes]) -> bytes | None:
    """Return compressed data with ``change`` applied to what is in them; as they are if that changes nothing.

    None if they can't be opened, or hold more than 64 MiB.
    """
    try:
        return _repacked_archive(data, change) if data.startswith(_ZIP) else _repacked_stream(data, change)
    except (zlib.error, zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def _repacked_stream(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    inflater = zlib.decompressobj(_AUTOMATIC)
    plain = inflater.decompress(data, _LARGEST)
    if inflater.unconsumed_tail or (inflater.eof and is_packed(inflater.unused_data)):
        raise ValueError("it is too large, or has several parts")
    changed = change(plain)
    if changed == plain:
        return data
    packed = gzip.compress(changed, mtime=0) if data.startswith(_GZIP) else zlib.compress(changed)
    return packed + change(inflater.unused_data)


def _repacked_archive(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if sum(entry.file_size for entry in entries) > _LARGEST:
            raise ValueError("it is too large")
        before = [(entry, archive.read(entry)) for entry in entries]
    after = [(change(entry.filename.encode()).decode(), change(content)) for entry, content in before]
    if after == [(entry.filename, content) for entry, content in before]:
        return data
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in after:
            archive.writestr(zipfile.ZipInfo(name, _NEWEST), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
