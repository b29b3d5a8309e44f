"""The value of a path parameter that is meant to be empty."""

from typing import Any

__all__ = ["EMPTY"]


class _Empty:
    """The type of `EMPTY`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "heroics_py.EMPTY"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "EMPTY"


EMPTY: Any = _Empty()
"""Fills the last parameter of a path with nothing: ``POST /metadata/{path}`` is sent to ``/metadata/``.

An empty text is refused, because a forgotten value would then reach the whole collection. A parameter that identifies
one thing of a resource doesn't take it (CallError), nor does one whose schema excludes an empty text (ValidationError).
"""
