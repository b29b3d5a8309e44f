"""A client of a sandbox whose calls are awaited, made where no event loop is running yet."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from heroics_py.client import Client
from heroics_py.client.async_client import AsyncClient, AsyncCore
from heroics_py.client.connect_async import load_engine
from heroics_py.http.steps import Steps
from heroics_py.testing.core_transport import AwaitedCoreTransport, CoreTransport

__all__ = ["awaited_client", "close_awaited"]


class _LoopCore(AsyncCore):
    """A core that closes its connections with the event loop of its first call, at the latest."""

    _loop: asyncio.AbstractEventLoop | None = None
    _open: AsyncGenerator[None] | None = None
    _server: tuple[Callable[[], None], ...] = ()

    @property
    def owned(self) -> list[Callable[[], None]]:
        """What closes the server, by which it is found; the client that blocks is the one that does."""
        return [*super().owned, *self._server]

    async def _run(self, steps: Steps[Any]) -> Any:
        if self._open is None:
            self._loop, self._open = asyncio.get_running_loop(), self._until_the_loop_ends()
            await anext(self._open)
        return await super()._run(steps)

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        """Close the connections where a loop ends the generators that it knows (`loop.shutdown_asyncgens`)."""
        try:
            yield
        finally:
            await self.close()

    def end(self) -> None:
        """Close the connections, unless their event loop is closed or running."""
        loop, opened = self._loop, self._open
        if loop is not None and opened is not None and not loop.is_closed() and not loop.is_running():
            loop.run_until_complete(opened.aclose())


def awaited_client(client: Client) -> AsyncClient:
    """Return a client of the same server, with the same options, whose calls are awaited.

    Args:
        client: that `sandbox` returned.

    Raises:
        ModuleNotFoundError: the server has a socket, and the extra "async" is not installed.
    """
    core = client._core  # noqa: SLF001 - a client has no public attribute for how it sends
    transport: Any = core.replacement
    if isinstance(transport, CoreTransport):
        transport = AwaitedCoreTransport(transport.sandbox, transport.token)
    elif transport is None:
        load_engine(core.settings.auth)
    new_core = _LoopCore(core.api, core.base_url, core.settings, transport)
    new_core._server = tuple(core.owned)  # noqa: SLF001 - of this module
    return AsyncClient(new_core, client._options, owner=True)  # noqa: SLF001 - as above


def close_awaited(client: AsyncClient) -> None:
    """Close the connections of a client of `awaited_client`, where no event loop is running."""
    core = client._core  # noqa: SLF001 - as above
    if isinstance(core, _LoopCore):
        core.end()
