"""Time in which Python's garbage collector rests."""

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

__all__ = ["uncollected", "unnoticed"]

_T = TypeVar("_T")
_V = TypeVar("_V")

_lock = threading.Lock()
_within: dict[object, None] = {}
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the garbage collector rest while modules are loaded, in any number of threads, and then go on as it did.

    What is loaded stays, so that there is nothing to find; and each of its passes goes over the documents of all
    clients too, which takes longer than loading some of the modules.
    """
    global _was_on  # noqa: PLW0603 - the collector is one for all
    here = object()
    try:
        with _lock:
            if not _within:
                _was_on = gc.isenabled()
            _within[here] = None
            gc.disable()
        yield
    finally:
        # Ctrl-C strikes where a call has just been made: here none is, before the collector is on again.
        with _lock:
            if here in _within:
                del _within[here]
                if not _within and _was_on:
                    gc.enable()


def unnoticed(work: Callable[[_T], _V], argument: _T) -> _V:
    """Return ``work(argument)``; the garbage collector rests meanwhile, where no other thread is there to notice.

    For what makes many objects at once and takes a moment: none of them is garbage yet, and so many of them make the
    collector go over everything that there is. Where there are other threads, one of them might see it off, and later
    leave it off for good.
    """
    if threading.active_count() > 1 or not gc.isenabled():
        return work(argument)
    try:
        gc.disable()
        return work(argument)
    finally:
        gc.enable()
