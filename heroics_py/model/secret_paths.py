"""Where in a value a schema says that it is secret, or marks it otherwise."""

from collections.abc import Callable, Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.model.schema_types import types_of
from heroics_py.support.json_types import Json

__all__ = ["is_map_of_text", "marked_paths", "secret_paths", "write_only_paths"]

_MAX_DEPTH = 6
_MAX_PATHS = 5000


def is_map_of_text(target: Schema | None) -> bool:
    """Return whether a response is a map of any names to texts, as config vars are: its values are secret."""
    if target is None:
        return False
    try:
        patterns = target.dereference().children("patternProperties")
    except SchemaError:
        return False
    return bool(patterns) and all("string" in types_of(below) for below in patterns.values())


def secret_paths(schema: Schema) -> frozenset[tuple[str, ...]]:
    """Return the paths to the secrets in a value, as far as its schema marks them.

    Marked are the format "password", and what can be written and not read (``writeOnly``; JSON Schema draft 7). A path
    consists of the keys that lead to a value; lists add none.
    """
    return marked_paths(schema, lambda node: node.get("format") == "password" or node.get("writeOnly") is True)


def write_only_paths(schema: Schema) -> frozenset[tuple[str, ...]]:
    """Return the paths to what can be written and not read (``writeOnly``; JSON Schema draft 7)."""
    return marked_paths(schema, lambda node: node.get("writeOnly") is True)


def marked_paths(
    schema: Schema, is_marked: Callable[[dict[str, Json]], bool], most: int = _MAX_PATHS
) -> frozenset[tuple[str, ...]]:
    """Return the paths to the values whose schema, or a reference to it, is marked.

    A path consists of the keys that lead to a value; lists add none. It has six keys at most.

    Args:
        schema: the schema of the whole.
        is_marked: returns whether an object of the document is marked.
        most: how many schemas are looked at.
    """
    return frozenset(_marked_places(schema, (), set(), is_marked, most))


def _marked_places(
    schema: Schema,
    path: tuple[str, ...],
    seen: set[tuple[str, tuple[str, ...]]],
    is_marked: Callable[[dict[str, Json]], bool],
    most: int,
) -> Iterator[tuple[str, ...]]:
    try:
        trail = schema.reference_chain()
    except SchemaError:
        return
    target = trail[-1]
    if (target.pointer, path) in seen or len(path) > _MAX_DEPTH or len(seen) > most:
        return
    seen.add((target.pointer, path))
    nodes = [step.raw for step in trail if isinstance(step.raw, dict)]
    if any(map(is_marked, nodes)):
        yield path
    for name, below in target.children("properties").items():
        yield from _marked_places(below, (*path, name), seen, is_marked, most)
    if isinstance(target.node.get("items"), dict):
        yield from _marked_places(target.child("items"), path, seen, is_marked, most)
    for below in target.branches("allOf", "anyOf", "oneOf"):
        yield from _marked_places(below, path, seen, is_marked, most)
