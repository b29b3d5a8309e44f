"""The names of the classes of a stub: each its own, and none that an attribute could hide."""

import re
from collections.abc import Container
from keyword import iskeyword

from heroics_py.model.identifiers import identifier

__all__ = ["ClassNames", "Reference", "camel"]

_LONGEST = 60
_MARK = re.compile("([\x01\x02])([0-9]+)\x01")
_ASYNC = "Async"
# What a stub defines itself.
_TAKEN = frozenset(
    {
        *("Client", "AsyncClient", "Collection", "AsyncCollection", "Stream", "Resource", "Scope", "Any"),
        *("connect", "connect_async", "sandbox", "sandbox_async"),
    }
)


class Reference(str):
    """A class that has a number until all classes are known: its text in a stub that is not finished."""

    __slots__ = ()

    @property
    def awaited(self) -> "Reference":
        """The twin of the class for calls that are awaited."""
        return Reference("\x02" + self[1:])


class ClassNames:
    """Gives each class a number, and in the end a name."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def new(self, words: str) -> Reference:
        """Return a reference to a new class, whose name is made of ``words`` if it is free."""
        self._words.append(camel(words))
        return Reference(f"\x01{len(self._words) - 1}\x01")

    def insert(self, text: str, attributes: Container[str]) -> str:
        """Return ``text`` with the names of its classes.

        Args:
            text: the stub, with references.
            attributes: the names of attributes, which hide classes of these names.
        """
        taken = set(_TAKEN)
        numbers: dict[str, int] = {}
        names = [_free(words, taken, attributes, numbers) for words in self._words]
        return _MARK.sub(lambda found: (_ASYNC if found[1] == "\x02" else "") + names[int(found[2])], text)


def _free(words: str, taken: set[str], attributes: Container[str], numbers: dict[str, int]) -> str:
    """Return a name that is free with and without the prefix of its twin, and take both."""
    number = numbers.get(words, 1)
    while True:
        name = words if number == 1 else f"{words}{number}" if not words[-1].isdigit() else f"{words}_{number}"
        number += 1
        both = {name, f"{_ASYNC}{name}"}
        if taken.isdisjoint(both) and not any(each in attributes for each in both):
            break
    numbers[words] = number
    taken |= both
    return name


def camel(words: str) -> str:
    """Return words as the name of a class: "config-var" is "ConfigVar"."""
    separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", words)
    parts = identifier(separated).split("_")
    name = "".join(part[:1].upper() + part[1:] for part in parts)[:_LONGEST]
    if not name.isidentifier() or identifier(name) != name.lower():
        return "Unnamed"
    return f"{name}_" if iskeyword(name) else name
