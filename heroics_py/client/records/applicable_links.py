"""Which links of a resource apply to a record: those below a condition only if the record meets it."""

from __future__ import annotations

from collections.abc import Iterable

from heroics_py.errors import SchemaError
from heroics_py.model.api import Link, Resource
from heroics_py.record import Record
from heroics_py.support.loading import load_modules

__all__ = ["inapplicable_links"]

# Keywords of JSON Schema whose schemas apply to a value on a condition, or never.
_CONDITIONS = frozenset({"anyOf", "oneOf", "if", "then", "else", "not", "dependencies", "dependentSchemas"})


def inapplicable_links(resource: Resource, record: Record) -> frozenset[str]:
    """Return the pointers of the links that a record of a resource does not have.

    A link below ``then``, ``oneOf`` and so on is for values that are valid there alone (JSON Hyper-Schema 2019-09, 3.1
    and 5).
    """
    pointers = set(_conditional(resource.links, resource.schema.pointer)) if resource.schema is not None else set()
    if not pointers or resource.schema is None:
        return frozenset()
    load_modules("heroics_py.linking.linked_values")
    from heroics_py.linking.linked_values import linked_values

    try:
        applicable = {each.link.pointer for each in linked_values(resource.schema, record, only=())}
    except SchemaError:
        return frozenset()  # a condition that can't be read excludes nothing
    return frozenset(pointers - applicable)


def _conditional(links: Iterable[Link], home: str) -> Iterable[str]:
    for link in links:
        if link.pointer.startswith(f"{home}/") and not _CONDITIONS.isdisjoint(link.pointer[len(home) :].split("/")):
            yield link.pointer
