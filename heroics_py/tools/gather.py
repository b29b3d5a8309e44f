"""One call for many arguments, several at a time."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Future, as_completed
from functools import partial
from typing import Any, Literal

from heroics_py.call.row_list import RowList
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError
from heroics_py.tools.call_threads import CallThreads
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


def _run(calls: Sequence[Callable[[], Any]], workers: int, bar: Progress, *, stop_early: bool) -> list[Future[Any]]:
    """Run the calls in threads, in their order, and return their futures, each done or cancelled."""
    with CallThreads(calls, workers, "heroics-py gather") as threads:
        for future in as_completed(threads.futures):
            bar.advance()
            if stop_early and future.exception() is not None:
                break
    return threads.futures


def _outcome(many: ManyCalls, number: int, future: Future[Any]) -> Any:
    """Return the result of a call, or raise or return its error.

    Calls start in the order of their items, so that an error comes before the first cancelled call.
    """
    error = future.exception()
    return future.result() if error is None else many.outcome(number, error)
