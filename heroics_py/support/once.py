"""What is done once, such as a warning."""

from collections.abc import Hashable
from threading import Lock

__all__ = ["Once"]


class Once:
    """Remembers what was done; after ``most`` different things, it forgets the oldest."""

    __slots__ = ("_done", "_lock", "_most")

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._done: dict[Hashable, None] = {}
        self._lock = Lock()

    def __contains__(self, thing: Hashable) -> bool:
        return thing in self._done

    def is_first(self, thing: Hashable) -> bool:
        """Return whether ``thing`` comes for the first time, and remember it."""
        with self._lock:
            if thing in self._done:
                return False
            self._done[thing] = None
            if len(self._done) > self._most:
                del self._done[next(iter(self._done))]
            return True
