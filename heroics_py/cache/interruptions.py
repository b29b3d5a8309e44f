"""Steps that an interruption of the caller does not prevent."""

from contextlib import suppress
from typing import Any, TypeVar

from heroics_py.http.steps import Steps, StoreAccess

__all__ = ["finish", "perform_all"]

_T = TypeVar("_T")


def finish(steps: Steps[_T]) -> Steps[_T]:
    """Carry ``steps`` out to their end, and then raise what has interrupted them.

    ``steps`` only access a store, and each of them may be repeated: the one that was interrupted is, once. A second
    interruption of the same step ends them.

    Raises:
        KeyboardInterrupt, asyncio.CancelledError: the caller was interrupted, and the steps have ended.
    """
    interruption: BaseException | None = None
    interrupted = None  # the step that is repeated
    try:
        step = next(steps)
        while True:
            try:
                outcome = yield step
            except GeneratorExit:
                _perform(steps, step)
                raise
            except Exception as error:  # noqa: BLE001 - the steps decide
                step = steps.throw(error)
            except BaseException as error:
                if interrupted is step:
                    raise
                interruption, interrupted = error, step
            else:
                step = steps.send(outcome)
    except StopIteration as end:
        result: _T = end.value
    if interruption is not None:
        raise interruption
    return result


def perform_all(steps: Steps[_T]) -> None:
    """Carry ``steps`` out here, where a driver no longer does: it has closed the rules that yield them."""
    with suppress(StopIteration):
        _perform(steps, next(steps))


def _perform(steps: Steps[Any], step: Any) -> None:
    with suppress(StopIteration):
        while isinstance(step, StoreAccess):
            try:
                outcome = step.perform()
            except Exception as error:  # noqa: BLE001 - the steps decide
                step = steps.throw(error)
            else:
                step = steps.send(outcome)
