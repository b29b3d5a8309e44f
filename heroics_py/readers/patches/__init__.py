"""Patches of a schema document, which is mended before it is read.

    patch=   dict, list, path, text
     |  kinds          what each patch is: a merge patch, a JSON Patch, an overlay
     v
    Patch
     |  merge          RFC 7396, without a library
     |  json_patch     RFC 6902, with jsonpatch
     |  overlay        OpenAPI Overlay 1.0 and 1.1; its targets: json_path, with jsonpath-rfc9535
     v
    LoadedSchema       with the mended document; what found nothing in it is `unpatched`

A patch never changes what the caller passes: it works on a copy, or copies what it changes.
"""

from heroics_py.errors import SchemaError
from heroics_py.readers.document_value import check_size, copy_json
from heroics_py.readers.patches.kinds import Patch, patches_of
from heroics_py.readers.patches.merge import merge_document
from heroics_py.readers.patches.notes import Notes
from heroics_py.readers.reader import LoadedSchema
from heroics_py.support.json_types import Json
from heroics_py.support.loading import load_modules
from heroics_py.support.step_budget import StepLimitError, step_limit

__all__ = ["apply_patches"]

# A step is the visit of one member by a target: about a microsecond.
_MOST_STEPS = 20_000_000


def apply_patches(loaded: LoadedSchema, patch: object) -> LoadedSchema:
    """Return a loaded schema with patches applied to its document, one after the other.

    The document of a folder without a main document is an object of its files, by their paths.

    Args:
        loaded: the schema.
        patch: the argument of `connect`: a merge patch, a JSON Patch, an overlay, the path or text of one, or a list.

    Raises:
        SchemaError: a patch can't be read or applied.
        ValueError: it is not a patch of any kind.
    """
    patches = patches_of(patch)
    if not patches:
        return loaded
    is_folder = len(loaded.roots) > 1
    document: Json = {uri: root for uri, root in loaded.roots.items() if uri} if is_folder else loaded.roots[""]
    notes = Notes()
    for each in patches:
        document = _applied(document, each, notes)
    # A part may be in several places now, and the readers expect plain dicts.
    document = dict(check_size(copy_json(document, "the patched document"), "the patched document"))
    roots = {"": {}, **document} if is_folder else {"": document}
    return loaded.replaced(roots=roots, unpatched=notes.lines())


def _applied(document: Json, patch: Patch, notes: Notes) -> Json:
    try:
        with step_limit(_MOST_STEPS):
            return _apply(document, patch, notes)
    except StepLimitError:
        reason = "it takes too long: its targets visit too much of the document, or it makes the document too large"
    except RecursionError:
        reason = "it nests the document too deeply"
    raise SchemaError(f"{patch.where} can't be applied: {reason}")


def _apply(document: Json, patch: Patch, notes: Notes) -> Json:
    if patch.kind == "merge":
        return merge_document(document, patch, notes)
    if patch.kind == "operations":
        load_modules("heroics_py.readers.patches.json_patch")
        from heroics_py.readers.patches.json_patch import apply_operations

        return apply_operations(document, patch)
    load_modules("heroics_py.readers.patches.overlay")
    from heroics_py.readers.patches.overlay import apply_overlay

    return apply_overlay(document, patch, notes)
