"""Text for the terminal, with control characters escaped."""

import click

from heroics_py.display.brief import counted
from heroics_py.display.terminal import printable

__all__ = ["counted", "one_line", "printable", "show_help", "size_text"]


def one_line(text: str) -> str:
    """Return ``text`` as one printable line, with semicolons between list items."""
    return printable(text.replace("\n  - ", "; ").replace("\n", " "))


def size_text(size: int) -> str:
    """Return a number of bytes in a readable unit: "324 kB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"


def show_help(context: click.Context) -> None:
    """Print the help of a group if it was called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
