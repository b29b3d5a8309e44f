"""What follows from a frozen value, computed once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar, overload

__all__ = ["cached_property", "computed_once"]

_S = TypeVar("_S")
_T = TypeVar("_T")


class cached_property(Generic[_T]):  # noqa: N801 - as `functools.cached_property`, used as a decorator
    """A property that is computed once.

    Unlike `functools.cached_property` in Python 3.11, it has no lock. Threads that come at once may compute it twice;
    all of them get the same value.
    """

    def __init__(self, compute: Callable[[Any], _T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "cached_property[_T]": ...

    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...

    def __get__(self, instance: object | None, owner: type) -> "cached_property[_T] | _T":
        """Return the value, computed at the first access."""
        if instance is None:
            return self
        value: _T = instance.__dict__.setdefault(self._compute.__name__, self._compute(instance))
        return value


def computed_once(compute: Callable[[_S], _T]) -> Callable[[_S], _T]:
    """Make a function of one frozen value remember its result with the value, as a `cached_property` would.

    For what a module below can't know of: how the list of a link continues does not concern the link itself.
    """
    name = f"{compute.__module__}.{compute.__qualname__}"

    @wraps(compute)
    def remembered(value: _S) -> _T:
        known = value.__dict__
        result: _T = known[name] if name in known else known.setdefault(name, compute(value))
        return result

    return remembered
