"""The places of known secrets in texts and bytes, however they are encoded."""

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Mapping

from heroics_py.tapes.escapes import layers
from heroics_py.tapes.packed_data import is_packed, packed_places, repacked
from heroics_py.tapes.placeholders import ANY_SECRET, JSON_NUMBER
from heroics_py.tapes.secret_spellings import Span, Spellings

__all__ = ["SecretSearch"]

_SHORTEST = 4
_MOST_PACKED = 3  # within each other
# gzip, zlib and zip archives in base64.
_PACKED = re.compile(r"(?<![A-Za-z0-9+/_-])(?:H4sI|e[JNAF]|UEsDB)[A-Za-z0-9+/_-]{14,}+={0,2}")
_LONGEST_GAP = 20
_BEFORE_NUMBER = re.compile(r"(?:\"\s{0,9}:|[\[,])\s{0,9}$")
_AFTER_NUMBER = re.compile(r"\s{0,9}[,}\]]")
_TO_STANDARD = str.maketrans("-_", "+/")


class SecretSearch:
    """Finds secrets in texts and bytes: as they are, and as URLs, JSON, HTML, base64 and hexadecimal digits spell them.

    Args:
        labels: what replaces each secret.
        in_texts: the spellings that texts may hold; all if it is None.
        finds_packed: whether texts may hold compressed data.
    """

    def __init__(
        self, labels: Mapping[str, str], in_texts: Spellings | None = None, *, finds_packed: bool = True
    ) -> None:
        self._labels = labels
        self._spellings = Spellings.of(labels)
        self._in_texts = self._spellings if in_texts is None else in_texts
        self._finds_packed = finds_packed and bool(labels)

    def narrowed(self, texts: Iterable[str]) -> "SecretSearch":
        """Return a search for what is in these texts, which is faster in them."""
        joined = "\0".join(texts)
        has_packed = any(_PACKED.search(layer) for layer, _ in layers(joined))
        return SecretSearch(self._labels, self._spellings.within(joined), finds_packed=has_packed)

    def mask_sent(self, text: str) -> str:
        """Return a text of a request, in which compressed data that hold a secret are one, as they are compared."""
        if self._finds_packed and len(text) >= _SHORTEST:
            text = _PACKED.sub(lambda match: match[0] if self._repack(match) == match[0] else ANY_SECRET, text)
        return self.mask(text)

    def mask(self, text: str) -> str:
        """Return a text with each secret replaced by its label; compressed data in base64 are packed again."""
        if self._finds_packed and len(text) >= _SHORTEST:
            text = _PACKED.sub(self._repack, text)
            text = _replaced(text, _merged(self._packed_spans(text)))
        return self.mask_spellings(text)

    def mask_spellings(self, text: str) -> str:
        """Return a text with each secret replaced by its label; compressed data stay as they are."""
        if self._in_texts.is_empty or len(text) < _SHORTEST:
            return text
        return _replaced(text, [_with_number(text, span) for span in _merged(self._in_texts.spans(text))])

    def _packed_spans(self, text: str) -> Iterator[Span]:
        """Yield the place of each piece of compressed data below the escapes of a text that holds a secret."""
        for layer, place in layers(text):
            for match in _PACKED.finditer(layer):
                if self._repack(match) != match[0]:
                    yield place(match.start())[0], place(match.end() - 1)[1], ANY_SECRET

    def _repack(self, match: re.Match[str]) -> str:
        digits = match[0].rstrip("=").translate(_TO_STANDARD)
        data = a2b_base64(digits[: len(digits) - (len(digits) % 4 == 1)] + "==")
        masked = self.mask_bytes(data)
        return match[0] if masked == data else b2a_base64(masked, newline=False).decode()

    def mask_bytes(self, data: bytes, depth: int = 0) -> bytes:
        """Return bytes with an asterisk for each byte of a secret; compressed data are packed again."""
        if not self._labels:
            return data
        if is_packed(data) and depth < _MOST_PACKED:
            changed = repacked(data, lambda inner: self.mask_bytes(inner, depth + 1))
            if changed is not None:
                return changed
        for encoding in ("utf-16-le", "utf-16-be"):
            for secret in self._labels:
                coded = secret.encode(encoding, "surrogatepass")
                data = data.replace(coded, b"*" * len(coded))
        text = data.decode("latin-1")
        found = _merged([*self._spellings.spans(text), *self._packed_spans(text)])
        spans = [(start, stop, "*" * (stop - start)) for start, stop, _ in found]
        return self._without_packed(_replaced(text, spans).encode("latin-1"), depth)

    def _without_packed(self, data: bytes, depth: int) -> bytes:
        """Return bytes with asterisks in the place of compressed pieces that hold a secret."""
        if depth >= _MOST_PACKED:
            return data
        for start, stop, plain in packed_places(data):
            if self.mask_bytes(plain, depth + 1) != plain:
                data = data[:start] + b"*" * (stop - start) + data[stop:]
        return data


def _with_number(text: str, span: Span) -> Span:
    """Return a span with 0 as its label if it is a number within JSON, which could not be read otherwise."""
    start, stop, _ = span
    is_number = JSON_NUMBER.fullmatch(text, start, stop) and _AFTER_NUMBER.match(text, stop)
    is_value = is_number and _BEFORE_NUMBER.search(text, max(0, start - _LONGEST_GAP), start)
    return (start, stop, "0") if is_value else span


def _replaced(text: str, spans: Iterable[Span]) -> str:
    pieces, end = [], 0
    for start, stop, label in spans:
        pieces += [text[end:start], label]
        end = stop
    return "".join([*pieces, text[end:]]) if pieces else text


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap joined; the label is that of the longest."""
    merged: list[Span] = []
    for start, stop, label in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, name = merged[-1]
            merged[-1] = (first, max(last, stop), name)
        else:
            merged.append((start, stop, label))
    return merged
