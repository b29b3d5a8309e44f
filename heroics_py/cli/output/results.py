"""What a call returns, written to standard output or a file."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from heroics_py.call.lazy_list import LazyList
from heroics_py.call.streams.stream import Stream
from heroics_py.cli.output.options import OutputOptions, list_limit
from heroics_py.client.links import BoundLink

__all__ = ["write_call", "write_result"]


def write_call(
    link: BoundLink, args: tuple[Any, ...], kwargs: Mapping[str, Any], options: OutputOptions, *, title: str = ""
) -> None:
    """Call a link, and write what it returns.

    Args:
        link: with the options of the request.
        args: the positional arguments of the call.
        kwargs: its keyword arguments.
        options: of the output.
        title: what the result is, such as "app list".

    Raises:
        HeroicsError: the call fails, also in the middle of its output.
        ClickException: the options don't fit the result.
    """
    limited: Any = link.with_options(limit=list_limit(options))
    write_result(limited(*args, **kwargs), options, title=title)


def write_result(result: object, options: OutputOptions, *, title: str = "") -> None:
    """Write a result: a record, a list, a stream, text, bytes, None or another JSON value.

    Args:
        result: what a call returned.
        options: of the output.
        title: what the result is, such as "app list".

    Raises:
        HeroicsError: a page or an item of a stream fails; what was written then shows that it is incomplete.
        ClickException: the options don't fit the result.
    """
    del options, title
    if isinstance(result, LazyList | Stream):
        for item in result:
            click.echo(json.dumps(item))
    elif isinstance(result, bytes):
        sys.stdout.buffer.write(result)
    elif isinstance(result, str):
        click.echo(result)
    elif result is not None:
        click.echo(json.dumps(result, indent=2))
