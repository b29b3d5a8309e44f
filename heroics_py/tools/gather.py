"""One call for many arguments, several at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from functools import partial
from threading import Lock, Thread
from typing import Any, Literal

from heroics_py.client.status import core_of
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError, caller_line, warning_at
from heroics_py.errors.warning import CallerLine
from heroics_py.record import Record

__all__ = ["gather"]


def gather(
    link: Callable[..., Any],
    items: Iterable[Any],
    workers: int = 16,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    errors: Literal["raise", "collect"] = "raise",
) -> list[Any]:
    """Call ``link`` once for each item, several at a time, and return the results in the order of the items.

    All calls share the throttle of the client, so that they stay within the rate limit. If a call returns a list, only
    its first page is fetched; further pages follow when you need them.

    Ctrl-C cancels: no further call starts, and running calls finish before `KeyboardInterrupt` is raised.

    Args:
        link: a link of a client, ``client.app.info``; or any function.
        items: the arguments of each call: a value or a `Record` is the one positional argument, a tuple is all of
            them, a plain dict holds keyword arguments.
        workers: the most calls at a time.
        progress: whether to show a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        errors: "raise" starts no further call and raises the first error, in the order of the items; "collect" returns
            each error in the place of its result.

    Raises:
        CallError: an argument of `gather` itself is invalid; nothing was sent.
        HeroicsError: a call raised it, and errors are not collected; a note on it has the number of the item.
    """
    calls = [partial(_call, link, item) for item in _check_items(link, items, workers, errors)]
    if not calls:
        return []
    core = core_of(getattr(link, "__self__", link))  # a method of a link has __self__: client.app.info.send
    if core is not None and core.connection is not None:
        core.connection.widen(min(workers, len(calls)))
    title = getattr(link, "__name__", "") or "calls"
    with show_progress(title, total=len(calls), unit="call", visible=progress) as bar:
        futures = _run(calls, workers, bar, stop_early=errors == "raise")
    return [_outcome(number, future, errors) for number, future in enumerate(futures)]


def _check_items(link: object, items: Iterable[Any], workers: int, errors: str) -> list[Any]:
    if not callable(link):
        raise CallError(f"gather takes a link such as client.app.info, and items; got {type(link).__name__}")
    if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise CallError(f"gather takes many items, each with the arguments of one call; got one {type(items).__name__}")
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise CallError(f"workers={workers!r}: expected the most calls at a time, 1 or more")
    if errors not in ("raise", "collect"):
        raise CallError(f"errors={errors!r}: expected 'raise' or 'collect'")
    return list(items)


def _call(link: Callable[..., Any], item: object) -> Any:
    """Call ``link`` with an item: a tuple of arguments, a dict of keywords, or one value."""
    if isinstance(item, tuple):
        return link(*item)
    if isinstance(item, dict) and not isinstance(item, Record):
        return link(**item)
    return link(item)


class _Queue:
    """Calls that threads take one after the other.

    It replaces an executor, which does not wait for a thread that it is starting when Ctrl-C interrupts it.
    """

    def __init__(self, calls: Sequence[Callable[[], Any]]) -> None:
        self.futures: list[Future[Any]] = [Future() for _ in calls]
        self._pending = iter(list(zip(self.futures, calls, strict=True)))
        self._stopped = False
        self._lock = Lock()

    def run(self, line: CallerLine) -> None:
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

    def stop(self) -> None:
        """Start no further call."""
        with self._lock:
            self._stopped = True

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._lock:
            return None if self._stopped else next(self._pending, None)


def _run(calls: Sequence[Callable[[], Any]], workers: int, bar: Progress, *, stop_early: bool) -> list[Future[Any]]:
    """Run the calls in threads, in their order, and return their futures, each done or cancelled."""
    queue, line = _Queue(calls), caller_line()
    names = (f"heroics-py gather {number}" for number in range(min(workers, len(calls))))
    threads = [Thread(target=queue.run, args=(line,), name=name, daemon=True) for name in names]
    try:
        for thread in threads:
            thread.start()
        for future in as_completed(queue.futures):
            bar.advance()
            if stop_early and future.exception() is not None:
                break
    finally:
        queue.stop()
        for thread in threads:
            if thread.ident is not None:  # a thread without one finds the queue stopped
                thread.join()
        for future in queue.futures:
            future.cancel()
    return queue.futures


def _outcome(number: int, future: Future[Any], errors: str) -> Any:
    """Return the result of a call, or raise or return its error.

    Calls start in the order of their items, so that an error comes before the first cancelled call.
    """
    error = future.exception()
    if error is None:
        return future.result()
    if errors == "collect" and isinstance(error, Exception):
        return error
    error.add_note(f"raised for item {number} of gather, counted from 0")
    raise error
