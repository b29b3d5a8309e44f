"""The same call for many arguments at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, as_completed
from functools import partial
from threading import Lock, Thread
from typing import Any, Literal

from heroics_py.client.status import core_of
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError
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

    The rate limit is heeded as in any call: all of them share the throttle of the client. Where a call returns a list,
    its first page is fetched here, and further ones when they are looked at.

    Ctrl-C cancels: what was not begun is never sent, and what is under way is awaited before `KeyboardInterrupt` goes
    on its way.

    Args:
        link: a link of a client, ``client.app.info``; or any function.
        items: the arguments of each call: a value or a `Record` is the one positional argument, a tuple is all of
            them, a plain dict holds keyword arguments.
        workers: calls that are under way at once, at the most.
        progress: show a bar, in a terminal or a notebook, where tqdm is installed (the extra "progress").
        errors: "raise" cancels what was not begun and raises the first error, in the order of the items; "collect"
            puts each error in the place of its result.

    Raises:
        CallError: for arguments of its own that make no sense; nothing was sent.
        HeroicsError: whatever a call raises, unless errors are collected; a note on it tells the number of the item.
    """
    calls = [partial(_called, link, item) for item in _checked(link, items, workers, errors)]
    if not calls:
        return []
    core = core_of(getattr(link, "__self__", link))  # of client.app.info.send, too
    if core is not None and core.connection is not None:
        core.connection.widen(min(workers, len(calls)))
    what = getattr(link, "__name__", "") or "calls"
    with show_progress(what, total=len(calls), unit="call", visible=progress) as shown:
        done = _in_threads(calls, workers, shown, stop_early=errors == "raise")
    return [_outcome(number, future, errors) for number, future in enumerate(done)]


def _checked(link: object, items: Iterable[Any], workers: int, errors: str) -> list[Any]:
    if not callable(link):
        raise CallError(f"gather takes a link such as client.app.info, and items; got {type(link).__name__}")
    if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise CallError(f"gather takes many items, each the arguments of one call; got one {type(items).__name__}")
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise CallError(f"workers={workers!r}: expected how many calls may be under way at once, 1 or more")
    if errors not in ("raise", "collect"):
        raise CallError(f"errors={errors!r}: expected 'raise' or 'collect'")
    return list(items)


def _called(link: Callable[..., Any], item: object) -> Any:
    """Call ``link`` with what ``item`` holds: a tuple, a dict of keywords, or one value."""
    if isinstance(item, tuple):
        return link(*item)
    if isinstance(item, dict) and not isinstance(item, Record):
        return link(**item)
    return link(item)


class _Work:
    """Calls that threads take one after the other, until there are no more or all is to stop.

    No executor, because one that is just starting a thread when Ctrl-C strikes does not await it.
    """

    def __init__(self, calls: Sequence[Callable[[], Any]]) -> None:
        self.futures: list[Future[Any]] = [Future() for _ in calls]
        self._waiting = iter(list(zip(self.futures, calls, strict=True)))
        self._stopped = False
        self._lock = Lock()

    def run(self) -> None:
        """Take and make calls; what they raise belongs to whoever asks for the result."""
        while (taken := self._next()) is not None:
            future, call = taken
            future.set_running_or_notify_cancel()
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001 - for that reason
                future.set_exception(error)

    def stop(self) -> None:
        """Let no further call begin."""
        with self._lock:
            self._stopped = True

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._lock:
            return None if self._stopped else next(self._waiting, None)


def _in_threads(
    calls: Sequence[Callable[[], Any]], workers: int, shown: Progress, *, stop_early: bool
) -> list[Future[Any]]:
    """Run the calls, in their order, and return their futures, all of them done or cancelled."""
    work = _Work(calls)
    names = (f"heroics-py gather {number}" for number in range(min(workers, len(calls))))
    threads = [Thread(target=work.run, name=name, daemon=True) for name in names]
    try:
        for thread in threads:
            thread.start()
        for future in as_completed(work.futures):
            shown.advance()
            if stop_early and future.exception() is not None:
                break
    finally:
        work.stop()
        for thread in threads:
            if thread.ident is not None:  # one that has not come to life yet finds that all has stopped
                thread.join()
        for future in work.futures:
            future.cancel()
    return work.futures


def _outcome(number: int, future: Future[Any], errors: str) -> Any:
    """Return the result of a call, or its error; raise it where that is wanted.

    Calls begin in the order of their items, so an error always stands before the first call that was cancelled.
    """
    error = future.exception()
    if error is None:
        return future.result()
    if errors == "collect" and isinstance(error, Exception):
        return error
    error.add_note(f"raised for item {number} of those given to gather, counted from 0")
    raise error
