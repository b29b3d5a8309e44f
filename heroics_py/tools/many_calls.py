"""What `gather` and `gather_async` have in common: one call for each of many items."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from heroics_py.call.values.argument_values import argument_value
from heroics_py.call.values.plain_values import plain_value
from heroics_py.client.core import Core
from heroics_py.client.links import BoundLink
from heroics_py.client.status import core_of
from heroics_py.errors import CallError
from heroics_py.record import Record
from heroics_py.secrecy.secret import Secret
from heroics_py.support.cached_property import cached_property

__all__ = ["ManyCalls"]


@dataclass(frozen=True, kw_only=True)
class ManyCalls:
    """The arguments of a function that calls a link once for each item.

    Attributes:
        function: the name of that function, for errors.
        link: the link, or any function.
        most: the most calls at a time.
        most_name: what the function calls that option.
        errors: "raise" or "collect".
        common: keyword arguments of every call.
        changed: the names of the options that have another value than by default.
        habits: what other libraries call its options, and what they are called here.
    """

    function: str
    link: Callable[..., Any]
    most: int
    most_name: str
    errors: str
    common: Mapping[str, Any] = field(repr=False)  # may hold secrets, and tracebacks show it
    changed: tuple[str, ...]
    habits: Mapping[str, str]

    @property
    def called(self) -> Any:
        """The function itself, inside of a partial one."""
        return self.link.func if isinstance(self.link, partial) else self.link

    @cached_property
    def core(self) -> Core | None:
        """The core of the client whose link it is; None for any other function."""
        called = self.called
        return core_of(getattr(called, "__self__", called))  # a method of a link has __self__: client.app.info.send

    @property
    def title(self) -> str:
        """What a progress bar calls it."""
        return getattr(self.called, "__name__", "") or "calls"

    def check(self) -> None:
        """Refuse invalid arguments.

        Raises:
            CallError: one is invalid, or may mean two things.
        """
        self._refuse_ambiguous()
        self._refuse_habits()
        if isinstance(self.link, Coroutine):
            raise CallError(
                f"{self.function} takes a link such as client.app.info, and items, but got a call: "
                "asyncio.gather(...) takes calls"
            )
        if not callable(self.link):
            kind = type(self.link).__name__
            raise CallError(f"{self.function} takes a link such as client.app.info, and items; got {kind}")
        if isinstance(self.most, bool) or not isinstance(self.most, int) or self.most < 1:
            hint = "; arguments of every call are keywords" if isinstance(self.most, Mapping) else ""
            raise CallError(f"{self.most_name}={self.most!r}: expected the most calls at a time, 1 or more{hint}")
        if self.errors not in ("raise", "collect"):
            raise CallError(f"errors={self.errors!r}: expected 'raise' or 'collect'")

    def items_of(self, items: object) -> list[Any]:
        """Return the items as a list.

        Raises:
            CallError: it is one thing.
        """
        if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
            kind = type(items).__name__
            raise CallError(f"{self.function} takes many items, each with the arguments of one call; got one {kind}")
        rows = plain_value(items)  # of a DataFrame, which would yield the names of its columns
        return list(rows) if isinstance(rows, list) else list(items)

    def call(self, item: object) -> Any:
        """Call the link with an item: a tuple of arguments, a dict of keywords, or one value."""
        arguments = Secret(self.arguments_of(item))  # a traceback keeps this frame
        return self.link(*arguments.reveal()[0], **arguments.reveal()[1])

    def blocking_call(self, item: object) -> Any:
        """Call the link with an item, as `call` does.

        Raises:
            CallError: it returns a coroutine.
        """
        result = self.call(item)
        if not isinstance(result, Coroutine):
            return result
        result.close()
        raise CallError(f"{self.title} returns a coroutine, which gather does not await: await gather_async(...)")

    def arguments_of(self, item: object) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of the call with an item."""
        if self.core is not None:
            if isinstance(item, Coroutine):
                raise CallError(
                    f"an item of {self.function} holds the arguments of a call, and this one is a call: "
                    "asyncio.gather(...) takes calls"
                )
            item = _arguments(item)
        if isinstance(item, tuple):
            return item, {**self.common}
        if isinstance(item, dict) and not isinstance(item, Record):
            return (), {**self.common, **item}
        return (item,), {**self.common}

    def outcome(self, number: int, error: BaseException) -> Exception:
        """Return the error of a call if errors are collected; else raise it, with the number of its item."""
        if self.errors == "collect" and isinstance(error, Exception):
            return error
        error.add_note(f"raised for item {number} of {self.function}, counted from 0")
        raise error

    def _refuse_ambiguous(self) -> None:
        """Refuse an option that the link has an argument of the same name for: either may be meant."""
        link = getattr(self.link, "__self__", self.link)
        if not isinstance(link, BoundLink) or not self.changed:
            return
        parameters = link.__signature__.parameters
        for name in filter(parameters.__contains__, self.changed):
            label = link._name  # noqa: SLF001 - public names of a link are those of its schema
            raise CallError(
                f"{self.function} has an option {name!r}, and {label}() has an argument {name!r}: "
                f"functools.partial({label}, {name}=...) passes the argument, functools.partial({label}) the option"
            )

    def _refuse_habits(self) -> None:
        """Refuse an option of another library that the link has no argument of the same name for."""
        link = getattr(self.called, "__self__", self.called)
        for name in filter(self.habits.__contains__, self.common):
            if isinstance(link, BoundLink) and name not in link.__signature__.parameters:
                raise CallError(f"{self.function} has no option {name!r}; did you mean {self.habits[name]}?")


def _arguments(item: object) -> object:
    """Return an item of another library as a dict, if it has names for its values; a function gets it as it is."""
    arguments = item if isinstance(item, Record) else argument_value(item)
    return dict(arguments) if isinstance(arguments, Mapping) and not isinstance(arguments, Record) else item
