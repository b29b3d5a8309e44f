"""Schemas that are written the same, with all that they refer to: nothing in them needs to be compared."""

import json
from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Documents, Schema
from heroics_py.support.json_types import Json

__all__ = ["Sameness"]

_Pair = tuple[str, str]
# What these lead to depends on what is around them.
_DYNAMIC = ("$dynamicRef", "$recursiveRef")


class Sameness:
    """Knows which schemas of two APIs are written the same. Each pair of schemas is looked at once."""

    def __init__(self) -> None:
        self._different: set[_Pair] = set()
        self._known: set[_Pair] = set()
        self._users: dict[_Pair, set[_Pair]] = {}

    def is_same(self, old: Schema, new: Schema) -> bool:
        """Return whether two schemas are written the same, and so is everything that they refer to."""
        if not _is_read_alike(old.documents, new.documents):
            return False
        pair = (old.pointer, new.pointer)
        if pair not in self._known:
            self._explore(old, new)
        return pair not in self._different

    def _explore(self, old: Schema, new: Schema) -> None:
        """Look at two schemas and all that they refer to, and spread what is different to what uses it."""
        found: list[_Pair] = []
        waiting = [(old, new)]
        self._known.add((old.pointer, new.pointer))
        while waiting:
            one, other = waiting.pop()
            pair = (one.pointer, other.pointer)
            targets = _targets(one, other)
            if targets is None:
                found.append(pair)
            for target, other_target in targets or ():
                below = (target.pointer, other_target.pointer)
                self._users.setdefault(below, set()).add(pair)
                if below in self._different:
                    found.append(pair)
                if below not in self._known:
                    self._known.add(below)
                    waiting.append((target, other_target))
        while found:
            pair = found.pop()
            if pair not in self._different:
                self._different.add(pair)
                found += self._users.get(pair, ())


def _is_read_alike(old: Documents, new: Documents) -> bool:
    return (old.dialect, old.normalize, old.omits, old.is_hyper) == (
        new.dialect,
        new.normalize,
        new.omits,
        new.is_hyper,
    )


def _targets(old: Schema, new: Schema) -> list[tuple[Schema, Schema]] | None:
    """Return what the references in two schemas lead to; None if the schemas are not written the same."""
    if old.raw != new.raw or old.draft != new.draft:
        return None
    try:
        text = json.dumps(old.raw, sort_keys=True)
        if text != json.dumps(new.raw, sort_keys=True) or any(each in text for each in _DYNAMIC):
            return None
        references = {*_references(old.raw)}
        return [(old.resolve(each), new.resolve(each)) for each in references]
    except (SchemaError, TypeError, ValueError, RecursionError):
        return None


def _references(raw: Json) -> Iterator[str]:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                yield reference
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
