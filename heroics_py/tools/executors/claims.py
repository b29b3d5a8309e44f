"""Which work was begun before, where an executor repeats it."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any

__all__ = ["claim"]

_MOST = 10_000
_begun: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def claim(name: str, finished: Iterable[str]) -> bool:
    """Return whether this is the first time that the work of this name begins.

    A worker knows what it began itself. Dask repeats the work of a worker that it lost on another one: its scheduler
    remembers what began.

    Args:
        name: of the work.
        finished: the names of earlier work, which can be forgotten.
    """
    with _lock:
        if name in _begun:
            return False
        _begun[name] = None
        while len(_begun) > _MOST:
            _begun.popitem(last=False)
    return _claim_from_dask(name, finished)


def _claim_from_dask(name: str, finished: Iterable[str]) -> bool:
    dask: Any = sys.modules.get("distributed")
    if dask is None:
        return True
    try:
        dask.get_worker()
    except ValueError:  # not in a task of Dask
        return True
    for each in finished:
        dask.Event(each).clear()
    mark = dask.Event(name)
    if mark.is_set():
        return False
    mark.set()
    return True
