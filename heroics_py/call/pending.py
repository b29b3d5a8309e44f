"""What is still to be awaited: a call of an async client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Generator
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, NoSuchAttribute
from heroics_py.errors.warning import CallerLine, warning_at
from heroics_py.support.advising_type import AdvisingType

__all__ = ["Deferred", "Pending"]

_T = TypeVar("_T")


class Deferred(Coroutine[Any, Any, _T], metaclass=AdvisingType):
    """Something that happens when it is awaited. Python warns of one that nothing awaits.

    It is a coroutine, so that tasks, `asyncio.gather` and nurseries take it. Every other use, such as that of the
    result that it does not have yet, raises an error that says what to await.

    Args:
        coroutine: what happens.
        name: what warnings and errors call it.
        line: the line of the caller, which warnings are about.
    """

    __slots__ = ("_coroutine", "_line", "_name")

    _advice = "still to be awaited: await it, and pass the result"
    _advised_modules = ("json.encoder", "heroics_py.")

    def __init__(self, coroutine: Coroutine[Any, Any, _T], name: str, line: CallerLine) -> None:
        coroutine.__name__ = coroutine.__qualname__ = name  # type: ignore[attr-defined]  # typeshed lacks them
        self._coroutine = coroutine
        self._name = name
        self._line = line

    def __await__(self) -> Generator[Any, Any, _T]:
        if getattr(self._coroutine, "cr_frame", self) is None:
            raise RuntimeError(f"{self._call} was awaited already: keep its result, or call it again")
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
        return escaped(f"<{self._call}, to be awaited>")

    def __dir__(self) -> list[str]:
        return ["__await__", "__class__", "__doc__"]  # Tab offers nothing that only an event loop calls, or that fails

    def __reduce__(self) -> NoReturn:
        raise TypeError(self._advice_text(f"copy or pickle what 'await {self._call}' returns"))

    @property
    def _call(self) -> str:
        return f"{self._name}(...)"

    @property
    def _loop(self) -> str:
        """How to iterate over it."""
        return f"for ... in await {self._call}"

    @property
    def _length(self) -> str:
        """How to get its length."""
        return f"len(await {self._call})"

    def _advice_text(self, example: str = "") -> str:
        return escaped(f"{self._call} is still to be awaited: {example or f'await {self._call}'}")

    def _error(self, example: str = "") -> CallError:
        return CallError(self._advice_text(example))

    def __enter__(self) -> NoReturn:
        raise self._error()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing: `__enter__` has raised."""

    __hash__ = object.__hash__

    if not TYPE_CHECKING:  # so that type checkers report the lines that these methods refuse

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith(("_", "cr_")):
                raise AttributeError(name)
            raise NoSuchAttribute(self._advice_text(f"(await {self._call}).{name}"))

        def __getitem__(self, key: object) -> NoReturn:
            raise self._error(f"(await {self._call})[...]")

        def __setitem__(self, key: object, value: object) -> NoReturn:
            raise self._error(f"(await {self._call})[...]")

        def __iter__(self) -> NoReturn:
            raise self._error(self._loop)

        def __reversed__(self) -> NoReturn:
            raise self._error(self._loop)

        def __len__(self) -> NoReturn:
            raise self._error(self._length)

        def __bool__(self) -> NoReturn:
            raise self._error()

        def __contains__(self, item: object) -> NoReturn:
            raise self._error()

        def __format__(self, specification: str) -> str:
            if not specification:  # to log a call is fine
                return repr(self)
            raise self._error(f"{{(await {self._call}).name}}")

        def __eq__(self, other: object) -> bool:
            if isinstance(other, Coroutine):
                return self is other
            raise self._error()

        def _compared(self, other: object) -> NoReturn:  # noqa: ARG002 - whatever it is
            raise self._error()

        __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = _compared


class Pending(Deferred[Any]):
    """A call that is sent when you await it; ``async for`` awaits it, and iterates over the list that it returns."""

    __slots__ = ()

    def __aiter__(self) -> AsyncIterator[Any]:
        return _Items(self)

    def _refusal(self, result: object) -> CallError:
        """Return the error for iterating over a result that is not a list."""
        kind = type(result).__name__
        return CallError(escaped(f"{self._call} returns {kind}, not a list: await {self._call}"))

    async def __aenter__(self) -> NoReturn:
        raise self._error()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do nothing: `__aenter__` has raised."""

    @property
    def _loop(self) -> str:
        return f"await {self._call}; a list is iterated by async for ... in {self._call}"

    @property
    def _length(self) -> str:
        return f"len(await (await {self._call}).to_list())"


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
                raise self._call._refusal(result)  # noqa: SLF001 - of this module
            self._items = aiter(result)
        return await anext(self._items)
