"""A result as JSON on standard output."""

import json
from collections.abc import Iterable, Mapping

import click

__all__ = ["write_plain"]


def write_plain(result: object) -> None:
    """Print a result as JSON; bytes as they are."""
    if result is None:
        return
    if isinstance(result, bytes):
        click.get_binary_stream("stdout").write(result)
    elif isinstance(result, Mapping | str | int | float | bool):
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
    elif isinstance(result, Iterable):
        click.echo(json.dumps(list(result), indent=2, ensure_ascii=False))
