"""The calls of `gather_async` with a checkpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from os import PathLike
from typing import Any

from heroics_py.call.lists.row_list import RowList
from heroics_py.display.progress import Progress, show_progress
from heroics_py.errors import HeroicsError
from heroics_py.tools.checkpoints.checkpoint import Checkpoint
from heroics_py.tools.gather_runs import Run
from heroics_py.tools.link_target import LinkTarget
from heroics_py.tools.many_calls import ManyCalls
from heroics_py.tools.outcomes import Outcome

__all__ = ["gather_kept"]


async def gather_kept(
    many: ManyCalls, items: Sequence[Any], checkpoint: str | PathLike[str], *, visible: bool
) -> RowList:
    """Return the results of `gather_async`, in the order of the items.

    Args:
        many: the other arguments of `gather_async`.
        items: the arguments of each call.
        checkpoint: the file that keeps what is done.
        visible: whether to show a bar.

    Raises:
        CheckpointError: the file can't be used.
    """
    with (
        await asyncio.to_thread(Checkpoint.open, checkpoint, many, LinkTarget.of(many.link), items) as file,
        show_progress(many.title, total=len(items), unit="call", visible=visible) as bar,
    ):
        run = _AsyncRun(many, items, file)
        bar.advance(len(items) - len(run.pending))
        await run.call(bar)
        return run.results()


class _AsyncRun(Run):
    """The calls of one run in an event loop."""

    def __init__(self, many: ManyCalls, items: Sequence[Any], checkpoint: Checkpoint) -> None:
        super().__init__(many, checkpoint.target, items, checkpoint)
        self._checkpoint = checkpoint
        self._left = iter(self.pending)
        self._is_stopped = False
        self._fault: HeroicsError | None = None

    async def call(self, bar: Progress) -> None:
        """Make the pending calls, by a few tasks that take one after the other."""
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self.many.most, len(self.pending))):
                group.create_task(self._work(bar))
        if self._fault is not None:
            raise self._fault

    async def _work(self, bar: Progress) -> None:
        while not self._is_stopped and (number := next(self._left, None)) is not None:
            try:
                self._is_stopped |= await self._call_one(number)
            except HeroicsError as error:  # of the checkpoint; those of calls are settled
                self._fault = self._fault or error
                self._is_stopped = True
            bar.advance()

    async def _call_one(self, number: int) -> bool:
        """Make one call, and return whether no further call is to start."""
        if self._checkpoint.syncs:
            await asyncio.to_thread(self._checkpoint.begin, number)
        else:
            self._checkpoint.begin(number)
        outcome = await self._outcome(number)
        self._checkpoint.end(number, outcome)
        return self.settle(number, outcome)

    async def _outcome(self, number: int) -> Outcome:
        call = None
        try:
            call = self._checkpoint.target.call(*self.many.arguments_of(self.items[number]))
            response, hint = await call.exchange()
        except Exception as error:  # noqa: BLE001 - raised or collected at the end
            return Outcome.failed(call, error, keeps=True)
        return Outcome.answered(call, response, hint, keeps=True)
