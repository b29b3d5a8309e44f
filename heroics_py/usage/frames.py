"""What every part of the analysis shares: where it is, the arguments of a call, and what it asks of the others."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from heroics_py.usage.api_names import ApiNames
from heroics_py.usage.cells import Cell, Work
from heroics_py.usage.drafts import Drafts
from heroics_py.usage.program import ModuleSource, Program
from heroics_py.usage.scopes import Scope
from heroics_py.usage.type_calls import TypedCalls
from heroics_py.usage.values import EMPTY, Answer, Box, ClassValue, Function, Partial, Site, Values

__all__ = ["Analysis", "Arguments", "Call", "Frame"]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the analysis is: a module, the names that are seen, the function and the class around."""

    module: ModuleSource
    scope: Scope
    function: Function | None = None
    owner: ClassValue | None = None


@dataclass(slots=True)
class Arguments:
    """The values of the arguments of a call.

    Attributes:
        positional: in their order.
        keywords: by name.
        rest: the items of ``*args``.
        has_rest: whether there is such an argument.
        is_open: whether ``**fields`` may bring keywords that the source does not show.
        spread: records in ``**record``, if what is called reads only some of their keys.
    """

    positional: list[Values] = field(default_factory=list)
    keywords: dict[str, Values] = field(default_factory=dict)
    rest: Values = EMPTY
    has_rest: bool = False
    is_open: bool = False
    spread: Values = EMPTY

    def get(self, position: int, name: str = "") -> Values:
        """Return the argument at a position, or of a name."""
        if position < len(self.positional):
            return self.positional[position]
        return self.keywords.get(name, self.rest)

    def all(self) -> Values:
        """Return the values of all arguments."""
        return EMPTY.union(*self.positional, *self.keywords.values(), self.rest, self.spread)

    def after(self, count: int) -> "Arguments":
        """Return the arguments without the first positional ones."""
        return Arguments(
            self.positional[count:], dict(self.keywords), self.rest, self.has_rest, self.is_open, self.spread
        )

    def added(self, other: "Arguments") -> "Arguments":
        """Return these arguments, followed by others."""
        return Arguments(
            [*self.positional, *other.positional],
            {**self.keywords, **other.keywords},
            self.rest | other.rest,
            self.has_rest or other.has_rest,
            self.is_open or other.is_open,
            self.spread | other.spread,
        )


@dataclass(frozen=True, slots=True)
class Call:
    """A call in the source.

    Attributes:
        site: where it is.
        name: the last name of what is called: "submit" of ``pool.submit(...)``.
        frame: the function that makes it.
        node: the call itself.
    """

    site: Site
    name: str
    frame: Frame
    node: ast.AST


class Analysis(Protocol):
    """What the parts of the analysis ask of each other."""

    work: Work
    program: Program
    drafts: Drafts
    names: ApiNames
    types: TypedCalls

    def evaluate(self, node: ast.expr, frame: Frame) -> Values:
        """Return what an expression may be."""

    def attribute(self, values: Values, name: str, call: Call) -> Values:
        """Return what an attribute of any of the values may be."""

    def call(self, functions: Values, arguments: Arguments, call: Call) -> Values:
        """Return what a call of any of the values may return."""

    def call_silently(self, functions: Values, arguments: Arguments) -> Values:
        """Return what functions of the program return for a call that the source does not show as one."""

    def items(self, values: Values) -> Values:
        """Return what an iteration over any of the values yields."""

    def read(self, values: Values) -> None:
        """Note that all of the values is read: they are printed, compared, or handed to code elsewhere."""

    def read_by_type(self, owner: Values, node: ast.expr, frame: Frame) -> None:
        """Note what an expression reads of a record that only its type shows."""

    def look(self, answer: Answer) -> None:
        """Note that a part of an answer is read, without what is below it."""

    def identify(self, values: Values) -> None:
        """Note that the identities of records are read."""

    def assign(self, target: ast.expr, values: Values, frame: Frame) -> None:
        """Let a target hold values, too."""

    def box(self, node: object, kind: str = "") -> Box:
        """Return the list, dict or generator that a place in the source makes."""

    def listed(self, node: object, items: Values) -> Box:
        """Return the list that a place in the source makes, with further items."""

    def inner_scope(self, node: ast.AST, frame: Frame, targets: Sequence[ast.AST]) -> Scope:
        """Return the scope of a comprehension, which binds the names of its targets."""

    def partial(self, node: ast.AST, arguments: Arguments) -> Partial:
        """Return the function with filled arguments that a place in the source makes."""

    def stored(self, name: str) -> Cell:
        """Return what is stored in attributes of this name, of any object."""

    def member_of_classes(self, name: str) -> Cell:
        """Return the methods and properties of this name, of any class."""

    def held(self, owner: ClassValue, name: str) -> Cell:
        """Return what is stored in an attribute of the objects of a class."""

    def member(self, module: str, name: str) -> Values:
        """Return what a name of a module of the program may be."""

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame) -> Function:
        """Return the function that a place in the source defines."""

    def class_value(self, node: ast.ClassDef, frame: Frame) -> ClassValue:
        """Return the class that a place in the source defines."""

    def class_of_fields(self, node: ast.AST, fields: list[str]) -> ClassValue:
        """Return the class that a call makes, such as that of a named tuple."""

    def fixture(self, name: str) -> Cell:
        """Return what fixtures of this name give to tests."""

    def frame_of(self, function: Function) -> Frame:
        """Return the frame of the body of a function."""

    def site(self, node: ast.AST, frame: Frame) -> Site:
        """Return where a part of the source is."""
