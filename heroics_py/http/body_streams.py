"""A body that is read while it is sent, so that large files need no memory."""

from collections.abc import Iterable, Iterator, Sequence
from os import SEEK_END
from typing import Protocol, TypeAlias, runtime_checkable

__all__ = ["BodyPart", "BodyReadError", "BodyReader", "BodyStream", "ReadableFile"]

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
        """Return the pieces of the body, from its beginning.

        Raises:
            ValueError: it was sent before, and can't be repeated.
            OSError: a file can't be read.
            TypeError: an iterable yields something other than bytes.
        """
        if not self.is_ready:
            raise ValueError("the body was sent before, and an iterable or a pipe can't be read again")
        self._spent = True
        return self._pieces()

    @property
    def is_ready(self) -> bool:
        """Whether the body can be sent now: it was not sent yet, or it can be repeated."""
        return self.repeatable or not self._spent

    def _pieces(self) -> Iterator[bytes]:
        for index, part in enumerate(self._parts):
            if isinstance(part, bytes):
                yield part
            elif isinstance(part, ReadableFile):
                yield from _read(part, self._files[index])
            else:
                yield from map(_checked, part)


class BodyReader:
    """One reading of a stream, as urllib3 and requests read a file.

    A problem of the caller's file is raised as `BodyReadError`, so that nothing takes it for one of the network.

    Attributes:
        len: the number of bytes, if it is known; as requests looks for it.
    """

    def __init__(self, stream: BodyStream) -> None:
        self._stream = stream
        self._pieces: Iterator[bytes] | None = None
        self._rest = b""
        self._position = self._received = 0
        if stream.length is not None:
            self.len = stream.length

    def __iter__(self) -> Iterator[bytes]:
        while data := self.read(_CHUNK):
            yield data

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end.

        Raises:
            BodyReadError: the file or iterable fails, or has more or fewer bytes than its length.
        """
        parts = [self._rest]
        count = len(self._rest)
        while size < 0 or count < size:
            piece = self._next()
            if not piece:
                break
            parts.append(piece)
            count += len(piece)
        data = b"".join(parts)
        end = len(data) if size < 0 else size
        data, self._rest = data[:end], data[end:]
        self._position += len(data)
        return data

    def tell(self) -> int:
        """Return the position, so that an authorization object can return to it."""
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        """Return to the beginning.

        Raises:
            OSError: to any other position, or the body can't be sent again.
        """
        if position or whence or not self._stream.is_ready:
            raise OSError("the body can only be read again from its beginning")
        self._pieces, self._rest = None, b""
        self._position = self._received = 0
        return 0

    def _next(self) -> bytes:
        """Return the next piece; empty at the end."""
        problem = ""
        try:
            if self._pieces is None:
                self._pieces = iter(self._stream)
            piece = next((piece for piece in self._pieces if piece), b"")
        except (OSError, ValueError, TypeError) as error:
            problem = str(error) or type(error).__name__
        if problem:
            raise BodyReadError(f"the body can't be read: {problem}")
        self._received += len(piece)
        length = self._stream.length
        if length is not None and (self._received > length or (not piece and self._received < length)):
            raise BodyReadError(f"the body has {self._received} of {length} bytes: a file changed while it was sent")
        return piece


class BodyReadError(Exception):
    """The caller's file or iterable can't be read."""


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
