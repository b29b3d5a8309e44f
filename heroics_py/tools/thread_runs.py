"""The calls of `gather` in threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, as_completed
from typing import Any

from heroics_py.display.progress import Progress
from heroics_py.tools.call_threads import CallThreads
from heroics_py.tools.many_calls import ManyCalls

__all__ = ["outcome_of", "run_calls"]


def run_calls(
    calls: Sequence[Callable[[], Any]], workers: int, bar: Progress, *, stop_early: bool
) -> list[Future[Any]]:
    """Run calls in threads, in their order, and return their futures, each done or cancelled.

    Args:
        calls: what to call.
        workers: the most calls at a time.
        bar: shows how many are done.
        stop_early: whether no further call starts after an error.
    """
    with CallThreads(calls, workers, "heroics-py gather") as threads:
        for future in as_completed(threads.futures):
            bar.advance()
            if stop_early and future.exception() is not None:
                break
    return threads.futures


def outcome_of(many: ManyCalls, number: int, future: Future[Any]) -> Any:
    """Return the result of a call, or raise or return its error.

    Calls start in the order of their items, so that an error comes before the first cancelled call.
    """
    error = future.exception()
    return future.result() if error is None else many.outcome(number, error)
