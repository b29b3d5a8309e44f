"""Cassettes of vcrpy, read as tapes."""

from heroics_py.errors import TapeError
from heroics_py.tapes.exchange import TapedExchange

__all__ = ["is_cassette", "read_cassette"]


def is_cassette(text: str) -> bool:
    """Return whether a text is a cassette."""
    return "interactions" in text[:1_000_000]


def read_cassette(name: str, text: str) -> tuple[TapedExchange, ...]:
    """Return the exchanges of a cassette.

    Raises:
        TapeError: it is none.
    """
    raise TapeError(
        f"it is not a tape of heroics_py: expected 'heroics_tape' at its beginning, in {len(text)} characters of {name}"
    )
