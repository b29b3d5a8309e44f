"""Errors that no exchange should raise: whose they are, and what a call makes of them."""

import sys
from types import FrameType, TracebackType

from requests.adapters import BaseAdapter

__all__ = ["strange_failure"]

_LIBRARIES = frozenset(
    {"requests", "urllib3", "heroics_py", "idna", "certifi", *sys.stdlib_module_names} - {"__main__"}
)


def strange_failure(error: Exception) -> str | None:
    """Return what happened, in words; None where the caller's own code raised it, whose error it stays.

    That is their hook, their authorization object, or what answers in a mock. An adapter of theirs takes the place of
    the network: what it raises is a failure of the exchange, and so is what a library makes of its answer.
    """
    kind = type(error).__name__
    frame = _innermost_of_the_caller(error.__traceback__)
    if frame is None:
        return f"what came is no answer of HTTP ({kind})"
    adapter = frame.f_locals.get("self")
    return f"the session's {type(adapter).__name__} raised {kind}" if isinstance(adapter, BaseAdapter) else None


def _innermost_of_the_caller(traceback: TracebackType | None) -> FrameType | None:
    found = None
    while traceback is not None:
        frame = traceback.tb_frame
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] not in _LIBRARIES:
            found = frame
        traceback = traceback.tb_next
    return found
