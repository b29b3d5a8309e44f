"""The driver that awaits: it carries out the steps of rules in an event loop of asyncio."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import nullcontext, suppress
from typing import Any, Protocol, TypeVar

from heroics_py.display.progress import show_wait
from heroics_py.display.waits import LONG
from heroics_py.errors import CallError
from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import Background, Close, Exchange, Notify, Pause, Read, Show, StoreAccess, Turn, Work
from heroics_py.http.wiretaps import is_tapped, skips_waits
from heroics_py.transport.drivers.blocking import shown

__all__ = ["AsyncDriver", "AsyncExchange"]

_T = TypeVar("_T")


class AsyncExchange(Protocol):
    """Anything that sends a request in an event loop and returns the response."""

    async def send(self, request: Request) -> Response:
        """Send ``request`` and return the response, of any status.

        Raises:
            TransportError: the response did not arrive, or not completely.
        """
        ...

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        ...


class AsyncDriver:
    """Carries out steps in the event loop of its first call; after a fork, in a loop of the new process.

    Args:
        exchange: sends one request.
        pause: waits a number of seconds.
    """

    __slots__ = ("_actions", "_background", "_exchange", "_loop", "_pause", "_process")

    def __init__(self, exchange: AsyncExchange, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._pause = pause
        self._exchange = exchange
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = os.getpid()
        self._background: set[asyncio.Task[Any]] = set()
        self._actions: dict[type, Callable[[Any], Awaitable[Any]]] = {
            Exchange: lambda step: exchange.send(step.request),
            StoreAccess: _access,
            Read: _read,
            Close: _close,
            Pause: self._wait,
            Turn: _wait_for_turn,
            Show: _show,
            Notify: _notify,
            Work: _work,
            Background: self._start_quietly,
        }

    async def run(self, steps: Generator[Any, Any, _T]) -> _T:
        """Carry out ``steps`` and return their result; a cancellation ends the step in progress, then the rules.

        Raises:
            CallError: the client is in use in another event loop.
            TransportError: or whatever else the steps end with.
        """
        self._check_loop()
        outcomes: list[Any] = []
        actions = self._actions
        try:
            step = next(steps)
            while True:
                failure = None
                try:
                    outcomes.append(await actions[type(step)](step))
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

    def start(self, coroutine: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """Start a task that ends when the client is closed at the latest, such as one for a page ahead."""
        self._forget_parent()
        task = asyncio.get_running_loop().create_task(coroutine)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def close(self) -> None:
        """End what runs in the background, and close the connections."""
        self._forget_parent()
        tasks = [*self._background]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._exchange.close()
        self._loop = None

    def _forget_parent(self) -> None:
        """Forget the event loop of the process that this one was forked from, and the tasks in it."""
        if self._process != os.getpid():
            self._process, self._loop, self._background = os.getpid(), None, set()

    def _check_loop(self) -> None:
        self._forget_parent()
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise CallError(
                "this client is in use in another event loop, where its connections are: "
                "connect in each loop, or close the client there first"
            )

    async def _wait(self, step: Pause) -> None:
        if skips_waits():
            await asyncio.sleep(0)
            return
        with show_wait(step.text) if step.text and step.seconds > LONG else nullcontext():
            await self._pause(step.seconds)

    async def _start_quietly(self, step: Background) -> None:
        if is_tapped():
            await self._run_quietly(step.steps)
        else:
            self.start(self._run_quietly(step.steps))

    async def _run_quietly(self, steps: Generator[Any, Any, Any]) -> None:
        with suppress(Exception):  # nobody waits for the outcome
            await self.run(steps)


async def _read(step: Read) -> Any:
    piece = step.source.read()
    return piece if isinstance(piece, bytes) else await piece  # what a tape plays is there already


async def _close(step: Close) -> None:
    closing = step.source.close()
    if closing is not None:
        await closing


async def _access(step: StoreAccess) -> Any:
    if getattr(step.store, "is_instant", False):
        return step.perform()
    # A thread can't be interrupted, so that what was begun is finished: also after a cancellation.
    return await asyncio.shield(asyncio.to_thread(step.perform))


async def _notify(step: Notify) -> None:
    result = step.hook(step.details)
    if isinstance(result, Awaitable):
        await result


async def _work(step: Work) -> Any:
    work = asyncio.ensure_future(asyncio.to_thread(step.call))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait((work,))
        raise


async def _show(step: Show) -> Callable[[], None]:
    return shown(step.text)


async def _wait_for_turn(step: Turn) -> None:
    loop, woken = asyncio.get_running_loop(), asyncio.Event()
    step.ticket.listen(lambda: loop.call_soon_threadsafe(woken.set))
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(step.seconds):
                await woken.wait()
    finally:
        step.ticket.listen(None)
