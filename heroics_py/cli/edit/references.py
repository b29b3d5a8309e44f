"""Things within a thing, as an update names them: ``region: {id: 1, name: eu}`` is read, and "eu" is sent."""

from collections.abc import Mapping

from heroics_py.cli.edit.values import is_same
from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import alternatives_of
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["as_reference"]


def as_reference(before: Json, after: Mapping[str, Json], schema: Schema) -> Json:
    """Return what names an object, if the update does not take objects; else the object.

    Of an object that was changed, it is the identity that was changed, alone.

    Args:
        before: the value as it was read.
        after: the value as it should be.
        schema: of what is sent.
    """
    types = types_of(schema)
    if not types or "object" in types:
        return dict(after)
    old = before if isinstance(before, Mapping) else {}
    changed = [key for key in after if key not in old or not is_same(old[key], after[key])]
    names = [key for key in _identities(schema) if isinstance(after.get(key), str | int)]
    if len(changed) > 1 or not set(changed) <= set(names):
        return dict(after)
    return after[(changed or names)[0]] if changed or names else dict(after)


def _identities(schema: Schema) -> tuple[str, ...]:
    """Return the fields that may identify what is sent, those that the schema names first."""
    try:
        fields = [each.field for each in alternatives_of(schema) if each.field]
    except SchemaError:
        fields = []
    return (*filter(None, fields), "id", "name")
