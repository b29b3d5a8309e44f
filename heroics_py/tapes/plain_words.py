"""Texts that are words, by how they are written: they are in other texts by chance."""

import re

__all__ = ["are_many_words", "are_words", "is_word"]

_LONGEST = 12
_MOST_WORDS = 3
_MOST_PARTS = 3  # as in "PostgreSQL" and "iPhone"; random letters change their case more often
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+", re.ASCII)
_SEPARATORS = re.compile("[-_. /:]")
_LONGEST_NAME = 80


def is_word(text: str) -> bool:
    """Return whether a text is up to twelve letters, written as a word or as some words together."""
    if not 0 < len(text) <= _LONGEST:
        return False
    parts = _PART.findall(text)
    return len(parts) <= _MOST_PARTS and "".join(parts) == text


def are_words(text: str) -> bool:
    """Return whether a text is up to three words."""
    if len(text) > (_LONGEST + 1) * _MOST_WORDS:
        return False
    words = _SEPARATORS.split(text)
    return len(words) <= _MOST_WORDS and all(map(is_word, words))


def are_many_words(text: str) -> bool:
    """Return whether a text is words, up to 80 characters of them, as the names of fields are."""
    return len(text) <= _LONGEST_NAME and all(map(is_word, _SEPARATORS.split(text)))
