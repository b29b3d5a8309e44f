"""The modules of a program, and what imports lead to."""

import ast
import os
import sys
from dataclasses import dataclass, field

from heroics_py.usage.cells import Work
from heroics_py.usage.scopes import Scope, bound_names

__all__ = ["ModuleSource", "ParsedFile", "Program"]

PACKAGE = "heroics_py"


@dataclass(eq=False, slots=True)
class ParsedFile:
    """The syntax of a file or a notebook.

    Attributes:
        path: of the file.
        tree: its syntax.
        shown_last: the expressions that a notebook displays, the last of each cell.
        places: the cell and line of each line of a notebook; empty for a file.
    """

    path: str
    tree: ast.Module
    shown_last: frozenset[int] = frozenset()
    places: tuple[tuple[str, int], ...] = ()


@dataclass(eq=False, slots=True)
class ModuleSource(ParsedFile):
    """A module of the program.

    Attributes:
        name: its file as words with dots; a package is its folder.
        scope: its names.
        is_package: whether it is the ``__init__.py`` of a package.
    """

    name: str = field(kw_only=True)
    scope: Scope = field(kw_only=True)
    is_package: bool = False


class Program:
    """The modules of a program by their names.

    Args:
        work: what has to be read.
        typed: the names of packages that `heroics stubs` generated.
    """

    def __init__(self, work: Work, typed: frozenset[str] = frozenset()) -> None:
        self.work = work
        self.typed = typed
        self.modules: dict[str, ModuleSource] = {}
        self._endings: dict[str, list[str]] = {}
        self._folders: set[str] = set()

    def add(self, source: ParsedFile) -> None:
        """Add a module."""
        parts = [
            part for part in os.path.splitext(source.path)[0].replace(os.sep, "/").split("/") if part not in {"", "."}
        ]
        is_package = parts[-1:] == ["__init__"] and len(parts) > 1
        name = ".".join(part.replace(".", "_") for part in (parts[:-1] if is_package else parts))
        scope = Scope(self.work, bound_names(source.tree.body))
        parts_of_file = (source.path, source.tree, source.shown_last, source.places)
        self.modules[name] = ModuleSource(*parts_of_file, name=name, scope=scope, is_package=is_package)
        self._folders.update(name.rsplit(".", up)[0] for up in range(1, name.count(".") + 1))
        self._endings.setdefault(name.rpartition(".")[2], []).append(name)

    def find(self, name: str, importer: ModuleSource) -> list[str]:
        """Return the modules that an absolute import may lead to; none for a library.

        A module of the importer's own folder comes first, as for a script; otherwise the root is not known, and each
        module whose name ends so is meant.
        """
        if name.partition(".")[0] in sys.stdlib_module_names or name.partition(".")[0] == PACKAGE:
            return []
        folder = importer.name.rpartition(".")[0]
        beside = f"{folder}.{name}" if folder else name
        if beside in self.modules:
            return [beside]
        endings = self._endings.get(name.rpartition(".")[2], [])
        return [each for each in endings if each == name or each.endswith(f".{name}")]

    def has(self, name: str) -> bool:
        """Return whether there is a module, or a folder of modules, of this name."""
        return name in self.modules or name in self._folders

    def relative(self, level: int, name: str, importer: ModuleSource) -> str:
        """Return the full name of a relative import: ``from ..a import b`` has level 2 and the name "a"."""
        parts = importer.name.split(".")
        up = level - 1 if importer.is_package else level
        return ".".join([*parts[: len(parts) - up], *([name] if name else [])])

    def library(self, name: str) -> str:
        """Return the name of outside code: a generated package counts as `heroics_py` itself."""
        first, _, rest = name.partition(".")
        if first in self.typed:
            return f"{PACKAGE}.{rest}" if rest else PACKAGE
        return name
