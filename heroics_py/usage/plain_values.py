"""What an expression of a program may be, apart from what a client makes: texts, numbers, and names of outside code."""

from dataclasses import dataclass

__all__ = ["NUMBER", "UNKNOWN", "Library", "Number", "Text", "Unknown"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that the source shows."""

    value: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number: an index of a list, and never a key of a record."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything else."""


NUMBER = Number()
UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Library:
    """A name of code that the files don't show: "heroics_py.gather", "builtins.list"."""

    name: str
