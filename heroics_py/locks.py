"""Locks that are free in a child process, whichever thread of its parent held them at the fork."""

from collections.abc import Callable
from os import getpid
from threading import Lock
from typing import Any

__all__ = ["ProcessLock"]


class ProcessLock:
    """A lock for each process that uses it: a fork copies a lock that is held, and not the thread that releases it.

    Args:
        kind: makes the lock, `Lock` or `RLock`.
    """

    __slots__ = ("_kind", "_locks")

    def __init__(self, kind: Callable[[], Any] = Lock) -> None:
        self._kind = kind
        self._locks: dict[int, Any] = {}

    def here(self) -> Any:
        """Return the lock of this process, for a ``with`` statement.

        It is the lock of `threading` itself: Ctrl-C can't strike between acquiring it and entering the block.
        """
        process = getpid()
        return self._locks.get(process) or self._locks.setdefault(process, self._kind())
