"""Streams and uploads: URLs in answers that lead to hosts which are not the API."""

import io
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from urllib.parse import parse_qsl, urlsplit

from heroics_py.call.response import error_of, is_success
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError, ConnectionFailed
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.http.origins import origin_of
from heroics_py.secrecy.urls import mask_url
from heroics_py.tools.lines import Lines
from heroics_py.transport.exchange.decoding import Fault
from heroics_py.transport.streaming import Streaming

__all__ = ["stream", "upload"]

_PATIENT = Timeout(connect=5.0, read=900.0)


def stream(
    url: str,
    *,
    timeout: Timeout | float | None = _PATIENT,
    retries: Retry | int = 2,
    reconnect: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Lines:
    """Open a stream of text that an answer names, such as ``log_session.logplex_url``, and return its lines.

    The lines come as the server sends them. No credentials of the API go along. Ctrl-C, ``close()`` and the end of a
    ``with`` block close the connection.

    A stream that is cut goes on at the byte that was reached, where the server offers ranges of bytes
    (``Accept-Ranges: bytes``; RFC 9110, 14.2): nothing is lost, nothing comes twice. Elsewhere the error is raised;
    with ``reconnect`` the URL is opened anew, and the server decides where to begin: lines may come twice or be missed.

    Args:
        url: from an answer of the API, with whatever signature it bears.
        timeout: seconds in total, or a `Timeout`; by default 5 to connect, and a quarter of an hour of silence.
        retries: how many times it may be opened again before anything more has come, or a `Retry`.
        reconnect: go on after a cut though the server offers no ranges.
        headers: further header fields.

    Raises:
        CallError: the URL is none.
        ResponseError: the host answers with an error, such as `Gone` for a URL that has expired.
        TransportError: it can't be opened, or (from the lines) it breaks or falls silent and can't go on.
    """
    started = _request(
        "GET", url, "stream", timeout, {"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
    )
    return Lines(started, retry=Retry.of(retries), reconnect=reconnect)


def upload(
    put_url: str,
    file: "str | os.PathLike[str] | bytes | BinaryIO",
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    *,
    timeout: Timeout | float | None = Timeout(),  # noqa: B008 - a frozen value
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a file to a URL that an answer names, such as ``source.source_blob["put_url"]``, piece by piece.

    No credentials of the API go along. The size goes before the content (``Content-Length``), as object stores demand;
    only what has no size, such as a pipe, is sent in chunks. An upload is not tried again by itself.

    Args:
        put_url: from an answer of the API, with whatever signature it bears.
        file: a path, the bytes themselves, or a file that is open for reading bytes; that one is read from where it
            stands, and left open.
        progress: show a bar, in a terminal or a notebook, where tqdm is installed (the extra "progress").
        timeout: seconds in total, or a `Timeout`.
        headers: further header fields; none says what kind of file it is, for a signature may forbid that.

    Raises:
        CallError: the URL is none, or the file is open for text.
        OSError: the file can't be read.
        ResponseError: the host refuses it.
        TransportError: it did not arrive whole.
    """
    request = _request("PUT", put_url, "upload", timeout, headers or {})
    with (
        _opened(file) as content,
        show_progress("upload", total=_size_of(content), unit="B", visible=progress) as shown,
    ):
        sending = Streaming(request.url, _Counted(content, _size_of(content), shown))
        try:
            response = sending.send(request)
        finally:
            sending.close()
    if not is_success(response.status):
        moved = "an upload follows no redirect" if 300 <= response.status < 400 else ""
        url = mask_url(response.url, request.secret_fields)
        raise error_of(response.replaced(url=url), request.call, moved)


class _Counted:
    """A file that is read while it is sent: never beyond its size, and the progress is shown.

    Attributes:
        size: in bytes; None where nobody knows.
    """

    def __init__(self, file: BinaryIO, size: int | None, shown: Progress) -> None:
        self.size = size
        self._left = size
        self._file = file
        self._shown = shown

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; none at the end."""
        if self._left is not None:
            size = self._left if size < 0 else min(size, self._left)
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise Fault(ConnectionFailed, f"the file can't be read to its end: {error.strerror or error}") from None
        if not isinstance(piece, bytes | bytearray):
            raise CallError(f"the file gives {type(piece).__name__} and not bytes: open it with open(path, 'rb')")
        if self._left is not None:
            if not piece and self._left:
                raise Fault(ConnectionFailed, f"the file ended {self._left} bytes before its size of {self.size}")
            self._left -= len(piece)
        self._shown.advance(len(piece))
        return bytes(piece)


@contextmanager
def _opened(file: "str | os.PathLike[str] | bytes | BinaryIO") -> Iterator[BinaryIO]:
    if isinstance(file, bytes | bytearray):
        yield io.BytesIO(file)
    elif isinstance(file, str | os.PathLike):
        with open(file, "rb") as opened:
            yield opened
    elif isinstance(file, io.TextIOBase):
        raise CallError("the file is open for text: open it with open(path, 'rb'), or pass its path")
    elif callable(getattr(file, "read", None)):
        yield file
    else:
        raise CallError(f"upload takes a path, bytes, or a file that is open for reading; got {type(file).__name__}")


def _size_of(file: BinaryIO) -> int | None:
    """Return how many bytes of ``file`` are left to read, or None where that can't be told without reading them."""
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (OSError, AttributeError, ValueError):
        return None
    return max(end - here, 0)


def _request(
    method: str, url: object, call: str, timeout: Timeout | float | None, headers: Mapping[str, str]
) -> Request:
    """Return the request to a URL, none of whose query values is ever shown: a signature may have any name."""
    if not isinstance(url, str):
        raise CallError(f"{call} takes a URL, as an answer of the API names it; got {type(url).__name__}")
    if origin_of(url) is None:
        raise CallError(f"{call} takes a URL, as an answer of the API names it: http:// or https:// and a host")
    limits = Timeout.of(timeout)
    return Request(
        method=method,
        url=url,
        headers=Headers(headers),
        call=call,
        storable=False,
        secret_fields=frozenset(name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        deadline=None if limits.total is None else time.monotonic() + limits.total,
        options=Options(timeout=limits),
    )
