"""Texts without the escapes of URLs, JSON and HTML, layer by layer, and where their characters come from."""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

__all__ = ["layers"]

_MOST_LAYERS = 5
_CODED = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+|(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\.|&#?[A-Za-z0-9]{1,8};|[\r\n]+[ \t]*+"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}

_PlaceOf = Callable[[int], tuple[int, int]]


def layers(text: str) -> Iterator[tuple[str, _PlaceOf]]:
    """Yield a text, and then the same with one more layer of escapes taken away, as long as there is one; five at most.

    Escapes are those of URLs, JSON and HTML, and line breaks within a long word. The function beside a text returns,
    for the index of a character in it, the start and the end of what it comes from.
    """
    place: _PlaceOf = _one_place
    for _ in range(_MOST_LAYERS):
        yield text, place
        inner = _decoded(text)
        if inner is None:
            return
        text, place = inner[0], _composed(place, inner[1])


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
    if coded[1] == "u" and len(coded) > 2:
        data = bytes.fromhex(coded.replace("\\u", ""))
        return data.decode("utf-16-be", "surrogatepass")  # a character may consist of two
    return bytes.fromhex(coded[2:]).decode("latin-1") if len(coded) > 2 else _ESCAPES.get(coded[1], coded[1])
