"""The items of a response that arrive one by one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Self

from heroics_py.call.streams.reading import END, SKIPPED, Reading
from heroics_py.display.brief import line_of
from heroics_py.display.terminal import escaped
from heroics_py.errors import CallError, NoSuchAttribute
from heroics_py.http.steps import Steps
from heroics_py.support.advising_type import AdvisingType
from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.http.messages import Response

__all__ = ["Stream"]

_MOST_SHOWN = 10


class Stream(metaclass=AdvisingType):
    """The items of a response, each as it arrives: iterate it once, from where it is.

    A blocking client iterates it by ``for`` and ends it by ``with`` or ``close()``; an async one by ``async for``,
    ``async with`` and ``await stream.close()``. It ends by itself after its last item, and after an error.

    Attributes:
        response: its status and headers.
        count: the number of items so far.
    """

    _advice = "keep its items by to_list(), and pass those"

    def __init__(
        self,
        reading: Reading,
        *,
        run: Callable[[Steps[Any], str], Any],
        name: str,
        response: Response,
        is_async: bool = False,
    ) -> None:
        self._reading = reading
        self._run = run
        self._name = name
        self._is_async = is_async
        self._last: deque[object] = deque(maxlen=_MOST_SHOWN)
        self.response = response
        self.count = 0

    def __iter__(self) -> Self:
        if self._is_async:
            raise CallError(f"{self._name} is a stream of an async client: use 'async for', or await its to_list()")
        return self

    def __next__(self) -> Any:
        if self._is_async:
            self.__iter__()  # raises
        item = self._reading.take()
        item = self._run(self._reading.next(), self._name) if item is SKIPPED else item
        if item is END:
            raise StopIteration
        return self._counted(item)

    def __aiter__(self) -> Self:
        if not self._is_async:
            raise CallError(f"{self._name} is a stream of a blocking client: use 'for', or connect_async")
        return self

    async def __anext__(self) -> Any:
        if not self._is_async:
            self.__aiter__()  # raises
        item = self._reading.take()
        item = await self._run(self._reading.next(), self._name) if item is SKIPPED else item
        if item is END:
            raise StopAsyncIteration
        return self._counted(item)

    def to_list(self) -> Any:
        """Return the items from here to the end as a list; with an async client, an awaitable of it."""
        return self._run(self._rest(), "stream.to_list")

    def close(self) -> Any:
        """End the stream at once, also while another thread or task waits for an item; a second time does nothing.

        With an async client it returns an awaitable.
        """
        return self._run(self._reading.close(), "stream.close")

    @property
    def is_open(self) -> bool:
        """Whether further items may arrive."""
        return self._reading.is_open

    def __enter__(self) -> Self:
        if self._is_async:
            raise CallError(f"{self._name} is a stream of an async client: use 'async with' instead of 'with'")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        if not self._is_async:
            raise CallError(f"{self._name} is a stream of a blocking client: use 'with', or connect_async")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    def __del__(self) -> None:
        with suppress(Exception):  # nobody sees an error here
            if not self._is_async and self._reading.is_open:
                self.close()

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> NoReturn:
        raise CallError(
            f"{self._name} is a stream, and nobody knows its length before its end: "
            f"{self._name} so far has .count, and its to_list() waits for the end"
        )

    def __getitem__(self, index: object) -> NoReturn:
        raise CallError(
            f"{self._name} is a stream, whose items come once, in their order: iterate it, or keep them by to_list(), "
            "which waits for its end"
        )

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> NoReturn:
            if name.startswith("_"):
                raise AttributeError(name)
            loop = "async for" if self.__dict__.get("_is_async") else "for"
            raise NoSuchAttribute(f"a stream has no {name!r}; its items may have it: {loop} item in stream: ...")

    def __repr__(self) -> str:
        load_modules("heroics_py.call.lists.row_list")
        from heroics_py.call.lists.row_list import list_text

        text = escaped(f"<Stream of {self._name}: {self._state()}>")
        return f"{text[:-1]}; the last ones:\n {list_text(self._last, '[', ']')}>" if self._last else text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        for number, line in enumerate("Stream(...)" if cycle else repr(self).split("\n")):
            if number:
                printer.break_()
            printer.text(line)

    def _repr_html_(self) -> str:
        load_modules("heroics_py.call.lists.row_list", "heroics_py.display.tables")
        from heroics_py.call.lists.row_list import rows_of
        from heroics_py.display.tables import table_of

        title, note = f"Stream of {self._name}", "the last ones" if self.count > len(self._last) else ""
        summary = ", ".join(filter(None, (self._state(), note)))
        rows = [_with_lines(row) for row in rows_of(self._last)]
        return table_of(rows, title=title, summary=summary, total=len(rows)).html()

    def __reduce__(self) -> NoReturn:
        raise TypeError("a stream holds an open connection and can't be pickled: keep its items")

    def _state(self) -> str:
        count = f"{self.count:,} item{'' if self.count == 1 else 's'}"
        if self._reading.has_arrived:
            return f"complete, {count} read so far" if self.count else "complete, no items read yet"
        items = f"{count} so far" if self.count else "no items yet"
        return f"open, {items}" if self.is_open else f"closed after {count}"

    def _counted(self, item: object) -> object:
        self.count += 1
        self._last.append(item)
        return item

    def _rest(self) -> Steps[list[object]]:
        items: list[object] = []
        while (item := (yield from self._reading.next(is_kept=False))) is not END:
            items.append(self._counted(item))
        return items


def _with_lines(row: object) -> object:
    """Return a row whose objects and lists are lines of text, such as the data of an event."""
    if not isinstance(row, Mapping):
        return row
    return {name: line_of(value) if isinstance(value, Mapping | list) else value for name, value in row.items()}
