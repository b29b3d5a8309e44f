"""The driver that blocks: it carries out the steps of rules in the thread that calls."""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import ExitStack, suppress
from contextvars import copy_context
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from heroics_py.display.waits import LONG
from heroics_py.errors import CallError
from heroics_py.http.messages import Transport
from heroics_py.http.steps import Background, Close, Exchange, Notify, Pause, Read, Show, StoreAccess, Turn, Work
from heroics_py.http.wiretaps import is_tapped, skips_waits
from heroics_py.support.loading import load_modules

__all__ = ["BlockingDriver", "shown"]

_T = TypeVar("_T")


class BlockingDriver:
    """Carries out steps one after the other.

    Args:
        exchange: sends one request.
        pause: waits a number of seconds.
    """

    __slots__ = ("_actions", "_exchange", "_pause")

    def __init__(self, exchange: Transport, *, pause: Callable[[float], None] = sleep) -> None:
        self._exchange = exchange
        self._pause = pause
        self._actions: dict[type, Callable[[Any], Any]] = {
            Exchange: lambda step: exchange.send(step.request),
            StoreAccess: lambda step: step.perform(),
            Read: lambda step: step.source.read(),
            Close: lambda step: step.source.close(),
            Pause: self._wait,
            Turn: lambda step: step.ticket.wait(step.seconds),
            Show: lambda step: shown(step.text),
            Notify: _notify,
            Work: lambda step: step.call(),
            Background: self._start,
        }

    def run(self, steps: Generator[Any, Any, _T]) -> _T:
        """Carry out ``steps`` and return their result.

        Raises:
            TransportError: or whatever else the steps end with.
        """
        outcomes: list[Any] = []
        actions = self._actions
        try:
            step = next(steps)
            while True:
                failure = None
                try:
                    outcomes.append(actions[type(step)](step))
                except BaseException as error:  # noqa: BLE001 - the rule decides
                    failure = error
                # A traceback keeps this frame, so that it holds no request, no response and not the error itself.
                del step
                if failure is None:
                    step = steps.send(outcomes.pop())
                    continue
                try:
                    step = steps.throw(failure)
                finally:
                    del failure
        except StopIteration as end:
            result: _T = end.value
            return result

    def close(self) -> None:
        """Close the connections."""
        self._exchange.close()

    def _wait(self, step: Pause) -> None:
        if skips_waits():
            return
        hide = shown(step.text) if step.text and step.seconds > LONG else None
        try:
            self._pause(step.seconds)
        finally:
            if hide is not None:
                hide()

    def _start(self, step: Background) -> None:
        if is_tapped():
            self._run_quietly(step.steps)
            return
        run = copy_context().run  # so that its spans belong to the call
        arguments = (self._run_quietly, step.steps)
        Thread(target=run, args=arguments, name="heroics-py background", daemon=True).start()

    def _run_quietly(self, steps: Generator[Any, Any, Any]) -> None:
        with suppress(Exception):  # nobody waits for the outcome
            self.run(steps)


def _notify(step: Notify) -> None:
    result = step.hook(step.details)
    if isinstance(result, Awaitable):
        if isinstance(result, Coroutine):
            result.close()
        raise CallError("a hook returned an awaitable, which only an async client awaits: pass a plain function")


def shown(text: str) -> Callable[[], None]:
    """Show ``text`` to a person, and return the function that removes it."""
    load_modules("heroics_py.display.progress")
    from heroics_py.display.progress import show_wait

    stack = ExitStack()
    stack.enter_context(show_wait(text))
    return stack.close
