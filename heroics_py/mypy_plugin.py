"""A plugin of mypy that writes stale stubs before mypy reads them: ``plugins = ["heroics_py.mypy_plugin"]``."""

import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from heroics_py.display.terminal import printable
from heroics_py.errors import HeroicsError
from heroics_py.usage.type_calls import CALLS, LINKS, VARIABLE

if TYPE_CHECKING:
    from mypy.plugin import MethodContext, Plugin
    from mypy.types import Type

__all__ = ["plugin"]

_CALLS = (".__call__", ".send", ".prepare", ".curl")


def plugin(version: str) -> "type[Plugin]":  # noqa: ARG001 - mypy passes its version
    """Write the stubs that pyproject.toml lists, as far as they are stale, and return a plugin that does no more.

    What fails is told on standard error: mypy goes on with the stubs that are there. If `heroics uses` runs mypy, the
    plugin writes no stub, and notes the calls of links instead.
    """
    from mypy.plugin import Plugin

    if folder := os.environ.get(VARIABLE):
        return _noting(folder)

    from heroics_py.stubs.settings import find_project, jobs_of

    path = find_project(os.curdir)
    try:
        for job in jobs_of(path) if path else []:
            job.write(job.read())
    except (HeroicsError, ValueError, OSError) as error:
        sys.stderr.write(f"heroics stubs: {printable(str(error))}\n")
    return Plugin


def _noting(folder: str) -> "type[Plugin]":
    """Return a plugin that notes the place of each call of a link, and the class of the link."""
    from mypy.plugin import Plugin

    with open(os.path.join(folder, LINKS), encoding="utf-8") as file:
        hook = _note(os.path.join(folder, CALLS), frozenset(json.load(file)))

    class Noting(Plugin):
        def get_method_hook(self, fullname: str) -> "Callable[[MethodContext], Type] | None":
            return hook if fullname.endswith(_CALLS) else None

    return Noting


def _note(notes: str, links: frozenset[str]) -> "Callable[[MethodContext], Type]":
    from mypy.types import Instance, get_proper_type

    def note(context: "MethodContext") -> "Type":
        owner = get_proper_type(context.type)
        if isinstance(owner, Instance) and owner.type.fullname in links:
            place = context.context
            line = {
                "class": owner.type.fullname,
                "path": context.api.path,
                "line": place.line,
                "column": place.column,
                "end_line": place.end_line,
                "end_column": place.end_column,
            }
            with open(notes, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        return context.default_return_type

    return note
