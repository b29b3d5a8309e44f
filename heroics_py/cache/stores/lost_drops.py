"""The invalidations that a server missed."""

import os
import time
import weakref
from collections.abc import Callable
from threading import Thread

from heroics_py.support.locks import ProcessLock

__all__ = ["LostDrops"]

_SHORTEST, _LONGEST, _GROWTH = 0.1, 1.0, 1.2  # seconds between two attempts, and their factor


class LostDrops:
    """Remembers which groups a server failed to drop, and repeats that until it succeeds.

    A thread repeats it, so that the other workers need not wait until this one reads again. It ends with the last
    group.

    Args:
        drop: drops a group at the server, or raises; with True, it asks also a server that is left alone.
    """

    def __init__(self, drop: Callable[[str, bool], object]) -> None:
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
            try:
                Thread(target=_repeat, args=(weakref.ref(self),), name="heroics-lost-drops", daemon=True).start()
            except RuntimeError:  # no thread can start any more: the next read of this process repeats it
                self._process = 0

    def repeat(self, *, anyway: bool = False) -> bool:
        """Drop all groups, and return whether none is left; False at once while another thread does it.

        Raises:
            Exception: as ``drop`` for the first group that it fails to drop; the others are not tried.
        """
        lock = self._lock.here()
        if not lock.acquire(blocking=False):
            return False
        try:
            for group, change in tuple(self._groups.items()):
                self._drop(group, anyway)
                if self._groups.get(group) is change:  # and no later one
                    del self._groups[group]
            return not self._groups
        finally:
            lock.release()

    def finish(self) -> bool:
        """Repeat once more, and return whether nothing is left to be repeated."""
        try:
            is_empty = self.repeat(anyway=True)
        except Exception:  # noqa: BLE001 - the server still fails
            return False
        if is_empty:
            self._process = 0  # the next group starts another thread
        return is_empty and not self._groups


def _repeat(reference: "weakref.ref[LostDrops]") -> None:
    pause = _SHORTEST
    while True:
        time.sleep(pause)
        lost = reference()
        if lost is None or lost.finish():
            return
        del lost
        pause = min(pause * _GROWTH, _LONGEST)
