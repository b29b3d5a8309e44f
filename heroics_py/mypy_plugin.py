"""A plugin of mypy that writes stale stubs before mypy reads them: ``plugins = ["heroics_py.mypy_plugin"]``."""

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from heroics_py.display.terminal import printable
from heroics_py.errors import HeroicsError
from heroics_py.usage.type_calls import CALLS, CLASSES, VARIABLE

if TYPE_CHECKING:
    from mypy.plugin import AttributeContext, MethodContext, Plugin
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
    """Return a plugin that notes each call of a link and each field that is read of a record, with its place."""
    from mypy.plugin import Plugin

    with open(os.path.join(folder, CLASSES), encoding="utf-8") as file:
        notes = _Notes(os.path.join(folder, CALLS), frozenset(json.load(file)))

    class Noting(Plugin):
        def get_method_hook(self, fullname: str) -> "Callable[[MethodContext], Type] | None":
            if fullname.endswith(".__getitem__"):
                return notes.add_item
            return notes.add_call if fullname.endswith(_CALLS) else None

        def get_attribute_hook(self, fullname: str) -> "Callable[[AttributeContext], Type] | None":
            owner, _, name = fullname.rpartition(".")
            return partial(notes.add_attribute, name) if owner in notes.classes else None

    return Noting


class _Notes:
    """What mypy sees, in a file.

    Args:
        path: of the file.
        classes: the full names of the classes that count.
    """

    def __init__(self, path: str, classes: frozenset[str]) -> None:
        self._path = path
        self.classes = classes

    def add_call(self, context: "MethodContext") -> "Type":
        """Note a call of a link."""
        self._add(context, "")
        return context.default_return_type

    def add_item(self, context: "MethodContext") -> "Type":
        """Note the field that ``record["name"]`` reads."""
        from mypy.nodes import StrExpr

        key = context.args[0][0] if context.args and context.args[0] else None
        if isinstance(key, StrExpr):
            self._add(context, key.value)
        return context.default_return_type

    def add_attribute(self, name: str, context: "AttributeContext") -> "Type":
        """Note the field that ``record.name`` reads."""
        self._add(context, name)
        return context.default_attr_type

    def _add(self, context: "MethodContext | AttributeContext", name: str) -> None:
        from mypy.types import Instance, get_proper_type

        owner, place = get_proper_type(context.type), context.context
        if isinstance(owner, Instance) and owner.type.fullname in self.classes:
            line = {
                "class": owner.type.fullname,
                "name": name,
                "path": context.api.path,
                "line": place.line,
                "column": place.column,
                "end_line": place.end_line,
                "end_column": place.end_column,
            }
            with open(self._path, "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
