"""Bodies that are read piece by piece: of responses that are recorded, and of those that are played."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

__all__ = ["PlayedBody", "RecordedBody"]

_PIECE = 1 << 16


class RecordedBody:
    """The open body of a response, and what has arrived of it.

    It ends where the response ends, or where the program closes it: the tape has what arrived until there. One that
    breaks is dropped.

    Args:
        source: the open body of the response.
        keep: takes the body; None if it broke.
    """

    def __init__(self, source: Any, keep: Callable[[bytes | None], object]) -> None:
        self._source = source
        self._keep = keep
        self._pieces: list[bytes] = []
        self._is_over = False

    @property
    def keeps_what_arrives(self) -> bool:
        """Whether a read that was cancelled loses nothing."""
        return bool(getattr(self._source, "keeps_what_arrives", False))

    def read(self) -> bytes | Awaitable[bytes]:
        """Return the next bytes, empty at the end; in an event loop, an awaitable of them."""
        try:
            piece = self._source.read()
        except Exception:
            self._end(None)
            raise
        return self._awaited(piece) if isawaitable(piece) else self._taken(piece)

    def close(self) -> Any:
        """Close the body, also in the middle."""
        self.end()
        return self._source.close()

    def end(self) -> None:
        """Keep what has arrived."""
        self._end(b"".join(self._pieces))

    async def _awaited(self, piece: Awaitable[bytes]) -> bytes:
        try:
            return self._taken(await piece)
        except Exception:
            self._end(None)
            raise

    def _taken(self, piece: bytes) -> bytes:
        if piece:
            self._pieces.append(piece)
        else:
            self.end()
        return piece

    def _end(self, body: bytes | None) -> None:
        if not self._is_over:
            self._is_over = True
            self._keep(body)
            self._pieces = []


class PlayedBody:
    """The open body of a response from a tape.

    Args:
        body: all of it.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._position = 0

    def read(self) -> bytes:
        """Return the next bytes, empty at the end."""
        piece = self._body[self._position : self._position + _PIECE]
        self._position += len(piece)
        return piece

    def close(self) -> None:
        """Close the body."""
        self._body = b""
