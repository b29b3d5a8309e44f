"""The root of the tree of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from heroics_py.support.loading import load_modules

if TYPE_CHECKING:
    from heroics_py.display.tables import Table

__all__ = ["HeroicsError", "displayable", "rebuild_error", "server_text"]


_Error = TypeVar("_Error", bound="HeroicsError")


class HeroicsError(Exception):
    """Any error of this library. Errors compare by type and content, and survive pickling.

    Characters of the text that would steer a terminal are escaped.
    """

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*(displayable(each) if isinstance(each, str) else each for each in args), **named)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.args == other.args and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((type(self), str(self)))

    def __reduce__(self) -> tuple[object, ...]:
        return (rebuild_error, (type(self), self.args, self.__dict__.copy()))

    def __copy__(self) -> Self:
        return rebuild_error(type(self), self.args, self.__dict__.copy())

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        load_modules("copy")
        from copy import deepcopy

        return rebuild_error(type(self), self.args, deepcopy(self.__dict__, memo))

    def _repr_html_(self) -> str:
        return self._table().html()

    def _render_traceback_(self) -> list[str]:
        """Return the traceback for IPython: the error and the caller's own line."""
        load_modules("heroics_py.display.notebook")
        from heroics_py.display.notebook import short_traceback

        return short_traceback(self)

    def _table(self) -> Table:
        """Return the error as a table for a notebook."""
        load_modules("heroics_py.display.tables")
        from heroics_py.display.tables import Table

        return Table(title=type(self).__name__, summary=str(self))


def rebuild_error(kind: type[_Error], args: tuple[object, ...], state: dict[str, object]) -> _Error:
    """Return an error with the text that its constructor built before."""
    error = kind.__new__(kind, *args)
    error.args = args  # OSError sets them in its constructor
    error.__dict__.update(state)
    return error


def displayable(text: str) -> str:
    """Return a text for a terminal: harmless, with its line ends."""
    if text.isprintable():
        return text
    from heroics_py.display.terminal import printable

    return printable(text)


def server_text(text: str) -> str:
    """Return a text from a server as one line for a terminal, its secrets masked."""
    load_modules("heroics_py.secrecy.texts")
    from heroics_py.display.terminal import escaped
    from heroics_py.secrecy.texts import mask_text

    return escaped(mask_text(text))
