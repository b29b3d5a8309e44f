"""Streams, downloads and uploads: at URLs outside the API that its responses name, and of links."""

import os
import time
from collections.abc import Coroutine, Mapping
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from heroics_py.call.pending import Pending
from heroics_py.call.streams.formats import Lines
from heroics_py.call.streams.reading import Reading
from heroics_py.call.streams.stream import Stream
from heroics_py.client.links import BoundLink
from heroics_py.errors import CallError, caller_line
from heroics_py.http.headers import Headers
from heroics_py.http.messages import Request
from heroics_py.http.options import Options, Retry, Timeout
from heroics_py.http.origins import origin_of
from heroics_py.http.steps import Close, Steps, Work
from heroics_py.record import Record
from heroics_py.support.suggestions import did_you_mean
from heroics_py.tools.downloads import Download
from heroics_py.tools.partial_files import PartialFile
from heroics_py.tools.uploads import send_file
from heroics_py.tools.ways import Way, link_way, url_way

__all__ = ["stream", "stream_async", "upload", "upload_async"]

_PATIENT = Timeout(connect=5.0, read=900.0)


def stream(  # noqa: PLR0913 - options of a stream
    source: "str | BoundLink",
    /,
    *arguments: Any,
    to: "str | os.PathLike[str] | None" = None,
    timeout: Timeout | float | None = _PATIENT,
    retries: Retry | int | None = None,
    reconnect: bool = False,
    headers: Mapping[str, str] | None = None,
    progress: bool = True,
    **fields: Any,
) -> Any:
    """Return the lines of a text as they arrive; or download to a file, with a progress bar.

    The source is a URL such as ``log_session.logplex_url``, which gets no credentials of the API, or a link and its
    arguments: ``stream(client.export.info, "x", to="x.csv")``.

    The lines are a `Stream`: Ctrl-C, ``close()`` and the end of a ``with`` block close the connection. If it breaks and
    the server offers byte ranges (``Accept-Ranges: bytes``; RFC 9110, 14.2), the stream continues at the next byte: no
    line is lost or repeated. Otherwise the error is raised; with ``reconnect`` the source is opened again, and the
    server decides where to start: lines may be repeated or missing.

    A download is in ``NAME.part`` until it is complete, and then takes the place of the file in one step. If it breaks,
    it continues where it broke, as long as the server has a strong ETag for it (``If-Range``; RFC 9110, 13.1.5); if it
    ends with an error, the same call continues it later. Without such an ETag, it starts from the beginning.

    Args:
        source: a URL from a response of the API, including its signature; or a link of a client.
        *arguments: of the link.
        to: the file to write; None for the lines.
        timeout: seconds in total, or a `Timeout`; by default 5 seconds to connect, and 15 minutes of silence. A link
            has its own, unless you pass one.
        retries: how often to try again without receiving anything, or a `Retry`; by default twice, or as the link says.
        reconnect: whether to continue lines after a break if the server offers no ranges.
        headers: further header fields.
        progress: whether a download shows a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        **fields: keyword arguments of the link.

    Returns:
        A `Stream` of lines without their ends; or the `pathlib.Path` of the file.

    Raises:
        CallError: the URL is invalid; the file can't be at that place; the client is async: use `stream_async`.
        ResponseError: the host responds with an error, such as `Gone` for a URL that has expired.
        TransportError: it can't be opened, or (from the lines, too) it breaks or is silent and can't continue.
        OSError: the file can't be written.
    """
    way = _way("stream", source, arguments, fields, timeout=timeout, retries=retries, headers=headers)
    del source, arguments, fields, headers  # they may hold secrets, and a traceback keeps this frame
    if way.is_async:
        raise CallError("stream() would block the event loop of this client: await heroics_py.stream_async(...)")
    return way.run(_steps(way, to, reconnect=reconnect, progress=progress), "stream")


