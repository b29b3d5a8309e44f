"""Sections of help whose texts come from a schema."""

from collections.abc import Iterable, Sequence

import click

from heroics_py.display.terminal import escaped, printable
from heroics_py.model.plain_text import plain_line, plain_text

__all__ = ["first_sentence", "write_lines", "write_listing", "write_text"]

_WIDEST = 44
_GAP = "  "


def write_text(formatter: click.HelpFormatter, text: str) -> None:
    """Write a paragraph."""
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(printable(plain_text(text)))


def write_lines(formatter: click.HelpFormatter, title: str, lines: Iterable[str]) -> None:
    """Write a section of lines that stay as they are, such as commands to copy."""
    with formatter.section(title):
        for line in lines:
            formatter.write(f"{'':{formatter.current_indent}}{escaped(line)}\n")


def write_listing(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Write a section with a line for each row, in columns; what is too long for a column is cut."""
    if not rows:
        return
    texts = [tuple(map(escaped, row)) for row in rows]
    widths = [min(max(map(len, column)), _WIDEST) for column in list(zip(*texts, strict=True))[:-1]]
    with formatter.section(title):
        for row in texts:
            head = _GAP.join(f"{_cut(text, width):{width}}" for text, width in zip(row, widths, strict=False))
            line = f"{'':{formatter.current_indent}}{head}{_GAP}{row[-1]}".rstrip()
            formatter.write(f"{_cut(line, formatter.width)}\n")


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, without its full stop."""
    return plain_line(text).partition(". ")[0].removesuffix(".")


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 3].rstrip()}..."
