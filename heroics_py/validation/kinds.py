"""The field whose listed values tell the alternatives of a choice apart, such as "kind".

A value whose field has "cat" can't match an alternative that lists "dog" alone. So a hundred alternatives cost as much
as one, and what is wrong with the others is not even looked for.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from heroics_py.model.keywords import CHOICE
from heroics_py.support.json_types import Json

__all__ = ["excluded", "kinds_of", "listed_values"]

_Node: TypeAlias = dict[str, Json]
_MAX_DEPTH = 4


def kinds_of(branches: Sequence[Json], preferred: str = "") -> _Node:
    """Return the field that tells alternatives apart; empty without one.

    Args:
        branches: the alternatives, written out.
        preferred: the field that the document names; counts even if the lists of some have values in common.

    Returns:
        ``{"field": NAME, "lists": VALUES BY ALTERNATIVE, "required": FLAG BY ALTERNATIVE}``; an alternative that lists
        no values has None.
    """
    listed: list[dict[str, list[Json]]] = [_lists(branch, 0) for branch in branches]
    counts: dict[str, int] = {}
    for lists in listed:
        for name in lists:
            counts[name] = counts.get(name, 0) + 1
    names = sorted((name for name, count in counts.items() if count > 1), key=lambda name: -counts[name])
    field = preferred if counts.get(preferred) else next((name for name in names if _are_disjoint(listed, name)), "")
    if not field:
        return {}
    lists_by_branch: list[Json] = [lists.get(field) for lists in listed]
    required: list[Json] = [_requires(branch, field, 0) for branch in branches]
    return {"field": field, "lists": lists_by_branch, "required": required}


def excluded(node: Mapping[str, Json], keyword: str, value: object) -> Mapping[int, str]:
    """Return the alternatives that ``value`` can't match because of that field, each with the keyword that it fails."""
    kinds = _kinds(node, keyword)
    if not kinds or not isinstance(value, dict):
        return {}
    field, lists, required = kinds["field"], kinds["lists"], kinds["required"]
    if not isinstance(field, str) or not isinstance(lists, list) or not isinstance(required, list):
        return {}
    if field not in value:
        return {index: "required" for index, is_required in enumerate(required) if is_required is True}
    own = value[field]
    return {
        index: "enum" for index, values in enumerate(lists) if isinstance(values, list) and _is_foreign(own, values)
    }


def listed_values(node: Mapping[str, Json], keyword: str, index: int) -> tuple[str, list[Json]]:
    """Return that field, and the values that an alternative lists for it."""
    kinds = _kinds(node, keyword)
    field, lists = kinds.get("field"), kinds.get("lists")
    values = lists[index] if isinstance(lists, list) else None
    return str(field), values if isinstance(values, list) else []


def _kinds(node: Mapping[str, Json], keyword: str) -> _Node:
    choice = node.get(CHOICE)
    kinds = choice.get("kinds") if isinstance(choice, dict) else None
    own = kinds.get(keyword) if isinstance(kinds, dict) else None
    return own if isinstance(own, dict) else {}


def _is_foreign(value: object, values: list[Json]) -> bool:
    if isinstance(value, str):
        return value not in values
    return all(isinstance(each, str) for each in values)


def _lists(branch: Json, depth: int) -> dict[str, list[Json]]:
    """Return the fields of an alternative that list their values."""
    if not isinstance(branch, dict) or depth > _MAX_DEPTH:
        return {}
    lists: dict[str, list[Json]] = {}
    properties = branch.get("properties")
    for name, field in properties.items() if isinstance(properties, dict) else ():
        if values := _values(field, 0):
            lists[name] = values
    parts = branch.get("allOf")
    for part in parts if isinstance(parts, list) else ():
        for name, values in _lists(part, depth + 1).items():
            # Of several lists, the shortest says most; each of them has to be met.
            lists[name] = min((values, lists.get(name, values)), key=len)
    return lists


def _values(field: Json, depth: int) -> list[Json]:
    if not isinstance(field, dict) or depth > _MAX_DEPTH:
        return []
    if "const" in field:
        return [field["const"]]
    if isinstance(values := field.get("enum"), list):
        return values
    parts = field.get("allOf")
    return next(filter(None, (_values(part, depth + 1) for part in parts)), []) if isinstance(parts, list) else []


def _requires(branch: Json, field: str, depth: int) -> bool:
    if not isinstance(branch, dict) or depth > _MAX_DEPTH:
        return False
    required, parts = branch.get("required"), branch.get("allOf")
    if isinstance(required, list) and field in required:
        return True
    return isinstance(parts, list) and any(_requires(part, field, depth + 1) for part in parts)


def _are_disjoint(listed: Sequence[Mapping[str, list[Json]]], name: str) -> bool:
    values = [value for lists in listed for value in lists.get(name, ())]
    return all(isinstance(value, str) for value in values) and len(set(map(str, values))) == len(values)
