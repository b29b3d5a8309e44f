"""Lookups in schemas that return nothing where a reference is broken."""

from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.alternatives import Alternative, alternatives_of
from heroics_py.model.parameters import Parameter
from heroics_py.model.schema import Schema
from heroics_py.samples.checked_sample import TooLargeError, sample, sample_text
from heroics_py.server.responses import HttpError
from heroics_py.support.json_types import Json

__all__ = [
    "deep_types",
    "example_of",
    "header_text",
    "items_of",
    "pointers_of",
    "properties_of",
    "readable_alternatives",
    "target_of",
    "type_names",
]

_MAX_DEPTH = 4
_MAX_BRANCHES = 20


def target_of(schema: Schema | None) -> Schema | None:
    """Return what ``schema`` refers to, or None if that is missing or not an object."""
    try:
        target = schema.dereference() if schema is not None else None
    except SchemaError:
        return None
    return target if target is not None and isinstance(target.node, dict) else None


def properties_of(schema: Schema | None, depth: int = 0) -> Mapping[str, Schema]:
    """Return the properties that ``schema``, the schemas in its ``allOf`` and its only alternative to null describe."""
    target = target_of(schema)
    if target is None:
        return {}
    properties = dict(target.children("properties"))
    if depth < _MAX_DEPTH:
        for part in target.branches("allOf"):
            properties.update(properties_of(part, depth + 1))
        if not properties:
            named = [each for each in target.branches("anyOf", "oneOf") if "null" not in type_names(each)]
            properties.update(properties_of(named[0], depth + 1) if len(named) == 1 else {})
    return properties


def type_names(schema: Schema | None) -> tuple[str, ...]:
    """Return the JSON types in the ``type`` of ``schema``."""
    target = target_of(schema)
    named = target.node.get("type") if target is not None else None
    return tuple(each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str))


def readable_alternatives(schema: Schema | None) -> tuple[Alternative, ...]:
    """Return the alternatives of ``schema``, such as those of an identity; none if they can't be read."""
    try:
        return alternatives_of(schema) if schema is not None else ()
    except SchemaError:
        return ()


def pointers_of(schema: Schema) -> tuple[str, ...]:
    """Return the JSON Pointers of ``schema`` and of each schema that its references pass."""
    try:
        return tuple(step.pointer for step in schema.reference_chain())
    except SchemaError:
        return ()


def example_of(schema: Schema, depth: int = 0) -> Json:
    """Return an example value; if none was found that passes, those of its properties, or None.

    Raises:
        HttpError: 501 if the example would be too large.
    """
    try:
        return sample(schema)
    except TooLargeError as error:
        reason = str(error)
    except SchemaError:
        return _example_of_parts(schema, depth)
    raise HttpError(501, "no_example", f"The sandbox can't respond: {reason}.")


def _example_of_parts(schema: Schema, depth: int) -> Json:
    properties = properties_of(schema)
    if not properties or depth > _MAX_DEPTH:
        return None
    examples = {name: example_of(each, depth + 1) for name, each in properties.items()}
    return {name: value for name, value in examples.items() if value is not None}


def header_text(parameter: Parameter) -> str:
    """Return a sample for a header."""
    try:
        return sample_text(parameter)
    except SchemaError:
        return "example"


def items_of(schema: Schema | None) -> Schema | None:
    """Return the schema of the items of a list, also one that may be null; None if ``schema`` describes no list."""
    return next((part.child("items") for part in _parts(schema) if isinstance(part.node.get("items"), dict)), None)


def deep_types(schema: Schema | None) -> frozenset[str]:
    """Return the JSON types that ``schema`` and its alternatives name."""
    return frozenset(name for part in _parts(schema) for name in type_names(part))


def _parts(schema: Schema | None, depth: int = 0) -> list[Schema]:
    """Return what ``schema`` refers to, and the schemas of which a value follows all, any or one."""
    target = target_of(schema)
    if target is None or depth > _MAX_DEPTH:
        return []
    branches = target.branches("allOf", "anyOf", "oneOf")[:_MAX_BRANCHES]
    return [target, *(part for branch in branches for part in _parts(branch, depth + 1))]
