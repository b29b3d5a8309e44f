"""Functions for an event loop that do in a thread what a function that blocks does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import ParamSpec, TypeVar

from heroics_py.client.pending import Deferred
from heroics_py.errors import caller_line
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.secrecy.secret import Secret

__all__ = ["in_thread"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


def in_thread(function: Callable[_P, _T], name: str = "") -> Callable[_P, Deferred[_T]]:
    """Return a function to await, with the arguments of ``function``, which runs in a thread.

    Args:
        function: it may block; it is not interrupted by a cancellation, which only drops its result.
        name: of the function to await; by default that of ``function`` with "_async" at its end.
    """
    twin_name = name or f"{function.__name__}_async"

    def twin(*args: _P.args, **kwargs: _P.kwargs) -> Deferred[_T]:
        line = caller_line()
        return Deferred(_run(line, Secret(partial(function, *args, **kwargs))), twin_name, line)

    update_wrapper(twin, function)
    twin.__name__ = twin.__qualname__ = twin_name
    twin.__doc__ = (
        f"Do what `{function.__name__}` does, without blocking the event loop; await it.\n\n{function.__doc__}"
    )
    return twin


async def _run(line: CallerLine, function: Secret[Callable[[], _T]]) -> _T:
    from asyncio import to_thread  # a program without an event loop never imports it

    return await to_thread(_at, line, function)


def _at(line: CallerLine, function: Secret[Callable[[], _T]]) -> _T:
    with warning_at(line):
        return function.reveal()()
