"""What a call returns, written to standard output or a file."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import click

from heroics_py.call.streams.stream import Stream
from heroics_py.cli.exit_codes import error_line, failure
from heroics_py.cli.output.csv_text import CsvFormat
from heroics_py.cli.output.downloads import binary_refusal, download, is_download
from heroics_py.cli.output.items import Items, items_of
from heroics_py.cli.output.json_text import JsonFormat, JsonLinesFormat
from heroics_py.cli.output.options import OutputOptions, list_limit
from heroics_py.cli.output.plain_text import PlainFormat
from heroics_py.cli.output.progress import watch_items
from heroics_py.cli.output.selection import (
    check_query,
    checked_items,
    note_unknown_fields,
    picked_items,
    picked_value,
    query_items,
    query_value,
)
from heroics_py.cli.output.sinks import Sink, check_sink, open_sink
from heroics_py.cli.output.tables import FIRST_ITEMS, TableFormat
from heroics_py.cli.output.terminal import is_terminal, note
from heroics_py.cli.output.uploads import watch_files
from heroics_py.cli.text import size_text
from heroics_py.client.links import BoundLink
from heroics_py.errors import DecodeError, HeroicsError

__all__ = ["call_to_output", "result_to_output", "told_as_done", "told_as_sent"]

_READS = frozenset({"GET", "HEAD"})
_FAILED = 1
# The formats whose columns are the fields.
_TABULAR = ("csv", "table")
# The format of a file, by its suffix.
_SUFFIXES = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}


class _Format(Protocol):
    """Writes values in one format."""

    def write_value(self, value: object) -> None:
        """Write one value."""
        ...

    def write_items(self, items: Items) -> None:
        """Write the items of a list or a stream."""
        ...


# Those of `OutputOptions`, and the one of streams on a terminal.
_FORMATS: Mapping[str, Callable[[Sink, OutputOptions], _Format]] = {
    "csv": lambda sink, options: CsvFormat(sink, options.fields),
    "events": lambda sink, options: PlainFormat(sink, is_masked=not options.fields),
    "json": lambda sink, _: JsonFormat(sink),
    "jsonl": lambda sink, _: JsonLinesFormat(sink),
    "raw": lambda sink, _: PlainFormat(sink),
    "table": lambda sink, options: TableFormat(sink, options.fields, most=_most_rows(sink, options)),
    "yaml": lambda sink, _: _yaml(sink),
}


def call_to_output(
    link: BoundLink, args: tuple[Any, ...], kwargs: Mapping[str, Any], options: OutputOptions, *, title: str = ""
) -> None:
    """Call a link, and write what it returns, as `write_call` says."""
    check_query(options.query)
    check_sink(options.to)
    if is_download(link, args, kwargs, options):
        download(link, args, kwargs, options, title=title or link._name)  # noqa: SLF001 - as the links of a schema
    else:
        limited: Any = link.with_options(limit=list_limit(options))
        with watch_files(args, kwargs) as (watched_args, watched_kwargs), told_as_sent(link):
            result = limited(*watched_args, **watched_kwargs)
        with told_as_done(link):
            result_to_output(result, options, title=title)
    _note_file(options.to)


@contextmanager
def told_as_sent(link: BoundLink) -> Iterator[None]:
    """Say of an answer that can't be read that its request was sent, if that may have changed something."""
    try:
        yield
    except DecodeError as error:
        if link.method not in _READS:
            error.add_note(f"the {link.method} was sent: see what it did before you send it again")
        raise


@contextmanager
def told_as_done(link: BoundLink) -> Iterator[None]:
    """Say of output that fails that its request was carried out, if that changed something: it must not look unsent."""
    try:
        yield
    except (HeroicsError, BrokenPipeError):
        raise
    except (click.ClickException, OSError) as error:
        if link.method in _READS:
            raise
        text = error.format_message() if isinstance(error, click.ClickException) else error_line(error)
        problem = f"{text}; the {link.method} was sent, and the API has carried it out"
    else:
        return
    raise failure(problem, _FAILED)


def _note_file(path: Path | None) -> None:
    """Say where the output is, if a person reads along."""
    if path is not None and path.is_file() and is_terminal(sys.stderr):
        note(f"wrote {path} ({size_text(path.stat().st_size)})")


