"""Bytes that arrive in pieces, split into lines."""

__all__ = ["LARGEST", "ItemSizeError", "LineParser", "LineSplitter"]

LARGEST = 16 << 20
"""The largest item of a stream, in bytes, unless the caller says otherwise."""

_LINE_ENDS = (b"\n", b"\r")


class ItemSizeError(ValueError):
    """An item of a stream is larger than its limit."""


class LineSplitter:
    """Splits pieces at LF, CR and CRLF, also where a piece ends between CR and LF.

    A line is complete as soon as its CR or LF has arrived. Each byte is copied once.

    Args:
        largest: the largest line, in bytes.
        is_universal: whether CR alone ends a line too; if not, only LF does, and a CR before it belongs to the end.
    """

    __slots__ = ("_after_cr", "_is_universal", "_largest", "_rest")

    def __init__(self, largest: int = LARGEST, *, is_universal: bool = True) -> None:
        self._largest = largest
        self._is_universal = is_universal
        self._rest = bytearray()
        self._after_cr = False

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the lines that ``piece`` completes, without their ends.

        Raises:
            ItemSizeError: a line is too long.
        """
        lines = self._universal(piece) if self._is_universal else piece.split(b"\n")
        if not lines:
            return lines
        rest = lines.pop()
        if lines:
            lines[0] = self._taken() + lines[0] if self._rest else lines[0]
            self._check(len(lines[0]))
        self._rest += rest  # in place: a long line may come byte by byte
        self._check(len(self._rest))
        return lines if self._is_universal else [line.removesuffix(b"\r") for line in lines]

    def end(self) -> list[bytes]:
        """Return the last line, if it has no end."""
        rest = self._taken()
        return [rest.removesuffix(b"\r") if not self._is_universal else rest] if rest else []

    def _universal(self, piece: bytes) -> list[bytes]:
        """Return the lines of a piece; the last one is incomplete, or empty."""
        if self._after_cr and piece[:1] == b"\n":
            piece = piece[1:]
            self._after_cr = False
        if not piece:
            return []
        self._after_cr = piece.endswith(b"\r")
        lines = piece.splitlines()
        return [*lines, b""] if piece.endswith(_LINE_ENDS) else lines

    def _taken(self) -> bytes:
        rest = bytes(self._rest)
        self._rest = bytearray()
        return rest

    def _check(self, size: int) -> None:
        if size > self._largest:
            raise ItemSizeError(f"a line is longer than {self._largest} bytes")


class LineParser:
    """The lines of a text, which LF or CRLF ends; bytes that are not UTF-8 are replaced.

    Args:
        largest: the largest line, in bytes.
    """

    __slots__ = ("_splitter",)

    def __init__(self, largest: int = LARGEST) -> None:
        self._splitter = LineSplitter(largest, is_universal=False)

    def feed(self, piece: bytes) -> list[str]:
        """Return the lines that ``piece`` completes.

        Raises:
            ItemSizeError: a line is too long.
        """
        return [line.decode(errors="replace") for line in self._splitter.feed(piece)]

    def end(self) -> list[str]:
        """Return the last line, if it has no end."""
        return [line.decode(errors="replace") for line in self._splitter.end()]
