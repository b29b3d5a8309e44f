"""The calls that the classes of a stub stand for."""

import ast
from collections import deque

__all__ = ["calls_by_class"]

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
    bases = [each.id for each in node.bases if isinstance(each, ast.Name)] if node is not None else []
    return next((_KINDS[each] for each in bases if each in _KINDS), "")


def _resource(attribute: str, owner: ast.ClassDef) -> str:
    """Return the resource of an attribute: in a scope, a "_" sets it off from a link of its name."""
    own = attribute.removesuffix("_")
    return own if attribute != own and own in {name for name, _ in _members(owner)} else attribute
