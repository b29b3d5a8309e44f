"""The fields that an object of a request takes, as its schema says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heroics_py.call.schema_fields import schema_fields
from heroics_py.errors import SchemaError
from heroics_py.model.one_way import omitted_names
from heroics_py.model.schema import Schema

__all__ = ["SentFields", "item_schema", "sent_fields"]

_READ_ONLY = "readOnly"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFields:
    """The fields of an object.

    Attributes:
        schemas: by name; None if the schema only requires a field.
        required: the names of those that each object must have.
        read_only: the names of those that only responses have.
        is_open: whether it takes others.
        others: the schema of those, if the document has one for all of them.
    """

    schemas: Mapping[str, Schema | None] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    is_open: bool = True
    others: Schema | None = None

    def takes(self, name: str) -> bool:
        """Return whether an object that is sent may have a field."""
        return name not in self.read_only and (self.is_open or name in self.schemas)

    def schema_of(self, name: str) -> Schema | None:
        """Return the schema of a field, if the document has one."""
        return self.schemas.get(name, self.others)


def sent_fields(schema: Schema | None) -> SentFields:
    """Return the fields of the objects of a schema; any, if the document does not say which."""
    if schema is None:
        return SentFields()
    try:
        known = schema_fields(schema)
        is_marked = schema.documents.omits == _READ_ONLY
        read_only = omitted_names(schema) if is_marked else frozenset()
        others = _others(schema.dereference())
    except SchemaError:
        return SentFields()
    is_open = known.is_open or not known.schemas
    return SentFields(
        schemas=known.schemas, required=known.required, read_only=read_only, is_open=is_open, others=others
    )


def _others(target: Schema) -> Schema | None:
    """Return the schema of the fields without a name in the schema; None if it has several of them."""
    patterns = list(target.children("patternProperties").values())
    if patterns:
        return patterns[0] if len(patterns) == 1 else None
    return target.child("additionalProperties") if isinstance(target.node.get("additionalProperties"), dict) else None


def item_schema(schema: Schema | None) -> Schema | None:
    """Return the schema of the items of a list, if the document has one."""
    if schema is None:
        return None
    try:
        target = schema.dereference()
        return target.child("items") if isinstance(target.node.get("items"), dict) else None
    except SchemaError:
        return None
