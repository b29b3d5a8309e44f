"""The differences between two schemas as JSON."""

import json
from collections.abc import Callable, Sequence
from functools import cache

from heroics_py.changes.change import Change
from heroics_py.changes.reports.rows import effect_counts
from heroics_py.secrecy.json_values import ValueMask
from heroics_py.secrecy.texts import mask_text
from heroics_py.support.json_types import Json

__all__ = ["json_of"]

_ANY_JSON = frozenset({"old", "new"})


def json_of(changes: Sequence[Change], *, old: str = "", new: str = "") -> str:
    """Return the changes as JSON text, an entry for each call on a line of its own, with the secrets of URLs masked.

    Args:
        changes: between two schemas.
        old: what the old schema is called, without secrets.
        new: what the new one is called.
    """
    names = {"old": old, "new": new} if old and new else {}
    mask = cache(mask_text)  # large schemas have many thousands of entries, and few texts
    entries = ",".join(f"\n    {json.dumps(_masked(each.as_dict(), mask))}" for each in changes)
    fields = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in names.items()]
    fields += [f'"counts": {json.dumps(dict(effect_counts(changes)))}', f'"changes": [{entries}\n  ]']
    return "{\n  " + ",\n  ".join(fields) + "\n}"


def _masked(entry: dict[str, Json], mask: Callable[[str], str]) -> dict[str, object]:
    return {name: _masked_field(value, mask, is_any=name in _ANY_JSON) for name, value in entry.items()}


def _masked_field(value: Json, mask: Callable[[str], str], *, is_any: bool) -> object:
    if isinstance(value, str):
        return mask(value)
    if is_any or not isinstance(value, list):
        return ValueMask().apply(value)
    return [_masked_field(each, mask, is_any=False) for each in value]
