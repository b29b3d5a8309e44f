"""Comparisons of JSON values."""

__all__ = ["is_same"]


def is_same(one: object, other: object) -> bool:
    """Return whether two JSON values are the same: 1 is 1.0, and no boolean; the order of keys does not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other
