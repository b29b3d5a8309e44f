"""The options among the words of a command line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heroics_py.cli.completion.candidate import Candidate
from heroics_py.support.values import Value

__all__ = ["Option", "ParsedWords", "option_candidates", "options_by_name", "parse_words"]

Option = Mapping[str, Any]
"""The names of an option, what it does, what it takes if it takes a value, and whether it may be repeated."""


class ParsedWords(Value, kw_only=True):
    """The words of a command before the one at the cursor.

    Attributes:
        values: the words that are neither options nor values of options.
        given: the options, each with its value, in their order; of the last one, the value may be at the cursor.
        pending: the option whose value is at the cursor, if any.
        is_literal: whether ``--`` came before, after which nothing is an option.
    """

    values: tuple[str, ...]
    given: tuple[tuple[Option, str], ...] = ()
    pending: Option | None = None
    is_literal: bool = False

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of the option called ``name``."""
        return tuple(value for option, value in self.given if name in option["names"])


def options_by_name(options: Iterable[Option]) -> dict[str, Option]:
    """Return options by each of their names; the first one of a name counts."""
    found: dict[str, Option] = {}
    for option in options:
        for name in option["names"]:
            found.setdefault(name, option)
    return found


def parse_words(words: Sequence[str], options: Mapping[str, Option]) -> ParsedWords:
    """Return what words mean, given the options of their command. An unknown option takes no value."""
    values: list[str] = []
    given: list[tuple[Option, str]] = []
    pending: Option | None = None
    is_literal = False
    for word in words:
        if pending is not None:
            given.append((pending, word))
            pending = None
        elif is_literal or not word.startswith("-") or word == "-":
            values.append(word)
        elif word == "--":
            is_literal = True
        else:
            name, sign, value = word.partition("=") if word.startswith("--") else (word[:2], word[2:], word[2:])
            option = options.get(name)
            if option is not None and "takes" in option and not sign:
                pending = option
            elif option is not None:
                given.append((option, value))
    return ParsedWords(values=tuple(values), given=tuple(given), pending=pending, is_literal=is_literal)


def option_candidates(options: Iterable[Option], given: Iterable[Option], current: str) -> list[Candidate]:
    """Return the names of options; short ones only if the word is a single dash.

    Args:
        options: of the command.
        given: those that are in the line already.
        current: the word at the cursor.
    """
    names_given = {name for each in given if not each.get("several") for name in each["names"]}
    return [
        Candidate(name, option.get("text", ""))
        for option in options
        for name in option["names"]
        if name not in names_given and (name.startswith("--") or (current == "-" and len(option["names"]) == 1))
    ]
