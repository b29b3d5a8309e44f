"""The calls of `gather` with a checkpoint, or on an executor."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from os import PathLike
from typing import Any

from heroics_py.call.lists.row_list import RowList
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import CallError, caller_line
from heroics_py.tools.checkpoints.checkpoint import Checkpoint
from heroics_py.tools.executors.dispatch import Dispatch, Journal
from heroics_py.tools.executors.shipment import Shipment
from heroics_py.tools.executors.travel import refuse_unpicklable, refuse_unportable
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.outcomes import Outcome, result_of
from heroics_py.tools.thread_runs import run_calls

__all__ = ["Run", "gather_with"]


def gather_with(
    many: ManyCalls,
    items: Sequence[Any],
    *,
    executor: Executor | None,
    checkpoint: str | PathLike[str] | None,
    visible: bool,
) -> RowList:
    """Return the results of `gather`, in the order of the items.

    Args:
        many: the other arguments of `gather`.
        items: the arguments of each call.
        executor: makes the calls; None for threads of its own.
        checkpoint: the file that keeps what is done, if any.
        visible: whether to show a bar.

    Raises:
        CallError: ``executor`` is not an executor, or the client can't travel; nothing was sent.
        CheckpointError: the file can't be used or written.
        HeroicsError: a call raised it, and errors are not collected.
    """
    target = LinkTarget.of(many.link)
    if executor is not None:
        _check_executor(executor, many, target)
    if not items:
        return RowList()
    if checkpoint is None:
        return _gather(Run(many, target, items, None), executor, visible=visible)
    with Checkpoint.open(checkpoint, many, target, items) as file:
        return _gather(Run(many, target, items, file), executor, visible=visible)


def _gather(run: Run, executor: Executor | None, *, visible: bool) -> RowList:
    with show_progress(run.many.title, total=len(run.items), unit="call", visible=visible) as bar:
        bar.advance(len(run.items) - len(run.pending))
        if executor is not None:
            run.call_on(executor, bar)
        else:
            run.call_in_threads(bar)
    return run.results()


def _check_executor(executor: object, many: ManyCalls, target: LinkTarget | None) -> None:
    if not isinstance(executor, Executor):
        kind = executor.__name__ if isinstance(executor, type) else type(executor).__name__
        raise CallError(
            f"executor={kind}: expected a concurrent.futures.Executor, such as ProcessPoolExecutor(4) or "
            "dask_client.get_executor()"
        )
    if many.core is not None:
        refuse_unportable(many.core, target, executor)


class Run:
    """The calls of one run, and their results so far.

    Args:
        many: the arguments of `gather`.
        target: the link that is called; None for any other function.
        items: the arguments of each call.
        file: the checkpoint, if any.

    Attributes:
        pending: the numbers of the items that are to be called.
    """

    def __init__(
        self, many: ManyCalls, target: LinkTarget | None, items: Sequence[Any], file: Checkpoint | None
    ) -> None:
        self.many = many
        self.items = items
        self.pending = list(range(len(items))) if file is None else file.pending
        self._target = target
        self._file = file
        self._values: dict[int, Any] = {}
        self._errors: dict[int, BaseException] = {}
        for number, outcome in ({} if file is None else file.outcomes).items():
            self.settle(number, outcome)
        self._earlier = frozenset(self._errors)

    def settle(self, number: int, outcome: Outcome) -> bool:
        """Keep the result of a call, or its error, and return whether no further call is to start."""
        try:
            self._values[number] = result_of(self.many, self._target, self.items[number], outcome)
        except BaseException as error:  # noqa: BLE001 - raised or collected at the end, when no other call runs
            self._errors[number] = error
            return self.many.errors == "raise" or not isinstance(error, Exception)
        return False

    def call_in_threads(self, bar: Progress) -> None:
        """Make the pending calls in threads."""
        calls = [partial(self._call, each) for each in self.pending]
        for number, future in zip(self.pending, run_calls(calls, self.many.most, bar, stop_early=True), strict=True):
            error = None if future.cancelled() else future.exception()
            if error is not None and error is not self._errors.get(number):
                raise error  # of the checkpoint

    def call_on(self, executor: Executor, bar: Progress) -> None:
        """Make the pending calls on an executor."""
        with Shipment(self.many, self._target, self.items, caller_line(), keeps=self._file is not None) as shipment:
            if self._target is not None:
                refuse_unpicklable(lambda: shipment.packed, executor, self.many.title)
            journal: Journal = _NO_JOURNAL if self._file is None else self._file
            dispatch = Dispatch(shipment, executor, self.pending, self.many.most, journal, self.settle, bar)
            dispatch.run()

    def results(self) -> RowList:
        """Return the results in the order of the items, or raise the first error: of this run, else of earlier ones."""
        numbers = range(len(self.items))
        for number in sorted(self._errors, key=lambda each: (each in self._earlier, each)):
            if number in self._earlier and self.many.errors == "raise":
                self._errors[number].add_note("every other call is done: errors='collect' returns the results")
            self._values[number] = self.many.outcome(number, self._errors[number])
        return RowList(self._values[number] for number in numbers)

    def _call(self, number: int) -> None:
        if self._target is None or self._file is None:
            raise TypeError("only calls of a link with a checkpoint are made here")  # never, by `gather_with`
        self._file.begin(number)
        outcome = Outcome.of_link(self.many, self._target, self.items[number], keeps=True)
        self._file.end(number, outcome)
        if self.settle(number, outcome):
            raise self._errors[number]


class _NoJournal:
    """Remembers nothing."""

    def begin(self, number: int) -> None:
        """Do nothing."""

    def end(self, number: int, outcome: Outcome) -> None:
        """Do nothing."""

    def withdraw(self, number: int) -> None:
        """Do nothing."""


_NO_JOURNAL = _NoJournal()
