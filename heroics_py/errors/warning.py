"""Warnings that point at the caller's own line."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from heroics_py.errors.base import displayable
from heroics_py.errors.calls import Problem, answer_text, problem_text

__all__ = [
    "AnswerWarning",
    "ApiWarning",
    "DeprecationNotice",
    "LocalChangeWarning",
    "PagingWarning",
    "SchemaWarning",
    "ValidationWarning",
    "caller_line",
    "warn",
    "warning_at",
]

_NOT_THE_CALLER = frozenset({"heroics_py", "jsonschema"})


class ApiWarning(UserWarning):
    """The API warns in the headers of a response, as of a feature that will be removed."""


class DeprecationNotice(ApiWarning):
    """A link or a field is deprecated, or will stop working: by the schema, or by the headers of a response.

    Python hides a `DeprecationWarning` outside of the main program; this one is shown everywhere.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)


class AnswerWarning(UserWarning):
    """A response does not follow its schema: because of ``check_answers="warn"``. Once for each link and place.

    Attributes:
        problems: the one `Problem`; its pointer has "-" for any item of a list.
        link: the name of the call, such as "app.list".
    """

    def __init__(self, problems: tuple[Problem, ...], *, link: str = "") -> None:
        self.problems = tuple(problems)
        self.link = link
        end = "check_answers=None does not check it"
        super().__init__(displayable(answer_text(self.problems, link, "", end)))

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_answer, (self.problems, self.link))


def _rebuild_answer(problems: tuple[Problem, ...], link: str) -> AnswerWarning:
    return AnswerWarning(problems, link=link)


class LocalChangeWarning(UserWarning):
    """A method of dict changed a record alone, while a link of the same name changes the thing at the API."""


class PagingWarning(UserWarning):
    """A response has a sign of a next page, and nothing follows it: once for each link.

    ``connect(..., paging=...)`` states how the list continues, or that there is none.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)


class SchemaWarning(UserWarning):
    """Part of a ``patch=`` finds nothing in its schema, or the schema has changed since its ``lock=`` was written."""


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


class CallerLine(NamedTuple):
    """The line of the caller's program that warnings are about.

    Attributes:
        filename, lineno, module: where it is.
        registry: what its module has been warned of.
    """

    filename: str
    lineno: int
    module: str
    registry: dict[str | tuple[str, type[Warning], int], int]


# Of a thread, and of a task of asyncio.
_LINE: ContextVar[CallerLine | None] = ContextVar("line", default=None)


def caller_line() -> CallerLine:
    """Return the line that called this library, at any depth of the stack."""
    line = _LINE.get()
    if line is not None:
        return line
    frame = sys._getframe(1)  # noqa: SLF001 - as `warnings` does; inspect.stack() would read every source file
    while frame.f_back is not None and _is_passed_over(frame.f_globals.get("__name__")):
        frame = frame.f_back
    registry = frame.f_globals.setdefault("__warningregistry__", {})
    return CallerLine(frame.f_code.co_filename, frame.f_lineno, str(frame.f_globals.get("__name__")), registry)


@contextmanager
def warning_at(line: CallerLine) -> Iterator[None]:
    """Let a thread or a task that works for the caller warn at the caller's line."""
    token = _LINE.set(line)
    try:
        yield
    finally:
        _LINE.reset(token)


def warn(message: str | Warning, kind: type[Warning] = UserWarning) -> None:
    """Warn at the line that called this library, at any depth of the stack."""
    text = displayable(message) if isinstance(message, str) else message
    line = caller_line()
    warnings.warn_explicit(text, kind, line.filename, line.lineno, module=line.module, registry=line.registry)


@lru_cache(maxsize=1024)  # each call of an async client asks about ten modules
def _is_passed_over(module: object) -> bool:
    return str(module).partition(".")[0] in _NOT_THE_CALLER
