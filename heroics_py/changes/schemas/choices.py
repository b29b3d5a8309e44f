"""Alternatives that are a mere choice of types, or of listed values."""

from collections.abc import Sequence
from typing import Protocol

from heroics_py.changes.schemas.applied import Applied, Group
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["folded", "is_plain", "only_null"]


class _Alternative(Protocol):
    """What a choice needs to know of a form."""

    @property
    def has_details(self) -> bool: ...
    @property
    def types(self) -> frozenset[str] | None: ...
    @property
    def values(self) -> dict[str, Json] | None: ...


def is_plain(forms: Sequence[_Alternative]) -> bool:
    """Return whether alternatives are a choice of types, or of listed values."""
    if any(form.has_details for form in forms):
        return False
    listed = [form.values is not None for form in forms]
    return all(listed) or not any(listed)


def folded(group: Group, forms: Sequence[_Alternative]) -> Applied:
    """Return a plain choice as a schema."""
    first = group.alternatives[0]
    types = frozenset[str]().union(*(form.types or frozenset() for form in forms)) | group.extra
    values = [value for form in forms for value in (form.values or {}).values()]
    node: dict[str, Json] = {"type": [*sorted(types)]} if types and all(form.types for form in forms) else {}
    if values:
        node["enum"] = [*values, None] if "null" in types else values
    return Applied(Schema(first.documents, f"{first.pointer}/..", node), node)


def only_null(group: Group) -> Applied:
    """Return the schema of null beside a choice."""
    first = group.alternatives[0]
    return Applied(Schema(first.documents, f"{first.pointer}/null", {"type": "null"}), {"type": "null"})
