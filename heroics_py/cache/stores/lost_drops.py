"""The invalidations that a server missed."""

import os
import time
import weakref
from collections.abc import Callable
from threading import Thread

from heroics_py.support.locks import ProcessLock

__all__ = ["LostDrops"]

_PERIOD = 0.5  # seconds


class LostDrops:
    """Remembers which groups a server failed to drop, and repeats that until it succeeds.

    A thread repeats it, so that the other workers need not wait until this one reads again. It ends with the last
    group.

    Args:
        drop: drops a group at the server, or raises.
    """

    def __init__(self, drop: Callable[[str], object]) -> None:
        self._drop = drop
        self._lock = ProcessLock()
        self._groups: dict[str, object] = {}
        self._process = 0  # whose thread is repeating

    def __len__(self) -> int:
        return len(self._groups)

    def add(self, group: str) -> None:
        """Remember a group."""
        self._groups[group] = object()
        if self._process != os.getpid():
            self._process = os.getpid()
            Thread(target=_repeat, args=(weakref.ref(self),), name="heroics-lost-drops", daemon=True).start()

    def repeat(self) -> None:
        """Drop all groups.

        Raises:
            Exception: as ``drop`` for the first group that it fails to drop; the others are not tried.
        """
        with self._lock.here():
            for group, change in tuple(self._groups.items()):
                self._drop(group)
                if self._groups.get(group) is change:  # and no later one
                    del self._groups[group]

    def finish(self) -> bool:
        """Repeat once more, and return whether nothing is left to be repeated."""
        try:
            self.repeat()
        except Exception:  # noqa: BLE001 - the server still fails
            return False
        with self._lock.here():
            if self._groups:
                return False
            self._process = 0
        return True


def _repeat(reference: "weakref.ref[LostDrops]") -> None:
    while True:
        time.sleep(_PERIOD)
        lost = reference()
        if lost is None or lost.finish():
            return
        del lost
