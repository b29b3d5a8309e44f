"""The driver that blocks: it carries out the steps of rules in the thread that calls."""

from collections.abc import Callable, Generator
from contextlib import suppress
from threading import Thread
from time import sleep
from typing import Any, TypeVar

from heroics_py.display.waits import LONG
from heroics_py.http.messages import Transport
from heroics_py.http.steps import Background, Close, Exchange, Pause, Read, StoreAccess, Turn
from heroics_py.support.loading import load_modules

__all__ = ["BlockingDriver"]

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
            StoreAccess: lambda step: getattr(step.store, step.method)(*step.arguments),
            Read: lambda step: step.source.read(),
            Close: lambda step: step.source.close(),
            Pause: self._wait,
            Turn: self._wait_for_turn,
            Background: self._start,
        }

    def run(self, steps: Generator[Any, Any, _T]) -> _T:
        """Carry out ``steps`` and return their result.

        Raises:
            TransportError: or whatever else the steps end with.
        """
        actions = self._actions
        try:
            step = next(steps)
            while True:
                try:
                    outcome = actions[type(step)](step)
                except BaseException as error:  # noqa: BLE001 - the rule decides
                    step = steps.throw(error)
                else:
                    step = steps.send(outcome)
        except StopIteration as end:
            result: _T = end.value
            return result

    def close(self) -> None:
        """Close the connections."""
        self._exchange.close()

    def _wait(self, step: Pause) -> None:
        if step.seconds <= LONG or not step.text:
            self._pause(step.seconds)
            return
        load_modules("heroics_py.display.progress")
        from heroics_py.display.progress import show_wait

        with show_wait(step.text):
            self._pause(step.seconds)

    def _wait_for_turn(self, step: Turn) -> None:
        if not step.text:
            step.ticket.wait(step.seconds)
            return
        load_modules("heroics_py.display.progress")
        from heroics_py.display.progress import show_wait

        with show_wait(step.text):
            step.ticket.wait(step.seconds)

    def _start(self, step: Background) -> None:
        Thread(target=self._run_quietly, args=(step.steps,), name="heroics-py background", daemon=True).start()

    def _run_quietly(self, steps: Generator[Any, Any, Any]) -> None:
        with suppress(Exception):  # nobody waits for the outcome
            self.run(steps)
