"""Functions for an event loop that do in a thread what a function that blocks does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any, ParamSpec, TypeVar

from heroics_py.call.pending import Deferred
from heroics_py.client.arguments.named_arguments import unknown_argument
from heroics_py.errors import CallError, caller_line
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.secrecy.secret import Secret

__all__ = ["call_in_thread", "checked_call", "in_thread", "named_after"]

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Function = TypeVar("_Function", bound=Callable[..., Any])

_DOC = """Return what `{0}` returns, to be awaited; the event loop goes on in between.

Raises:
    HeroicsError, ValueError: as `{0}` does.
"""


def in_thread(function: Callable[_P, _T], name: str = "") -> Callable[_P, Deferred[_T]]:
    """Return a function to await, with the arguments of ``function``, which runs in a thread.

    Args:
        function: it may block; a cancellation does not interrupt it, and drops its result.
        name: of the function to await; by default that of ``function`` with "_async" at its end.
    """
    name = name or f"{function.__name__}_async"

    def call(*args: _P.args, **kwargs: _P.kwargs) -> Deferred[_T]:
        line = caller_line()
        return Deferred(call_in_thread(checked_call(function, args, kwargs), line), name, line)

    return named_after(function, call, name, _DOC)


def named_after(original: Callable[..., object], function: _Function, name: str, doc: str) -> _Function:
    """Let ``function`` show the arguments of ``original``, under a name and a docstring of its own."""
    update_wrapper(function, original)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc.format(name.removesuffix("_async"))
    return function


def checked_call(
    function: Callable[..., _T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Secret[Callable[[], _T]]:
    """Return a call of ``function`` that no traceback shows.

    Raises:
        TypeError: it does not take these arguments.
    """
    original: Any = function
    while hasattr(original, "__wrapped__"):
        original = original.__wrapped__
    if original is function:
        from inspect import signature  # slow to import

        signature(function).bind(*args, **kwargs)
    elif problem := unknown_argument(original, f"{original.__name__}_async", args, kwargs):
        kwargs.clear()
        del args
        raise TypeError(problem)
    return Secret(partial(function, *args, **kwargs))


async def call_in_thread(function: Secret[Callable[[], _T]], line: CallerLine) -> _T:
    """Return what a function returns that runs in a thread, and that warns at the line of the caller.

    Raises:
        CallError: another library than asyncio runs the coroutine.
    """
    from asyncio import get_running_loop, to_thread  # a program without an event loop never imports it

    try:
        get_running_loop()
    except RuntimeError:
        raise CallError(
            "an async client needs an event loop of asyncio, and none runs here: trio has its own"
        ) from None
    return await to_thread(_at, line, function)


def _at(line: CallerLine, function: Secret[Callable[[], _T]]) -> _T:
    with warning_at(line):
        return function.reveal()()
