"""A transport of the caller's in place of a connection: hooks and spans see its calls, and no other rule does."""

from collections.abc import Coroutine, Generator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from heroics_py.http.messages import Request, Response
from heroics_py.http.steps import SYSTEM_CLOCK, Steps
from heroics_py.support.loading import load_modules
from heroics_py.transport.drivers.blocking import BlockingDriver
from heroics_py.transport.observing.rules import observed, observed_wire

if TYPE_CHECKING:
    from asyncio import Task

__all__ = ["ReplacedConnection"]

_T = TypeVar("_T")


class ReplacedConnection:
    """Sends all requests with a transport of the caller's.

    Args:
        transport: has ``send(request)`` and ``close()``; for an event loop, these may be coroutines.
        is_async: whether the steps are carried out in an event loop.
    """

    __slots__ = ("_driver", "_outermost")

    def __init__(self, transport: Any, *, is_async: bool = False) -> None:
        self._outermost = observed(observed_wire(), clock=SYSTEM_CLOCK, awaits=is_async)
        self._driver: Any = BlockingDriver(transport)
        if is_async:
            load_modules("heroics_py.transport.drivers.awaiting")
            from heroics_py.transport.drivers.awaiting import AsyncDriver

            self._driver = AsyncDriver(_Awaited(transport))

    def steps(self, request: Request) -> Steps[Response]:
        """Return the steps that send ``request`` and lead to its response."""
        return self._outermost.send(request)

    def account_of(self, request: Request) -> str | None:  # noqa: ARG002 - as of a connection
        """Return None: nobody knows what the transport adds to a request."""
        return None

    def run(self, steps: Generator[Any, Any, _T]) -> _T:
        """Carry out steps and return their result, or an awaitable of it."""
        return self._driver.run(steps)  # type: ignore[no-any-return]

    def start(self, coroutine: Coroutine[Any, Any, _T]) -> "Task[_T]":
        """Start a task that ends when the connection is closed at the latest; in an event loop only."""
        return self._driver.start(coroutine)  # type: ignore[no-any-return]

    def close(self) -> Any:
        """Close the transport."""
        return self._driver.close()


class _Awaited:
    """A transport whose methods may be functions or coroutines, in an event loop."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    async def send(self, request: Request) -> Response:
        response = self._transport.send(request)
        result: Response = await response if isawaitable(response) else response
        return result

    async def close(self) -> None:
        closing = self._transport.close()
        if isawaitable(closing):
            await closing
