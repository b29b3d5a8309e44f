"""The fields and items of a value, by all schemas that hold for it."""

from collections.abc import Sequence

from heroics_py.changes.schemas.applied import Applied
from heroics_py.model.schema import Schema

__all__ = ["Parts", "children_of", "further_of", "is_closed", "items_of", "prefix_of", "required_of"]

Parts = tuple[Schema, ...]
"""Schemas that hold for one value together."""

_Nodes = Sequence[Applied]


def children_of(nodes: _Nodes, keyword: str) -> dict[str, Parts]:
    """Return the schemas of each name that ``keyword`` has: "properties" or "patternProperties"."""
    found: dict[str, Parts] = {}
    for each in nodes:
        for name, child in each.schema.children(keyword).items() if keyword in each.node else ():
            found[name] = (*found.get(name, ()), child)
    return found


def required_of(nodes: _Nodes) -> frozenset[str]:
    """Return the names that schemas list as required."""
    listed = [each.node.get("required") for each in nodes]
    return frozenset(name for each in listed if isinstance(each, list) for name in each if isinstance(name, str))


def is_closed(nodes: _Nodes) -> bool:
    """Return whether a schema refuses properties that it does not name."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(each.node.get(keyword) is False for each in nodes for keyword in keywords)


def further_of(nodes: _Nodes) -> Parts | None:
    """Return the schemas of properties that are not named, if a schema describes or deliberately allows them."""
    described = [each for each in nodes if isinstance(each.node.get("additionalProperties"), dict)]
    if described:
        return tuple(each.schema.child("additionalProperties") for each in described)
    is_allowed = any(each.node.get("additionalProperties") is True for each in nodes)
    return () if is_allowed and not is_closed(nodes) else None


def items_of(nodes: _Nodes) -> Parts:
    """Return the schemas of the items of a list; empty if they may be anything."""
    return tuple(each.schema.child("items") for each in nodes if isinstance(each.node.get("items"), dict))


def prefix_of(nodes: _Nodes) -> Parts:
    """Return the schemas of the first items of a list, each by its place."""
    for each in nodes:
        for keyword in ("prefixItems", "items"):
            if isinstance(each.node.get(keyword), list):
                return each.schema.branches(keyword)
    return ()
