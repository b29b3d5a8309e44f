"""One call for many arguments, several at a time."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Future, as_completed
from contextvars import copy_context
from functools import partial
from threading import Lock, Thread
from typing import Any, Literal

from heroics_py.call.row_list import RowList
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError, caller_line, warning_at
from heroics_py.errors.warning import CallerLine
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["gather"]

_HABITS = {
    "return_exceptions": "errors='collect'",
    **dict.fromkeys(("max_workers", "concurrency", "limit"), "workers"),
}
_WORKERS = 16


def gather(
    link: Callable[..., Any],
    items: Iterable[Any],
    /,
    workers: int = _WORKERS,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    errors: Literal["raise", "collect"] = "raise",
    **common: Any,
) -> RowList:
    """Call ``link`` once for each item, several at a time, and return the results in the order of the items.

    ``gather(client.app.update, apps, maintenance=True)``: other keywords are arguments of every call.

    All calls share the throttle of the client, so that they stay within the rate limit. If a call returns a list, only
    its first page is fetched; further pages follow when you need them.

    Ctrl-C cancels: no further call starts, and running calls finish before `KeyboardInterrupt` is raised.

    Args:
        link: a link of a client, ``client.app.info``; or any function.
        items: the arguments of each call: a value or a `Record` is the one positional argument, a tuple is all of
            them, a plain dict holds keyword arguments. A row of pandas, a named tuple and a dataclass count as a dict,
            a DataFrame as its rows.
        workers: the most calls at a time.
        progress: whether to show a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        errors: "raise" starts no further call and raises the first error, in the order of the items; "collect" returns
            each error in the place of its result.
        **common: keyword arguments of every call; those of an item replace them. Where an argument of the link itself
            is called ``workers``, ``progress`` or ``errors``, pass ``functools.partial(link, errors=...)``.

    Returns:
        A list, which a notebook shows as a table; ``to_frame()`` makes a DataFrame of it.

    Raises:
        CallError: an argument of `gather` itself is invalid; nothing was sent.
        HeroicsError: a call raised it, and errors are not collected; a note on it has the number of the item.
    """
    options = {"workers": workers != _WORKERS, "progress": progress is not True, "errors": errors != "raise"}
    many = ManyCalls(
        function="gather",
        link=link,
        most=workers,
        most_name="workers",
        errors=errors,
        common=common,
        changed=tuple(name for name, is_set in options.items() if is_set),
        habits=_HABITS,
    )
    del common  # it may hold secrets, and a traceback keeps this frame
    core = many.core
    if core is not None:
        core.refuse_blocking("gather")
    many.check()
    calls = [partial(_call, many, each) for each in many.items_of(items)]
    if not calls:
        return RowList()
    if core is not None and core.connection is not None:
        core.connection.widen(min(workers, len(calls)))
    with show_progress(many.title, total=len(calls), unit="call", visible=progress) as bar:
        futures = _run(calls, workers, bar, stop_early=errors == "raise")
    return RowList(_outcome(many, number, future) for number, future in enumerate(futures))


def _call(many: ManyCalls, item: object) -> Any:
    result = many.call(item)
    if not isinstance(result, Coroutine):
        return result
    result.close()
    raise CallError(f"{many.title} returns a coroutine, which gather does not await: await gather_async(...)")


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
    # Each thread has a copy of the caller's context variables, such as the span that its calls belong to.
    threads = [Thread(target=copy_context().run, args=(queue.run, line), name=name, daemon=True) for name in names]
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


def _outcome(many: ManyCalls, number: int, future: Future[Any]) -> Any:
    """Return the result of a call, or raise or return its error.

    Calls start in the order of their items, so that an error comes before the first cancelled call.
    """
    error = future.exception()
    return future.result() if error is None else many.outcome(number, error)
