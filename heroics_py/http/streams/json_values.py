"""Sequences of JSON values: JSON Lines, and JSON text sequences (RFC 7464)."""

from typing import TypeAlias

from heroics_py.http.streams.lines import LARGEST, ItemSizeError, LineSplitter
from heroics_py.http.strict_json import parse_json
from heroics_py.support.json_types import Json
from heroics_py.support.values import Value

__all__ = ["Item", "JsonLinesParser", "JsonSequenceParser", "Malformed"]

_BOM = b"\xef\xbb\xbf"
_BLANKS = b" \t\r\n"
_ENDINGS = (b" ", b"\t", b"\r", b"\n")
_RECORD_SEPARATOR = b"\x1e"
_ENDS = {b"{": b"}", b"[": b"]"}
_TAIL = 64  # bytes to look for the end of a value in
_PATIENCE = 4  # failed attempts to parse an item may read so many times its size


class Malformed(Value):
    """An item that is not valid JSON.

    Attributes:
        reason: what is wrong with it.
        text: its bytes.
    """

    reason: str
    text: bytes = b""


Item: TypeAlias = "Json | Malformed"


class JsonLinesParser:
    """The values of JSON Lines, also called newline-delimited JSON: one on each line; blank lines are skipped.

    Args:
        largest: the largest line, in bytes.
    """

    __slots__ = ("_is_first", "_splitter")

    def __init__(self, largest: int = LARGEST) -> None:
        self._splitter = LineSplitter(largest, is_universal=False)
        self._is_first = True

    def feed(self, piece: bytes) -> list[Item]:
        """Return the values of the lines that ``piece`` completes, `Malformed` for those that are not JSON.

        Raises:
            ItemSizeError: a line is too long.
        """
        return self._values(self._splitter.feed(piece))

    def end(self) -> list[Item]:
        """Return the value of the last line, if it has no end."""
        return self._values(self._splitter.end())

    def _values(self, lines: list[bytes]) -> list[Item]:
        if lines and self._is_first:
            self._is_first = False
            lines[0] = lines[0].removeprefix(_BOM)
        return [_value(line) for line in lines if line.strip(_BLANKS)]


class JsonSequenceParser:
    """The values of a JSON text sequence, each between a record separator and a line feed (RFC 7464, 2.2).

    A value is complete as soon as its line feed has arrived. What is malformed or truncated is returned as such, and
    the next record separator begins a new value (2.1 and 2.3).

    Args:
        largest: the largest value, in bytes.
    """

    __slots__ = ("_largest", "_spent", "_text")

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = largest
        self._text = bytearray()
        self._spent = 0  # bytes that failed attempts to parse this value have read

    def feed(self, piece: bytes) -> list[Item]:
        """Return the values that ``piece`` completes.

        Raises:
            ItemSizeError: a value is too large.
        """
        values: list[Item] = []
        *complete, rest = piece.split(_RECORD_SEPARATOR)
        for part in complete:
            self._add(part)
            values += self._taken()
        self._add(rest)
        if self._may_be_complete():
            values += self._early()
        return values

    def end(self) -> list[Item]:
        """Return the last value."""
        return self._taken()

    def _add(self, part: bytes) -> None:
        if not self._text:
            part = part.lstrip(_BLANKS)
        self._text += part
        if len(self._text) > self._largest:
            raise ItemSizeError(f"a value is larger than {self._largest} bytes")

    def _may_be_complete(self) -> bool:
        """Return whether the value may end with the line feed that has just arrived."""
        if self._text[-1:] != b"\n" or self._spent > _PATIENCE * len(self._text):
            return False
        end = _ENDS.get(bytes(self._text[:1]))
        return end is None or self._text[-_TAIL:].rstrip(_BLANKS)[-1:] == end

    def _early(self) -> list[Item]:
        text = bytes(self._text)
        value = _value(text)
        if isinstance(value, Malformed):
            self._spent += len(text)
            return []
        self._restart()
        return [value]

    def _taken(self) -> list[Item]:
        """Return the value that a record separator or the end of the body completes."""
        text = bytes(self._text)
        self._restart()
        if not text.strip(_BLANKS):
            return []
        value = _value(text)
        is_open = not isinstance(value, str | list | dict | Malformed)
        if is_open and text[-1:] not in _ENDINGS:
            return [Malformed("it may be truncated: nothing ends it", text)]  # (RFC 7464, 2.4)
        return [value]

    def _restart(self) -> None:
        self._text = bytearray()
        self._spent = 0


def _value(text: bytes) -> Item:
    try:
        return parse_json(text)
    except ValueError as error:
        return Malformed(str(error), text)
