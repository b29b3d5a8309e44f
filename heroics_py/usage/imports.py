"""What the imports of a program bind."""

import ast

from heroics_py.usage.frames import Analysis, Frame
from heroics_py.usage.heroics_calls import NAMES
from heroics_py.usage.program import PACKAGE
from heroics_py.usage.values import EMPTY, Library, Module

__all__ = ["import_from", "import_modules"]


def import_modules(analysis: Analysis, node: ast.Import, frame: Frame) -> None:
    """Bind the names of ``import a.b, c as d``."""
    for each in node.names:
        name = each.name if each.asname else each.name.partition(".")[0]
        cell = frame.scope.cell(each.asname or name)
        modules = analysis.program.find(each.name, frame.module)
        up = 0 if each.asname else each.name.count(".")  # ``import a.b`` binds a; its attribute b is the module
        cell.add({Module(found.rsplit(".", up)[0] if up else found) for found in modules})
        if not modules:
            cell.add({Library(analysis.program.library(name))})


def import_from(analysis: Analysis, node: ast.ImportFrom, frame: Frame) -> None:
    """Bind the names of ``from a import b``."""
    program, name = analysis.program, node.module or ""
    if node.level:
        full = program.relative(node.level, name, frame.module)
        modules = [full]
    else:
        modules = program.find(name, frame.module)
    for each in node.names:
        if each.name == "*":
            frame.scope.module.stars.add(program.modules[found].scope for found in modules if found in program.modules)
            if program.library(name) == PACKAGE:
                for own in NAMES:
                    frame.scope.module.cell(own).add({Library(f"{PACKAGE}.{own}")})
            continue
        found = EMPTY.union(*(analysis.member(module, each.name) for module in modules))
        if not modules:
            found = frozenset({Library(f"{program.library(name)}.{each.name}")})
        frame.scope.cell(each.asname or each.name).add(found)
