"""What an expression of a program may be, as far as calls of an API depend on it."""

import ast
from dataclasses import dataclass
from typing import TypeAlias

from heroics_py.usage.cells import Cell, Work
from heroics_py.usage.plain_values import NUMBER, UNKNOWN, Library, Number, Text, Unknown
from heroics_py.usage.program import ModuleSource
from heroics_py.usage.scopes import Scope

__all__ = [
    "EMPTY",
    "NUMBER",
    "UNKNOWN",
    "Answer",
    "ApiClient",
    "ApiLink",
    "ApiResource",
    "ApiScope",
    "Bound",
    "Box",
    "ClassValue",
    "Function",
    "Instance",
    "Library",
    "Method",
    "Module",
    "Number",
    "Origin",
    "Partial",
    "Reply",
    "ScopeMember",
    "Site",
    "Text",
    "Unknown",
    "Values",
    "is_of_api",
]

Values: TypeAlias = frozenset[object]
"""All that an expression may be. Empty: nothing reaches it, as far as it is known."""

EMPTY: Values = frozenset()


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the source.

    Attributes:
        path: the file, and the cell of a notebook.
        line, column: from 1.
        end: the line and column where it ends; two calls of a chain begin at the same place.
    """

    path: str
    line: int
    column: int
    end: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """What all values of one client share.

    Attributes:
        given: the arguments that `heroics_py.with_arguments` and `with_options` fill.
        is_certain: whether it is a client; False if only its name says so.
    """

    given: frozenset[str] = frozenset()
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A client."""

    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class ApiResource:
    """A resource of a client: its name, "*" if it is computed."""

    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ApiScope:
    """One thing of a resource, ``client.app["x"]``; the resource is "*" if its kind is not known."""

    resource: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ScopeMember:
    """An attribute of a scope: a link of its own resource, or another resource."""

    resource: str
    name: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ApiLink:
    """A link: "app.list"."""

    call: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a value that the analysis knows: ``link.with_options``, ``list.append``."""

    owner: object
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call returned, or a part of it: an item of a list counts as the list.

    Attributes:
        site: where the call is.
        call: which one it is.
        path: the keys that lead to the part.
        is_item: whether it is an item of a list: an index by text is then a key, and no identity.
    """

    site: Site
    call: str
    path: tuple[str, ...] = ()
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole response of a call, ``link.send()``; its ``data`` is the answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the program."""

    name: str


@dataclass(eq=False, slots=True)
class Function:
    """A function of the program.

    Attributes:
        node: its definition.
        module: where it is.
        scope: its names, parameters among them.
        owner: the class of a method.
        parameters: their values, by name.
        returns: what it returns.
        yields: what it yields.
        is_generator: whether it yields.
        is_called: whether a call of it is known.
        is_property, is_static, is_class_method: what its decorators say.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: ModuleSource
    scope: Scope
    owner: "ClassValue | None"
    parameters: dict[str, Cell]
    returns: Cell
    yields: "Box"
    is_generator: bool = False
    is_called: bool = False
    is_property: bool = False
    is_static: bool = False
    is_class_method: bool = False

    @property
    def names(self) -> dict[str, Cell]:
        """The names of its body."""
        return self.scope.names


@dataclass(eq=False, slots=True)
class ClassValue:
    """A class of the program.

    Attributes:
        name: as in the source.
        scope: what its body defines.
        attributes: what is stored in its objects.
        bases: its bases.
        fields: the annotated names of its body, in their order, as of a dataclass.
    """

    name: str
    scope: Scope
    attributes: dict[str, Cell]
    bases: Cell
    fields: list[str]

    @property
    def names(self) -> dict[str, Cell]:
        """What its body defines."""
        return self.scope.names


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the program; all objects of a class count as one."""

    of: ClassValue


@dataclass(frozen=True, slots=True)
class Bound:
    """A method of an object."""

    function: Function
    owner: object


class Box:
    """A list, tuple, set or dict, or what a generator yields.

    Attributes:
        items: its items, or values without a known key.
        names: the keys of a dict.
        keys: values by their keys; those of a short list by their index.
        is_dict: whether it is a dict.
        is_open: whether it may have keys that the source does not show.
    """

    __slots__ = ("_work", "is_dict", "is_open", "items", "keys", "names")

    def __init__(self, work: Work, *, is_dict: bool = False) -> None:
        self._work = work
        self.items = Cell(work)
        self.names = Cell(work)
        self.keys: dict[str, Cell] = {}
        self.is_dict = is_dict
        self.is_open = False

    def key(self, name: str) -> Cell:
        """Return the cell of a key."""
        if name not in self.keys:
            self.keys[name] = Cell(self._work)
            self.names.add({Text(name)})
        return self.keys[name]

    def values(self) -> Values:
        """Return all values in it."""
        return self._at_all(list(self.keys))

    def at(self, name: str) -> Values:
        """Return the values for a key."""
        return self._at_all([name])

    def _at_all(self, names: list[str]) -> Values:
        keys = self.keys if self.names.values else {}  # a reader of the names is read again for further keys
        return self.items.values.union(*(keys[name].values for name in names if name in keys))


@dataclass(eq=False, slots=True)
class Partial:
    """A function with arguments that are filled, or what reads an attribute or a key of any value.

    Attributes:
        functions: what is called.
        arguments: what is filled: a list of positional arguments, and keywords.
        reads: the paths of ``operator.attrgetter``, or the keys of ``operator.itemgetter``.
        is_attribute: whether it reads attributes.
        method: the method that ``operator.methodcaller`` calls of any value.
    """

    functions: Cell
    arguments: object = None
    reads: tuple[str, ...] = ()
    is_attribute: bool = False
    method: str = ""


_API = (ApiClient, ApiResource, ApiScope, ScopeMember, ApiLink, Method)


def is_of_api(value: object) -> bool:
    """Return whether calls can be made with a value alone."""
    return isinstance(value, _API) and (not isinstance(value, Method) or isinstance(value.owner, _API))
