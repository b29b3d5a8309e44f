"""What a document marks as deprecated."""

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.model.secret_paths import marked_paths
from heroics_py.support.json_types import Json

__all__ = ["deprecated_paths", "is_deprecated", "is_marked_deprecated"]

# The first call of a link looks at them.
_MOST_SCHEMAS = 1000


def is_marked_deprecated(node: dict[str, Json]) -> bool:
    """Return whether an object of a document is deprecated.

    By ``deprecated: true`` (JSON Schema validation 2019-09, 9.3; OpenAPI), by a text that says what to use instead, or
    by interagent's ``stability: deprecation``, ``deprecated_at`` or ``deactivate_on``.
    """
    mark = node.get("deprecated")
    if mark is True or (isinstance(mark, str) and mark.strip().lower() not in {"", "false", "no"}):
        return True
    stability = node.get("stability")
    if isinstance(stability, str) and stability.strip().lower().startswith("deprecat"):
        return True
    return any(isinstance(node.get(name), str) for name in ("deprecated_at", "deactivate_on"))


def is_deprecated(schema: Schema | None) -> bool:
    """Return whether a schema is deprecated: it, or one that it refers to."""
    if schema is None:
        return False
    try:
        steps = schema.reference_chain()
    except SchemaError:
        steps = (schema,)
    return any(is_marked_deprecated(each.raw) for each in steps if isinstance(each.raw, dict))


def deprecated_paths(schema: Schema | None) -> frozenset[tuple[str, ...]]:
    """Return the paths to the deprecated fields in a value; lists add no key to a path."""
    try:
        return marked_paths(schema, is_marked_deprecated, _MOST_SCHEMAS) - {()} if schema is not None else frozenset()
    except SchemaError:
        return frozenset()
