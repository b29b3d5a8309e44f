"""What clients, resources, scopes and links are not: changeable, callable, or the list that a call returns.

Type checkers don't see most methods of this module, so that they report the lines that these methods refuse.
"""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, NoReturn, Self

from heroics_py.display.terminal import escaped, shown
from heroics_py.errors import CallError
from heroics_py.support.loading import load_modules

__all__ = ["FixedNames", "NotAList", "NotCallable"]


class FixedNames:
    """An object whose attributes and items come from a schema: nobody can set or delete them."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: object) -> None:
            if not name.startswith("_"):
                raise AttributeError(self._refused(f".{name}", "set"))
            object.__setattr__(self, name, value)

        def __delattr__(self, name: str) -> None:
            if not name.startswith("_"):
                raise AttributeError(self._refused(f".{name}", "deleted"))
            object.__delattr__(self, name)

        def __setitem__(self, key: object, value: object) -> NoReturn:
            raise CallError(self._refused(f"[{shown(key)}]", "set"))

        def __delitem__(self, key: object) -> NoReturn:
            raise CallError(self._refused(f"[{shown(key)}]", "deleted"))

    def _refused(self, name: str, action: str) -> str:
        load_modules("heroics_py.client.advice.uses")
        from heroics_py.client.advice.uses import changed_name

        return escaped(changed_name(self, name, action))


class _NoCall:
    # A `__call__` without signature and docstring, so that `help` and `?` of an object do not show it as a function.

    def __init__(self, instance: Any = None) -> None:
        self._instance = instance

    def __get__(self, instance: object, owner: type | None = None) -> Self:
        return type(self)(instance)

    @property
    def __signature__(self) -> NoReturn:
        raise ValueError("no signature: the object can't be called")

    def __call__(self, *args: object, **_: object) -> NoReturn:
        raise CallError(self._instance._call_advice(args))


class NotCallable(FixedNames):
    """An object that has links but is not a link: a call raises an error that names them."""

    __slots__ = ()

    if not TYPE_CHECKING:
        __call__ = _NoCall()

    @abstractmethod
    def _call_advice(self, args: tuple[object, ...]) -> str:
        """Return the message for a call with ``args``."""


class NotAList(FixedNames):
    """An object with a link that returns a list, for which people take it."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            # Without it Python would iterate over [0], [1] and so on, which are identities.
            raise CallError(self._list_advice("{}"))

        def __len__(self) -> NoReturn:
            raise CallError(self._list_advice("len({})"))

        def __contains__(self, item: object) -> bool:
            raise CallError(self._list_advice("{}"))

        def __reversed__(self) -> NoReturn:
            raise CallError(self._list_advice("reversed({})"))

        def __aiter__(self) -> NoReturn:
            raise CallError(self._list_advice("async for ... in {}"))

    @abstractmethod
    def _list_advice(self, use: str) -> str:
        """Return the message for the use of the object as a list.

        Args:
            use: what is done with the list, as a format: "len({})".
        """
