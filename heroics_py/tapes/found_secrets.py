"""The secrets that are found in exchanges, and which of them are looked for in the rest of a tape."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote

from heroics_py.tapes.escapes import layers
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.plain_words import are_words
from heroics_py.tapes.public_text import hosts_in, names_in, requested_text

__all__ = ["FoundSecrets", "is_distinct"]

_SHORTEST = 4
_SHORTEST_WORD = 8
_SHORTEST_WORDS = 10
# Small numbers, versions and days are in a text by chance, as words are.
_NUMBERS = re.compile(r"[-+]?\d{1,5}(?:\.\d{1,4}){0,3}|\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]{0,20})?", re.ASCII)


def is_distinct(value: str) -> bool:
    """Return whether a secret is in no text by chance: it has four characters, and is neither words nor a number."""
    return len(value) >= _SHORTEST and _NUMBERS.fullmatch(value) is None and not are_words(value)


class FoundSecrets:
    """Secrets, each with the text that replaces it.

    Args:
        name: returns that text for the number of a secret, counted from 0.

    Attributes:
        changed_texts: those that had a part replaced; the secret may go on beyond that part.
    """

    def __init__(self, name: Callable[[int], str]) -> None:
        self._name = name
        self._labels: dict[str, str] = {}
        self._certain: set[str] = set()
        self.changed_texts: list[str] = []

    def label(self, value: str, *, certain: bool = True) -> str:
        """Return what replaces a secret.

        Args:
            value: the secret.
            certain: whether its place says that it is one; if not, a single word is one in this place alone.
        """
        if certain:
            self._certain.add(value)
        return self._labels.setdefault(value, self._name(len(self._labels)))

    def distinct(self) -> dict[str, str]:
        """Return the secrets, with what replaces them, that are in no text by chance."""
        return _with_plain({value: label for value, label in self._labels.items() if is_distinct(value)})

    def findable(self, exchanges: Sequence[TapedExchange]) -> dict[str, str]:
        """Return the secrets, with what replaces them, to look for in a whole tape.

        Words are among them if they are long, and not in use elsewhere: several words unless they are in a host, and
        one word unless a field has that name, or a request asks for it.

        Args:
            exchanges: all of the tape, with what is secret by its place replaced.
        """
        rest = [value for value in self._labels if are_words(value)]
        found = self.distinct()
        if rest:
            hosts, names, requested = hosts_in(exchanges), names_in(exchanges), requested_text(exchanges)
            for value in rest:
                lower, is_word = value.lower(), value.isalpha()
                is_used = lower in hosts
                if is_word:
                    is_used = value not in self._certain or lower in names or lower in requested
                if len(value) >= (_SHORTEST_WORD if is_word else _SHORTEST_WORDS) and not is_used:
                    found[value] = self._labels[value]
        return found


def _with_plain(secrets: dict[str, str]) -> dict[str, str]:
    """Return secrets, and what they are without the escapes of their places."""
    plain = {text: label for value, label in secrets.items() for text in _plain_texts(value) if is_distinct(text)}
    return {**plain, **secrets}


def _plain_texts(value: str) -> Iterator[str]:
    yield from (unquote(value), html.unescape(value))
    yield from (text for text, _ in layers(value))
