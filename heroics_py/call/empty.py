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
one thing, or isn't the end of the path, doesn't take it; nor does PUT, PATCH or DELETE, unless the document marks the
parameter as the rest of the path (``{path:path}``, ``{proxy+}``, ``{path*}``). They raise CallError.
"""
