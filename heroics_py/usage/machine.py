"""The analysis of a whole program: each name holds all that any line of the program gives it."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from heroics_py.usage import attributes, calls, definitions, expressions, statements
from heroics_py.usage.api_names import ApiNames
from heroics_py.usage.boxes import items_of
from heroics_py.usage.cells import Cell, Work
from heroics_py.usage.drafts import Drafts
from heroics_py.usage.frames import Arguments, Call, Frame
from heroics_py.usage.program import Program
from heroics_py.usage.scopes import Scope, bound_names
from heroics_py.usage.type_calls import TypedCalls
from heroics_py.usage.use import ANY
from heroics_py.usage.values import (
    EMPTY,
    UNKNOWN,
    Answer,
    ApiClient,
    Bound,
    Box,
    ClassValue,
    Function,
    Instance,
    Module,
    Origin,
    Partial,
    Reply,
    Site,
    Text,
    Values,
)

__all__ = ["Machine"]

_DEEPEST = 30
_FIXTURES = {"heroics_client", "heroics_async_client"}
_CLIENT = frozenset({ApiClient()})
_POSSIBLE = frozenset({ApiClient(Origin(is_certain=False))})


class Machine:
    """The analysis of one program.

    Args:
        names: the calls of the API.
        program: its modules.
        work: what has to be read.
        types: the calls that a type checker knows, by their places, and what it knows to be read of records.
    """

    def __init__(self, names: ApiNames, program: Program, work: Work, types: TypedCalls) -> None:
        self.names = names
        self.program = program
        self.work = work
        self.types = types
        self.drafts = Drafts()
        self.functions: dict[ast.AST, Function] = {}
        self._boxes: dict[tuple[object, str], Box] = {}
        self._classes: dict[ast.AST, ClassValue] = {}
        self._partials: dict[ast.AST, Partial] = {}
        self._scopes: dict[ast.AST, Scope] = {}
        self._stored: dict[str, Cell] = {}
        self._members: dict[str, Cell] = {}
        self._fixtures: dict[str, Cell] = {}
        self._readers: dict[ast.AST, Callable[[], None]] = {}
        self._read: set[object] = set()
        self._depth = 0

    def run(self) -> None:
        """Find all calls."""
        for module in self.program.modules.values():
            self.work.add(self._reader(module.tree, Frame(module, module.scope)))
        self.work.run()
        self._guess()
        self.work.run()
        self.work.is_recording = True
        for reader in list(self._readers.values()):
            self.work.add(reader)
        self.work.run()

    def _guess(self) -> None:
        """Let parameters that nothing fills be clients, if the program calls its clients so."""
        named = self._client_names() | _FIXTURES
        for function in list(self.functions.values()):
            for name, cell in function.parameters.items():
                if name in _FIXTURES and not cell.values:
                    cell.add(_CLIENT)
                elif name in named and not any(each != UNKNOWN for each in cell.values):
                    cell.add(_POSSIBLE)

    def _client_names(self) -> set[str]:
        names: set[str] = set()
        cells = [module.scope.names for module in self.program.modules.values()]
        cells += [function.names for function in self.functions.values()]
        for each in cells:
            names |= {name for name, cell in each.items() if any(isinstance(v, ApiClient) for v in cell.values)}
        return names

    def _reader(self, node: ast.AST, frame: Frame) -> Callable[[], None]:
        if node not in self._readers:
            self._readers[node] = lambda: self._execute(node, frame)
        return self._readers[node]

    def _execute(self, node: ast.AST, frame: Frame) -> None:
        try:
            statements.execute(self, node, frame)
        except RecursionError:
            self._depth = 0
            site = self.site(node, frame)
            note = "has expressions that are too deep to be read"
            self.drafts.add(site, ANY, [ANY], note=note)
            self.drafts.read(Answer(site, ANY), whole=True)

    def evaluate(self, node: ast.expr, frame: Frame) -> Values:
        """Return what an expression may be."""
        return expressions.evaluate(self, node, frame)

    def attribute(self, values: Values, name: str, call: Call) -> Values:
        """Return what an attribute of any of the values may be."""
        if not values:
            return attributes.attribute(self, UNKNOWN, name, call)
        if self._depth > _DEEPEST:  # an object that hands its attributes on to itself
            return frozenset({UNKNOWN})
        self._depth += 1
        try:
            return EMPTY.union(*(attributes.attribute(self, each, name, call) for each in values))
        finally:
            self._depth -= 1

    def call(self, functions: Values, arguments: Arguments, call: Call) -> Values:
        """Return what a call of any of the values may return."""
        if self._depth > _DEEPEST:  # a function that is made from itself
            return frozenset({UNKNOWN})
        self._depth += 1
        try:
            return calls.call(self, functions, arguments, call)
        finally:
            self._depth -= 1

    def call_silently(self, functions: Values, arguments: Arguments) -> Values:
        """Return what functions of the program return for a call that the source does not show as one."""
        return EMPTY.union(*(calls.call_function(self, each, arguments) for each in functions))

    def items(self, values: Values) -> Values:
        """Return what an iteration over any of the values yields."""
        found: set[object] = set()
        for each in values:
            match each:
                case Box():
                    found |= items_of(each)
                case Instance():
                    made = self._method(each, "__iter__") | self._method(each, "__aiter__")
                    own = frozenset(one for one in made if isinstance(one, Instance))  # often the object itself
                    found |= self.items(made - own)
                    found |= EMPTY if attributes.is_iterable(each.of) else attributes.parts_of(each.of)
                    for one in own:
                        found |= self._method(one, "__next__") | self._method(one, "__anext__")
                case Answer(path=()):
                    self.look(each)
                    found.add(replace(each, is_item=True))
                case _:
                    found |= calls.items_of_api(each)
        return frozenset(found)

    def _method(self, owner: Instance, name: str) -> Values:
        """Return what a method of an object returns, if its class has one."""
        methods = attributes.found_in_class(owner.of, name)
        return self.call_silently(
            frozenset(Bound(each, owner) for each in methods if isinstance(each, Function)), Arguments()
        )

    def read(self, values: Values) -> None:
        """Note that all of the values is read: they are printed, compared, or handed to code elsewhere."""
        if self.work.is_recording:
            for each in values:
                self._read_one(each)

    def _read_one(self, value: object) -> None:
        if isinstance(value, Answer | Reply):
            self.drafts.read(value.answer if isinstance(value, Reply) else value, whole=True)
        elif value not in self._read:  # a list may hold itself
            self._read.add(value)
            match value:
                case Box():
                    self.read(value.values())
                case Instance():
                    for cell in list(value.of.attributes.values()):
                        self.read(cell.values)
                case Function():
                    self.read(value.returns.values | {value.yields})
                case Bound():
                    self._read_one(value.function)
                case Partial():
                    self.read(value.functions.values)

    def read_by_type(self, owner: Values, node: ast.expr, frame: Frame) -> None:
        """Note what an expression reads of a record that only its type shows."""
        if self.work.is_recording and self.types.reads and not any(isinstance(each, Answer) for each in owner):
            site = self.site(node, frame)
            if site in self.types.reads:
                self.drafts.read_by_type(site, self.types.reads[site])

    def look(self, answer: Answer) -> None:
        """Note that a part of an answer is read, without what is below it."""
        if self.work.is_recording:
            self.drafts.read(answer, whole=False)

    def identify(self, values: Values) -> None:
        """Note that the identities of records are read."""
        for each in values if self.work.is_recording else ():
            if isinstance(each, Answer):
                fields = self.names.identity_fields(each.call) if not each.path else ()
                for name in fields:
                    self.drafts.read(Answer(each.site, each.call, (name,)), whole=True)
                if not fields:
                    self.drafts.identify(each)
            else:
                self.read(frozenset({each}))

    def assign(self, target: ast.expr, values: Values, frame: Frame) -> None:
        """Let a target hold values, too."""
        statements.assign(self, target, values, frame)

    def box(self, node: object, kind: str = "") -> Box:
        """Return the list, dict or generator that a place in the source makes."""
        if (node, kind) not in self._boxes:
            self._boxes[node, kind] = Box(self.work, is_dict=kind.endswith("dict"))
        return self._boxes[node, kind]

    def listed(self, node: object, items: Values) -> Box:
        """Return the list that a place in the source makes, with further items."""
        box = self.box(node, "list")
        box.items.add(items)
        return box

    def inner_scope(self, node: ast.AST, frame: Frame, targets: Sequence[ast.AST]) -> Scope:
        """Return the scope of a comprehension, which binds the names of its targets."""
        if node not in self._scopes:
            self._scopes[node] = Scope(self.work, bound_names(targets), frame.scope, is_inner=True)
        return self._scopes[node]

    def partial(self, node: ast.AST, arguments: Arguments) -> Partial:
        """Return the function with filled arguments that a place in the source makes."""
        partial = self._partials.setdefault(node, Partial(Cell(self.work)))
        partial.arguments = arguments
        return partial

    def stored(self, name: str) -> Cell:
        """Return what is stored in attributes of this name, of any object."""
        return self._stored.setdefault(name, Cell(self.work))

    def fixture(self, name: str) -> Cell:
        """Return what fixtures of this name give to tests."""
        return self._fixtures.setdefault(name, Cell(self.work))

    def member_of_classes(self, name: str) -> Cell:
        """Return the methods and properties of this name, of any class."""
        return self._members.setdefault(name, Cell(self.work))

    def held(self, owner: ClassValue, name: str) -> Cell:
        """Return what is stored in an attribute of the objects of a class."""
        return owner.attributes.setdefault(name, Cell(self.work))

    def member(self, module: str, name: str) -> Values:
        """Return what a name of a module of the program may be."""
        below = f"{module}.{name}"
        values: Values = frozenset({Module(below)}) if self.program.has(below) else EMPTY
        if module not in self.program.modules:
            return values
        scope = self.program.modules[module].scope
        cell = scope.names.get(name) or scope.starred(name)
        if cell is not None:
            return values | cell.values
        lazy = scope.names["__getattr__"].values if "__getattr__" in scope.names else EMPTY  # PEP 562
        return values | self.call_silently(lazy, Arguments([frozenset({Text(name)})]))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame) -> Function:
        """Return the function that a place in the source defines."""
        if node not in self.functions:
            function = self.functions[node] = definitions.function_of(self, node, frame)
            self.work.add(self._reader(node, self.frame_of(function)))
        return self.functions[node]

    def class_value(self, node: ast.ClassDef, frame: Frame) -> ClassValue:
        """Return the class that a place in the source defines."""
        if node not in self._classes:
            self._classes[node] = definitions.class_of(self, node, frame)
        return self._classes[node]

    def class_of_fields(self, node: ast.AST, fields: list[str]) -> ClassValue:
        """Return the class that a call makes, such as that of a named tuple."""
        made = ClassValue("", Scope(self.work, ()), {}, Cell(self.work), fields)
        self._classes.setdefault(node, made).fields = fields
        return self._classes[node]

    def frame_of(self, function: Function) -> Frame:
        """Return the frame of the body of a function."""
        return Frame(function.module, function.scope, function, function.owner)

    def site(self, node: ast.AST, frame: Frame) -> Site:
        """Return where a part of the source is."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0) + 1
        end = (getattr(node, "end_lineno", 0) or 0, (getattr(node, "end_col_offset", 0) or 0) + 1)
        places = frame.module.places
        path, first = places[line - 1] if 0 < line <= len(places) else (frame.module.path, line)
        return Site(path, first, column, end)
