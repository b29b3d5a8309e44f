"""What the expressions of a program may be."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from heroics_py.usage.attributes import contain, item, leaves
from heroics_py.usage.boxes import fields_of, merge
from heroics_py.usage.calls import call_named
from heroics_py.usage.definitions import define
from heroics_py.usage.frames import Analysis, Arguments, Call, Frame
from heroics_py.usage.texts import fill_text
from heroics_py.usage.values import (
    EMPTY,
    NUMBER,
    UNKNOWN,
    Answer,
    Library,
    Text,
    Values,
)

__all__ = ["evaluate"]

_UNKNOWN: Values = frozenset({UNKNOWN})
_NUMBER: Values = frozenset({NUMBER})
_LONGEST_TEXT = 200


def evaluate(analysis: Analysis, node: ast.expr, frame: Frame) -> Values:
    """Return what an expression may be, and note the calls in it."""
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(analysis, node, frame)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            analysis.read(analysis.evaluate(child, frame))
    return _UNKNOWN


def _constant(analysis: Analysis, node: ast.Constant, frame: Frame) -> Values:  # noqa: ARG001 - as the others
    if isinstance(node.value, str):
        return frozenset({Text(node.value)})
    return _NUMBER if isinstance(node.value, int | float) else EMPTY if node.value is None else _UNKNOWN


def _name(analysis: Analysis, node: ast.Name, frame: Frame) -> Values:  # noqa: ARG001 - as the others
    cell = frame.scope.find(node.id)
    return frozenset({Library(f"builtins.{node.id}")}) if cell is None else cell.values


def _attribute(analysis: Analysis, node: ast.Attribute, frame: Frame) -> Values:
    call = Call(analysis.site(node, frame), node.attr, frame, node)
    owner = analysis.evaluate(node.value, frame)
    analysis.read_by_type(owner, node, frame)
    return analysis.attribute(owner, node.attr, call)


def _subscript(analysis: Analysis, node: ast.Subscript, frame: Frame) -> Values:
    owner = analysis.evaluate(node.value, frame)
    analysis.read_by_type(owner, node, frame)
    if isinstance(node.slice, ast.Slice):
        return owner
    if isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        pair = [analysis.evaluate(each, frame) for each in node.slice.elts]
        return item(analysis, owner, pair[0], pair[1])
    return item(analysis, owner, analysis.evaluate(node.slice, frame))


def _call(analysis: Analysis, node: ast.Call, frame: Frame) -> Values:
    site = analysis.site(node, frame)
    if not isinstance(node.func, ast.Attribute):
        functions = analysis.evaluate(node.func, frame)
        arguments = _arguments(analysis, node, frame)
        return analysis.call(functions, arguments, Call(site, getattr(node.func, "id", ""), frame, node))
    name, owners = node.func.attr, analysis.evaluate(node.func.value, frame)
    is_format = name == "format" and bool(owners) and all(isinstance(each, Text) for each in owners)
    arguments = _arguments(analysis, node, frame, keeps_records=is_format)
    return call_named(analysis, owners, name, arguments, Call(site, name, frame, node))


def _arguments(analysis: Analysis, node: ast.Call, frame: Frame, *, keeps_records: bool = False) -> Arguments:
    """Return the arguments of a call; it reads a record in ``**record`` as a whole, or keeps it as it is."""
    arguments = Arguments()
    for each in node.args:
        if isinstance(each, ast.Starred):
            arguments.rest |= analysis.items(analysis.evaluate(each.value, frame))
            arguments.has_rest = True
        else:
            arguments.positional.append(analysis.evaluate(each, frame))
    for keyword in node.keywords:
        values = analysis.evaluate(keyword.value, frame)
        if keyword.arg is not None:
            arguments.keywords[keyword.arg] = values
        else:
            fields, is_open = fields_of(values)
            arguments.is_open |= is_open
            for name, cell in fields.items():
                arguments.keywords[name] = arguments.keywords.get(name, EMPTY) | cell.values
            answers = frozenset(each for each in values if isinstance(each, Answer))
            arguments.spread |= answers if keeps_records else EMPTY
            analysis.read(EMPTY if keeps_records else answers)
    return arguments


def _transparent(*names: str) -> "_Handler":
    """Return a handler of expressions that are what one of their parts is."""

    def handle(analysis: Analysis, node: Any, frame: Frame) -> Values:
        parts = [part for name in names for part in _listed(getattr(node, name))]
        return EMPTY.union(*(analysis.evaluate(each, frame) for each in parts))

    return handle


def _listed(part: object) -> list[ast.expr]:
    return [each for each in (part if isinstance(part, list) else [part]) if isinstance(each, ast.expr)]


def _logic(analysis: Analysis, node: ast.BoolOp, frame: Frame) -> Values:
    if isinstance(node.op, ast.Or):
        return EMPTY.union(*(analysis.evaluate(each, frame) for each in node.values))
    for each in node.values[:-1]:  # what is false has nothing to read
        test(analysis, each, frame)
    return analysis.evaluate(node.values[-1], frame)


def _choice(analysis: Analysis, node: ast.IfExp, frame: Frame) -> Values:
    test(analysis, node.test, frame)
    return analysis.evaluate(node.body, frame) | analysis.evaluate(node.orelse, frame)


def test(analysis: Analysis, node: ast.expr, frame: Frame) -> None:
    """Evaluate a condition: the truth of a whole answer shows none of its fields."""
    for each in analysis.evaluate(node, frame):
        if isinstance(each, Answer):
            analysis.look(each)


def _comparison(analysis: Analysis, node: ast.Compare, frame: Frame) -> Values:
    values = [analysis.evaluate(each, frame) for each in (node.left, *node.comparators)]
    for left, operator, right in zip(values, node.ops, values[1:], strict=False):
        if isinstance(operator, ast.In | ast.NotIn):
            contain(analysis, left, right)
        elif not isinstance(operator, ast.Is | ast.IsNot):
            analysis.read(left | right)
    return _UNKNOWN


def _operation(analysis: Analysis, node: ast.BinOp, frame: Frame) -> Values:
    """Return the sum of lists, the union of dicts, the text of parts that are read."""
    parts = [analysis.evaluate(each, frame) for each in _operands(node)]
    values = EMPTY.union(*parts)
    if isinstance(node.op, ast.Mod) and len(parts) == 2:
        fill_text(analysis, *parts)
        return _UNKNOWN
    if isinstance(node.op, ast.Add) and all(map(_is_text, parts)):
        return _joined(parts)
    if isinstance(node.op, ast.Add | ast.BitOr):
        kept = frozenset(each for each in values if not isinstance(each, Text))
        parts_of_answers = leaves(values)
        analysis.read(parts_of_answers)
        return (kept - parts_of_answers) | _UNKNOWN
    analysis.read(values)
    return _UNKNOWN


def _is_text(values: Values) -> bool:
    return len(values) == 1 and all(isinstance(each, Text) for each in values)


def _joined(parts: Sequence[Values]) -> Values:
    """Return the text of several that are known."""
    text = "".join(each.value for part in parts for each in part if isinstance(each, Text))
    return frozenset({Text(text)}) if len(text) < _LONGEST_TEXT else _UNKNOWN


def _operands(node: ast.BinOp) -> list[ast.expr]:
    """Return the parts of a chain of operations, which may be long: ``a + b + c``."""
    parts = [node.right]
    left = node.left
    while isinstance(left, ast.BinOp):
        parts.append(left.right)
        left = left.left
    return [left, *parts]


def _named(analysis: Analysis, node: ast.NamedExpr, frame: Frame) -> Values:
    values = analysis.evaluate(node.value, frame)
    analysis.assign(node.target, values, frame)
    return values


def _sequence(analysis: Analysis, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Values:
    box = analysis.box(node)
    is_plain = not any(isinstance(each, ast.Starred) for each in node.elts) and len(node.elts) <= 64
    for number, each in enumerate(node.elts):
        if isinstance(each, ast.Starred):
            box.items.add(analysis.items(analysis.evaluate(each.value, frame)))
        else:
            cell = box.key(str(number)) if is_plain else box.items
            cell.add(analysis.evaluate(each, frame))
    return frozenset({box})


def _dict(analysis: Analysis, node: ast.Dict, frame: Frame) -> Values:
    box = analysis.box(node, "dict")
    for key, value in zip(node.keys, node.values, strict=True):
        values = analysis.evaluate(value, frame)
        if key is None:
            merge(analysis, box, values)
            continue
        keys = analysis.evaluate(key, frame)
        texts = [each.value for each in keys if isinstance(each, Text)]
        for text in texts:
            box.key(text).add(values)
        if len(texts) < len(keys) or not keys:
            analysis.read(leaves(keys))
            box.names.add(keys)
            box.is_open = True
            box.items.add(values)
    return frozenset({box})


def _comprehension(analysis: Analysis, node: Any, frame: Frame) -> Values:
    frame = _loops(analysis, node.generators, frame)
    box = analysis.box(node)
    box.items.add(analysis.evaluate(node.elt, frame))
    return frozenset({box})


def _dict_comprehension(analysis: Analysis, node: ast.DictComp, frame: Frame) -> Values:
    frame = _loops(analysis, node.generators, frame)
    box = analysis.box(node, "dict")
    box.is_open = True
    keys = analysis.evaluate(node.key, frame)
    analysis.read(leaves(keys))
    box.names.add(keys)
    box.items.add(analysis.evaluate(node.value, frame))
    return frozenset({box})


def _loops(analysis: Analysis, generators: Sequence[ast.comprehension], frame: Frame) -> Frame:
    """Run the loops of a comprehension, and return the frame in which it binds its names."""
    frame = replace(frame, scope=analysis.inner_scope(generators[0], frame, [each.target for each in generators]))
    for each in generators:
        analysis.assign(each.target, analysis.items(analysis.evaluate(each.iter, frame)), frame)
        for condition in each.ifs:
            test(analysis, condition, frame)
    return frame


def _lambda(analysis: Analysis, node: ast.Lambda, frame: Frame) -> Values:
    return define(analysis, node, frame)


def _yield(analysis: Analysis, node: ast.Yield, frame: Frame) -> Values:
    if node.value is not None and frame.function is not None:
        frame.function.yields.items.add(analysis.evaluate(node.value, frame))
    return _UNKNOWN


def _yield_from(analysis: Analysis, node: ast.YieldFrom, frame: Frame) -> Values:
    if frame.function is not None:
        frame.function.yields.items.add(analysis.items(analysis.evaluate(node.value, frame)))
    return _UNKNOWN


def _not(analysis: Analysis, node: ast.UnaryOp, frame: Frame) -> Values:
    if isinstance(node.op, ast.Not):
        test(analysis, node.operand, frame)
        return _UNKNOWN
    values = analysis.evaluate(node.operand, frame)
    analysis.read(values)
    return _NUMBER if NUMBER in values else _UNKNOWN


_Handler = Callable[[Analysis, Any, Frame], Values]
_HANDLERS: dict[type[ast.expr], _Handler] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.Await: _transparent("value"),
    ast.Starred: _transparent("value"),
    ast.BoolOp: _logic,
    ast.IfExp: _choice,
    ast.Compare: _comparison,
    ast.BinOp: _operation,
    ast.UnaryOp: _not,
    ast.NamedExpr: _named,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Lambda: _lambda,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
}
