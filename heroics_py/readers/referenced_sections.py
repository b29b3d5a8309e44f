"""Whole sections of a main document that are references to other documents."""

from heroics_py.errors import SchemaError
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Documents, Schema
from heroics_py.support.json_types import Json

__all__ = ["with_sections"]

# Sections that contain nothing which other documents refer to.
_PLAIN = frozenset({"info", "servers", "tags", "security", "externalDocs", "host", "basePath", "schemes"})
_OF_MAPS = "components"
_NEEDED = "paths"


def with_sections(root: dict[str, Json], roots: LinkedDocuments) -> dict[str, Json]:
    """Return a main document in which no section is a reference, but the entries of a section may be.

    No version of OpenAPI permits ``paths: {$ref: paths.yaml}``, but documents of many files contain it.

    Raises:
        SchemaError: the section of the paths can't be read.
    """
    sections = {key: _section(key, (key,), value, roots) for key, value in root.items()}
    parts = sections.get(_OF_MAPS)
    if isinstance(parts, dict):
        sections[_OF_MAPS] = {key: _section(key, (_OF_MAPS, key), value, roots) for key, value in parts.items()}
    return sections


def _section(key: str, keys: tuple[str, ...], value: Json, roots: LinkedDocuments) -> Json:
    if not isinstance(value, dict) or not isinstance(value.get("$ref"), str) or key.startswith("x-"):
        return value
    place = Schema(Documents(roots=roots), f"#/{'/'.join(keys)}", value)
    try:
        target = place.dereference()
    except SchemaError:
        if key == _NEEDED:
            raise
        return {}
    if key in _PLAIN or not isinstance(target.raw, dict):
        return target.raw
    # Documents are named by their paths relative to the main one, or by their URLs, so a pointer is a reference in it.
    entries: dict[str, Json] = {name: {"$ref": f"{target.pointer}/{escape_key(name)}"} for name in target.raw}
    return entries | {name: entry for name, entry in value.items() if name != "$ref"}
