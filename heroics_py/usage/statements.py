"""What the statements of a program do with values."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from heroics_py.usage.annotations import values_of
from heroics_py.usage.attributes import is_iterable, item
from heroics_py.usage.boxes import merge
from heroics_py.usage.contexts import entered
from heroics_py.usage.definitions import define, define_class
from heroics_py.usage.expressions import test
from heroics_py.usage.frames import Analysis, Frame
from heroics_py.usage.imports import import_from, import_modules
from heroics_py.usage.values import (
    EMPTY,
    UNKNOWN,
    Answer,
    Box,
    ClassValue,
    Function,
    Instance,
    Module,
    Text,
    Values,
)

__all__ = ["assign", "execute"]

_UNKNOWN: Values = frozenset({UNKNOWN})


def execute(analysis: Analysis, node: ast.AST, frame: Frame) -> None:
    """Read the body of a module, function or lambda."""
    function = frame.function
    if isinstance(node, ast.Lambda) and function is not None:
        function.returns.add(analysis.evaluate(node.body, frame))
    else:
        _run(analysis, getattr(node, "body", []), frame)
    if function is not None and analysis.work.is_recording and not function.is_called:
        analysis.read(function.returns.values | function.yields.values())  # its callers are not known


def _run(analysis: Analysis, body: Iterable[ast.stmt], frame: Frame) -> None:
    for statement in body:
        handler = _HANDLERS.get(type(statement))
        if handler is not None:
            handler(analysis, statement, frame)
        else:
            _other(analysis, statement, frame)


def _other(analysis: Analysis, node: ast.stmt, frame: Frame) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            analysis.read(analysis.evaluate(child, frame))
        elif isinstance(child, ast.stmt):
            _run(analysis, [child], frame)


def _expression(analysis: Analysis, node: ast.Expr, frame: Frame) -> None:
    values = analysis.evaluate(node.value, frame)
    if id(node) in frame.module.shown_last:
        analysis.read(values)


def _assignment(analysis: Analysis, node: ast.Assign, frame: Frame) -> None:
    values = analysis.evaluate(node.value, frame)
    for target in node.targets:
        assign(analysis, target, values, frame)


def _annotated(analysis: Analysis, node: ast.AnnAssign, frame: Frame) -> None:
    values = values_of(analysis, node.annotation, frame)
    if node.value is not None:
        values |= analysis.evaluate(node.value, frame)
    assign(analysis, node.target, values, frame)
    if frame.owner is not None and frame.scope.is_class and isinstance(node.target, ast.Name):
        analysis.stored(node.target.id).add(values)


def _augmented(analysis: Analysis, node: ast.AugAssign, frame: Frame) -> None:
    values = analysis.evaluate(node.value, frame)
    for box in analysis.evaluate(_loaded(node.target), frame):
        if isinstance(box, Box):
            merge(analysis, box, values)
    analysis.read(frozenset(each for each in values if isinstance(each, Answer) and each.path))
    assign(analysis, node.target, values, frame)


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.copy_location(ast.Name(name, ast.Load()), target)
        case ast.Attribute(value=value, attr=name):
            return ast.copy_location(ast.Attribute(value, name, ast.Load()), target)
        case _:
            return target


def _return(analysis: Analysis, node: ast.Return, frame: Frame) -> None:
    if node.value is not None and frame.function is not None:
        frame.function.returns.add(analysis.evaluate(node.value, frame))


def _for(analysis: Analysis, node: ast.For | ast.AsyncFor, frame: Frame) -> None:
    assign(analysis, node.target, analysis.items(analysis.evaluate(node.iter, frame)), frame)
    _run(analysis, [*node.body, *node.orelse], frame)


def _if(analysis: Analysis, node: ast.If | ast.While, frame: Frame) -> None:
    test(analysis, node.test, frame)
    _run(analysis, [*node.body, *node.orelse], frame)


def _assert(analysis: Analysis, node: ast.Assert, frame: Frame) -> None:
    test(analysis, node.test, frame)


def _with(analysis: Analysis, node: ast.With | ast.AsyncWith, frame: Frame) -> None:
    for each in node.items:
        values = analysis.evaluate(each.context_expr, frame)
        if each.optional_vars is not None:
            assign(analysis, each.optional_vars, entered(analysis, values), frame)
    _run(analysis, node.body, frame)


def _try(analysis: Analysis, node: Any, frame: Frame) -> None:
    _run(analysis, node.body, frame)
    for handler in node.handlers:
        if handler.name:
            frame.scope.cell(handler.name).add(_UNKNOWN)
        _run(analysis, handler.body, frame)
    _run(analysis, [*node.orelse, *node.finalbody], frame)


def _match(analysis: Analysis, node: ast.Match, frame: Frame) -> None:
    subject = analysis.evaluate(node.subject, frame)
    for case in node.cases:
        _capture(analysis, case.pattern, subject, frame)
        if case.guard is not None:
            test(analysis, case.guard, frame)
        _run(analysis, case.body, frame)


def _capture(analysis: Analysis, pattern: ast.pattern | None, values: Values, frame: Frame) -> None:
    """Let the names of a pattern hold the parts that it takes."""
    match pattern:
        case ast.MatchAs(name=name, pattern=inner):
            _bind(frame, name, values)
            _capture(analysis, inner, values, frame)
        case ast.MatchStar(name=name):
            _bind(frame, name, values)
        case ast.MatchMapping() | ast.MatchClass():
            _capture_parts(analysis, pattern, values, frame)
        case ast.MatchOr(patterns=patterns) | ast.MatchSequence(patterns=patterns):
            parts = values if isinstance(pattern, ast.MatchOr) else analysis.items(values)
            for inner in patterns:
                _capture(analysis, inner, parts, frame)
        case ast.MatchValue() | ast.MatchSingleton():
            analysis.read(frozenset(each for each in values if isinstance(each, Answer) and each.path))


def _capture_parts(
    analysis: Analysis, pattern: ast.MatchMapping | ast.MatchClass, values: Values, frame: Frame
) -> None:
    if isinstance(pattern, ast.MatchMapping):
        keys = [analysis.evaluate(key, frame) for key in pattern.keys]
        named = zip(keys, pattern.patterns, strict=True)
        _bind(frame, pattern.rest, values)
    else:
        keys = [frozenset({Text(name)}) for name in pattern.kwd_attrs]
        named = zip(keys, pattern.kwd_patterns, strict=True)
        for inner in pattern.patterns:
            _capture(analysis, inner, values, frame)
    for key, inner in named:
        _capture(analysis, inner, item(analysis, values, key), frame)


def _bind(frame: Frame, name: str | None, values: Values) -> None:
    if name is not None:
        frame.scope.cell(name).add(values)


def _function(analysis: Analysis, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    values = define(analysis, node, frame)
    frame.scope.cell(node.name).add(values)
    if frame.owner is not None and frame.scope.is_class:
        analysis.member_of_classes(node.name).add(each for each in values if isinstance(each, Function))


def _class(analysis: Analysis, node: ast.ClassDef, frame: Frame) -> None:
    values, inner = define_class(analysis, node, frame)
    frame.scope.cell(node.name).add(values)
    _run(analysis, node.body, inner)


def assign(analysis: Analysis, target: ast.expr, values: Values, frame: Frame) -> None:
    """Let a target hold values, too."""
    match target:
        case ast.Name(id=name):
            frame.scope.cell(name).add(values)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            _unpack(analysis, parts, values, frame)
        case ast.Starred(value=inner):
            assign(analysis, inner, frozenset({analysis.listed(target, values)}), frame)
        case ast.Attribute(attr=name):
            _store(analysis, analysis.evaluate(target.value, frame), name, values)
        case ast.Subscript():
            keys = EMPTY if isinstance(target.slice, ast.Slice) else analysis.evaluate(target.slice, frame)
            _store_item(analysis, analysis.evaluate(target.value, frame), keys, values)


def _unpack(analysis: Analysis, parts: list[ast.expr], values: Values, frame: Frame) -> None:
    for number, part in enumerate(parts):
        found: set[object] = set()
        for each in values:
            found |= analysis.items(frozenset({each})) if isinstance(part, ast.Starred) else _at(analysis, each, number)
        assign(analysis, part, frozenset(found), frame)


def _at(analysis: Analysis, value: object, number: int) -> Values:
    """Return what the part of a value at a position may be."""
    match value:
        case Box(is_dict=False):
            return value.at(str(number))
        case Instance(of=kind) if number < len(kind.fields) and not is_iterable(kind):  # a named tuple
            return analysis.held(kind, kind.fields[number]).values
        case _:
            return analysis.items(frozenset({value}))


def _store(analysis: Analysis, owners: Values, name: str, values: Values) -> None:
    analysis.stored(name).add(values)
    for owner in owners:
        match owner:
            case Instance(of=kind) | (ClassValue() as kind):
                analysis.held(kind, name).add(values)
            case Module(name=module):
                analysis.program.modules[module].scope.cell(name).add(values)
            case Answer():
                pass  # a field that the program sets itself
            case _:
                analysis.read(frozenset(each for each in values if isinstance(each, Answer | Box)))


def _store_item(analysis: Analysis, owners: Values, keys: Values, values: Values) -> None:
    texts = [each.value for each in keys if isinstance(each, Text)]
    for owner in owners or _UNKNOWN:
        if isinstance(owner, Box):
            for text in texts if owner.is_dict else ():
                owner.key(text).add(values)
            if not texts or len(texts) < len(keys) or not owner.is_dict:
                owner.items.add(values)
                owner.is_open |= owner.is_dict
                analysis.read(keys if owner.is_dict else EMPTY)
        elif not isinstance(owner, Answer):
            for text in texts:
                analysis.stored(text).add(values)
            analysis.read(frozenset(each for each in values | keys if isinstance(each, Answer | Box)))


_Handler = Callable[[Analysis, Any, Frame], None]
_HANDLERS: dict[type[ast.stmt], _Handler] = {
    ast.Expr: _expression,
    ast.Assign: _assignment,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.If: _if,
    ast.While: _if,
    ast.Assert: _assert,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Import: import_modules,
    ast.ImportFrom: import_from,
}
