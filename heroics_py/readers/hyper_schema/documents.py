"""Which documents are hyper-schemas that describe links."""

from collections.abc import Mapping

from heroics_py.model.keywords import MAPS
from heroics_py.support.json_types import Json

__all__ = ["describes_links"]

# Their values are examples, and no parts of the schema, unless they are names in a map.
_DATA = frozenset({"const", "default", "enum", "example", "examples"})


def describes_links(root: Mapping[str, Json]) -> bool:
    """Return whether any schema of a document has a link with an ``href``."""
    pending: list[tuple[Json, bool]] = [(dict(root), False)]
    while pending:
        node, is_map = pending.pop()
        if isinstance(node, list):
            pending += [(value, False) for value in node]
        elif isinstance(node, dict):
            if not is_map and _has_link(node.get("links")):
                return True
            pending += [
                (value, not is_map and key in MAPS) for key, value in node.items() if is_map or key not in _DATA
            ]
    return False


def _has_link(links: Json) -> bool:
    return isinstance(links, list) and any(
        isinstance(link, dict) and isinstance(link.get("href"), str) for link in links
    )
