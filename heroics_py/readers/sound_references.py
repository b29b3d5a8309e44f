"""References below a part of a document that can't be followed."""

from collections.abc import Iterator

from heroics_py.errors import SchemaError
from heroics_py.model.drafts import is_before
from heroics_py.model.keywords import MAPS
from heroics_py.model.linked_documents import LinkedDocuments
from heroics_py.model.pointers import escape_key
from heroics_py.model.schema import Schema
from heroics_py.support.json_types import Json

__all__ = ["reference_fault"]

# Values that no request depends on.
_DATA = frozenset({"example", "examples", "default", "enum", "const", "externalDocs", "links", "callbacks"})
_NAMED = frozenset(MAPS) | {"content", "headers", "encoding", "definitions", "parameters"}


def reference_fault(*places: Schema) -> str:
    """Return why a reference in or below ``places`` can't be followed, and where it is; empty if all can be.

    Each part of the documents is looked at once: what is found sound is remembered with `LinkedDocuments`.
    """
    for place in places:
        roots = place.documents.roots
        sound = roots.sound if isinstance(roots, LinkedDocuments) else set[str]()
        seen: set[str] = set()
        pending = [place]
        while pending:
            at = pending.pop()
            if at.pointer in sound or at.pointer in seen:
                continue
            seen.add(at.pointer)
            try:
                target = at.dereference()
            except SchemaError as error:
                return _shown(error, place)
            if target is not at:
                pending.append(target)
            if target is at or not is_before(at.draft, "2019-09"):
                pending.extend(_below(at))
        sound |= seen
    return ""


def _shown(error: SchemaError, place: Schema) -> str:
    reason = str(error).partition(" (at ")[0]
    where = error.pointer or ""
    document = place.pointer.partition("#")[0]
    return reason if where.startswith(f"{document}#") and document == "" else f"{reason}; the reference is at {where}"


def _below(at: Schema) -> Iterator[Schema]:
    """Yield the objects below a node that may be or contain references."""
    for keys, value in _entries(at.raw):
        if isinstance(value, dict | list):
            yield Schema(at.documents, at.pointer + "".join(f"/{escape_key(key)}" for key in keys), value)


def _entries(raw: Json) -> Iterator[tuple[tuple[str | int, ...], Json]]:
    if isinstance(raw, list):
        yield from (((index,), value) for index, value in enumerate(raw))
    if not isinstance(raw, dict):
        return
    for key, value in raw.items():
        if key in _NAMED and isinstance(value, dict) and not isinstance(value.get("$ref"), str):
            yield from (((key, name), below) for name, below in value.items())
        elif key not in _DATA:
            yield (key,), value
