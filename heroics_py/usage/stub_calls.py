"""What the classes of a stub stand for: the calls of links, and where records are in their answers."""

import ast
from collections import deque
from collections.abc import Iterable, Mapping
from typing import TypeAlias

__all__ = ["Place", "calls_by_class", "places_by_record"]

_DEEPEST = 6
_MOST_PLACES = 1000

_CLIENTS = ("Client", "AsyncClient")
_KINDS = {
    "_Link": "link",
    "_AsyncLink": "link",
    "_BoundLink": "link",
    "_BoundResource": "resource",
    "_BoundScope": "scope",
}


def calls_by_class(text: str) -> dict[str, frozenset[str]]:
    """Return the calls of each class of a link: {"AppList": {"app.list"}}; several if links share a class.

    Args:
        text: a stub that `heroics stubs` generated.

    Raises:
        SyntaxError: it is not Python.
    """
    classes = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    calls: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    queue = deque((name, "") for name in _CLIENTS)
    while queue:
        name, resource = queue.popleft()
        if (name, resource) in seen or name not in classes:
            continue
        seen.add((name, resource))
        for attribute, inner in _members(classes[name]):
            kind = _kind(classes.get(inner))
            if kind == "link":
                calls.setdefault(inner, set()).add(f"{resource}.{attribute}")
            elif kind == "resource" and attribute != "__getitem__":  # an index names what an attribute does, too
                queue.append((inner, _resource(attribute, classes[name])))
            elif kind == "scope":
                queue.append((inner, resource))
    return {name: frozenset(found) for name, found in calls.items()}


def _members(node: ast.ClassDef) -> list[tuple[str, str]]:
    """Return the properties and the index of a class, with the names of the classes that they return."""
    functions = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    return [(each.name, each.returns.id) for each in functions if isinstance(each.returns, ast.Name)]


def _kind(node: ast.ClassDef | None) -> str:
    bases = _bases(node) if node is not None else []
    return next((_KINDS[each] for each in bases if each in _KINDS), "")


def _resource(attribute: str, owner: ast.ClassDef) -> str:
    """Return the resource of an attribute: in a scope, a "_" sets it off from a link of its name."""
    own = attribute.removesuffix("_")
    return own if attribute != own and own in {name for name, _ in _members(owner)} else attribute


Place: TypeAlias = tuple[str, tuple[str, ...]]
"""A call, and the names that lead to a record within its answer: ("app.info", ("owner",))."""


def places_by_record(text: str, calls: Mapping[str, Iterable[str]]) -> dict[str, frozenset[Place]]:
    """Return where the records of each class are: {"App": {("app.info", ()), ...}, "AppOwner": ...}.

    Args:
        text: a stub that `heroics stubs` generated.
        calls: the calls of each class of a link, as `calls_by_class` returns them.

    Raises:
        SyntaxError: it is not Python.
    """
    classes = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}
    records = {name for name, node in classes.items() if "_Record" in _bases(node)}
    places: dict[str, set[Place]] = {name: set() for name in records}
    queue: deque[tuple[str, Place]] = deque()
    for name, own in calls.items():
        queue.extend((record, (call, ())) for record in records & _returned(classes[name]) for call in own)
    while queue:
        name, (call, path) = queue.popleft()
        if (call, path) in places[name] or len(path) > _DEEPEST or len(places[name]) >= _MOST_PLACES:
            continue
        places[name].add((call, path))
        for field, annotation in _fields(classes[name]):
            queue.extend((each, (call, (*path, field))) for each in records & _names(annotation))
    return {name: frozenset(found) for name, found in places.items()}


def _bases(node: ast.ClassDef) -> list[str]:
    return [each.id for each in node.bases if isinstance(each, ast.Name)]


def _returned(node: ast.ClassDef) -> set[str]:
    """Return the names in what a call of a link returns."""
    functions = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    return set().union(*(_names(each.returns) for each in functions if each.name == "__call__" and each.returns))


def _fields(node: ast.ClassDef) -> list[tuple[str, ast.expr]]:
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    return [(each.target.id, each.annotation) for each in fields if isinstance(each.target, ast.Name)]


def _names(node: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
