"""Where in a value a schema says that it is secret."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of

__all__ = ["is_map_of_text", "secret_paths"]

_DEEPEST = 6
_MOST_PLACES = 5000


def is_map_of_text(target: Schema | None) -> bool:
    """Tell whether an answer is a map from any name to text, as config vars are: what stands in it is secret."""
    if target is None:
        return False
    try:
        patterns = target.dereference().children("patternProperties")
    except SchemaError:
        return False
    return bool(patterns) and all("string" in types_of(below) for below in patterns.values())


def secret_paths(schema: Schema) -> frozenset[tuple[str, ...]]:
    """Return where in a value the schema says that it is secret, whatever it is called there.

    That is what has the format "password", or can be written and not read (``writeOnly``; JSON Schema draft 7). Each
    place is the names of the keys that lead to it; lists add none.
    """
    return frozenset(_secret_places(schema, (), set()))


def _secret_places(
    schema: Schema, path: tuple[str, ...], seen: set[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    try:
        trail = schema.reference_chain()
    except SchemaError:
        return
    target = trail[-1]
    if (target.pointer, path) in seen or len(path) > _DEEPEST or len(seen) > _MOST_PLACES:
        return
    seen.add((target.pointer, path))
    nodes = [step.raw for step in trail if isinstance(step.raw, dict)]
    if any(node.get("format") == "password" or node.get("writeOnly") is True for node in nodes):
        yield path
    for name, below in target.children("properties").items():
        yield from _secret_places(below, (*path, name), seen)
    if isinstance(target.node.get("items"), dict):
        yield from _secret_places(target.child("items"), path, seen)
    for below in target.branches("allOf", "anyOf", "oneOf"):
        yield from _secret_places(below, path, seen)
