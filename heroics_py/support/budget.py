"""How much work one task may take, counted in steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["StepBudget", "StepLimitError", "current", "spend", "step_limit"]


class StepLimitError(Exception):
    """A task would take more steps than it may."""


class StepBudget:
    """The steps that are left to a task, and the seconds for what can only be measured.

    Attributes:
        steps: how many are left.
        seconds: of the processor's time, for single pieces of work that take long.
    """

    __slots__ = ("seconds", "steps")

    def __init__(self, steps: int, seconds: float = 1.0) -> None:
        self.steps = steps
        self.seconds = seconds

    def spend(self, steps: int = 1) -> None:
        """Take ``steps``.

        Raises:
            StepLimitError: no more are left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise StepLimitError


_CURRENT: ContextVar[StepBudget | None] = ContextVar("effort", default=None)


@contextmanager
def step_limit(steps: int) -> Iterator[StepBudget]:
    """Bound what is done inside to ``steps``; inside of another task, which has its own bound, to that one."""
    known = _CURRENT.get()
    if known is not None:
        yield known
        return
    effort = StepBudget(steps)
    token = _CURRENT.set(effort)
    try:
        yield effort
    finally:
        _CURRENT.reset(token)


def spend(steps: int = 1) -> None:
    """Take ``steps`` of the task that is under way, if it is bounded.

    Raises:
        StepLimitError: no more are left.
    """
    if (effort := _CURRENT.get()) is not None:
        effort.spend(steps)


def current() -> StepBudget | None:
    """Return the effort of the task that is under way, or None."""
    return _CURRENT.get()
