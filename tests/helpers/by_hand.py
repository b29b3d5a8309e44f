"""Rules carried out by hand: steps answered from a list of outcomes, by a clock that only the test moves."""

from cache_parts import START
from ruled import clock_of

from heroics_py.cache import Caching
from heroics_py.http.steps import WIRE, Background, Pause, StoreAccess

__all__ = ["HandClock", "caching", "carry_out", "names_of"]


class HandClock:
    """A clock that stays where the test puts it."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now


def caching(store, clock, **settings):
    """Return the rule of the cache over the wire, by a clock of the test."""
    return Caching(WIRE, store, clock=clock_of(wall=clock), **settings)


def carry_out(steps, outcomes, *, throw_at=None, error=None):
    """Return the result of ``steps``, and the steps that were yielded.

    The store is accessed; exchanges have the ``outcomes`` of the list, one after the other; an exception in it is
    raised. ``error`` is raised at the step with the number ``throw_at``.
    """
    outcomes, seen = list(outcomes), []
    try:
        step = next(steps)
        while True:
            seen.append(step)
            try:
                outcome = _outcome(step, outcomes, error if len(seen) - 1 == throw_at else None)
            except BaseException as failure:  # noqa: BLE001 - the rule decides
                step = steps.throw(failure)
            else:
                step = steps.send(outcome)
    except StopIteration as end:
        return end.value, seen


def _outcome(step, outcomes, error):
    if error is not None:
        raise error
    if isinstance(step, StoreAccess):
        return step.perform()
    if isinstance(step, Background | Pause):
        return None
    outcome = outcomes.pop(0)
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def names_of(steps):
    """Return the name of each step: the method of a store, or the type."""
    return [step.method if isinstance(step, StoreAccess) else type(step).__name__.lower() for step in steps]
