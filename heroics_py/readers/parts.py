"""Parts of a document taken as what they should be: whatever else stands there counts as nothing."""

from collections.abc import Mapping

from heroics_py.support.json_types import Json

__all__ = ["list_of", "object_of", "rel_of", "text_of", "words_in"]


def object_of(value: Json) -> dict[str, Json]:
    """Return ``value`` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(node: Mapping[str, Json], key: str) -> list[Json]:
    """Return what ``key`` lists; nothing where it is no list."""
    found = node.get(key)
    return found if isinstance(found, list) else []


def words_in(node: Mapping[str, Json], key: str) -> list[str]:
    """Return the texts among what ``key`` lists."""
    return [item for item in list_of(node, key) if isinstance(item, str)]


def text_of(node: Mapping[str, Json], key: str) -> str:
    """Return the text at ``key``; empty where there is none."""
    found = node.get(key)
    return found if isinstance(found, str) else ""


def rel_of(raw: Mapping[str, Json]) -> str:
    """Return the relation of a link in lower case, the first of several; empty where there is none."""
    found = raw.get("rel")
    if isinstance(found, list):
        found = next((item for item in list_of(raw, "rel") if isinstance(item, str)), "")
    return found.strip().lower() if isinstance(found, str) else ""
