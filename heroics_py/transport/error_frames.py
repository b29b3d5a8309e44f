"""Tracebacks without the frames that hold requests and their credentials."""

from types import TracebackType

from heroics_py.errors import TransportError

__all__ = ["without_library_frames"]

_LIBRARIES = frozenset({"heroics_py", "requests", "urllib3", "http", "socket", "ssl", "threading"})


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
