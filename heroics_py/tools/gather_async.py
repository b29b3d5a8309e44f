"""One call for many arguments, several at a time, in an event loop."""

import asyncio
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Sequence
from inspect import isawaitable
from os import PathLike
from typing import Any, Literal

from heroics_py.call.lists.row_list import RowList
from heroics_py.call.pending import Deferred
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError, caller_line
from heroics_py.support.loading import load_modules
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["gather_async"]

_HABITS = {
    "return_exceptions": "errors='collect'",
    **dict.fromkeys(("workers", "max_workers", "concurrency", "max_concurrency", "semaphore"), "limit"),
}
_LIMIT = 100


def gather_async(  # noqa: PLR0913 - its options
    link: Callable[..., Any],
    items: Iterable[Any] | AsyncIterable[Any],
    /,
    limit: int = _LIMIT,
    progress: bool = True,  # noqa: FBT001, FBT002 - a switch with a name, as people type it
    errors: Literal["raise", "collect"] = "raise",
    *,
    checkpoint: str | PathLike[str] | None = None,
    **common: Any,
) -> Coroutine[Any, Any, RowList]:
    """Call ``link`` once for each item, several at a time, and return the results in the order of the items; await it.

    ``await gather_async(client.app.update, apps, maintenance=True)``: other keywords are arguments of every call.

    All calls share the throttle of the client, so that they stay within the rate limit. If a call returns a list, only
    its first page is fetched; further pages follow when you need them.

    A cancellation, also by Ctrl-C or a timeout, cancels the calls that run.

    With a ``checkpoint``, the same line goes on where an earlier run was cut, as with `gather`, whose files it can
    continue.

    Args:
        link: a link of an async client, ``client.app.info``; or any function that returns an awaitable.
        items: the arguments of each call, as for `gather`; or what ``async for`` iterates over, such as a list of the
            API, all of which is read first.
        limit: the most calls at a time.
        progress: whether to show a bar in a terminal or a notebook; it needs tqdm (the extra "progress").
        errors: "raise" starts no further call, lets those that run finish, and raises the first error, in the order of
            the items; "collect" returns each error in the place of its result.
        checkpoint: the path of a file, private to its user, that keeps what is done; it takes a link.
        **common: keyword arguments of every call; those of an item replace them. Where an argument of the link itself
            has the name of an option, such as ``limit``, pass ``functools.partial(link, limit=...)``.

    Returns:
        A list, which a notebook shows as a table; ``to_frame()`` makes a DataFrame of it.

    Raises:
        CallError: an argument of `gather_async` itself is invalid; nothing was sent.
        CheckpointError: the checkpoint is about other calls, in use, or can't be written.
        HeroicsError: a call raised it, and errors are not collected; a note on it has the number of the item.
    """
    options = {"limit": limit != _LIMIT, "progress": progress is not True, "errors": errors != "raise"}
    options["checkpoint"] = checkpoint is not None
    many = ManyCalls(
        function="gather_async",
        link=link,
        most=limit,
        most_name="limit",
        errors=errors,
        common=common,
        changed=tuple(name for name, is_set in options.items() if is_set),
        habits=_HABITS,
    )
    if many.core is not None:
        many.core.refuse_awaiting("gather_async")
    many.check()
    rows = items if isinstance(items, AsyncIterable) else many.items_of(items)
    return Deferred(_gather(many, rows, checkpoint, visible=progress), "gather_async", caller_line())


async def _gather(
    many: ManyCalls,
    rows: list[Any] | AsyncIterable[Any],
    checkpoint: str | PathLike[str] | None,
    *,
    visible: bool,
) -> RowList:
    items = [each async for each in rows] if isinstance(rows, AsyncIterable) else rows
    if not items:
        return RowList()
    if checkpoint is not None:
        load_modules("heroics_py.tools.gather_async_runs")
        from heroics_py.tools.gather_async_runs import gather_kept

        return await gather_kept(many, items, checkpoint, visible=visible)
    with show_progress(many.title, total=len(items), unit="call", visible=visible) as bar:
        run = _Run(many, items, bar)
        async with asyncio.TaskGroup() as group:
            for _ in range(min(many.most, len(items))):
                group.create_task(run.work())
    return RowList(run.results())


class _Run:
    """Calls that a few tasks take one after the other, so that memory does not grow with the number of calls."""

    def __init__(self, many: ManyCalls, items: Sequence[Any], bar: Progress) -> None:
        self._many = many
        self._pending = enumerate(items)
        self._bar = bar
        self._results: list[Any] = [None] * len(items)
        self._errors: dict[int, BaseException] = {}
        self._is_stopped = self._blocks = False

    async def work(self) -> None:
        """Call until no item is left, or a call failed."""
        while not self._is_stopped and (entry := next(self._pending, None)) is not None:
            number, item = entry
            try:
                self._results[number] = await self._awaitable(item)
            except BaseException as error:
                self._errors[number] = error
                self._is_stopped |= self._many.errors == "raise" or not isinstance(error, Exception) or self._blocks
                if not isinstance(error, Exception):  # a cancellation: of all of this, or of the call alone
                    raise
            self._bar.advance()

    def results(self) -> list[Any]:
        """Return the results in the order of the items, or raise the first error."""
        for number in sorted(self._errors):
            if self._blocks:
                raise self._errors[number]
            self._results[number] = self._many.outcome(number, self._errors[number])
        return self._results

    def _awaitable(self, item: object) -> Any:
        result = self._many.call(item)
        if isawaitable(result):
            return result
        self._blocks = True
        raise CallError(
            f"gather_async awaits what {self._many.title} returns, and it returned {type(result).__name__}: "
            "a function that blocks goes to gather, or through asyncio.to_thread"
        )
