"""Responses that are written as they arrive, byte by byte: ``-o raw``, and files."""

from codecs import getincrementaldecoder
from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import click

from heroics_py.call.responses.response import error_of, is_success
from heroics_py.cli.output.options import OutputOptions
from heroics_py.cli.output.progress import show_bar
from heroics_py.cli.output.sinks import Device, Sink, StandardOutput, is_device, is_standard_output
from heroics_py.cli.output.terminal import note, screen_text
from heroics_py.cli.text import size_text
from heroics_py.client.links import BoundLink
from heroics_py.http.media_types import is_json, is_stream, is_text
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Steps
from heroics_py.model.api import Link
from heroics_py.tools.downloads import Download, DownloadTarget
from heroics_py.tools.partial_files import PartialFile
from heroics_py.tools.ways import link_way

__all__ = ["binary_refusal", "download", "is_download"]

_DATA = ("csv", "xml", "yaml")


def is_download(link: BoundLink, args: tuple[Any, ...], kwargs: Mapping[str, Any], options: OutputOptions) -> bool:
    """Return whether the response is written as it arrives: the command line asks for that, or it is a file.

    Raises:
        HeroicsError: the arguments don't fit the link.
        ClickException: the file would go to a terminal.
    """
    if options.query or options.fields:
        return False
    if options.format is not None:
        return options.format == "raw"
    target = link._bind(*args, **kwargs).shape.link  # noqa: SLF001 - the public names of a link are those of its schema
    if not _is_file(target):
        return False
    if is_standard_output(options.to) and StandardOutput().is_terminal:
        name = link._name.replace(".", " ")  # noqa: SLF001 - as above
        raise click.UsageError(f"{name} returns a file: name one with --to FILE, or use a pipe; nothing was sent")
    return True


def _is_file(link: Link) -> bool:
    """Return whether a link returns a file: the document says so, or it has a media type for neither data nor text."""
    media_type = link.media_type
    if link.is_file or not media_type or link.streams:
        return link.is_file
    is_data = is_json(media_type) or is_text(media_type) or is_stream(media_type) or media_type.endswith(_DATA)
    return not is_data and "*" not in media_type


def download(
    link: BoundLink, args: tuple[Any, ...], kwargs: Mapping[str, Any], options: OutputOptions, *, title: str
) -> None:
    """Send a call, and write its response as it arrives, with its progress on standard error.

    Raises:
        HeroicsError: the call fails, or the connection breaks and can't continue.
        ClickException: it breaks, and a pipe has a part of it already; or it is binary, and would go to a terminal.
    """
    way = link_way(link, args, dict(kwargs))
    call = link._call(args, dict(kwargs))  # noqa: SLF001 - as above
    request = way.request
    if not call.bound.shape.link.is_file:  # the same response as without -o raw
        request = request.replaced(headers=request.headers.replaced({"Accept": call.sent().headers.get("Accept")}))

    def send(request: Request) -> Steps[Response]:
        response = yield from way.send(request)
        if not is_success(response.status) and response.status != 416:
            raise error_of(response, request.call, call.core.hint(request, response))
        if response.headers.get("Next-Range") or 'rel="next"' in (response.headers.get("Link") or ""):
            note("this is one page of the list; -o json writes all of them")
        return _whole(response)

    with ExitStack() as stack:
        place = _place(options.to, title, way.account_of(request), stack)
        visible = not isinstance(place, _Screen)
        way.run(Download(request, place, send=send, visible=visible, show=show_bar).steps(), way.name)


def _whole(response: Response) -> Response:
    """Return a page of a list as a whole: only a part in bytes is a part of a file (RFC 9110, 14.4)."""
    content_range = (response.headers.get("Content-Range") or "").strip().lower()
    if response.status != 206 or content_range.startswith("bytes"):
        return response
    return response.replaced(status=200, headers=response.headers.replaced({"ETag": None}))


def _place(path: Path | None, title: str, account: str | None, stack: ExitStack) -> DownloadTarget:
    """Return where the bytes go: a terminal, a pipe or device, or a file."""
    if path is None or is_standard_output(path):
        output = StandardOutput()
        return _Screen(output, title) if output.is_terminal else _Pipe(output, title)
    if is_device(path):
        return _Pipe(stack.enter_context(closing(Device(path))), title)
    return PartialFile(path, account)


class _Pipe:
    """A place that takes bytes once, and can't give any back.

    Attributes:
        path: its name is what the progress shows.
    """

    def __init__(self, sink: Sink, title: str) -> None:
        self._sink = sink
        self._size = 0
        self.path = Path(title)

    def open(self) -> tuple[int, str]:
        """Return that nothing is there yet."""
        return 0, ""

    def begin(self, etag: str) -> None:  # noqa: ARG002 - as of a file
        """Begin, if nothing was written.

        Raises:
            ClickException: a part was written.
        """
        self.resume(0)

    def resume(self, size: int) -> None:
        """Go on, if so many bytes were written.

        Raises:
            ClickException: other bytes were written.
        """
        if size != self._size:
            raise click.ClickException(
                f"the connection broke after {size_text(self._size)}, and the server sends everything again: "
                "what the pipe has is incomplete; a file can begin again: --to FILE"
            )

    def write(self, piece: bytes) -> None:
        """Write the next bytes."""
        self._sink.write_bytes(piece)
        self._sink.flush()
        self._size += len(piece)

    def finish(self) -> Path:
        """Return the path."""
        return self.path

    def close(self) -> None:
        """Leave it open: others close it."""


class _Screen(_Pipe):
    """A terminal, which shows text and refuses anything else."""

    def __init__(self, sink: Sink, title: str) -> None:
        super().__init__(sink, title)
        self._decoder = getincrementaldecoder("utf-8")()
        self._last = "\n"

    def write(self, piece: bytes) -> None:
        """Write the next bytes as text.

        Raises:
            ClickException: they are binary.
        """
        try:
            text = self._decoder.decode(piece)
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise binary_refusal("")
        self._sink.write(screen_text(text))
        self._sink.flush()
        self._size += len(piece)
        self._last = text[-1:] or self._last

    def finish(self) -> Path:
        """End the last line."""
        if self._last != "\n":
            self._sink.write("\n")
            self._sink.flush()
        return self.path


def binary_refusal(size: str) -> click.ClickException:
    """Return the error of a binary response that would go to a terminal; its size comes before a comma, if known."""
    return click.ClickException(
        f"the response is binary, {size and f'{size}, '}which would disturb the terminal: "
        "name a file with --to FILE, or use a pipe"
    )
