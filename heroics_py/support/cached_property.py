"""A property that is computed once."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

__all__ = ["cached_property"]

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
