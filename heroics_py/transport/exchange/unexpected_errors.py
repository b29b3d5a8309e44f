"""Errors that an exchange should not raise: the caller's own, or those of an odd response."""

import sys
from types import FrameType, TracebackType

from requests.adapters import BaseAdapter

__all__ = ["describe_unexpected"]

_LIBRARIES = frozenset(
    {"aiohttp", "requests", "urllib3", "heroics_py", "idna", "certifi", "yarl", *sys.stdlib_module_names} - {"__main__"}
)


def describe_unexpected(error: Exception) -> str | None:
    """Return what went wrong, in words; None if the caller's own code raised ``error``, which stays theirs.

    That is their hook, their authorization object, or the reply function of a mock. An adapter of theirs replaces the
    network, so what it raises is a failure of the exchange.
    """
    kind = type(error).__name__
    frame = _innermost_caller_frame(error.__traceback__)
    if frame is None:
        return f"the response is not valid HTTP ({kind})"
    adapter = frame.f_locals.get("self")
    return f"the session's {type(adapter).__name__} raised {kind}" if isinstance(adapter, BaseAdapter) else None


def _innermost_caller_frame(traceback: TracebackType | None) -> FrameType | None:
    innermost = None
    while traceback is not None:
        frame = traceback.tb_frame
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] not in _LIBRARIES:
            innermost = frame
        traceback = traceback.tb_next
    return innermost
