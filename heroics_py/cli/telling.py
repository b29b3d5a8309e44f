"""What a command says to the terminal, and nothing that a terminal would obey."""

from unicodedata import category

import click

__all__ = ["one_line", "printable", "show_help", "size_text"]

_TURNERS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKERS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """Return ``text`` with every character escaped that would steer a terminal, line ends excepted.

    These are the control characters (ECMA-48), lone surrogates, and what turns the direction of writing (UAX 9).
    """
    return "".join(letter if letter == "\n" or not _steers(letter) else _escaped(letter) for letter in text)


def one_line(text: str) -> str:
    """Return ``text`` in one printable line."""
    return printable(" ".join(text.split("\n"))) if "\n  - " not in text else one_line(text.replace("\n  - ", "; "))


def size_text(size: int) -> str:
    """Return a number of bytes as people read it: "324 kB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"


def show_help(context: click.Context) -> None:
    """Print the help of a group that was called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _steers(letter: str) -> bool:
    return letter in _TURNERS or category(letter) in _LINE_BREAKERS


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
