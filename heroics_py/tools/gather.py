"""One call for many arguments, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from heroics_py.call.lists.row_list import RowList
from heroics_py.display.progress import show_progress
from heroics_py.support.loading import load_modules
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.thread_runs import outcome_of, run_calls

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["gather"]

_HABITS = {
    "return_exceptions": "errors='collect'",
    **dict.fromkeys(("max_workers", "concurrency", "limit"), "workers"),
}
_WORKERS = 16


def gather(  # noqa: PLR0913 - its options
    link: Callable[..., Any],
    items: Iterable[Any],
    /,
    workers: int = _WORKERS,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    errors: Literal["raise", "collect"] = "raise",
    *,
    executor: Executor | None = None,
    checkpoint: str | PathLike[str] | None = None,
    **common: Any,
) -> RowList:
    """Call ``link`` once for each item, several at a time, and return the results in the order of the items.

    ``gather(client.app.update, apps, maintenance=True)``: other keywords are arguments of every call.

    All calls share the throttle of the client, so that they stay within the rate limit. If a call returns a list, only
    its first page is fetched; further pages follow when you need them.

    Ctrl-C cancels: no further call starts, and running calls finish before `KeyboardInterrupt` is raised.

    With a ``checkpoint``, the same line goes on where an earlier run was cut: what is done is read from the file. A
    call that was started and has no outcome is sent again if its method is safe or idempotent; of any other, the
    outcome is a `LostOutcome`.

    Args:
        link: a link of a client, ``client.app.info``; or any function.
        items: the arguments of each call: a value or a `Record` is the one positional argument, a tuple is all of
            them, a plain dict holds keyword arguments. A row of pandas, a named tuple and a dataclass count as a dict,
            a DataFrame as its rows.
        workers: the most calls at a time.
        progress: whether to show a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        errors: "raise" starts no further call and raises the first error, in the order of the items; "collect" returns
            each error in the place of its result.
        executor: makes the calls, in place of threads: any `concurrent.futures.Executor`, such as a
            ``ProcessPoolExecutor`` or that of a Dask client; it stays open. It decides how many calls run at a time;
            ``workers`` is the most parts of the work that it has at a time. Credentials travel by reference, as
            ``Env("SHOP_TOKEN")``, or not at all.
        checkpoint: the path of a file, private to its user, that keeps what is done; it takes a link.
        **common: keyword arguments of every call; those of an item replace them. Where an argument of the link itself
            has the name of an option, such as ``errors``, pass ``functools.partial(link, errors=...)``.

    Returns:
        A list, which a notebook shows as a table; ``to_frame()`` makes a DataFrame of it.

    Raises:
        CallError: an argument of `gather` itself is invalid, or the client can't travel; nothing was sent.
        CheckpointError: the checkpoint is about other calls, in use, or can't be written.
        HeroicsError: a call raised it, and errors are not collected; a note on it has the number of the item.
    """
    options = {"workers": workers != _WORKERS, "progress": progress is not True, "errors": errors != "raise"}
    options |= {"executor": executor is not None, "checkpoint": checkpoint is not None}
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
    rows = many.items_of(items)
    if core is not None and core.connection is not None and rows:
        core.connection.widen(min(workers, len(rows)))
    if executor is not None or checkpoint is not None:
        load_modules("heroics_py.tools.gather_runs")
        from heroics_py.tools.gather_runs import gather_with

        return gather_with(many, rows, executor=executor, checkpoint=checkpoint, visible=progress)
    calls = [partial(many.blocking_call, each) for each in rows]
    if not calls:
        return RowList()
    with show_progress(many.title, total=len(calls), unit="call", visible=progress) as bar:
        futures = run_calls(calls, workers, bar, stop_early=errors == "raise")
    return RowList(outcome_of(many, number, future) for number, future in enumerate(futures))
