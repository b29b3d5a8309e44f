"""Locks that are free in a child process after a fork."""

from collections.abc import Callable
from os import getpid
from threading import Lock
from typing import Any

__all__ = ["ProcessLock"]


class ProcessLock:
    """One lock for each process.

    A fork copies a locked lock, but not the thread that would release it.

    Args:
        kind: creates the lock: `Lock` or `RLock`.
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
