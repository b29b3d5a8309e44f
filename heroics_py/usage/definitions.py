"""Functions and classes of a program, as they are defined."""

import ast
from collections.abc import Iterator

from heroics_py.usage.annotations import values_of
from heroics_py.usage.cells import Cell
from heroics_py.usage.frames import Analysis, Arguments, Call, Frame
from heroics_py.usage.scopes import Scope, bound_names, nodes_of
from heroics_py.usage.values import Box, ClassValue, Function, Instance, Library, Values

__all__ = ["class_of", "define", "define_class", "function_of"]

_Definition = ast.FunctionDef | ast.AsyncFunctionDef
_YIELDS = (ast.Yield, ast.YieldFrom)


def function_of(analysis: Analysis, node: _Definition | ast.Lambda, frame: Frame) -> Function:
    """Return a function, whose body is not read yet."""
    names = [each.arg for each in _parameters(node.args)]
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    scope = Scope(analysis.work, {*bound_names(body), *names}, frame.scope)
    scope.declare(body)
    function = Function(
        node=node,
        module=frame.module,
        scope=scope,
        owner=frame.owner,
        parameters={name: scope.cell(name) for name in names},
        returns=Cell(analysis.work),
        yields=Box(analysis.work),
        is_generator=any(isinstance(each, _YIELDS) for each in nodes_of(body)),
    )
    for parameter, kind in ((node.args.vararg, ""), (node.args.kwarg, "dict")):
        if parameter is not None:
            function.parameters[parameter.arg].add({analysis.box(parameter, kind)})
    return function


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (each for each in (arguments.vararg, arguments.kwarg) if each is not None)


def define(analysis: Analysis, node: _Definition | ast.Lambda, frame: Frame) -> Values:
    """Return what the name of a function holds: it, and what its decorators make of it."""
    function = analysis.function(node, frame)
    _fill(analysis, function, frame)
    if isinstance(node, ast.Lambda):
        return frozenset({function})
    names = [_decorator(analysis, each, frame) for each in node.decorator_list]
    function.is_property = any(name.endswith(("property", ".setter")) for name in names)
    function.is_static = "builtins.staticmethod" in names
    function.is_class_method = "builtins.classmethod" in names or node.name in {
        "__init_subclass__",
        "__class_getitem__",
    }
    if frame.owner is not None and not function.is_static:
        for parameter in [*node.args.posonlyargs, *node.args.args][:1]:
            own = frame.owner if function.is_class_method or node.name == "__new__" else Instance(frame.owner)
            function.parameters[parameter.arg].add({own})
    _give_fixtures(analysis, function, node, names)
    return _decorated(analysis, function, node.decorator_list, frame)


def _fill(analysis: Analysis, function: Function, frame: Frame) -> None:
    """Add what defaults and annotations say of parameters."""
    arguments = function.node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [*zip(plain[len(plain) - len(arguments.defaults) :], arguments.defaults, strict=True)]
    defaults += [
        (each, value) for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    ]
    for parameter, value in defaults:
        function.parameters[parameter.arg].add(analysis.evaluate(value, frame))
    if isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef) and function.node.returns is not None:
        function.returns.add(values_of(analysis, function.node.returns, frame))
    for parameter in [*plain, *arguments.kwonlyargs]:
        if parameter.annotation is not None:
            function.parameters[parameter.arg].add(values_of(analysis, parameter.annotation, frame))


def _decorator(analysis: Analysis, node: ast.expr, frame: Frame) -> str:
    inner = node.func if isinstance(node, ast.Call) else node
    named = [each.name for each in analysis.evaluate(inner, frame) if isinstance(each, Library)]
    return named[0] if named else ast.unparse(inner)


def _give_fixtures(analysis: Analysis, function: Function, node: _Definition, decorators: list[str]) -> None:
    """Let a fixture of pytest give what it returns, and a test take what fixtures give."""
    is_fixture = any(name.rpartition(".")[2] == "fixture" for name in decorators)
    if is_fixture:
        name = next(filter(None, map(_fixture_name, node.decorator_list)), node.name)
        function.is_called = True
        given = function.returns.values | function.yields.values()
        analysis.fixture(name).add(given)
    if is_fixture or node.name.startswith("test"):
        for name, cell in function.parameters.items():
            cell.add(analysis.fixture(name).values)


def _fixture_name(decorator: ast.expr) -> str:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return next(
        (str(each.value.value) for each in keywords if each.arg == "name" and isinstance(each.value, ast.Constant)), ""
    )


def _decorated(analysis: Analysis, value: Function | ClassValue, decorators: list[ast.expr], frame: Frame) -> Values:
    found: Values = frozenset({value})
    last = found
    for node in reversed(decorators):
        call = Call(analysis.site(node, frame), "", frame, node)
        last = analysis.call(analysis.evaluate(node, frame), Arguments([last]), call)
        found |= last
    return found


def class_of(analysis: Analysis, node: ast.ClassDef, frame: Frame) -> ClassValue:
    """Return a class, whose body is not read yet."""
    scope = Scope(analysis.work, bound_names(node.body), frame.scope, is_class=True)
    names = [
        each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]
    return ClassValue(node.name, scope, {}, Cell(analysis.work), names)


def define_class(analysis: Analysis, node: ast.ClassDef, frame: Frame) -> tuple[Values, Frame]:
    """Return what the name of a class holds, and the frame of its body."""
    value = analysis.class_value(node, frame)
    for base in node.bases:
        value.bases.add(analysis.evaluate(base.value if isinstance(base, ast.Subscript) else base, frame))
    return _decorated(analysis, value, node.decorator_list, frame), Frame(
        frame.module, value.scope, frame.function, value
    )
