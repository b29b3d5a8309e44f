"""What the words of a command line say about values: ``name=value``, ``name:=json``, ``name=@file``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import click

__all__ = ["Assignment", "Literal", "assignments_in", "read_word"]

# The first "=" ends the name: a value may hold any character, a name any but this one.
_WORD = re.compile(r"([^=]+?)(:?=)(.*)", re.DOTALL)


class Literal(str):
    """A word after ``--``, which is a value even if it begins with a dash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A value with the name of its argument.

    Attributes:
        name: as it was typed.
        text: of the value, or of the JSON; the path of a file.
        is_json: whether the text is JSON.
        is_file: whether the text is the path of a file with the value; "-" is standard input.
    """

    name: str
    text: str
    is_json: bool = False
    is_file: bool = False


def read_word(word: str) -> Assignment | None:
    """Return the assignment that a word is; None for a value without a name."""
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    name, sign, text = match.groups()
    is_file = text.startswith("@")
    return Assignment(name=name, text=text[1:] if is_file else text, is_json=sign == ":=", is_file=is_file)


def assignments_in(words: Iterable[str]) -> tuple[list[str], list[Assignment]]:
    """Split words into values without a name and assignments.

    Raises:
        click.UsageError: a word is an option that does not exist.
    """
    values: list[str] = []
    assignments: list[Assignment] = []
    for word in words:
        if (found := read_word(word)) is not None and not _is_option(word):
            assignments.append(found)
        elif _is_option(word):
            raise click.NoSuchOption(word.partition("=")[0])
        else:
            values.append(word)
    return values, assignments


def _is_option(word: str) -> bool:
    return word.startswith("-") and not isinstance(word, Literal) and not _is_number(word) and word != "-"


def _is_number(word: str) -> bool:
    return re.fullmatch(r"-\.?[0-9].*", word) is not None
