"""The places of known secrets in texts and bytes, however they are encoded."""

import html
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote_to_bytes

__all__ = ["SecretSearch", "is_findable"]

_MOST_LAYERS = 5
_SHORTEST = 6
_SHORTEST_WORD = 4
# Words, small numbers, versions and days: they are in a text by chance.
_PLAIN = re.compile(
    r"[A-Za-z]{1,12}(?:[-_. /:][A-Za-z]{1,12}){0,2}"
    r"|[-+]?\d{1,5}(?:\.\d{1,4}){0,3}|\d{4}-\d\d-\d\d(?:[T ][\d:.Z+-]{0,20})?",
    re.ASCII,
)
_CODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.|&#?[A-Za-z0-9]{1,8};|[\r\n]+[ \t]*+")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_TO_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(65, 91)})
_TO_STANDARD = str.maketrans("-_", "+/")
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")

_Span = tuple[int, int, str]
_PlaceOf = Callable[[int], tuple[int, int]]


def is_findable(value: str) -> bool:
    """Return whether a secret is looked for in other texts.

    A short one, or a plain word, may be there by chance.
    """
    return len(value) >= _SHORTEST_WORD and _PLAIN.fullmatch(value) is None


class SecretSearch:
    """Finds secrets in texts and bytes: as they are, and as URLs, JSON, HTML, base64 and hexadecimal digits spell them.

    Args:
        labels: what replaces each secret. Those that are not findable are left out.
    """

    def __init__(self, labels: Mapping[str, str]) -> None:
        self._labels = {secret: label for secret, label in labels.items() if is_findable(secret)}

    def __bool__(self) -> bool:
        return bool(self._labels)

    @cached_property
    def _plain(self) -> list[tuple[str, str, bool]]:
        """The spellings in which case does not matter, in lower case; whether each has to be a word of its own."""
        found: dict[str, tuple[str, bool]] = {}
        for secret, label in self._labels.items():
            data = secret.encode("utf-8", "surrogatepass")
            is_word = len(secret) < _SHORTEST
            spellings = [secret, secret.replace(" ", "+"), data.decode("latin-1")]
            spellings += [data.hex()] if len(data) >= _SHORTEST_WORD else []
            for each in spellings:
                found.setdefault(_lower(each), (label, is_word))
        return [(text, label, is_word) for text, (label, is_word) in found.items()]

    @cached_property
    def _coded(self) -> list[tuple[str, str]]:
        """The spellings in base64, in each of its three alignments; also in base64 once more."""
        found: dict[str, str] = {}
        for secret, label in self._labels.items():
            once = list(_base64_spellings(secret.encode("utf-8", "surrogatepass")))
            for each in (*once, *(twice for text in once for twice in _base64_spellings(text.encode()))):
                found.setdefault(each, label)
        return [*found.items()]

    def holds(self, text: str) -> bool:
        """Return whether a secret is in a text."""
        return bool(self._labels) and next(self._spans(text), None) is not None

    def mask(self, text: str) -> str:
        """Return a text with each secret replaced by its label."""
        if not self._labels or len(text) < _SHORTEST_WORD:
            return text
        pieces, end = [], 0
        for start, stop, label in _merged(self._spans(text)):
            pieces += [text[end:start], label]
            end = stop
        return "".join([*pieces, text[end:]]) if pieces else text

    def mask_bytes(self, data: bytes) -> bytes:
        """Return bytes of the same length, with an asterisk for each byte of a secret."""
        if not self._labels:
            return data
        for encoding in ("utf-16-le", "utf-16-be"):
            for secret in self._labels:
                coded = secret.encode(encoding, "surrogatepass")
                data = data.replace(coded, b"*" * len(coded))
        text = data.decode("latin-1")
        pieces, end = [], 0
        for start, stop, _ in _merged(self._spans(text)):
            pieces += [text[end:start], "*" * (stop - start)]
            end = stop
        return "".join([*pieces, text[end:]]).encode("latin-1")

    def _spans(self, text: str) -> Iterator[_Span]:
        layer = text
        place: _PlaceOf = _one_place
        for _ in range(_MOST_LAYERS):
            for start, stop, label in self._spans_in(layer):
                yield place(start)[0], place(stop - 1)[1], label
            decoded = _decoded(layer)
            if decoded is None:
                return
            layer, place = decoded[0], _composed(place, decoded[1])

    def _spans_in(self, text: str) -> Iterator[_Span]:
        lower = _lower(text)
        for secret, label, is_word in self._plain:
            for start, stop in _occurrences(lower, secret):
                if not is_word or _is_word(text, start, stop):
                    yield start, stop, label
        standard = text.translate(_TO_STANDARD) if "-" in text or "_" in text else text
        for coded, label in self._coded:
            for start, stop in _occurrences(standard, coded):
                yield *_run_around(text, start, stop), label


