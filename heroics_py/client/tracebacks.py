"""Tracebacks whose frames hold no credentials."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["without_frames"]

T = TypeVar("T")


def without_frames(function: Callable[[], T]) -> T:
    """Call ``function``; a ValueError it raises loses the frames that hold credentials.

    Tools show the local variables of every frame of a traceback.

    Raises:
        ValueError: as ``function`` raises it, with a new traceback.
    """
    try:
        return function()
    except ValueError as error:
        bare = error.with_traceback(None)
    raise bare from None
