"""JSON values cut to a number of characters."""

import json

from heroics_py.support.json_types import Json

__all__ = ["compact", "shortened"]

# The longest text and the most entries of a list or an object, for one try after the other.
_LIMITS = ((4000, 200), (1000, 60), (300, 30), (100, 15), (40, 8), (20, 3))
_DEEPEST = 12


def compact(value: Json) -> str:
    """Return a value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def shortened(value: Json, budget: int) -> Json:
    """Return ``value`` if its JSON has at most ``budget`` characters, else with its long parts cut.

    A note in place of what is left out says how much that is.
    """
    if len(compact(value)) <= budget:
        return value
    for depth in (_DEEPEST, 3, 1):
        for text, entries in _LIMITS:
            cut = _cut(value, text, entries, depth)
            if len(compact(cut)) <= budget:
                return cut
    return f"({len(compact(value))} characters)"


def _cut(value: Json, text: int, entries: int, depth: int) -> Json:
    if isinstance(value, str):
        return value if len(value) <= text else f"{value[:text]} ... ({len(value) - text} more characters)"
    if not isinstance(value, dict | list):
        return value
    if depth == 0 and value:
        return f"({len(value)} {'fields' if isinstance(value, dict) else 'items'})"
    left = len(value) - entries
    if isinstance(value, list):
        items = [_cut(item, text, entries, depth - 1) for item in value[:entries]]
        return [*items, f"... ({left} more items)"] if left > 0 else items
    pairs = {key[:200]: _cut(item, text, entries, depth - 1) for key, item in list(value.items())[:entries]}
    return {**pairs, "...": f"({left} more fields)"} if left > 0 else pairs
