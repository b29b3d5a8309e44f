"""What a command says on standard error, apart from errors that end it."""

from contextlib import suppress
from typing import TextIO

import click

from heroics_py.display.terminal import escaped

__all__ = ["failure", "is_terminal", "note"]


def note(text: str) -> None:
    """Write a sentence to standard error."""
    with suppress(OSError):
        click.echo(f"heroics: {escaped(text)}", err=True)


def failure(message: str, code: int) -> click.ClickException:
    """Return an error that ends a command with an exit code."""
    error = click.ClickException(message)
    vars(error)["exit_code"] = code
    return error


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream, such as ``sys.stdout``, is a terminal; it may be closed, or None."""
    with suppress(ValueError, AttributeError):
        return stream is not None and stream.isatty()
    return False
