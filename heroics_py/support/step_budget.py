"""A limit on the work of one task, counted in steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["StepBudget", "StepLimitError", "current_budget", "spend", "step_limit"]


class StepLimitError(Exception):
    """A task needs more steps than its limit."""


class StepBudget:
    """The rest of a task's steps, and of its seconds for work that can only be timed.

    Attributes:
        steps: the steps left.
        seconds: the seconds of processor time left.
    """

    __slots__ = ("seconds", "steps")

    def __init__(self, steps: int, seconds: float = 1.0) -> None:
        self.steps = steps
        self.seconds = seconds

    def spend(self, steps: int = 1) -> None:
        """Spend ``steps``.

        Raises:
            StepLimitError: too few are left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise StepLimitError


_CURRENT: ContextVar[StepBudget | None] = ContextVar("step_budget", default=None)


@contextmanager
def step_limit(steps: int) -> Iterator[StepBudget]:
    """Limit the block to ``steps``; inside another limit, that one counts alone."""
    outer = _CURRENT.get()
    if outer is not None:
        yield outer
        return
    budget = StepBudget(steps)
    token = _CURRENT.set(budget)
    try:
        yield budget
    finally:
        _CURRENT.reset(token)


def spend(steps: int = 1) -> None:
    """Spend steps of the current task; without a limit, do nothing.

    Raises:
        StepLimitError: too few are left.
    """
    if (budget := _CURRENT.get()) is not None:
        budget.spend(steps)


def current_budget() -> StepBudget | None:
    """Return the budget of the current task, if it has a limit."""
    return _CURRENT.get()
