"""Requests of several clauses: what they ask for first, and what they only mention."""

import re

from heroics_py.readers.english_words import singular, words_of
from heroics_py.tools.search.actions import kinds_of_verb
from heroics_py.tools.search.english import stem_of
from heroics_py.tools.search.request_words import FILLERS

__all__ = ["with_main_clause_first"]

_ENDS = re.compile(r"(?<![,;:.!?])[,;:.!?]++ | (?:and then|then|because|since|so that|so|but|and) ", re.IGNORECASE)


def with_main_clause_first(text: str) -> str:
    """Return a text with its first command first, and the rest after "with": "it is slow, add dynos"."""
    parts = _ENDS.split(" ".join(text.split()))
    commands = [place for place, part in enumerate(parts) if part and _is_command(part)]
    if len(parts) == 1 or not commands:
        return text
    first = commands[0]
    # What is no clause itself belongs to the one before it: "add dynos and workers".
    last = next((place for place in commands if place > first), len(parts))
    return " with ".join([" and ".join(parts[first:last]), *parts[:first], *parts[last:]])


def _is_command(part: str) -> bool:
    words = [word for word in words_of(part) if word not in FILLERS]
    return len(words) > 1 and singular(words[0]) == words[0] and bool(kinds_of_verb(stem_of(words[0])))
