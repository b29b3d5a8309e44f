"""A tape: the block or the function in which requests are played and recorded."""

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Generator
from contextlib import ExitStack, aclosing
from functools import wraps
from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction
from types import TracebackType
from typing import Any, Literal, ParamSpec, Self, TypeVar

from heroics_py.client.arguments.named_arguments import suggests_arguments
from heroics_py.errors import CallError
from heroics_py.http.wiretaps import tapped
from heroics_py.tapes.exchange import TapedExchange
from heroics_py.tapes.modes import mode_of
from heroics_py.tapes.scrubbing import Scrub
from heroics_py.tapes.session import Session
from heroics_py.tapes.settings import Settings

__all__ = ["Tape", "TapeMode", "tape"]

TapeMode = Literal["once", "none", "new", "all"]

_NO_SETTINGS = Settings()

_P = ParamSpec("_P")
_R = TypeVar("_R")


@suggests_arguments
def tape(  # noqa: PLR0913 - each argument is a promise of its own
    path: str | os.PathLike[str],
    mode: TapeMode = "once",
    *,
    match: Collection[str] = (),
    repeat: bool = False,
    check: bool = True,
    scrub: Scrub = (),
    keep: Collection[str] = (),
) -> "Tape":
    """Return a tape, which records the responses of servers and plays them back.

    It is for a ``with`` or ``async with`` statement, or decorates a function, and a coroutine function. While it is
    active it answers all clients of this process, in all threads and event loops: those that block and those that are
    awaited, with the requests for schemas and tokens, with streams, downloads and uploads. What it plays opens no
    connection, needs no credentials and waits for nothing.

    Args:
        path: of the file, in YAML (``.yaml``, ``.yml``; needs the extra "yaml") or JSON (``.json``).
        mode: "once" records if there is no file, and plays it if there is one; "none" plays; "new" plays what is on the
            tape and records the rest; "all" records everything again.
        match: names of headers that have to be the same, besides method, URL and body.
        repeat: let the last response to a request answer it again and again.
        check: check each response that is played against the schema of its link.
        scrub: names of further fields and headers that are secret; or a function that returns an exchange without what
            the file must not hold.
        keep: names of fields that are not secret, although they look so, such as "key"; and of response headers to keep
            that are left out otherwise, such as "X-Request-Id".

    Raises:
        ValueError: the mode does not exist, or another argument can't have its value.
    """
    for name, value in (("repeat", repeat), ("check", check)):
        if not isinstance(value, bool):
            raise ValueError(f"{name}={value!r}: expected True or False")
    match = (match,) if isinstance(match, str) else match
    return Tape(path, mode, Settings(match=match, repeat=repeat, check=check, scrub=scrub, keep=keep))


class Tape:
    """A tape, which records the responses of servers and plays them back: `heroics_py.tape` returns one.

    Attributes:
        path: of its file.
        mode: as it was passed.
    """

    def __init__(
        self, path: str | os.PathLike[str], mode: TapeMode = "once", settings: Settings = _NO_SETTINGS
    ) -> None:
        mode_of(mode)
        if not isinstance(path, str | os.PathLike):
            raise ValueError(f"path={type(path).__name__}: expected the path of a .yaml, .yml or .json file")
        self.path = os.fspath(path)
        self.mode: TapeMode = mode
        self._settings = settings
        self._session: Session | None = None
        self._open: ExitStack | None = None

    def __repr__(self) -> str:
        recorded = 0 if self._session is None else self._session.recorded_count
        return f"<Tape {self.path}, mode {self.mode!r}: {len(self.played)} played, {recorded} recorded>"

    @property
    def played(self) -> tuple[TapedExchange, ...]:
        """What was played, in the order of its first use."""
        return () if self._session is None else self._session.played

    @property
    def recorded(self) -> tuple[TapedExchange, ...]:
        """What was recorded."""
        return () if self._session is None else self._session.recorded

    def __enter__(self) -> Self:
        """Read the file, and let the tape answer from now on.

        Raises:
            TapeError: the file can't be read.
            CallError: it is in use.
        """
        if self._open is not None:
            raise CallError(f"the tape {self.path} is in use: create another one for a block within its block")
        self._session = Session(self.path, self.mode, self._settings)
        self._open = ExitStack()
        self._open.enter_context(tapped(self._session.recorder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Write what was recorded, also after an error of the block.

        Raises:
            TapeError: it can't be written.
        """
        opened, self._open = self._open, None
        if opened is None or self._session is None:
            return
        opened.close()
        self._session.end(error)

    def discard(self) -> None:
        """Forget what was recorded so far in this block: its end does not write it."""
        if self._session is not None:
            self._session.discard()

    async def __aenter__(self) -> Self:
        """Do the same as ``with``."""
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Do the same as ``with``."""
        self.__exit__(kind, error, traceback)

    def __call__(self, function: Callable[_P, _R]) -> Callable[_P, _R]:
        """Return a function that runs with the tape; each call is a block of its own.

        Raises:
            CallError: it is a class.
        """
        if isinstance(function, type):
            raise CallError(f"{function.__name__} is a class: decorate its methods with the tape")
        decorated: Callable[_P, _R] = _decorated(function, self._copy)
        return decorated

    def _copy(self) -> "Tape":
        return Tape(self.path, self.mode, self._settings)


def _decorated(function: Callable[..., Any], open_tape: Callable[[], Tape]) -> Any:
    kinds: tuple[tuple[Callable[[Any], bool], Callable[..., Any]], ...] = (
        (isasyncgenfunction, _async_generator),
        (iscoroutinefunction, _coroutine),
        (isgeneratorfunction, _generator),
    )
    decorate = next((decorate for is_kind, decorate in kinds if is_kind(function)), _function)
    return wraps(function)(decorate(function, open_tape))


def _function(function: Callable[..., Any], open_tape: Callable[[], Tape]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Any:
        with open_tape():
            return function(*args, **named)

    return run


def _coroutine(function: Callable[..., Any], open_tape: Callable[[], Tape]) -> Callable[..., Any]:
    async def run(*args: Any, **named: Any) -> Any:
        async with open_tape():
            return await function(*args, **named)

    return run


def _generator(function: Callable[..., Any], open_tape: Callable[[], Tape]) -> Callable[..., Any]:
    def run(*args: Any, **named: Any) -> Generator[Any, Any, Any]:
        with open_tape():
            return (yield from function(*args, **named))

    return run


def _async_generator(function: Callable[..., Any], open_tape: Callable[[], Tape]) -> Callable[..., Any]:
    async def run(*args: Any, **named: Any) -> AsyncGenerator[Any, Any]:
        async with open_tape(), aclosing(function(*args, **named)) as inner:
            step: Awaitable[Any] = anext(inner)
            while True:
                try:
                    item = await step
                except StopAsyncIteration:
                    return
                try:
                    step = inner.asend((yield item))
                except GeneratorExit:
                    raise
                except BaseException as error:  # noqa: BLE001 - whatever the caller throws in
                    step = inner.athrow(error)

    return run
