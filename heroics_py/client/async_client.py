"""A client whose calls are awaited: the same resources, links and records, on a core that awaits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from types import TracebackType
from typing import Any, NoReturn, Self

from heroics_py.call.lists.async_collection import AsyncCollection
from heroics_py.call.pending import Deferred, Pending
from heroics_py.client import Client
from heroics_py.client.core import Core
from heroics_py.errors import CallError, caller_line
from heroics_py.http.steps import Steps

__all__ = ["AsyncClient", "AsyncCore"]


class AsyncCore(Core):
    """A core that carries out the steps of a call in the event loop that awaits it."""

    is_async = True

    @property
    def list_type(self) -> Callable[..., AsyncCollection]:
        """What a call returns for a list; pages that are fetched ahead end with the client."""
        return partial(AsyncCollection, start=self._start)

    def run(self, steps: Steps[Any], name: str) -> Pending:
        """Return the result of steps, to be awaited."""
        return Pending(self._run(steps), name, caller_line())

    async def close(self) -> None:  # type: ignore[override]  # the client that awaits it is one of ours
        """Close the connection and what else this core owns; a later request opens the connection again."""
        connection, owned = self._lazy.detach()
        if connection is not None:
            await connection.close()
        for close in owned:
            await asyncio.to_thread(close)

    def _start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Start a task of the connection that is open now: a list may outlive the one that it came from."""
        return self._lazy.connection.start(coroutine)

    async def _run(self, steps: Steps[Any]) -> Any:
        return await self._lazy.connection.run(steps)


class AsyncClient(Client):
    """A client of one API in an event loop: ``await client.app.list()``.

    It has the names of `Client`, and its calls take the same arguments; each is awaited. ``async with client:`` closes
    it at the end.
    """

    __slots__ = ()

    def close(self) -> Deferred[None]:  # type: ignore[override]  # await it
        """Close the connections; a client from `with_options` leaves them open. Await it."""
        return Deferred(self._close(), "client.close", caller_line())

    async def _close(self) -> None:
        if self._owner:
            await self._core.close()  # type: ignore[func-returns-value, misc]  # an AsyncCore

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._close()

    def __enter__(self) -> NoReturn:
        raise CallError("this client awaits its calls: write `async with` instead of `with`")
