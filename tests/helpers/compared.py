"""Small APIs to compare, and what their comparison says."""

from collections.abc import Mapping

import heroics_py
from heroics_py.changes import Change
from heroics_py.changes.kinds import KINDS
from heroics_py.support.json_types import Json

__all__ = ["WORST_FIRST", "effects_by_call", "operation", "shop", "told", "worst"]

WORST_FIRST = ("breaking", "risky", "harmless")


def shop(paths: Mapping[str, Json], **fields: Json) -> dict[str, Json]:
    """Return an OpenAPI document with ``paths``."""
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": {**paths}, **fields}


def operation(name: str, *, sent: Json = None, answered: Json = None, **fields: Json) -> dict[str, Json]:
    """Return an operation with the schemas of its body and its answer."""
    found: dict[str, Json] = {"operationId": name, "responses": {"200": {"description": "ok"}}, **fields}
    if answered is not None:
        found["responses"] = {"200": {"description": "ok", "content": {"application/json": {"schema": answered}}}}
    if sent is not None:
        found["requestBody"] = {"content": {"application/json": {"schema": sent}}}
    return found


def told(old: Json, new: Json) -> list[tuple[str, str, str, str]]:
    """Return effect, kind, call and place of each change, without changes of texts."""
    changes = [each for each in heroics_py.diff(old, new) if each.kind != "text-changed"]
    assert {each.kind for each in changes} <= KINDS.keys()
    return [(each.effect, each.kind, each.call, each.where) for each in changes]


def worst(changes: list[Change]) -> str:
    """Return the worst effect of changes; empty without any."""
    effects = {each.effect for each in changes}
    return next((each for each in WORST_FIRST if each in effects), "")


def effects_by_call(old: Json, new: Json) -> dict[str, str]:
    """Return the worst effect of the changes of each call."""
    found: dict[str, list[Change]] = {}
    for each in heroics_py.diff(old, new):
        found.setdefault(each.call, []).append(each)
    return {call: worst(changes) for call, changes in found.items()}
