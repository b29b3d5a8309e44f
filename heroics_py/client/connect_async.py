"""The functions that make clients whose calls are awaited."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from importlib.util import find_spec
from types import TracebackType
from typing import Any, NoReturn, ParamSpec

from heroics_py.call.pending import Deferred
from heroics_py.client import Client
from heroics_py.client.arguments.connect_arguments import check_transport
from heroics_py.client.async_client import AsyncClient, AsyncCore
from heroics_py.client.connect import connect
from heroics_py.client.in_thread import call_in_thread, checked_call, in_thread, named_after
from heroics_py.client.lazy_transport import FIRST_CALL_MODULES
from heroics_py.client.schemas.api_reading import read
from heroics_py.errors import caller_line
from heroics_py.errors.warning import CallerLine
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["Connecting", "connect_async", "connecting", "load_engine", "read_async"]

_P = ParamSpec("_P")
_POOL_SIZE = 1000  # connections to a host: a task costs less than a thread


class Connecting(Deferred[AsyncClient]):
    """A client that is still to be connected: ``client = await ...``, or ``async with ... as client``."""

    __slots__ = ("_client",)

    def __enter__(self) -> NoReturn:
        raise self._error(f"async with {self._call}")

    async def __aenter__(self) -> AsyncClient:
        self._client = await self
        return self._client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._client.close()


def connecting(function: Callable[_P, Client]) -> Callable[_P, Connecting]:
    """Return a function that takes the arguments of ``function``, and connects as it does, in an event loop."""

    def connect(*args: _P.args, **kwargs: _P.kwargs) -> Connecting:
        own = Secret({name: kwargs.pop(name, None) for name in ("session", "transport")})
        _check_own(**own.reveal())
        kwargs.setdefault("pool_size", _POOL_SIZE)
        line = caller_line()
        return Connecting(_connect(checked_call(function, args, kwargs), own, line), name, line)

    name = f"{function.__name__}_async"
    return named_after(function, connect, name, _CONNECT_DOC)


def _check_own(*, session: object, transport: object) -> None:
    """Refuse a session of another library, and what can't send."""
    check_transport(transport)
    aiohttp = sys.modules.get("aiohttp")  # loaded if there is a session
    if session is not None and not (aiohttp and isinstance(session, aiohttp.ClientSession)):
        raise ValueError(f"session={type(session).__name__}: expected an aiohttp.ClientSession")


async def _connect(
    function: Secret[Callable[[], Client]], own: Secret[dict[str, Any]], line: CallerLine
) -> AsyncClient:
    """Read the schema in a thread, and return a client that sends in this event loop."""
    client = await _client_from_thread(function, line)
    core = client._core
    if (own.reveal()["transport"] or core.replacement) is None:
        await asyncio.to_thread(load_engine, core.settings.auth)
    settings = core.settings.replaced(session=own.reveal()["session"])
    new_core = AsyncCore(core.api, core.base_url, settings, own.reveal()["transport"] or core.replacement)
    new_core.owned.extend(core.owned)
    return AsyncClient(new_core, client._options, owner=True)


async def _client_from_thread(function: Secret[Callable[[], Client]], line: CallerLine) -> Client:
    """Return the client that a thread makes; a cancellation closes it once it is there, with the server it may own."""
    made: list[Client] = []
    is_dropped = False

    def make() -> Client:
        made.append(function.reveal()())
        if is_dropped:
            made[0].close()
        return made[0]

    try:
        return await call_in_thread(Secret(make), line)
    except asyncio.CancelledError:
        is_dropped = True
        for client in made:
            client.close()
        raise


def load_engine(auth: Secret[Any]) -> None:
    """Load what the first call needs, and what renews its token, which would block the event loop.

    Args:
        auth: the authorization that the caller passed, if any.

    Raises:
        ModuleNotFoundError: the extra "async" is not installed.
    """
    if find_spec("aiohttp") is None:
        raise ModuleNotFoundError("a client whose calls are awaited needs aiohttp: pip install 'heroics-py[async]'")
    load_modules(*FIRST_CALL_MODULES, "heroics_py.transport.drivers.awaiting", "heroics_py.transport.engine.session")
    from heroics_py.transport.credentials.token_source import token_sources

    for source in token_sources(auth.reveal()):
        source.load()


_CONNECT_DOC = """Return a client whose calls are awaited: ``client = await ...`` or ``async with ... as client``.

It takes the arguments of `{0}`, reads the schema without blocking the event loop, and has the same names, options and
errors. ``session`` is an `aiohttp.ClientSession`, and the methods of ``transport`` may be coroutines.

Raises:
    ModuleNotFoundError: the extra "async" is not installed.
    HeroicsError, ValueError: as `{0}` does.
"""

connect_async = connecting(connect)
read_async = in_thread(read)
connect_async.__module__ = read_async.__module__ = __name__
