"""OpenAPI Overlays: the actions of version 1.0, and those that 1.1 adds."""

from typing import Any

from heroics_py.errors import SchemaError
from heroics_py.readers.patches.containers import count_members, counted_copy, plain_copy
from heroics_py.readers.patches.kinds import Patch
from heroics_py.readers.patches.notes import Notes, cut
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import spend

__all__ = ["apply_overlay"]

_VERSIONS = ("1.0", "1.1")
_CHANGES = ("update", "remove", "copy")
_COST_OF_A_MEMBER = 10


def apply_overlay(document: Json, patch: Patch, notes: Notes) -> Json:
    """Return a copy of a document with the actions of an overlay, in their order.

    A target that selects nothing is noted.

    Raises:
        SchemaError: the overlay or one of its actions is invalid, or the library is not installed.
    """
    overlay = patch.content if isinstance(patch.content, dict) else {}
    actions = _actions(overlay, patch.where)
    try:
        from heroics_py.readers.patches.json_path import closest_name, nodes_of, parse_target
    except ImportError:
        reason = "it is an overlay, which needs jsonpath-rfc9535: pip install 'heroics-py[overlay]'"
        raise SchemaError(f"can't apply {patch.where}: {reason}") from None
    document = counted_copy(document)
    for number, action in enumerate(actions, 1):
        name = f"{patch.where}: the target of action {number}"
        query = parse_target(action.get("target"), name)
        nodes = nodes_of(query, document, name)
        if not nodes:
            hint = closest_name(query, document)
            notes.add(f"{patch.where}: action {number} finds nothing at {cut(str(action['target']))}{hint}")
        elif action.get("remove") is True:
            _remove(nodes, name)
        else:
            _update(nodes, _value(document, action, patch.where, number, nodes_of, parse_target), name)
    return plain_copy(document)


def _actions(overlay: dict[str, Json], where: str) -> list[dict[str, Json]]:
    """Return the actions of an overlay.

    Raises:
        SchemaError: its version is unknown, or an action is invalid.
    """
    version = str(overlay["overlay"])
    if not (version in _VERSIONS or version.startswith(tuple(f"{each}." for each in _VERSIONS))):
        raise SchemaError(
            f"{where} is an overlay of version {cut(version)!r}, which can't be read: expected 1.0 or 1.1"
        )
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise SchemaError(f"{where} is an overlay without actions: expected a list 'actions' with a target each")
    return [_action(each, number, where) for number, each in enumerate(actions, 1)]


def _action(action: Json, number: int, where: str) -> dict[str, Json]:
    if not isinstance(action, dict) or "target" not in action:
        raise SchemaError(f"{where}: action {number} has no 'target': expected a JSONPath")
    if not isinstance(action.get("remove", False), bool):
        raise SchemaError(f"{where}: action {number} has remove: {cut(repr(action['remove']))}, expected true or false")
    if "update" not in action and "copy" not in action and action.get("remove") is not True:
        raise SchemaError(f"{where}: action {number} changes nothing: expected one of {', '.join(_CHANGES)}")
    return action


def _value(  # noqa: PLR0913, PLR0917 - the last two are loaded by the caller, because they need the library
    document: Json, action: dict[str, Json], where: str, number: int, nodes_of: Any, parse_target: Any
) -> Json:
    """Return what an action adds: its update, or a copy of the one place that it names."""
    if "update" in action:
        return action["update"]
    name = f"{where}: the copy of action {number}"
    found = nodes_of(parse_target(action["copy"], name), document, name)
    if len(found) != 1:
        raise SchemaError(f"{name} selects {len(found)} places: expected one")
    value: Json = plain_copy(found[0].value)
    return value


def _remove(nodes: list[Any], name: str) -> None:
    """Remove nodes: the last first, so that the indices before it stay right."""
    for node in reversed(nodes):
        if node.parent is None:
            raise SchemaError(f"{name} is the whole document, which can't be removed")
        del node.parent.value[node.location[-1]]


def _update(nodes: list[Any], update: Json, name: str) -> None:
    """Merge a value into the objects, append it to the lists, and put it in the place of other values.

    Raises:
        SchemaError: a node is an object, and the value is not.
    """
    size = count_members(update)
    for node in nodes:
        spend(_COST_OF_A_MEMBER * size)
        if isinstance(node.value, dict):
            if not isinstance(update, dict):
                kind = type(update).__name__
                raise SchemaError(f"{name} is an object, and its update is {kind}: expected an object to merge with it")
            _merge(node.value, update)
        elif isinstance(node.value, list):
            _extend(node.value, update)
        else:
            node.parent.value[node.location[-1]] = counted_copy(update)


def _merge(target: dict[str, Json], update: dict[str, Json]) -> None:
    """Merge an update into an object: objects recursively, lists one after the other, other values replaced."""
    for key, value in dict.items(update):
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            _extend(known, value)
        else:
            target[key] = counted_copy(value)


def _extend(target: list[Json], update: Json) -> None:
    """Append one entry to a list, or each entry of a list."""
    added = counted_copy(update)
    target.extend(added if isinstance(added, list) else [added])
