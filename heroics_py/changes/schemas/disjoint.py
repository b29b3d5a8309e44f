"""Schemas that have no value in common."""

from heroics_py.changes.schemas.form import Form
from heroics_py.changes.schemas.limits import Limit
from heroics_py.changes.schemas.shapes import Parts
from heroics_py.changes.schemas.types import ALL_TYPES, meet
from heroics_py.errors import HeroicsError
from heroics_py.support.json_types import Json
from heroics_py.validation.checker import validate

__all__ = ["are_disjoint", "follows"]

_MAX_DEPTH = 4
_MOST_VARIANTS = 24
_MOST_VALUES = 50
_RANGES = {
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}


def follows(form: Form, value: Json, *, otherwise: bool = False) -> bool:
    """Return whether a value is valid by the schemas of a form; ``otherwise`` if that can't be decided."""
    try:
        return not any(validate(schema, value) for schema in form.parts)
    except HeroicsError:
        return otherwise


def are_disjoint(one: Form, other: Form, depth: int = 0) -> bool:
    """Return whether certainly no value is valid by two schemas; False if it is unknown."""
    if depth > _MAX_DEPTH or len(one.variants) * len(other.variants) > _MOST_VARIANTS**2:
        return False
    return all(_exclude_each_other(a, b, depth) for a in one.variants for b in other.variants)


def _exclude_each_other(one: Form, other: Form, depth: int) -> bool:
    """Return whether two forms without alternatives have no value in common."""
    types = meet(*(ALL_TYPES if each.types is None else each.types for each in (one, other)))
    if "null" in types and not _lists_no_null(one) and not _lists_no_null(other):
        return False
    return _have_other_values(one, other) or all(_is_excluded(kind, one, other, depth) for kind in types - {"null"})


def _lists_no_null(form: Form) -> bool:
    return form.types is not None and "null" not in form.types


def _have_other_values(one: Form, other: Form) -> bool:
    """Return whether the values that one schema lists are not among those of the other."""
    if one.values is not None and other.values is not None:
        return one.values.keys().isdisjoint(other.values)
    listing, free = (one, other) if one.values is not None else (other, one)
    if listing.values is None or free.is_part or len(listing.values) > _MOST_VALUES:
        return False
    return not any(follows(free, value, otherwise=True) for value in listing.values.values())


def _is_excluded(kind: str, one: Form, other: Form, depth: int) -> bool:
    """Return whether no value of a type is valid by both."""
    if kind in _RANGES and _is_above(*_RANGES[kind], one, other):
        return True
    if kind == "object":
        return any(_is_told_apart_by(name, one, other, depth) for name in one.required | other.required)
    if kind == "array":
        has_items = one.limits.get("minItems", 0) or other.limits.get("minItems", 0)
        return bool(has_items and one.items and other.items) and _differ(one, one.items, other, other.items, depth)
    return False


def _is_above(low: str, high: str, one: Form, other: Form) -> bool:
    """Return whether the least value of one is above the greatest one of the other."""
    return any(
        _number(before.limits.get(low), float("-inf")) > _number(after.limits.get(high), float("inf"))
        for before, after in ((one, other), (other, one))
    )


def _number(limit: Limit | None, default: float) -> float:
    value = limit[0] if isinstance(limit, tuple) else limit
    return value if isinstance(value, int | float) else default


def _is_told_apart_by(name: str, one: Form, other: Form, depth: int) -> bool:
    """Return whether a field that a value has to have excludes one of two schemas."""
    if any(form.is_closed and name not in form.properties and not form.patterns for form in (one, other)):
        return True
    parts = [form.properties.get(name) for form in (one, other)]
    return parts[0] is not None and parts[1] is not None and _differ(one, parts[0], other, parts[1], depth)


def _differ(one: Form, parts: Parts, other: Form, other_parts: Parts, depth: int) -> bool:
    return are_disjoint(one.forms.of(parts), other.forms.of(other_parts), depth + 1)
