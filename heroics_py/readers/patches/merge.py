"""JSON merge patches (RFC 7396)."""

from heroics_py.model.pointers import escape_key
from heroics_py.readers.patches.kinds import Patch
from heroics_py.readers.patches.notes import Notes, cut, suggestion
from heroics_py.support.json_types import Json

__all__ = ["merge_document"]


def merge_document(document: Json, patch: Patch, notes: Notes) -> Json:
    """Return a document with a merge patch; only the objects that it changes are copied.

    A null that removes what the document does not have is noted.
    """
    return _merged(document, patch.content, "", patch.where, notes)


def _merged(target: Json, patch: Json, pointer: str, where: str, notes: Notes) -> Json:
    """Return ``target`` with ``patch`` (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        place = f"{pointer}/{escape_key(key)}"
        if value is not None:
            merged[key] = _merged(merged.get(key), value, place, where, notes)
        elif key in merged:
            del merged[key]
        else:
            hint = suggestion(key, merged)
            notes.add(f"{where}: the null at {cut(place)!r} removes nothing, as the document does not have it{hint}")
    return merged