def result_to_output(result: object, options: OutputOptions, *, title: str = "") -> None:
    """Write a result, as `write_result` says."""
    in_place = isinstance(result, Stream | Iterator)
    with _closing_stream(result), open_sink(options.to, in_place=in_place) as sink:
        try:
            _write_result(result, options, sink, title)
        except RecursionError:
            too_deep = click.ClickException("the response is nested too deeply; -o raw writes it as it came")
        else:
            return
        raise too_deep


def _write_result(result: object, options: OutputOptions, sink: Sink, title: str) -> None:
    """Write bytes and text as they are, and other results in their format."""
    if isinstance(result, bytes | bytearray):
        _write_bytes(bytes(result), options, sink)
    elif isinstance(result, str) and not options.query and options.format in {None, "raw", "table"}:
        _refuse_fields(options, "text")
        PlainFormat(sink).write_text(result)
    elif result is None and options.format is None:
        _refuse_fields(options, "empty")
        if sink.is_terminal:
            note(f"{title}: the response has no content" if title else "the response has no content")
    else:
        _write(_selected(result, options, title), options, sink)


def _closing_stream(result: object) -> AbstractContextManager[object]:
    """Return the context that closes a stream, also after Ctrl-C."""
    return result if isinstance(result, Stream) else nullcontext()


def _selected(result: object, options: OutputOptions, title: str) -> object:
    """Return what the options select of a result: items, or a single value."""
    items = items_of(result, title)
    if items is not None and options.query:
        items = watch_items(items)
    selected: object = result if items is None else items
    if options.query:
        selected = query_value(result, options.query) if items is None else query_items(items, options.query)
        listed = items_of(selected, title)
        selected = selected if listed is None else listed
    if not options.fields:
        return selected
    if isinstance(selected, Items):
        return checked_items(selected, options.fields)
    note_unknown_fields([selected], options.fields)
    return selected


def _write(selected: object, options: OutputOptions, sink: Sink) -> None:
    name = options.format or _default_format(selected, options, sink)
    writer = _FORMATS[name](sink, options)
    if options.fields and name not in _TABULAR:
        picked = picked_items if isinstance(selected, Items) else picked_value
        selected = picked(selected, options.fields)  # type: ignore[arg-type]  # chosen for what it is
    if not isinstance(selected, Items):
        writer.write_value(selected)
        return
    watched = watch_items(selected, visible=name == "table" or not sink.is_terminal)
    try:
        writer.write_items(watched)
    finally:
        watched.close()


def _default_format(selected: object, options: OutputOptions, sink: Sink) -> str:
    """Return the format of a result for its place: a file has one by its suffix."""
    if options.to is not None and (format_ := _SUFFIXES.get(options.to.suffix.lower())):
        return format_
    if isinstance(selected, Items) and selected.is_stream:
        return "events" if sink.is_terminal else "jsonl"
    if not isinstance(selected, Items | dict | list):
        return "raw"
    return "table" if sink.is_terminal else "json"


def _most_rows(sink: Sink, options: OutputOptions) -> int | None:
    return FIRST_ITEMS if sink.is_terminal and not options.every and options.limit is None else None


def _yaml(sink: Sink) -> _Format:
    from heroics_py.cli.output.yaml_text import YamlFormat

    return YamlFormat(sink)


def _write_bytes(data: bytes, options: OutputOptions, sink: Sink) -> None:
    """Write the bytes of a response.

    Raises:
        ClickException: to a terminal, or in a format for data.
    """
    if options.format not in {None, "raw"} or options.query or options.fields:
        raise click.ClickException("the response is not JSON: leave out -o, --fields and --query; --to FILE keeps it")
    if not sink.is_terminal:
        sink.write_bytes(data)
    elif (text := _text_of(data)) is not None:
        PlainFormat(sink).write_text(text)
    else:
        raise binary_refusal(size_text(len(data)))


def _text_of(data: bytes) -> str | None:
    """Return the text in bytes, such as XML; None if they are binary."""
    try:
        return None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _refuse_fields(options: OutputOptions, what: str) -> None:
    if options.fields:
        raise click.ClickException(f"--fields needs an object or a list of objects, and the response is {what}")
