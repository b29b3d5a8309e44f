"""JSON Patch (RFC 6902), by the library jsonpatch."""

from heroics_py.errors import SchemaError
from heroics_py.model.pointers import value_at
from heroics_py.readers.patches.containers import count_members, plain_copy
from heroics_py.readers.patches.kinds import Patch
from heroics_py.readers.patches.notes import cut, suggestion
from heroics_py.support.json_types import Json
from heroics_py.support.step_budget import spend
from heroics_py.support.suggestions import did_you_mean

__all__ = ["apply_operations"]

# The members that an operation needs, besides "op" and "path" (RFC 6902, section 4).
_NEEDED = {"add": "value", "remove": "", "replace": "value", "move": "from", "copy": "from", "test": "value"}
_COST_OF_A_COPY = 10


def apply_operations(document: Json, patch: Patch) -> Json:
    """Return a copy of a document with the operations applied, in their order.

    Raises:
        SchemaError: an operation is invalid or fails, or the library is not installed.
    """
    content = patch.content if isinstance(patch.content, list) else []
    operations = [each for each in content if isinstance(each, dict)]
    names = [_name(patch.where, number, each) for number, each in enumerate(operations, 1)]
    try:
        from jsonpatch import JsonPatch, JsonPatchException
        from jsonpointer import JsonPointerException
    except ImportError:
        reason = "it is a JSON Patch, which needs jsonpatch: pip install 'heroics-py[overlay]'"
        raise SchemaError(f"can't apply {patch.where}: {reason}") from None
    document = plain_copy(document)
    for name, operation in zip(names, operations, strict=True):
        _count_copy(document, operation)
        try:
            document = JsonPatch([operation]).apply(document, in_place=True)
            continue
        except (JsonPatchException, JsonPointerException, LookupError, TypeError, ValueError):
            reason = _reason(document, operation)
        raise SchemaError(f"{name} {reason}")
    return document


def _name(where: str, number: int, members: dict[str, Json]) -> str:
    """Return how messages call an operation.

    Raises:
        SchemaError: a member of it is missing or invalid.
    """
    op, path = members.get("op"), members.get("path")
    if not isinstance(op, str) or op not in _NEEDED:
        raise SchemaError(
            f"{where}: operation {number} has the op {cut(repr(op))}; {did_you_mean(str(op)[:50], _NEEDED)}"
        )
    needed = ["path", *([_NEEDED[op]] if _NEEDED[op] else ())]
    if missing := next((each for each in needed if each not in members), ""):
        raise SchemaError(f"{where}: operation {number}, {op!r}, has no {missing!r}")
    for key in ("path", "from")[: 2 if _NEEDED[op] == "from" else 1]:
        pointer = members[key]
        if not isinstance(pointer, str) or (pointer and not pointer.startswith("/")):
            raise SchemaError(
                f"{where}: operation {number}, {op!r}, has the {key} {cut(repr(pointer))}: expected a JSON pointer, "
                "such as '/info/title'; '/' in a key is written '~1'"
            )
    return f"{where}: operation {number}, {op!r} at {cut(str(path))!r},"


def _count_copy(document: Json, operation: dict[str, Json]) -> None:
    """Spend steps for what a copy adds to the document: each can double it.

    Raises:
        StepLimitError: the copies are too large.
    """
    if operation["op"] == "copy":
        try:
            source = value_at(document, _keys(str(operation["from"])))
        except LookupError:
            return
        spend(_COST_OF_A_COPY * count_members(source))


def _reason(document: Json, members: dict[str, Json]) -> str:
    """Return why an operation fails: the first key of a pointer that the document does not have, if that is it."""
    op = members["op"]
    pointers = ["from", "path"] if "from" in members and op in {"move", "copy"} else ["path"]
    for member in pointers:
        keys = _keys(str(members[member]))
        # What "add" and the like create need not be there.
        if problem := _missing(
            document, keys if member == "from" or op in {"remove", "replace", "test"} else keys[:-1]
        ):
            return f"fails: {problem}"
    if op == "test":
        return "fails: the document has another value there"
    if op == "move" and f"{members['path']}/".startswith(f"{members['from']}/"):
        return "fails: a value can't be moved into itself"
    return "fails: it can't be done at this place of the document"


def _missing(document: Json, keys: list[str]) -> str:
    """Return what of a pointer the document does not have; empty if it has all of it."""
    for depth, key in enumerate(keys):
        try:
            document_below = value_at(document, [key])
        except LookupError:
            above = "".join(f"/{_escaped(each)}" for each in keys[:depth])
            names = document if isinstance(document, dict) else ()
            place = f"at {cut(above)!r}" if above else "at its top"
            return f"the document has no {cut(key)!r} {place}{suggestion(key, names)}"
        document = document_below
    return ""


def _keys(pointer: str) -> list[str]:
    """Split a JSON pointer that is text, not a fragment of a URL: "%25" in it is not an escape."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
