"""The differences between two schemas as JSON."""

import json
from collections.abc import Sequence

from heroics_py.changes.change import Change
from heroics_py.changes.reports.rows import effect_counts
from heroics_py.secrecy.json_values import ValueMask

__all__ = ["json_of"]


def json_of(changes: Sequence[Change], *, old: str = "", new: str = "") -> str:
    """Return the changes as JSON text, an entry for each call, with the secrets of URLs masked.

    Args:
        changes: between two schemas.
        old: what the old schema is called, without secrets.
        new: what the new one is called.
    """
    names = {"old": old, "new": new} if old and new else {}
    entries = [ValueMask().apply(each.as_dict()) for each in changes]
    return json.dumps({**names, "counts": dict(effect_counts(changes)), "changes": entries}, indent=2)
