"""What annotations say of values: clients, and objects of the program's own classes."""

import ast

from heroics_py.usage.frames import Analysis, Frame
from heroics_py.usage.program import PACKAGE
from heroics_py.usage.values import EMPTY, ApiClient, ClassValue, Instance, Library, Values

__all__ = ["values_of"]

_CLIENTS = frozenset({f"{PACKAGE}.Client", f"{PACKAGE}.AsyncClient"})
_DICTS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict", "Dict"})
_SAME = frozenset(
    {"Optional", "Union", "Annotated", "ClassVar", "Final", "Awaitable", "NotNone", "InitVar", "Depends", "Type"}
)
_LONGEST = 1000


def values_of(analysis: Analysis, node: ast.expr, frame: Frame) -> Values:
    """Return what a value with this annotation may be, as far as calls depend on it."""
    match node:
        case ast.Constant(value=str(text)):
            return values_of(analysis, parsed, frame) if (parsed := _parsed(text, node)) is not None else EMPTY
        case ast.Name() | ast.Attribute():
            return EMPTY.union(*(_of_name(each) for each in analysis.evaluate(node, frame)))
        case ast.BinOp(op=ast.BitOr()):
            return values_of(analysis, node.left, frame) | values_of(analysis, node.right, frame)
        case ast.Subscript():
            return _of_subscript(analysis, node, frame)
        case _:
            return EMPTY


def _parsed(text: str, place: ast.expr) -> ast.expr | None:
    if len(text) > _LONGEST:
        return None
    try:
        parsed = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for each in ast.walk(parsed):
        ast.copy_location(each, place)
    return None if isinstance(parsed, ast.Constant) else parsed


def _of_name(value: object) -> Values:
    match value:
        case Library(name=name) if name in _CLIENTS:
            return frozenset({ApiClient()})
        case ClassValue():
            return frozenset({Instance(value)})
        case _:
            return EMPTY


def _of_subscript(analysis: Analysis, node: ast.Subscript, frame: Frame) -> Values:
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name in _SAME:
        return EMPTY.union(*(values_of(analysis, each, frame) for each in parts))
    inner = EMPTY.union(*(values_of(analysis, each, frame) for each in parts))
    if not inner:
        return values_of(analysis, node.value, frame)
    box = analysis.box(node, "dict" if name in _DICTS else "")
    box.items.add(inner)
    box.is_open = True
    return frozenset({box})
