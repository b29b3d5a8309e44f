"""The functions that make clients whose calls are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial, update_wrapper
from importlib.util import find_spec
from types import TracebackType
from typing import Any, ParamSpec

from heroics_py.client import Client
from heroics_py.client.async_client import AsyncClient, AsyncCore
from heroics_py.client.connect import connect, read
from heroics_py.client.pending import Deferred
from heroics_py.errors import caller_line
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.model.api import Api
from heroics_py.secrecy.secret import Secret

__all__ = ["Connecting", "connect_async", "connecting", "read_async"]

_P = ParamSpec("_P")
_POOL_SIZE = 1000  # connections to a host: a task costs less than a thread


class Connecting(Deferred[AsyncClient]):
    """A client that is still to be connected: ``client = await ...``, or ``async with ... as client``."""

    __slots__ = ("_client",)

    async def __aenter__(self) -> AsyncClient:
        self._client = await self
        return self._client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.close()


def connecting(function: Callable[_P, Client]) -> Callable[_P, Connecting]:
    """Return a function that takes the arguments of ``function``, and connects as it does, in an event loop."""

    def connect_async(*args: _P.args, **kwargs: _P.kwargs) -> Connecting:
        own = Secret({name: kwargs.pop(name, None) for name in ("session", "transport")})
        kwargs.setdefault("pool_size", _POOL_SIZE)
        line = caller_line()
        return Connecting(_connect(Secret(partial(function, *args, **kwargs)), own, line), name, line)

    name = f"{function.__name__}_async"
    update_wrapper(connect_async, function)
    connect_async.__name__ = connect_async.__qualname__ = name
    connect_async.__doc__ = _doc(function)
    return connect_async


connect_async = connecting(connect)


def read_async(*args: Any, **kwargs: Any) -> Deferred[Api]:
    """Return the API that ``schema`` describes, as `read` does; await it. An event loop goes on while it is fetched."""
    line = caller_line()
    return Deferred(asyncio.to_thread(_at, line, Secret(partial(read, *args, **kwargs))), "read_async", line)


async def _connect(
    function: Secret[Callable[[], Client]], own: Secret[dict[str, Any]], line: CallerLine
) -> AsyncClient:
    """Read the schema in a thread, and return a client that sends in this event loop."""
    client = await asyncio.to_thread(_at, line, function)
    core = client._core
    if (own.reveal()["transport"] or core.replacement) is None:
        _require_engine()
    settings = core.settings.replaced(session=own.reveal()["session"])
    new_core = AsyncCore(core.api, core.base_url, settings, own.reveal()["transport"] or core.replacement)
    new_core.owned.extend(core.owned)
    return AsyncClient(new_core, client._options, owner=True)


def _at(line: CallerLine, function: Secret[Any]) -> Any:
    with warning_at(line):
        return function.reveal()()


def _require_engine() -> None:
    if find_spec("aiohttp") is None:
        raise ModuleNotFoundError("a client whose calls are awaited needs aiohttp: pip install 'heroics-py[async]'")


def _doc(function: Callable[..., object]) -> str:
    return f"""Return a client whose calls are awaited: ``client = await ...`` or ``async with ... as client``.

    It takes the arguments of `{function.__name__}`, reads the schema without blocking the event loop, and has the same
    names, options and errors. ``session`` is an `aiohttp.ClientSession`, and the methods of ``transport`` may be
    coroutines.

    Raises:
        ModuleNotFoundError: the extra "async" is not installed.
        HeroicsError, ValueError: as `{function.__name__}` does.
    """
