"""Time in which Python's garbage collector rests."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["uncollected"]

_lock = Lock()
_within = 0
_was_on = False


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the garbage collector rest while modules are loaded, in any number of threads, and then go on as it did.

    What is loaded stays, so that there is nothing to find; and each of its passes goes over the documents of all
    clients too, which takes longer than loading some of the modules.
    """
    global _within, _was_on  # noqa: PLW0603 - the collector is one for all
    with _lock:
        if not _within:
            _was_on = gc.isenabled()
            gc.disable()
        _within += 1
    try:
        yield
    finally:
        with _lock:
            _within -= 1
            if not _within and _was_on:
                gc.enable()
