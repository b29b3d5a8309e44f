"""Streams and uploads at URLs outside the API that its responses name."""

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
    """Open a text stream, such as ``log_session.logplex_url``, and return its lines.

    The lines arrive as the server sends them. The credentials of the API are not sent. Ctrl-C, ``close()`` and the end
    of a ``with`` block close the connection.

    If the connection breaks and the server offers byte ranges (``Accept-Ranges: bytes``; RFC 9110, 14.2), the stream
    continues at the next byte: no line is lost or repeated. Otherwise the error is raised; with ``reconnect`` the URL
    is opened again, and the server decides where to start: lines may be repeated or missing.

    Args:
        url: from a response of the API, including its signature.
        timeout: seconds in total, or a `Timeout`; by default 5 seconds to connect, and 15 minutes of silence.
        retries: how often to open the stream again without receiving anything, or a `Retry`.
        reconnect: whether to continue after a break if the server offers no ranges.
        headers: further header fields.

    Raises:
        CallError: the URL is invalid.
        ResponseError: the host responds with an error, such as `Gone` for a URL that has expired.
        TransportError: the stream can't be opened, or (from the lines) it breaks or is silent and can't continue.
    """
    fields = {"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
    return Lines(_request("GET", url, "stream", timeout, fields), retry=Retry.of(retries), reconnect=reconnect)


def upload(
    put_url: str,
    file: "str | os.PathLike[str] | bytes | BinaryIO",
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    *,
    timeout: Timeout | float | None = Timeout(),  # noqa: B008 - a frozen value
    headers: Mapping[str, str] | None = None,
) -> None:
    """Upload a file to a URL such as ``source.source_blob["put_url"]``, without reading it into memory.

    The credentials of the API are not sent. The request has a ``Content-Length``, as object stores require; only a
    file without a size, such as a pipe, is sent in chunks. An upload is not retried.

    Args:
        put_url: from a response of the API, including its signature.
        file: a path, bytes, or a file that is open for reading bytes; an open file is read from its position, and
            stays open.
        progress: whether to show a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        timeout: seconds in total, or a `Timeout`.
        headers: further header fields; there is no Content-Type by default, because a signature may forbid it.

    Raises:
        CallError: the URL is invalid, or the file is open for text.
        OSError: the file can't be read.
        ResponseError: the host refuses the file.
        TransportError: the file did not arrive completely.
    """
    request = _request("PUT", put_url, "upload", timeout, headers or {})
    with _open(file) as content, show_progress("upload", total=_size_of(content), unit="B", visible=progress) as bar:
        transport = Streaming(request.url, _UploadFile(content, _size_of(content), bar))
        try:
            response = transport.send(request)
        finally:
            transport.close()
    if not is_success(response.status):
        hint = "an upload does not follow redirects" if 300 <= response.status < 400 else ""
        url = mask_url(response.url, request.secret_fields)
        raise error_of(response.replaced(url=url), request.call, hint)


class _UploadFile:
    """A file that shows its progress while it is sent, and ends at its first size.

    Attributes:
        size: in bytes; None if it is unknown.
    """

    def __init__(self, file: BinaryIO, size: int | None, bar: Progress) -> None:
        self.size = size
        self._left = size
        self._file = file
        self._bar = bar

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, at most ``size``; empty at the end."""
        if self._left is not None:
            size = self._left if size < 0 else min(size, self._left)
        try:
            piece = self._file.read(size)
        except OSError as error:
            raise Fault(ConnectionFailed, f"the file can't be read to its end: {error.strerror or error}") from None
        if not isinstance(piece, bytes | bytearray):
            raise CallError(f"expected bytes from the file, got {type(piece).__name__}: open it with open(path, 'rb')")
        if self._left is not None:
            if not piece and self._left:
                raise Fault(ConnectionFailed, f"the file ended {self._left} bytes before its size of {self.size}")
            self._left -= len(piece)
        self._bar.advance(len(piece))
        return bytes(piece)


@contextmanager
def _open(file: "str | os.PathLike[str] | bytes | BinaryIO") -> Iterator[BinaryIO]:
    if isinstance(file, bytes | bytearray):
        yield io.BytesIO(file)
    elif isinstance(file, str | os.PathLike):
        with open(file, "rb") as content:
            yield content
    elif isinstance(file, io.TextIOBase):
        raise CallError("the file is open for text: open it with open(path, 'rb'), or pass its path")
    elif callable(getattr(file, "read", None)):
        yield file
    else:
        raise CallError(f"upload takes a path, bytes, or a file that is open for reading; got {type(file).__name__}")


def _size_of(file: BinaryIO) -> int | None:
    """Return the number of bytes left in ``file``, or None if it can't be known without reading them."""
    try:
        position = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(position)
    except (OSError, AttributeError, ValueError):
        return None
    return max(end - position, 0)


def _request(
    method: str, url: object, call: str, timeout: Timeout | float | None, headers: Mapping[str, str]
) -> Request:
    """Return a request whose query values are all secret: a signature can have any name."""
    if not isinstance(url, str):
        raise CallError(f"{call} takes a URL from a response of the API, got {type(url).__name__}")
    if origin_of(url) is None:
        raise CallError(f"{call} takes a URL from a response of the API: expected http:// or https:// and a host")
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
