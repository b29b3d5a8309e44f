"""What the words of a command line say about values: ``name=value``, ``name:=json``, ``name=@file``."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Assignment", "assignments_in", "read_word"]

# The first "=" ends the name: a value may hold any character, a name any but this one.
_WORD = re.compile(r"([^=]+?)(:?=)(.*)", re.DOTALL)


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


def assignments_in(words: Iterable[str | Assignment]) -> tuple[list[str], list[Assignment]]:
    """Split words into values without a name and assignments."""
    listed = [(word, word if isinstance(word, Assignment) else read_word(word)) for word in words]
    values = [str(word) for word, each in listed if each is None]
    return values, [each for _, each in listed if each is not None]
