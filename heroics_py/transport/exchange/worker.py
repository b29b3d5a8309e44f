"""A call with a deadline that the code inside does not know: it runs in a thread, and is abandoned in time."""

from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

__all__ = ["finish_by"]

_T = TypeVar("_T")
_GRACE = 0.05  # seconds for an error that says more than "too late"


class _Task(Generic[_T]):
    """A call that may be abandoned; what it then returns is discarded."""

    def __init__(self, act: Callable[[], _T], discard: Callable[[_T], object]) -> None:
        self._act = act
        self._discard = discard
        self._lock = Lock()
        self._is_abandoned = False
        self._result: list[_T] = []
        self._error: BaseException | None = None
        self._done = Event()

    def run(self) -> None:
        """Make the call."""
        try:
            result = self._act()
        except BaseException as error:  # noqa: BLE001 - raised where the result is waited for
            self._error = error
        else:
            with self._lock:
                self._result.append(result)
                is_unwanted = self._is_abandoned
            if is_unwanted:
                self._discard(result)
        self._done.set()

    def wait(self, seconds: float) -> _T:
        """Return the result, or raise the error.

        Raises:
            TimeoutError: neither came in time.
        """
        try:
            in_time = self._done.wait(seconds)
        except BaseException:
            self._abandon()
            raise
        if not in_time:
            self._abandon()
            raise TimeoutError("the time for the call is over")
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _abandon(self) -> None:
        with self._lock:
            self._is_abandoned = True
            results, self._result = self._result, []
        for result in results:
            self._discard(result)


def finish_by(deadline: float, act: Callable[[], _T], discard: Callable[[_T], object]) -> _T:
    """Return what ``act`` returns, with the context variables of the caller.

    Args:
        deadline: the moment on the monotonic clock.
        act: what to do; it may go on after the deadline, until its own timeouts end it.
        discard: takes a result that comes too late.

    Raises:
        TimeoutError: it did not end in time.
    """
    task = _Task(act, discard)
    Thread(target=copy_context().run, args=(task.run,), name="heroics-py call", daemon=True).start()
    return task.wait(deadline - monotonic() + _GRACE)
