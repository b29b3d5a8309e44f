"""What is shared by threads, and free in a child process, whichever thread of its parent held it at the fork."""

from collections.abc import Callable
from os import getpid
from threading import Lock
from typing import Any, Generic, TypeVar, overload

__all__ = ["ProcessLock", "kept"]

_T = TypeVar("_T")


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


class kept(Generic[_T]):  # noqa: N801 - as `functools.cached_property`, used as a decorator
    """A property that is computed once, without a lock: that of `functools.cached_property` in Python 3.11 is for all.

    Threads that come at once may compute it twice, and keep the same one.
    """

    def __init__(self, make: Callable[[Any], _T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "kept[_T]": ...

    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...

    def __get__(self, instance: object | None, owner: type) -> "kept[_T] | _T":
        """Compute it, and put it in its own place."""
        if instance is None:
            return self
        found: _T = instance.__dict__.setdefault(self._make.__name__, self._make(instance))
        return found
