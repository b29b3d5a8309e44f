"""Tracebacks without the frames that hold requests and their credentials."""

from collections.abc import Callable, Generator
from types import TracebackType
from typing import Any, TypeVar

from heroics_py.errors import TransportError
from heroics_py.http.messages import Request

__all__ = ["without_frames_below", "without_library_frames"]

_T = TypeVar("_T")

_LIBRARIES = frozenset(
    {"aiohttp", "asyncio", "authlib", "heroics_py", "http", "requests", "socket", "ssl", "threading", "urllib3"}
)


def without_frames_below(
    send: Callable[[Request], Generator[Any, Any, _T]], request: Request
) -> Generator[Any, Any, _T]:
    """Return the steps of ``send``; what they raise keeps the frames of the caller's own code alone."""
    try:
        return (yield from send(request))
    except BaseException as error:  # noqa: BLE001 - raised below, without the frames from here on
        failure = without_library_frames(error)
    del send, request  # this frame is the one that stays on the error
    try:
        raise failure from None
    finally:
        del failure


def without_library_frames(error: BaseException) -> BaseException:
    """Remove the frames of this library and of those below it from ``error`` and its causes, and return it.

    Frames of the caller's own code stay, such as those of a hook that raised.
    """
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        pending += [each.__cause__, each.__context__]
        each.__traceback__ = None if isinstance(each, TransportError) else _callers_frames(each.__traceback__)
    if isinstance(error, TransportError):
        error.take_partial()  # no rule has completed it
        error.__cause__ = error.__context__ = None
    return error


def _callers_frames(traceback: TracebackType | None) -> TracebackType | None:
    frames = []
    while traceback is not None:
        if str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0] not in _LIBRARIES:
            frames.append(traceback)
        traceback = traceback.tb_next
    result = None
    for frame in reversed(frames):
        result = TracebackType(result, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return result
