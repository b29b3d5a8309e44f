"""Errors of a schema or a call, raised before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from heroics_py.errors.base import HeroicsError
from heroics_py.support.loading import load_modules
from heroics_py.support.values import Value

if TYPE_CHECKING:
    from heroics_py.display.tables import Table

__all__ = [
    "CallError",
    "NoSuchAttribute",
    "NoSuchName",
    "Problem",
    "ReadOnlyError",
    "SchemaError",
    "SchemaMoved",
    "ValidationError",
    "answer_text",
    "problem_table",
    "problem_text",
]


class SchemaError(HeroicsError):
    """A schema, or the part of it that a call needs, can't be used.

    Attributes:
        pointer: where in the document, as a URI fragment (RFC 6901, 6); empty for the document as a whole.
    """

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(f"{message} (at {pointer})" if pointer else message)
        self.pointer = pointer


class SchemaMoved(SchemaError):
    """The schema has changed since its lock was written, and breaks calls of this program; nothing was sent to the API.

    Attributes:
        lock: the path of the lock.
        changes: each `Change` that breaks a call.
    """

    def __init__(self, message: str, *, lock: str = "", changes: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.lock = lock
        self.changes = tuple(changes)


class CallError(HeroicsError, TypeError):
    """A link was called with arguments that don't fit its signature; nothing was sent."""


class NoSuchName(HeroicsError, KeyError):
    """An index names nothing of the API; the text suggests the closest names."""

    __str__ = Exception.__str__


class NoSuchAttribute(HeroicsError, AttributeError):
    """An attribute names nothing of the API; the text suggests the closest names."""


class ReadOnlyError(HeroicsError):
    """A read-only client was asked to change something; nothing was sent."""


class Problem(Value):
    """One way in which a value fails its schema.

    Attributes:
        pointer: where in the value, as a JSON pointer (RFC 6901) that spells ``%`` as ``%25``, like those of schemas;
            empty for the value as a whole.
        message: what is wrong, in words.
        expected: what the schema asks for.
        description: how the schema describes the field.
        keyword: the keyword of JSON Schema that failed.
        documented: where the document shows a value with the same problem, such as an example, as a URI fragment; empty
            if nowhere. Such a problem is a warning.
    """

    pointer: str
    message: str
    expected: str = ""
    description: str = ""
    keyword: str = ""
    documented: str = ""

    def __str__(self) -> str:
        steps = self.pointer.removeprefix("/").split("/")
        place = ".".join(step.replace("%25", "%").replace("~1", "/").replace("~0", "~") for step in steps)
        return f"{place}: {self.message}" if place else self.message


class ValidationError(HeroicsError, ValueError):
    """A value doesn't fit its schema; nothing was sent.

    Attributes:
        problems: every `Problem`, the most relevant first.
        link: the name of the call, such as "app.create"; empty outside a call.
        can_be_sent: whether ``validate=False`` sends the value all the same; the text then says so.
    """

    def __init__(self, problems: tuple[Problem, ...], *, link: str = "", can_be_sent: bool = False) -> None:
        self.problems = tuple(problems)
        self.link = link
        self.can_be_sent = can_be_sent
        super().__init__(problem_text(self.problems, link, _WAY_OUT if can_be_sent else ""))

    def _table(self) -> Table:
        return problem_table(type(self).__name__, f"{self.link}: nothing was sent" if self.link else "", self.problems)


def problem_table(title: str, summary: str, problems: tuple[Problem, ...]) -> Table:
    """Return problems as a table for a notebook."""
    load_modules("heroics_py.display.tables")
    from heroics_py.display.tables import Code, Table

    rows = [
        (Code(each.pointer.removeprefix("/") or "the value"), each.message, each.expected, each.description)
        for each in problems
    ]
    head = ("field", "problem", "expected", "about")
    return Table(title=title, summary=summary, head=head, rows=rows, rest="error.problems")


_MAX_LINES = 10
_WAY_OUT = "with_options(validate=False) sends it all the same"


def problem_text(problems: tuple[Problem, ...], link: str, end: str) -> str:
    """Return what is wrong with a value, in one line or in a list.

    Args:
        problems: at least one.
        link: the name of the call; empty outside a call.
        end: what follows; may be empty.
    """
    head = f"{link}: " if link else ""
    if len(problems) == 1:
        return f"{head}{_line(problems[0])}{'; ' * bool(end)}{end}"
    lines = "".join(f"\n  - {_line(problem)}" for problem in problems)
    return f"{head}{len(problems)} problems{lines}{chr(10) * bool(end)}{end}"


def answer_text(problems: tuple[Problem, ...], link: str, facts: str, end: str) -> str:
    """Return what is wrong with a response, at most ten problems in full."""
    head = f"{link}: the response does not follow its schema{facts}"
    if len(problems) == 1:
        return f"{head}: {_line(problems[0])}; {end}"
    lines = [f"  - {_line(problem)}" for problem in problems[:_MAX_LINES]]
    more = len(problems) - _MAX_LINES
    lines += [f"  - and {more} more"] * (more > 0)
    return "\n".join([f"{head}, {len(problems)} problems:", *lines, end])


def _line(problem: Problem) -> str:
    line = f"{problem} ({problem.description})" if problem.description else str(problem)
    return f"{line}, as at {problem.documented} of the schema" if problem.documented else line
