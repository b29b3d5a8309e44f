"""Fields of a document, where a value of the wrong type counts as absent."""

from collections.abc import Mapping

from heroics_py.errors import SchemaError
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["list_at", "object_at", "object_of", "rel_of", "target_of", "text_at", "texts_at"]


def object_of(value: Json) -> dict[str, Json]:
    """Return ``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def object_at(node: Json, key: str) -> dict[str, Json]:
    """Return the object at ``key``, else an empty one."""
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, dict) else {}


def list_at(node: Mapping[str, Json], key: str) -> list[Json]:
    """Return the list at ``key``, else an empty one."""
    value = node.get(key)
    return value if isinstance(value, list) else []


def text_at(node: Mapping[str, Json], key: str) -> str:
    """Return the text at ``key``, else an empty one."""
    value = node.get(key)
    return value if isinstance(value, str) else ""


def texts_at(node: Mapping[str, Json], key: str) -> list[str]:
    """Return the texts in the list at ``key``."""
    return [item for item in list_at(node, key) if isinstance(item, str)]


def rel_of(link: Mapping[str, Json]) -> str:
    """Return the relation of a link in lower case; the first one if it has several."""
    rel = link.get("rel")
    if isinstance(rel, list):
        rel = next((item for item in rel if isinstance(item, str)), "")
    return rel.strip().lower() if isinstance(rel, str) else ""


def target_of(place: Schema) -> Schema:
    """Return the schema that ``place`` refers to.

    If its reference can't be resolved, return ``place``.
    """
    try:
        return place.dereference()
    except SchemaError:
        return place
