"""The entries that are being refreshed in the background."""

from heroics_py.cache.keys import Keys
from heroics_py.support.locks import ProcessLock

__all__ = ["Refreshes"]

_LONGEST = 300.0  # seconds until a refresh counts as lost, such as one that its event loop never began


class Refreshes:
    """Knows which entries are being refreshed, so that each is refreshed once at a time."""

    def __init__(self) -> None:
        self._lock = ProcessLock()
        self._begun: dict[Keys, float] = {}

    def begin(self, keys: Keys, at: float) -> bool:
        """Return whether to refresh the entry under ``keys`` now; if so, it counts as being refreshed."""
        with self._lock.here():
            if at - self._begun.get(keys, float("-inf")) < _LONGEST:
                return False
            self._begun[keys] = at
            return True

    def end(self, keys: Keys) -> None:
        """Forget that the entry under ``keys`` is being refreshed."""
        with self._lock.here():
            self._begun.pop(keys, None)