def stream_async(  # noqa: PLR0913 - options of a stream
    source: "str | BoundLink",
    /,
    *arguments: Any,
    to: "str | os.PathLike[str] | None" = None,
    timeout: Timeout | float | None = _PATIENT,
    retries: Retry | int | None = None,
    reconnect: bool = False,
    headers: Mapping[str, str] | None = None,
    progress: bool = True,
    **fields: Any,
) -> Pending:
    """Do as `stream` does, in an event loop.

    ``async for line in stream_async(url)`` reads lines, ``await stream_async(link, to="x.csv")`` downloads; files are
    written in a thread. It needs the extra "async".

    Args:
        source: a URL, or a link of an async client.
        *arguments: of the link.
        to: as of `stream`.
        timeout: as of `stream`.
        retries: as of `stream`.
        reconnect: as of `stream`.
        headers: as of `stream`.
        progress: as of `stream`.
        **fields: keyword arguments of the link.

    Raises:
        CallError: as of `stream`; or the client blocks: use `stream`.
        HeroicsError: when it is awaited, as of `stream`.
    """
    way = _way("stream_async", source, arguments, fields, timeout=timeout, retries=retries, headers=headers)
    if not way.is_async:
        raise CallError("stream_async() takes a link of an async client, and this one blocks: heroics_py.stream(...)")
    steps = _steps(way, to, reconnect=reconnect, progress=progress)
    return Pending(_awaited(way, steps), "heroics_py.stream_async", caller_line())


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
        CallError: the URL is invalid; the file is open for text, or is text that can't be a path.
        OSError: the file can't be opened.
        ResponseError: the host refuses the file.
        TransportError: the file did not arrive completely, or it can't be read to its end.
    """
    way = url_way(_request("PUT", put_url, "upload", timeout, headers or {}), is_async=False)
    del put_url, headers  # they may hold secrets, and a traceback keeps this frame
    way.run(_upload(way, file, visible=progress), "upload")


def upload_async(
    put_url: str,
    file: "str | os.PathLike[str] | bytes | BinaryIO",
    progress: bool = True,  # noqa: FBT001, FBT002 - as of upload
    *,
    timeout: Timeout | float | None = Timeout(),  # noqa: B008 - a frozen value
    headers: Mapping[str, str] | None = None,
) -> Pending:
    """Upload a file as `upload` does, in an event loop; it is read in a thread. It needs the extra "async".

    Args:
        put_url: as of `upload`.
        file: as of `upload`.
        progress: as of `upload`.
        timeout: as of `upload`.
        headers: as of `upload`.

    Raises:
        CallError: the URL is invalid.
        HeroicsError: when it is awaited, as of `upload`.
    """
    way = url_way(_request("PUT", put_url, "upload", timeout, headers or {}), is_async=True)
    steps = _upload(way, file, visible=progress)
    return Pending(_awaited(way, steps), "heroics_py.upload_async", caller_line())


async def _awaited(way: Way, steps: Steps[Any]) -> Any:
    return await way.run(steps, way.name)


def _way(  # noqa: PLR0913 - what `stream` was called with
    call: str,
    source: object,
    arguments: tuple[Any, ...],
    fields: dict[str, Any],
    *,
    timeout: Timeout | float | None,
    retries: Retry | int | None,
    headers: Mapping[str, str] | None,
) -> Way:
    """Return the request for a source, and how it is sent."""
    if isinstance(source, BoundLink):
        options: dict[str, Any] = {} if timeout is _PATIENT else {"timeout": timeout}
        options |= {} if retries is None else {"retries": retries}
        return link_way(source.with_options(**options, headers=headers), arguments, fields)
    if fields:
        known = ("to", "timeout", "retries", "reconnect", "headers", "progress")
        name = next(iter(fields))
        hint = did_you_mean(name, known)
        raise CallError(f"{call} has no option {name!r}, and takes arguments for a link: a URL has none; {hint}")
    if arguments:
        raise CallError(f"{call} takes arguments for a link, and a URL has none")
    accepted = {"Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
    request = _request("GET", source, "stream", timeout, accepted)
    options_of_url = request.options.replaced(retries=Retry.of(2 if retries is None else retries))
    return url_way(request.replaced(options=options_of_url), is_async=call.endswith("_async"))


def _steps(way: Way, to: "str | os.PathLike[str] | None", *, reconnect: bool, progress: bool) -> Steps[Any]:
    """Return the steps that open the lines, or download to a file."""
    if to is None:
        return _lines(way, reconnect=reconnect)
    return _download(way, to, visible=progress)


def _download(way: Way, to: "str | os.PathLike[str]", *, visible: bool) -> Steps[Any]:
    account = way.account_of(way.request)
    file = yield Work(lambda: PartialFile(to, account))
    try:
        return (yield from Download(way.request, file, send=way.send, visible=visible).steps())
    finally:
        if way.owned is not None:
            yield Close(way.owned)


def _lines(way: Way, *, reconnect: bool) -> Steps[Stream]:
    request = way.request
    opening = Reading(
        request,
        None,
        Lines(reconnects=reconnect, silence=_silence(request)),
        send=way.send,
        to_item=_same,
        owned=way.owned,
    )
    response = yield from opening.open()
    return Stream(opening, run=way.run, name=way.name, response=response, is_async=way.is_async)


def _same(line: object) -> object:
    return line


def _silence(request: Request) -> float:
    """Return the longest silence of a stream, in seconds."""
    read = Timeout.of(request.options.timeout).read
    return float("inf") if read is None else read


def _upload(way: Way, file: Any, *, visible: bool) -> Steps[None]:
    try:
        yield from send_file(way.request, file, visible=visible)
    finally:
        if way.owned is not None:
            yield Close(way.owned)


def _kind(value: object) -> str:
    """Return what was given in place of a URL."""
    if isinstance(value, Record | Coroutine):
        return "what a call returns: pass the link, and do not call it"
    return type(value).__name__


def _request(
    method: str, url: object, call: str, timeout: Timeout | float | None, headers: Mapping[str, str]
) -> Request:
    """Return a request whose query values are all secret: a signature can have any name."""
    if not isinstance(url, str):
        others = "" if call == "upload" else ", or a link such as client.app.info, and then its arguments"
        raise CallError(f"{call} takes a URL from a response of the API{others}; got {_kind(url)}")
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
