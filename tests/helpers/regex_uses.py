"""Every regular expression of the package, with the ways in which its source uses it."""

import ast
import importlib
import inspect
import pkgutil
import re
from typing import NamedTuple

import heroics_py

__all__ = ["Use", "uses"]

_WAYS = {
    "match": "match",
    "fullmatch": "fullmatch",
    "search": "search",
    **dict.fromkeys(("finditer", "findall", "sub", "subn", "split"), "finditer"),
}
_FLAGS_AT = {"sub": 4, "subn": 4, "split": 3}


class Use(NamedTuple):
    """One use of an expression.

    Attributes:
        place: module and line.
        way: "match", "fullmatch", "search" or "finditer".
        expression: None where the source makes it of what it is given.
        text: the source of the call.
    """

    place: str
    way: str
    expression: re.Pattern | None
    text: str


def uses():
    """Return every use of an expression; what is kept in a table is used in each way that its module has for one."""
    return [use for module in _modules() for use in _uses_in(module)]


def _modules():
    for found in pkgutil.walk_packages(heroics_py.__path__, "heroics_py."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _uses_in(module):
    tree = ast.parse(inspect.getsource(module))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    found = [use for node in calls if node.func.attr in _WAYS for use in _uses_of(node, module)]
    found += [use for node in calls if node.func.attr == "compile" for use in _made_of_texts(node, module)]
    used = {use.expression for use in found}
    open_ways = {use.way for use in found if use.expression is None} or {"finditer"}
    # Python's own names are left out: tools such as IPython add to the builtins.
    for name, value in [(name, value) for name, value in vars(module).items() if not name.startswith("__")]:
        for expression in set(_held(value)) - used:
            if not _is_imported(name, tree):
                found += [Use(f"{module.__name__}.{name}", way, expression, name) for way in open_ways]
    if any(use.expression is None and use.text.startswith("_compiled(") for use in found):
        texts = [name for name, value in vars(module).items() if name[:1] == "_" != name[1:2] and type(value) is str]
        found += [
            Use(f"{module.__name__}.{each}", way, re.compile(vars(module)[each]), each)
            for each in texts
            for way in open_ways
        ]
    return found


def _uses_of(node, module):
    owner = node.func.value
    place = f"{module.__name__}:{node.lineno}"
    way, text = _WAYS[node.func.attr], ast.unparse(node)
    if isinstance(owner, ast.Name) and owner.id == "re":
        return [Use(place, way, _of_module(node, module), text)]
    if isinstance(owner, ast.Call) and ast.unparse(owner.func) in ("_compiled", "re.compile"):
        return [Use(place, way, _value(owner, module), text)]
    if isinstance(owner, ast.Name):
        value = _value(owner, module)
        if isinstance(value, re.Pattern):
            return [Use(place, way, value, text)]
        if value is None and node.func.attr != "split":
            return [Use(place, way, None, text)]
    return []


def _made_of_texts(node, module):
    """Return the use of an expression that is compiled of a text that is known only when the code runs."""
    if ast.unparse(node.func) == "re.compile" and _value(node, module) is None:
        return [Use(f"{module.__name__}:{node.lineno}", "fullmatch", None, ast.unparse(node))]
    return []


def _of_module(node, module):
    """Return the expression of ``re.sub(...)`` and the like."""
    flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
    flags = flags or node.args[_FLAGS_AT.get(node.func.attr, 2) :]
    text = _value(node.args[0], module)
    return re.compile(text, _value(flags[0], module) if flags else 0) if isinstance(text, str | bytes) else None


def _value(node, module):
    """Return the value of an expression of Python, of the module's names alone; texts in a text are short ones."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(_value(getattr(each, "value", each), module) or "1") for each in node.values)
    if isinstance(node, ast.Constant):
        return node.value
    try:
        return eval(compile(ast.Expression(node), "", "eval"), vars(module))
    except (NameError, AttributeError, TypeError):
        return None


def _held(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for below in value.values() for each in _held(below))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (each for below in value for each in _held(below))


def _is_imported(name, tree):
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return any((each.asname or each.name) == name for node in imports for each in node.names)
