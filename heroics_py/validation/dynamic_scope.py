"""The resources through which a check comes to a schema, which decide what a dynamic reference means."""

from typing import NamedTuple

from heroics_py.model.schema import Schema
from heroics_py.support.loading import load_modules

__all__ = ["DynamicScope"]


class DynamicScope(NamedTuple):
    """What dynamic references mean (JSON Schema core 2020-12, 8.2.3.2; 2019-09, 8.2.4.2).

    Attributes:
        resource: the pointer of the resource that the check is in.
        anchors: each dynamic anchor, and where the outermost resource that has it defines it.
        recursive: the outermost of the resources with ``$recursiveAnchor`` that lead here without one in between.
    """

    resource: str | None = None
    anchors: frozenset[tuple[str, str]] = frozenset()
    recursive: str = ""

    def entered(self, schema: Schema) -> "DynamicScope":
        """Return the scope at a schema, which may be in another resource."""
        load_modules("heroics_py.model.schema_ids")
        from heroics_py.model.schema_ids import anchors_in, resource_of

        documents = schema.documents
        resource = resource_of(documents.roots, schema.pointer, documents.dialect)
        if resource.pointer == self.resource:
            return self
        known = dict(self.anchors)
        anchors = {**anchors_in(documents.roots, resource, documents.dialect), **known}
        root = documents.schema_at(resource.pointer).raw
        is_recursive = isinstance(root, dict) and root.get("$recursiveAnchor") is True
        recursive = (self.recursive or resource.pointer) if is_recursive else ""
        return DynamicScope(resource.pointer, frozenset(anchors.items()), recursive)

    def target(self, schema: Schema, reference: str) -> Schema:
        """Return what the dynamic reference of ``schema`` means here.

        Raises:
            SchemaError: it points to nothing.
        """
        initial = schema.resolve(reference)
        raw = initial.raw if isinstance(initial.raw, dict) else {}
        if raw.get("$recursiveAnchor") is True and reference == "#":
            return initial.documents.schema_at(self.recursive) if self.recursive else initial
        name = reference.partition("#")[2]
        outermost = dict(self.anchors).get(name) if name and raw.get("$dynamicAnchor") == name else None
        return initial.documents.schema_at(outermost) if outermost is not None else initial