def _lower(text: str) -> str:
    """Return a text of the same length in lower case."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_TO_LOWER)


def _base64_spellings(data: bytes) -> Iterator[str]:
    """Yield the digits of base64 that only these bytes decide, for each place that they may have among others."""
    for offset in range(3):
        coded = b2a_base64(b"\0" * offset + data, newline=False).rstrip(b"=").decode()
        start = (offset * 8 + 5) // 6
        end = (offset + len(data)) * 8 // 6
        if end - start >= _SHORTEST:
            yield coded[start:end]


def _occurrences(text: str, part: str) -> Iterator[tuple[int, int]]:
    start = text.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = text.find(part, start + len(part))


def _is_word(text: str, start: int, stop: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[stop : stop + 1].isalnum())


def _run_around(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return the start and end of the digits of base64 around a part of them."""
    while start > 0 and text[start - 1] in _BASE64 and text[start - 1] not in "=/":
        start -= 1
    while stop < len(text) and text[stop] in _BASE64 and text[stop] != "/":
        stop += 1
    return start, stop


def _merged(spans: Iterable[_Span]) -> list[_Span]:
    """Return spans in order, those that overlap joined; the label is that of the longest."""
    merged: list[_Span] = []
    for start, stop, label in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, name = merged[-1]
            merged[-1] = (first, max(last, stop), name)
        else:
            merged.append((start, stop, label))
    return merged


def _one_place(index: int) -> tuple[int, int]:
    return index, index + 1


def _composed(outer: _PlaceOf, inner: _PlaceOf) -> _PlaceOf:
    def place(index: int) -> tuple[int, int]:
        start, stop = inner(index)
        return outer(start)[0], outer(stop - 1)[1]

    return place


def _decoded(text: str) -> tuple[str, _PlaceOf] | None:
    """Return a text without one layer of escapes, and a function from its indexes to places in the text; None for none.

    Escapes are those of URLs, JSON and HTML, and line breaks within a long word.
    """
    pieces: list[str] = []
    starts: list[tuple[int, int, int, int]] = []  # start and end of each decoded piece, and where it comes from
    size = end = 0
    for match in _CODED.finditer(text):
        plain = _plain_of(match[0])
        size += match.start() - end
        pieces += [text[end : match.start()], plain]
        starts.append((size, size + len(plain), match.start(), match.end()))
        size += len(plain)
        end = match.end()
    if not starts:
        return None
    return "".join([*pieces, text[end:]]), _Places(starts)


class _Places:
    """Where each character of a decoded text comes from."""

    def __init__(self, pieces: list[tuple[int, int, int, int]]) -> None:
        self._pieces = pieces
        self._ends = [piece[1] for piece in pieces]

    def __call__(self, index: int) -> tuple[int, int]:
        from bisect import bisect_right

        at = bisect_right(self._ends, index)
        if at < len(self._pieces):
            start, _, first, last = self._pieces[at]
            if index >= start:
                return first, last
        moved = self._pieces[at - 1][3] - self._pieces[at - 1][1] if at else 0
        return index + moved, index + moved + 1


def _plain_of(coded: str) -> str:
    if coded[0] == "%":
        return unquote_to_bytes(coded).decode("utf-8", "replace")
    if coded[0] == "&":
        return html.unescape(coded)
    if coded[0] != "\\":
        return ""
    digits = coded[2:]
    return chr(int(digits, 16)) if digits else _ESCAPES.get(coded[1], coded[1])
