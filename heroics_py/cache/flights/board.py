"""Where workers note their flights for each other."""

from typing import NamedTuple, Protocol

from heroics_py.cache.entry import Entry

__all__ = ["ALONE", "Board", "News"]

ALONE = ""
"""In place of the token of a leader: there is one, and its flight may not be joined."""


class News(NamedTuple):
    """What a board says of the flight of another worker.

    Attributes:
        is_flying: whether its leader still holds it.
        outcome: its response, once it is over; a pointer if it is for the leader alone. None if there is none.
    """

    is_flying: bool
    outcome: Entry | None = None


class Board(Protocol):
    """Where workers note their flights: by the name of what they read, and by a token for each flight.

    Every note expires, so that a leader that dies holds nobody back for longer. Any method may raise any exception, for
    a fault of the board: the reads go on without it.
    """

    def enter(self, name: str, token: str, *, max_age: float) -> str:
        """Return the token of the flight to wait for; ``token`` if the caller leads it; or `ALONE`.

        Args:
            name: of the read.
            token: for a new flight.
            max_age: in seconds; one that began earlier may not be joined.
        """
        ...

    def look(self, name: str, token: str) -> News:
        """Return what has become of a flight.

        Raises:
            CorruptEntryError: its outcome is damaged, or was not noted by this library.
        """
        ...

    def renew(self, name: str, token: str) -> None:
        """Hold a flight for longer."""
        ...

    def finish(self, name: str, token: str) -> int:
        """End a flight, which nobody joins from now on, and return how many workers wait for its outcome."""
        ...

    def publish(self, name: str, token: str, outcome: Entry) -> bool:
        """Note the outcome of a flight that is over, for those who wait; return whether it is noted."""
        ...

    def release(self, name: str, token: str) -> None:
        """Give up a flight without an outcome: one of those who wait leads next."""
        ...
