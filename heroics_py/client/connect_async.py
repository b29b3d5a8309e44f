"""The functions that make clients whose calls are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial, update_wrapper
from importlib.util import find_spec
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from heroics_py.client import Client
from heroics_py.client.async_client import AsyncClient, AsyncCore
from heroics_py.client.connect import connect, read
from heroics_py.client.lazy_transport import FIRST_CALL_MODULES
from heroics_py.client.named_arguments import unknown_argument
from heroics_py.client.pending import Deferred
from heroics_py.errors import caller_line
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.model.api import Api
from heroics_py.secrecy.secret import Secret
from heroics_py.support.loading import load_modules

__all__ = ["Connecting", "connect_async", "connecting", "read_async"]

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Function = TypeVar("_Function", bound=Callable[..., Any])
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

    def connect(*args: _P.args, **kwargs: _P.kwargs) -> Connecting:
        own = Secret({name: kwargs.pop(name, None) for name in ("session", "transport")})
        kwargs.setdefault("pool_size", _POOL_SIZE)
        line = caller_line()
        return Connecting(_connect(_checked(function, args, kwargs), own, line), name, line)

    name = f"{function.__name__}_async"
    return _named(connect, name, function, _CONNECT_DOC)


def _reading(function: Callable[_P, Api]) -> Callable[_P, Deferred[Api]]:
    def read(*args: _P.args, **kwargs: _P.kwargs) -> Deferred[Api]:
        line = caller_line()
        return Deferred(asyncio.to_thread(_at, line, _checked(function, args, kwargs)), name, line)

    name = f"{function.__name__}_async"
    return _named(read, name, function, _READ_DOC)


def _named(function: _Function, name: str, original: Callable[..., object], doc: str) -> _Function:
    update_wrapper(function, original)
    function.__name__ = function.__qualname__ = name
    function.__module__ = __name__
    function.__doc__ = doc.format(original.__name__)
    return function


def _checked(function: Callable[..., _T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Secret[Callable[[], _T]]:
    """Return a call of ``function`` that no traceback shows.

    Raises:
        TypeError: it does not take these arguments.
    """
    original = getattr(function, "__wrapped__", function)
    if problem := unknown_argument(original, f"{original.__name__}_async", args, kwargs):
        kwargs.clear()
        del args
        raise TypeError(problem)
    return Secret(partial(function, *args, **kwargs))


async def _connect(
    function: Secret[Callable[[], Client]], own: Secret[dict[str, Any]], line: CallerLine
) -> AsyncClient:
    """Read the schema in a thread, and return a client that sends in this event loop."""
    client = await asyncio.to_thread(_at, line, function)
    core = client._core
    if (own.reveal()["transport"] or core.replacement) is None:
        await asyncio.to_thread(_load_engine)
    settings = core.settings.replaced(session=own.reveal()["session"])
    new_core = AsyncCore(core.api, core.base_url, settings, own.reveal()["transport"] or core.replacement)
    new_core.owned.extend(core.owned)
    return AsyncClient(new_core, client._options, owner=True)


def _at(line: CallerLine, function: Secret[Any]) -> Any:
    with warning_at(line):
        return function.reveal()()


def _load_engine() -> None:
    """Load what the first call needs, which would block the event loop."""
    if find_spec("aiohttp") is None:
        raise ModuleNotFoundError("a client whose calls are awaited needs aiohttp: pip install 'heroics-py[async]'")
    load_modules(*FIRST_CALL_MODULES, "heroics_py.transport.awaiting", "heroics_py.transport.engine.session")


_CONNECT_DOC = """Return a client whose calls are awaited: ``client = await ...`` or ``async with ... as client``.

It takes the arguments of `{0}`, reads the schema without blocking the event loop, and has the same names, options and
errors. ``session`` is an `aiohttp.ClientSession`, and the methods of ``transport`` may be coroutines.

Raises:
    ModuleNotFoundError: the extra "async" is not installed.
    HeroicsError, ValueError: as `{0}` does.
"""
_READ_DOC = """Return what `{0}` returns, to be awaited; the event loop goes on while a schema is fetched.

Raises:
    HeroicsError, ValueError: as `{0}` does.
"""

connect_async = connecting(connect)
read_async = _reading(read)
