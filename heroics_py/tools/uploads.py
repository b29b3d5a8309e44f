"""The steps that send a file."""

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from heroics_py.call.responses.response import error_of, is_success
from heroics_py.display.progress import show_progress
from heroics_py.errors import CallError
from heroics_py.http.body_streams import BodyStream
from heroics_py.http.messages import Request
from heroics_py.http.steps import Steps, Work
from heroics_py.secrecy.urls import mask_url
from heroics_py.transport.error_frames import without_frames_below
from heroics_py.transport.rules.tapping import TAPPED_WIRE

__all__ = ["send_file"]


class _UploadFile:
    """A file that shows its progress while it is sent, and ends at its first size.

    Attributes:
        size: in bytes; None if it is unknown.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.size = _size_of(file)
        self._file = file
        self._start = 0 if self.size is None else file.tell()
        self._position = 0
        self.advance: Callable[[int], None] = _nothing

    def tell(self) -> int:
        """Return the position in the part that is sent."""
        return self._position

    def seek(self, position: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a position in the part that is sent.

        Raises:
            OSError: the file has no positions.
        """
        if self.size is None:
            raise OSError("the file has no positions")
        self._position = min(self.size, position + (self.size if whence == os.SEEK_END else 0))
        self._file.seek(self._start + self._position)
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        if self.size is not None:
            left = self.size - self._position
            size = left if size < 0 else min(size, left)
        piece = self._file.read(size) if size else b""
        self._position += len(piece)
        self.advance(len(piece))
        return piece


def _nothing(_: int) -> None:
    """Show nothing."""


def send_file(request: Request, file: Any, *, visible: bool) -> Steps[None]:
    """Return the steps that send a request with a file as its body.

    Args:
        request: without its body.
        file: a path, bytes, or a file that is open for reading bytes.
        visible: whether to show a progress bar.

    Raises:
        CallError: it can't be uploaded.
        OSError: it can't be opened.
        ResponseError: the host refuses it.
        TransportError: it did not arrive completely.
    """
    content: _UploadFile
    content, opened = yield Work(lambda: _opened(file))
    try:
        with show_progress("upload", total=content.size, unit="B", visible=visible) as bar:
            content.advance = bar.advance
            response = yield from without_frames_below(TAPPED_WIRE.send, request.replaced(body=BodyStream([content])))
    finally:
        if opened is not None:
            opened.close()
        _outdate_flights()
    if not is_success(response.status):
        hint = "an upload does not follow redirects" if 300 <= response.status < 400 else ""
        url = mask_url(response.url, request.secret_fields)
        raise error_of(response.replaced(url=url), request.call, hint)


def _outdate_flights() -> None:
    """Let no later read join one in progress (``single_flight``), whose response may be from before the upload."""
    if flights := sys.modules.get("heroics_py.cache.flights.flights"):  # loaded if any client has it
        flights.change_outside()


def _opened(file: Any) -> tuple[_UploadFile, BinaryIO | None]:
    """Return a file to send, and what to close after that."""
    if isinstance(file, bytes | bytearray):
        return _UploadFile(io.BytesIO(file)), None
    if isinstance(file, str | os.PathLike):
        content = _open(file)
        return _UploadFile(content), content
    if isinstance(file, io.TextIOBase):
        raise CallError("the file is open for text: open it with open(path, 'rb'), or pass its path")
    if callable(getattr(file, "read", None)):
        return _UploadFile(file), None
    raise CallError(f"upload takes a path, bytes, or a file that is open for reading; got {type(file).__name__}")


def _open(path: "str | os.PathLike[str]") -> BinaryIO:
    """Open the file at a path.

    Raises:
        CallError: it can't be a path.
        OSError: it can't be opened.
    """
    advice = "pass bytes for content, or a path that exists"
    try:
        return open(path, "rb")
    except ValueError:  # there is a NUL in it
        problem = CallError(f"upload takes text as a path, and this can't be one: {advice}")
    except OSError as error:
        if error.errno not in {errno.ENOENT, errno.ENAMETOOLONG}:
            raise
        raise type(error)(error.errno, f"{error.strerror}; {advice}", error.filename) from None
    raise problem


def _size_of(file: BinaryIO) -> int | None:
    """Return the number of bytes left in ``file``, or None if it can't be known without reading them."""
    try:
        position = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(position)
    except (OSError, AttributeError, ValueError):
        return None
    return max(end - position, 0)
