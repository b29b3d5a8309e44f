"""What standard output and standard error are connected to, and how text looks there."""

import io
import os
import sys
from contextlib import suppress
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from heroics_py.display.terminal import escaped, printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = [
    "WIDEST",
    "is_terminal",
    "json_escaped",
    "note",
    "painted_json",
    "rendered",
    "screen_text",
    "table_width",
    "terminal_width",
]

WIDEST = 10_000
"""The width of a place that is not a terminal, in columns."""


def is_terminal(stream: Any) -> bool:
    """Return whether a stream such as ``sys.stdout`` is a terminal; it may be closed, or None."""
    with suppress(ValueError, AttributeError):
        return bool(stream.isatty())
    return False


def table_width(*, is_terminal: bool) -> int:
    """Return the width of a table: that of the terminal, or of COLUMNS; else as wide as the table is."""
    return terminal_width() if is_terminal or os.environ.get("COLUMNS", "").isdecimal() else WIDEST


def terminal_width() -> int:
    """Return the width of the terminal in columns; the environment variable COLUMNS comes first."""
    return max(get_terminal_size().columns, 1)


def rendered(renderable: "RenderableType", width: int) -> str:
    """Return what rich draws of a value, as text with escape codes if the terminal shows colours.

    Args:
        renderable: a table, or a text.
        width: in columns.
    """
    console = _console(width)
    console.print(renderable, soft_wrap=width >= WIDEST, end="")
    drawn: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO below
    return drawn


def painted_json(text: str) -> str:
    """Return JSON text for the terminal: in colours if it shows any, and with characters that steer it as escapes."""
    text = json_escaped(text)
    if not _has_colours():
        return text
    from rich.highlighter import JSONHighlighter
    from rich.text import Text

    painted = Text(text, end="", no_wrap=True, overflow="ignore")
    JSONHighlighter().highlight(painted)
    return rendered(painted, WIDEST)


def json_escaped(text: str) -> str:
    """Return JSON text with escapes for the characters that could steer a terminal; its value stays the same."""
    if text.isprintable():
        return text
    return "\n".join(map(_json_line, text.split("\n")))


def screen_text(text: str) -> str:
    """Return text that can't steer a terminal; tabs and the line ends of Windows are harmless."""
    return "\t".join(map(printable, text.replace("\r\n", "\n").split("\t")))


def note(text: str) -> None:
    """Write a sentence about the output to standard error."""
    with suppress(OSError):
        click.echo(f"heroics: {escaped(text)}", err=True)


def _json_line(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(letter if escaped(letter) == letter else _json_escape(letter) for letter in line)


def _json_escape(letter: str) -> str:
    """Return the escape of a character in a JSON string (RFC 8259, 7): one for each unit of UTF-16."""
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _console(width: int) -> "Console":
    from rich.console import Console

    has_colours = _has_colours()
    return Console(
        file=io.StringIO(),
        width=width,
        force_terminal=has_colours,
        color_system="auto" if has_colours else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _has_colours() -> bool:
    """Return whether standard output shows colours: a terminal, without NO_COLOR (no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not is_terminal(sys.stdout):
        return False
    if sys.platform != "win32":
        return True
    from rich.console import Console

    return not Console().legacy_windows  # an old console of Windows, which shows escape codes as text
