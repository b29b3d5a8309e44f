"""A body that is read while it is sent, so that large files need no memory."""

from collections.abc import Iterable, Iterator, Sequence
from os import SEEK_END
from typing import Protocol, TypeAlias, runtime_checkable

__all__ = ["BodyPart", "BodyStream", "ReadableFile"]

_CHUNK = 65_536


@runtime_checkable
class ReadableFile(Protocol):
    """An open file: anything with ``read``."""

    def read(self, size: int = -1, /) -> "bytes | str":
        """Return the next bytes, or at most ``size`` of them."""
        ...


BodyPart: TypeAlias = "bytes | ReadableFile | Iterable[bytes]"
"""A piece of a body: bytes, a file open for reading, or an iterable of bytes."""


class BodyStream:
    """A body in pieces.

    A file is sent from the position that it has now, and again from there if the request is repeated. A file in text
    mode is sent as UTF-8. An iterable can be sent once.

    Attributes:
        length: the number of bytes; None if it is unknown, so that the body is sent in chunks (RFC 9112, 7.1).
        repeatable: whether the body can be sent again: after a failure, or to the target of a redirect.
        label: what ``curl`` and ``repr`` show instead of the content, such as "photo.jpg".
    """

    __slots__ = ("_files", "_parts", "_spent", "label", "length", "repeatable")

    def __init__(self, parts: Sequence[BodyPart], label: str = "") -> None:
        self._parts = tuple(parts)
        self._files = {index: _position(part) for index, part in enumerate(self._parts) if _is_file(part)}
        self._spent = False
        lengths = [_length(part, self._files.get(index)) for index, part in enumerate(self._parts)]
        self.length = None if None in lengths else sum(length for length in lengths if length is not None)
        self.repeatable = all(
            isinstance(part, bytes) or self._files.get(index) is not None for index, part in enumerate(self._parts)
        )
        self.label = label

    def __repr__(self) -> str:
        size = "unknown length" if self.length is None else f"{self.length} bytes"
        return f"<BodyStream {self.label or 'of parts'}: {size}>"

    def __iter__(self) -> Iterator[bytes]:
        """Yield the body from its beginning.

        Raises:
            ValueError: it was sent before, and can't be repeated.
            OSError: a file can't be read.
            TypeError: an iterable yields something other than bytes.
        """
        if self._spent and not self.repeatable:
            raise ValueError("the body was sent before, and an iterable or a pipe can't be read again")
        self._spent = True
        for index, part in enumerate(self._parts):
            if isinstance(part, bytes):
                yield part
            elif isinstance(part, ReadableFile):
                yield from _read(part, self._files[index])
            else:
                yield from map(_checked, part)


def _is_file(part: BodyPart) -> bool:
    return not isinstance(part, bytes) and isinstance(part, ReadableFile)


def _position(part: BodyPart) -> int | None:
    """Return the position of a file, or None if it can't be set."""
    try:
        position = part.tell()  # type: ignore[union-attr]
        part.seek(position)  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        return None
    return position if isinstance(position, int) else None


def _length(part: BodyPart, position: int | None) -> int | None:
    if isinstance(part, bytes):
        return len(part)
    if position is None or isinstance(part.read(0), str):  # type: ignore[union-attr]
        return None
    end = part.seek(0, SEEK_END)  # type: ignore[union-attr]
    part.seek(position)  # type: ignore[union-attr]
    return end - position if isinstance(end, int) else None


def _read(file: ReadableFile, position: int | None) -> Iterator[bytes]:
    if position is not None:
        file.seek(position)  # type: ignore[attr-defined]
    while data := file.read(_CHUNK):
        yield data.encode() if isinstance(data, str) else bytes(data)


def _checked(data: object) -> bytes:
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"a body is sent as bytes, but its iterable yields {type(data).__name__}")
    return bytes(data)
