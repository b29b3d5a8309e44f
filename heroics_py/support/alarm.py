"""A wait that another thread, or another task, can end."""

from collections.abc import Callable
from threading import Event

__all__ = ["Alarm"]


class Alarm:
    """Ends the waits of the step `Turn`, now and later, once it is woken."""

    __slots__ = ("_listener", "_woken")

    def __init__(self) -> None:
        self._woken = Event()
        self._listener: Callable[[], object] | None = None

    def wake(self) -> None:
        """End the wait in progress, and those that follow at once."""
        self._woken.set()
        if (listener := self._listener) is not None:
            listener()

    def wait(self, seconds: float) -> None:
        """Block the thread until woken, at most ``seconds``."""
        self._woken.wait(seconds)

    def listen(self, listener: Callable[[], object] | None) -> None:
        """Call ``listener`` when it is woken, from any thread; at once if it was woken before."""
        self._listener = listener
        if listener is not None and self._woken.is_set():
            listener()
