"""How texts spell secrets: as they are, in URLs, JSON, HTML, base64 and hexadecimal digits."""

import html
import json
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from heroics_py.secrecy.base64_digits import base64_digits
from heroics_py.support.values import Value
from heroics_py.tapes.escapes import layers
from heroics_py.tapes.plain_words import is_word

__all__ = ["Span", "Spellings"]

_SHORTEST = 6
_WIDEST = 200
_GRAM = 4
_MANY = 2_000
_TO_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(65, 91)})
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")

Span = tuple[int, int, str]
"""The start and the end of a secret in a text, and what replaces it."""


class Spellings(Value):
    """The spellings of secrets, each with what replaces the secret.

    Attributes:
        plain: those in which case does not matter, in lower case; the last value is whether it has to be a word.
        coded: those in base64, in each of its three alignments; also in base64 once more.
    """

    plain: tuple[tuple[str, str, bool], ...]
    coded: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, labels: Mapping[str, str]) -> "Spellings":
        """Return the spellings of secrets.

        Args:
            labels: what replaces each secret.
        """
        plain: dict[str, tuple[str, bool]] = {}
        coded: dict[str, str] = {}
        for secret, label in labels.items():
            needs_ends = len(secret) < _SHORTEST or is_word(secret)
            for text in _plain_spellings(secret):
                plain.setdefault(_lower(text), (label, needs_ends))
            for text in _coded_spellings(secret):
                coded.setdefault(text, label)
        return cls(tuple([(text, *rest) for text, rest in plain.items()]), tuple(coded.items()))

    @property
    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self.plain and not self.coded

    def within(self, text: str) -> "Spellings":
        """Return the spellings that are in a text, or in it without its escapes."""
        found = [layer for layer, _ in layers(text)]
        plain = _among([each[0] for each in self.plain], [_lower(layer) for layer in found])
        coded = _among([each[0] for each in self.coded], [_standard(layer) for layer in found])
        return Spellings(
            tuple([each for each in self.plain if each[0] in plain]),
            tuple([each for each in self.coded if each[0] in coded]),
        )

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the place of each spelling in a text, also below its escapes; they may overlap."""
        for layer, place in layers(text):
            for start, stop, label in self._spans_in(layer):
                yield place(start)[0], place(stop - 1)[1], label

    def _spans_in(self, text: str) -> Iterator[Span]:
        lower = _lower(text)
        for secret, label, needs_ends in self.plain:
            for start, stop in _occurrences(lower, secret):
                if not needs_ends or _has_ends(text, start, stop):
                    yield start, stop, label
        standard = _standard(text)
        for coded, label in self.coded:
            for start, stop in _occurrences(standard, coded):
                yield *_run_around(text, start, stop), label


def _plain_spellings(secret: str) -> tuple[str, ...]:
    data = _utf8(secret)
    in_a_shell = secret.replace("'", "'\\''"), secret.replace("'", "'\"'\"'")
    return (
        secret,
        *in_a_shell,
        secret.replace(" ", "+"),
        data.decode("latin-1"),
        data.hex(),
        data.hex(":"),
        data.hex(" "),
    )


def _coded_spellings(secret: str) -> Iterator[str]:
    for spelling in _escaped_spellings(secret):
        for once in base64_digits(_utf8(spelling)):
            yield once
            yield from base64_digits(once.encode())


def _lower(text: str) -> str:
    """Return a text of the same length in lower case."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_TO_LOWER)


def _standard(text: str) -> str:
    """Return a text whose base64 has the digits of the standard alphabet (RFC 4648, 4 and 5)."""
    return text.replace("-", "+").replace("_", "/")


def _among(spellings: list[str], texts: list[str]) -> set[str]:
    """Return the spellings that are in one of the texts."""
    if len(spellings) > _MANY:  # one pass over the texts leaves few of them
        grams = {text[at : at + _GRAM] for text in texts for at in range(len(text) - _GRAM + 1)}
        spellings = [each for each in spellings if each[:_GRAM] in grams]
    return {each for each in spellings if any(each in text for text in texts)}


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _escaped_spellings(secret: str) -> set[str]:
    """Return how JSON, a URL and HTML spell a secret, which may then be in base64."""
    texts = {secret, quote(_utf8(secret), safe=""), html.escape(secret)}
    return texts | {json.dumps(secret, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)}


def _occurrences(text: str, part: str) -> Iterator[tuple[int, int]]:
    start = text.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = text.find(part, start + len(part))


def _has_ends(text: str, start: int, stop: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[stop : stop + 1].isalnum())


def _run_around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the start and end of the digits of base64 around a part of them; not of many more than the part has."""
    first, last = max(0, start - _WIDEST), min(len(text), stop + _WIDEST)
    while start > first and text[start - 1] in _BASE64 and text[start - 1] not in "=/":
        start -= 1
    while stop < last and text[stop] in _BASE64 and text[stop] != "/":
        stop += 1
    return start, stop
