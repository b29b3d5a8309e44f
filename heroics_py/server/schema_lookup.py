"""Lookups in schemas that return nothing where a reference is broken."""

from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Alternative, Schema
from heroics_py.samples.checked_sample import TooLargeError, sample
from heroics_py.server.responses import HttpError
from heroics_py.support.json_types import Json

__all__ = ["alternatives_of", "example_of", "pointers_of", "properties_of", "target_of", "type_names"]


def target_of(schema: Schema | None) -> Schema | None:
    """Return what ``schema`` refers to, or None if that is missing or not an object."""
    try:
        target = schema.dereference() if schema is not None else None
    except SchemaError:
        return None
    return target if target is not None and isinstance(target.node, dict) else None


def properties_of(schema: Schema | None) -> Mapping[str, Schema]:
    """Return the properties that ``schema`` and the schemas in its ``allOf`` describe."""
    target = target_of(schema)
    if target is None:
        return {}
    properties = dict(target.children("properties"))
    for part in target.branches("allOf"):
        properties.update(properties_of(part))
    return properties


def type_names(schema: Schema | None) -> tuple[str, ...]:
    """Return the JSON types in the ``type`` of ``schema``."""
    target = target_of(schema)
    named = target.node.get("type") if target is not None else None
    return tuple(each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str))


def alternatives_of(schema: Schema | None) -> tuple[Alternative, ...]:
    """Return the alternatives of ``schema``, such as those of an identity."""
    try:
        return schema.alternatives() if schema is not None else ()
    except SchemaError:
        return ()


def pointers_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON Pointers of ``schema`` and of each schema that its references pass."""
    try:
        return tuple(step.pointer for step in schema.reference_chain())
    except SchemaError:
        return ()


def example_of(schema: Schema) -> Json:
    """Return an example value, or None if the schema has none.

    Raises:
        HttpError: 501 if the example would be too large.
    """
    try:
        return sample(schema)
    except TooLargeError as error:
        reason = str(error)
    except SchemaError:
        return None
    raise HttpError(501, "no_example", f"The sandbox can't respond: {reason}.")
