"""Calls that an executor makes: a few are handed over at a time, and their outcomes are collected."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Protocol

from heroics_py.display.progress import Progress
from heroics_py.errors import CallError, LostOutcome
from heroics_py.secrecy.texts import mask_text
from heroics_py.tools.executors.parcels import Parcel, Reply
from heroics_py.tools.executors.shipment import Shipment
from heroics_py.tools.executors.worker import call_items
from heroics_py.tools.outcomes import Outcome

__all__ = ["Dispatch", "Journal"]

_FIRST_SIZE = 4
_LARGEST = 64
_MOST_TRIES = 3
_LONGEST_REASON = 300


class Journal(Protocol):
    """Remembers which calls were begun, and what came of them."""

    def begin(self, number: int) -> None:
        """Note that the call of an item may be sent from now on."""
        ...

    def end(self, number: int, outcome: Outcome) -> None:
        """Note what came of it."""
        ...

    def withdraw(self, number: int) -> None:
        """Note that it was not begun after all."""
        ...


class Dispatch:
    """The calls of one run.

    Args:
        shipment: what is called.
        executor: of the caller's; it is never shut down.
        numbers: of the items to call, in their order.
        most: the most parcels that the executor has at a time.
        journal: is told of each begin and end.
        settle: takes each outcome, and returns whether no further call is to start.
        bar: shows how many calls are done.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each is of its own
        self,
        shipment: Shipment,
        executor: Executor,
        numbers: Sequence[int],
        most: int,
        journal: Journal,
        settle: Callable[[int, Outcome], bool],
        bar: Progress,
    ) -> None:
        self._settle = settle
        self._has_begun = False
        self._shipment = shipment
        self._executor = executor
        self._queue = deque(numbers)
        self._most = most
        self._journal = journal
        self._bar = bar
        self._flying: dict[Future[Reply], Parcel] = {}
        self._tries: dict[int, int] = {}
        self._finished: list[str] = []
        self._count = 0
        self._size = _FIRST_SIZE if self._may_share else 1

    @property
    def _may_share(self) -> bool:
        """Whether several calls share a parcel. If a worker is lost, each call of its parcel is in doubt."""
        target = self._shipment.target
        return target is None or target.is_repeatable

    def run(self) -> None:
        """Make the calls.

        Raises:
            CallError: the executor takes no work; nothing was sent.
            KeyboardInterrupt: the user pressed Ctrl-C; the calls that were running are done.
        """
        try:
            self._fill()
            while self._flying:
                self._land()
                self._fill()
        except BaseException:
            self._stop()
            while self._flying:
                self._land()
            raise

    def _fill(self) -> None:
        while self._queue and len(self._flying) < self._most and not self._shipment.is_stopped:
            share = -(-len(self._queue) // self._most)
            count = max(1, min(self._size, share, len(self._queue)))
            self._submit([self._queue.popleft() for _ in range(count)])

    def _submit(self, numbers: Sequence[int], *, has_link: bool = False) -> None:
        self._count += 1
        name = f"{self._shipment.name}-{self._count}"
        is_early = self._count <= self._most
        finished, self._finished = self._finished, []
        parcel = Parcel(self._shipment, numbers, name, finished=finished, has_link=has_link or is_early)
        for number in numbers:
            self._journal.begin(number)
        problem = None
        try:
            future = self._executor.submit(call_items, parcel)
        except Exception as error:  # noqa: BLE001 - an executor is shut down, broken, or can't send the work
            problem = _text_of(error)
        if problem is not None:
            self._refused(numbers, problem)
            return
        self._flying[future] = parcel

    def _refused(self, numbers: Sequence[int], problem: str) -> None:
        """Give up the calls that the executor does not take, and those after them."""
        if not (self._flying or self._has_begun or self._tries):
            for number in numbers:
                self._journal.withdraw(number)
            raise CallError(f"the executor takes no work: {problem}; nothing was sent")
        for number in (*numbers, *self._queue):
            self._lose(number, f"the executor takes no more work: {problem}", sent=number in self._tries)
        self._queue.clear()

    def _land(self) -> None:
        """Wait for a parcel, and note what came of its calls."""
        for future in wait(self._flying, return_when=FIRST_COMPLETED).done:
            parcel = self._flying[future]
            self._finished.append(parcel.name)
            if future.cancelled():
                self._put_back(parcel.numbers)
            elif (error := future.exception()) is not None:
                self._failed(parcel, error)
            else:
                self._take(parcel, future.result())
            del self._flying[future]  # last: an interruption before it takes the parcel once more

    def _take(self, parcel: Parcel, reply: Reply) -> None:
        if reply.lacks_link:
            self._send_again(parcel)
            return
        if reply.is_repeated:
            self._doubt(parcel, "the executor began it a second time, after its worker was lost")
            return
        for number, outcome in reply.outcomes.items():
            self._end(number, outcome)
        if self._may_share and reply.outcomes:
            is_whole = len(reply.outcomes) == len(parcel.numbers)
            self._size = min(_LARGEST, self._size * 2) if is_whole else len(reply.outcomes)
        self._put_back([number for number in parcel.numbers if number not in reply.outcomes])

    def _send_again(self, parcel: Parcel) -> None:
        """Send a parcel with the link, which its worker did not have."""
        if self._shipment.is_stopped:
            self._put_back(parcel.numbers)
        else:
            self._submit(parcel.numbers, has_link=True)

    def _put_back(self, numbers: Sequence[int]) -> None:
        """Put calls that were not begun back to the front of the queue."""
        for number in numbers:
            self._journal.withdraw(number)
        if not self._shipment.is_stopped:
            self._queue.extendleft(reversed(numbers))

    def _failed(self, parcel: Parcel, error: BaseException) -> None:
        """Note that a worker was lost, or that the executor could not pass on the work or its outcome."""
        target = self._shipment.target
        if target is None and not isinstance(error, BrokenExecutor):
            for number in parcel.numbers:
                self._end(number, Outcome(error=error))
            return
        if target is not None and target.is_repeatable and self._may_try(parcel.numbers):
            self._queue.extendleft(reversed(parcel.numbers))
            return
        self._doubt(parcel, f"its worker was lost: {_text_of(error)}")

    def _may_try(self, numbers: Sequence[int]) -> bool:
        for number in numbers:
            self._tries[number] = self._tries.get(number, 0) + 1
        return not self._shipment.is_stopped and max(map(self._tries.__getitem__, numbers)) < _MOST_TRIES

    def _doubt(self, parcel: Parcel, reason: str) -> None:
        for number in parcel.numbers:
            self._lose(number, reason, sent=True)

    def _lose(self, number: int, reason: str, *, sent: bool) -> None:
        name = self._shipment.target.name if self._shipment.target else self._shipment.many.title
        state = "may have been sent, and its outcome is unknown" if sent else "was not sent"
        self._end(number, Outcome(error=LostOutcome(f"{name} {state}: {reason}", item=number, call=name, sent=sent)))

    def _end(self, number: int, outcome: Outcome) -> None:
        self._has_begun = True
        self._journal.end(number, outcome)
        self._bar.advance()
        if self._settle(number, outcome):
            self._stop()

    def _stop(self) -> None:
        """Start no further call; those that run finish."""
        self._shipment.stop()
        if type(self._executor).__module__.partition(".")[0] == "distributed":
            return  # it cancels calls that are running, and reports that they were not begun
        for future in list(self._flying):
            future.cancel()


def _text_of(error: BaseException) -> str:
    return mask_text(f"{type(error).__name__}: {error}")[:_LONGEST_REASON]
