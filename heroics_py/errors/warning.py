"""Warnings that point at the caller's own line."""

import sys
import warnings

from heroics_py.errors.base import displayable

__all__ = ["ApiWarning", "warn"]

_NOT_THE_CALLER = frozenset({"heroics_py", "jsonschema"})


class ApiWarning(UserWarning):
    """The API warns in the headers of a response, as of a feature that will be removed."""


def warn(message: str, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line that called this library, at any depth of the stack."""
    frame = sys._getframe(1)  # noqa: SLF001 - as `warnings` does; inspect.stack() would read every source file
    level = 2
    while frame.f_back is not None and _package_of(frame.f_globals) in _NOT_THE_CALLER:
        frame = frame.f_back
        level += 1
    warnings.warn(displayable(message), kind, stacklevel=level)


def _package_of(names: dict[str, object]) -> str:
    return str(names.get("__name__", "")).partition(".")[0]
