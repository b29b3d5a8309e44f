"""Warnings that point at the caller's own line."""

import sys
import warnings

from heroics_py.errors.base import displayable
from heroics_py.errors.calls import Problem, problem_text

__all__ = ["ApiWarning", "ValidationWarning", "warn"]

_NOT_THE_CALLER = frozenset({"heroics_py", "jsonschema"})


class ApiWarning(UserWarning):
    """The API warns in the headers of a response, as of a feature that will be removed."""


class ValidationWarning(UserWarning):
    """A value doesn't fit its schema, and is sent all the same: because of ``validate="warn"``, or of the document.

    A document may show a value that its own schema refuses; then a value with the same problem is not refused either.

    Attributes:
        problems: every `Problem`, the most relevant first.
        link: the name of the call, such as "app.create"; empty outside a call.
    """

    def __init__(self, problems: tuple[Problem, ...], *, link: str = "") -> None:
        self.problems = tuple(problems)
        self.link = link
        super().__init__(displayable(problem_text(self.problems, link, _END)))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.problems, self.link))


def _rebuild(problems: tuple[Problem, ...], link: str) -> ValidationWarning:
    return ValidationWarning(problems, link=link)


_END = "sent all the same"


def warn(message: str | Warning, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line that called this library, at any depth of the stack."""
    frame = sys._getframe(1)  # noqa: SLF001 - as `warnings` does; inspect.stack() would read every source file
    level = 2
    while frame.f_back is not None and _package_of(frame.f_globals) in _NOT_THE_CALLER:
        frame = frame.f_back
        level += 1
    text = displayable(message) if isinstance(message, str) else message
    warnings.warn(text, kind, stacklevel=level)


def _package_of(names: dict[str, object]) -> str:
    return str(names.get("__name__", "")).partition(".")[0]
