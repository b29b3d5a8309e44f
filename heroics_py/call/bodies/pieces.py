"""A body in pieces: joined if it is small, else a stream, so that large files are never in memory."""

from collections.abc import Iterable, Sequence
from io import IOBase, TextIOBase
from os import SEEK_END
from typing import TYPE_CHECKING

from heroics_py.errors import CallError
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.http.body_streams import BodyStream, ReadableFile

__all__ = ["joined", "utf8"]

_MOST_IN_MEMORY = 1 << 20
"""Bodies above this size are streamed."""


def joined(pieces: "Sequence[bytes | ReadableFile | Iterable[bytes]]", label: str = "") -> "bytes | BodyStream":
    """Return the body that consists of ``pieces``: bytes if it is known to have at most 1 MiB, else a stream.

    Args:
        pieces: bytes, open files, and iterables of bytes.
        label: what curl shows instead of the content of a stream.

    Raises:
        CallError: a file can't be read.
    """
    sizes = [_size(piece) for piece in pieces]
    known = [size for size in sizes if size is not None]
    if len(known) == len(sizes) and sum(known) <= _MOST_IN_MEMORY:
        texts = [piece if isinstance(piece, bytes) else _read(piece) for piece in pieces]
        return texts[0] if len(texts) == 1 else b"".join(texts)
    load_modules("heroics_py.http.body_streams")
    from heroics_py.http.body_streams import BodyStream

    return BodyStream(pieces, label)


def utf8(text: str) -> bytes:
    """Return text as UTF-8.

    Raises:
        CallError: it holds half a surrogate pair.
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass
    raise CallError("the body holds half a surrogate pair, which is not valid text")


def _size(piece: object) -> int | None:
    """Return the size of a piece in bytes; of a file in text mode, an estimate. None if it is unknown."""
    if isinstance(piece, bytes):
        return len(piece)
    if not isinstance(piece, IOBase) and not (hasattr(piece, "seek") and hasattr(piece, "tell")):
        return None
    try:
        position = piece.tell()
        end = piece.seek(0, SEEK_END)
        end = piece.tell() if end is None else end
        piece.seek(position)
    except (OSError, ValueError):
        return None
    if isinstance(piece, TextIOBase):
        return max(end, position) if isinstance(end, int) else None
    return max(end - position, 0) if isinstance(end, int) and isinstance(position, int) else None


def _read(file: object) -> bytes:
    reason = ""
    try:
        data = file.read()  # type: ignore[attr-defined]
    except (OSError, ValueError) as error:
        reason = str(error)
    if reason:
        raise CallError(f"a file can't be read ({reason}): expected one that is open, best in mode 'rb'")
    return utf8(data) if isinstance(data, str) else bytes(data)
