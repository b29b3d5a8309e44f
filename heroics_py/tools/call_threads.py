"""Threads that make many calls, in their order."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextvars import copy_context
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Self

from heroics_py.errors import caller_line, warning_at
from heroics_py.errors.warning import CallerLine

__all__ = ["CallThreads"]


class CallThreads:
    """Threads that take one call after the other. At the end of the block, each call is done or cancelled.

    It replaces an executor, which does not wait for a thread that it is starting when Ctrl-C interrupts it.

    Attributes:
        futures: the results, in the order of the calls.

    Args:
        calls: what to call.
        workers: the most calls at a time.
        label: the beginning of the names of the threads.
    """

    def __init__(self, calls: Sequence[Callable[[], Any]], workers: int, label: str) -> None:
        self.futures: list[Future[Any]] = [Future() for _ in calls]
        self._pending = iter(list(zip(self.futures, calls, strict=True)))
        self._stopped = False
        self._waits = True
        self._lock = Lock()
        line = caller_line()
        names = (f"{label} {number}" for number in range(min(workers, len(calls))))
        # Each thread has a copy of the caller's context variables, such as the span that its calls belong to.
        self._threads = [
            Thread(target=copy_context().run, args=(self._run_at, line), name=name, daemon=True) for name in names
        ]

    def __enter__(self) -> Self:
        """Start the threads."""
        try:
            for thread in self._threads:
                thread.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the threads."""
        self.stop()

    def stop(self) -> None:
        """Start no further call, wait for those that are running, and cancel the others.

        Ctrl-C ends the wait, also that of later calls of this method.
        """
        with self._lock:
            self._stopped = True
        try:
            for thread in self._threads if self._waits else ():
                if thread.ident is not None:  # a thread without one finds the queue stopped
                    thread.join()
        except KeyboardInterrupt:
            self._waits = False
            raise
        finally:
            for future in self.futures:
                future.cancel()

    def _run_at(self, line: CallerLine) -> None:
        """Run calls until none is left, and put their results and errors into their futures.

        Args:
            line: the line of the caller, which warnings are about.
        """
        with warning_at(line):
            self._run()

    def _run(self) -> None:
        while (entry := self._next()) is not None:
            future, call = entry
            future.set_running_or_notify_cancel()
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - raised where the result is needed
                future.set_exception(error)

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._lock:
            return None if self._stopped else next(self._pending, None)
