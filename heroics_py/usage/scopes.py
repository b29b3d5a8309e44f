"""The names of a module, class or function, and where each is looked up."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from heroics_py.usage.cells import Cell, Work

__all__ = ["Scope", "bound_names", "nodes_of"]

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Scope:
    """The names that a body binds; others are looked up in the scope around it.

    Args:
        work: of the program.
        names: what the body binds.
        outer: the scope around it; None for a module.
        is_class: whether it is the body of a class, whose names functions in it don't see.
        is_inner: whether it is a comprehension, which binds its own names only.
    """

    def __init__(
        self,
        work: Work,
        names: Iterable[str],
        outer: "Scope | None" = None,
        *,
        is_class: bool = False,
        is_inner: bool = False,
    ) -> None:
        self._work = work
        self.outer = outer
        self.is_class = is_class
        self._is_inner = is_inner
        self.names = {name: Cell(work) for name in names}
        self.shared: dict[str, Scope] = {}
        self.stars = Cell(work)
        """The scopes of the modules of which the module takes all names: ``from x import *``."""

    @property
    def module(self) -> "Scope":
        """The scope of the module."""
        return self if self.outer is None else self.outer.module

    def cell(self, name: str) -> Cell:
        """Return the cell in which the body stores a name."""
        if self._is_inner and name not in self.names and self.outer is not None:
            return self.outer.cell(name)
        scope = self.shared.get(name, self)
        return scope.names.setdefault(name, Cell(self._work))

    def find(self, name: str) -> Cell | None:
        """Return the cell of a name that the body reads, if the program binds it."""
        scope: Scope | None = self
        is_inside = True
        while scope is not None:
            if name in scope.names and (is_inside or not scope.is_class):
                return scope.names[name]
            is_inside = is_inside and scope._is_inner  # noqa: SLF001 - of another scope
            last, scope = scope, scope.outer
        return last.starred(name)

    def starred(self, name: str) -> Cell | None:
        """Return the cell of a name that a module takes from another one: ``from x import *``."""
        others = [each for each in self.stars.values if isinstance(each, Scope) and each is not self]
        return next((found for each in others if (found := each.names.get(name)) is not None), None)

    def declare(self, body: Sequence[ast.AST]) -> None:
        """Let the names of ``global`` and ``nonlocal`` be those of the scopes around."""
        for node in nodes_of(body):
            if isinstance(node, ast.Global | ast.Nonlocal):
                for name in node.names:
                    self.names.pop(name, None)
                    self.shared[name] = self.module if isinstance(node, ast.Global) else self._around(name)

    def _around(self, name: str) -> "Scope":
        scope = self.outer
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope or self.module


def nodes_of(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body, without those inside its functions and classes."""
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _NESTED):
            stack.extend(ast.iter_child_nodes(node))


def bound_names(body: Sequence[ast.AST]) -> set[str]:
    """Return the names that a body binds: by assignment, import, definition, loop or pattern."""
    names: set[str] = set()
    inner = {
        id(name) for node in nodes_of(body) if isinstance(node, ast.comprehension) for name in ast.walk(node.target)
    }
    for node in nodes_of(body):
        if id(node) in inner:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update(each.asname or each.name.partition(".")[0] for each in aliases)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
    return names - {"*"}
