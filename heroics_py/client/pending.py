"""What is still to be awaited: a call of an async client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Generator
from types import TracebackType
from typing import Any, NoReturn, TypeVar

from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError
from heroics_py.errors.warning import CallerLine, warning_at

__all__ = ["Deferred", "Pending"]

_T = TypeVar("_T")


class Deferred(Coroutine[Any, Any, _T]):
    """Something that happens when it is awaited. Python warns of one that nothing awaits.

    It is a coroutine, so that tasks, `asyncio.gather` and nurseries take it.

    Args:
        coroutine: what happens.
        name: what warnings and errors call it.
        line: the line of the caller, which warnings are about.
    """

    __slots__ = ("_coroutine", "_line", "_name")

    def __init__(self, coroutine: Coroutine[Any, Any, _T], name: str, line: CallerLine) -> None:
        coroutine.__name__ = coroutine.__qualname__ = name  # type: ignore[attr-defined]  # typeshed lacks them
        self._coroutine = coroutine
        self._name = name
        self._line = line

    def __await__(self) -> Generator[Any, Any, _T]:
        return self._coroutine.__await__()

    def send(self, value: Any) -> Any:
        """Go on after a wait, as an event loop does."""
        with warning_at(self._line):
            return self._coroutine.send(value)

    def throw(self, *error: Any) -> Any:
        """Raise an error where it waits, as a cancellation does."""
        return self._coroutine.throw(*error)

    def close(self) -> None:
        """End it, if nothing awaits it."""
        self._coroutine.close()

    @property
    def __name__(self) -> str:
        """How tasks show it."""
        return escaped(self._name)

    def __repr__(self) -> str:
        return escaped(f"<{self._name}(...), to be awaited>")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith(("_", "cr_")):
            raise AttributeError(name)
        raise AttributeError(f"{self._name}(...) is still to be awaited: (await {self._name}(...)).{name}")

    def __enter__(self) -> NoReturn:
        raise self._advice(f"async with {self._name}(...)")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing: `__enter__` has raised."""

    def _advice(self, example: str) -> CallError:
        return CallError(f"{self._name}(...) is still to be awaited: {example}")


class Pending(Deferred[Any]):
    """A call that is sent when you await it; ``async for`` awaits it, and iterates over the list that it returns."""

    __slots__ = ()

    def __aiter__(self) -> AsyncIterator[Any]:
        return _Items(self)

    def refusal(self, result: object) -> CallError:
        """Return the error for iterating over a result that is no list."""
        call = f"{self._name}(...)"
        return CallError(escaped(f"{call} returns {type(result).__name__}, not a list: await {call}"))

    def __enter__(self) -> NoReturn:
        raise self._advice(f"await {self._name}(...)")

    async def __aenter__(self) -> NoReturn:
        raise self._advice(f"await {self._name}(...)")

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing: `__aenter__` has raised."""

    def __bool__(self) -> NoReturn:
        raise self._advice(f"await {self._name}(...)")

    def __iter__(self) -> NoReturn:
        raise self._advice(f"async for ... in {self._name}(...)")

    def __getitem__(self, key: object) -> NoReturn:
        raise self._advice(f"(await {self._name}(...))[...]")

    def __len__(self) -> NoReturn:
        raise self._advice(f"len(await (await {self._name}(...)).to_list())")


class _Items:
    """The items of a list that is still to be awaited."""

    def __init__(self, call: Pending) -> None:
        self._call = call
        self._items: AsyncIterator[Any] | None = None

    def __aiter__(self) -> _Items:
        return self

    async def __anext__(self) -> Any:
        if self._items is None:
            result = await self._call
            if not hasattr(result, "__aiter__"):
                raise self._call.refusal(result)
            self._items = aiter(result)
        return await anext(self._items)
